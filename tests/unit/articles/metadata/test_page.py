"""What pages say about their articles, and which of it is believed."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import lxml.html
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from articles.article import Given
from articles.metadata import Metadata, page_metadata
from articles.metadata.json_ld import linked_article
from articles.metadata.people import people
from articles.metadata.titles import without_site

TODAY = datetime.fromisoformat("2026-03-20T12:00:00+00:00")


def metadata(head: str = "", body: str = "<p>Text.</p>", *, given: Given = Given(), lang: str = "") -> Metadata:  # noqa: B008
    attribute = f' lang="{lang}"' if lang else ""
    html = f"<!doctype html><html{attribute}><head>{head}</head><body>{body}</body></html>"
    return page_metadata(lxml.html.document_fromstring(html), given=given, today=TODAY)


def ld(value: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Harbour town votes to bring back its night ferry",
    "datePublished": "2026-03-14T08:30:00+01:00",
    "dateModified": "2026-03-14T10:00:00+01:00",
    "author": {"@type": "Person", "name": "Jane Doe"},
    "publisher": {"@type": "Organization", "name": "The Example Courier"},
    "articleSection": "Local",
    "keywords": ["ferries", "islands"],
    "articleBody": "The town council of Lindhaven voted on Friday.",
    "inLanguage": "en-GB",
    "url": "https://www.example-courier.test/2026/03/14/night-ferry",
}


def test_json_ld() -> None:
    """Everything a NewsArticle node says."""
    found = metadata(ld(ARTICLE))

    assert ARTICLE["headline"] == found.title
    assert ("Jane Doe", ("Jane Doe",)) == (found.byline, found.authors)
    assert datetime.fromisoformat("2026-03-14T08:30:00+01:00") == found.published_at
    assert "json_ld:datePublished" == found.published_at_from
    assert datetime.fromisoformat("2026-03-14T10:00:00+01:00") == found.modified_at
    assert ("The Example Courier", "en", "Local") == (found.source, found.language, found.section)
    assert ("ferries", "islands") == found.tags
    assert ARTICLE["articleBody"] == found.article_body
    assert ARTICLE["url"] == found.url


@pytest.mark.parametrize(
    "wrapped",
    [
        [ARTICLE],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "x"}, ARTICLE]},
        {"@type": "WebPage", "mainEntity": ARTICLE},
        [{"@type": "BreadcrumbList", "itemListElement": []}, [ARTICLE]],
        {**ARTICLE, "@type": ["ReportageNewsArticle", "Article"]},
        {**ARTICLE, "@type": "https://schema.org/NewsArticle"},
    ],
)
def test_json_ld_in_its_wrappings(wrapped: Any) -> None:
    """Graphs, arrays, pages around the article, several types."""
    assert ARTICLE["headline"] == metadata(ld(wrapped)).title


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "headline": "Ferry", "datePublished": "2026-03-14",}',
        '{"@type": "NewsArticle", "headline": "Ferry", "datePublished": "2026-03-14", "description": "a\nb\tc"}',
        '<!-- {"@type": "NewsArticle", "headline": "Ferry", "datePublished": "2026-03-14"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "Ferry", "datePublished": "2026-03-14"}\n//]]>',
        '{"@type": "NewsArticle", "headline": "Ferry", "datePublished": "2026-03-14"};',
        '{"@type": "NewsArticle", "headline": "Ferry", "datePublished": "2026-03-14"} {"more": 1}',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;Ferry&quot;, "
        "&quot;datePublished&quot;: &quot;2026-03-14&quot;}",
    ],
)
def test_broken_json_ld_is_mended(script: str) -> None:
    """The usual mistakes do not cost the page its date."""
    found = linked_article([script])

    assert found is not None
    assert ("Ferry", "2026-03-14") == (found.headline, found.published)


@pytest.mark.parametrize(
    "script", ["", "{", "null", "[[[[[[", '{"@type": 7}', '{"@type": "NewsArticle"}', "[" * 100_000]
)
def test_useless_json_ld(script: str) -> None:
    """What cannot be mended is as if it were not there."""
    found = linked_article([script])

    assert found is None or found.headline is None


def test_authors_by_reference() -> None:
    """An author that is an @id of another node in the graph is looked up."""
    graph = {
        "@graph": [
            {**ARTICLE, "author": {"@id": "#jane"}},
            {"@type": "Person", "@id": "#jane", "name": "Jane Doe"},
        ]
    }

    assert ("Jane Doe",) == metadata(ld(graph)).authors


def test_lists_of_other_articles_are_not_the_article() -> None:
    """With several articles in the graph, the one that the page is named after counts."""
    other = {**ARTICLE, "headline": "Another story altogether", "datePublished": "2025-01-01"}
    head = f'<meta property="og:title" content="{ARTICLE["headline"]}">'

    found = metadata(head + ld([other, ARTICLE]))

    assert ARTICLE["headline"] == found.title
    assert 2026 == (found.published_at or TODAY).year


def test_meta_tags() -> None:
    """OpenGraph and its kin, where there is no JSON-LD."""
    found = metadata(
        '<meta property="og:title" content="Night ferry | The Example Courier">'
        '<meta property="og:site_name" content="The Example Courier">'
        '<meta property="article:published_time" content="2026-03-14T08:30:00+01:00">'
        '<meta property="article:modified_time" content="2026-03-14T10:00:00+01:00">'
        '<meta name="author" content="By Jane Doe and Ravi Iyer">'
        '<meta property="article:section" content="Local">'
        '<meta property="article:tag" content="ferries"><meta property="article:tag" content="islands">'
        '<link rel="canonical" href="https://www.example-courier.test/night-ferry?utm_source=x">',
        lang="en-GB",
    )

    assert "Night ferry" == found.title
    assert ("meta:article:published_time", ("Jane Doe", "Ravi Iyer")) == (found.published_at_from, found.authors)
    assert ("The Example Courier", "Local", ("ferries", "islands")) == (found.source, found.section, found.tags)
    assert "https://www.example-courier.test/night-ferry" == found.url
    assert "en" == found.language


def test_microdata_time_and_classes() -> None:
    """What stands in the page itself, and not in its lists of other articles."""
    found = metadata(
        body="""
        <aside><time datetime="2020-01-01" pubdate>old</time></aside>
        <article><h1>Night ferry</h1><span class="author-name">By Jane Doe</span>
          <time itemprop="datePublished" datetime="2026-03-14T08:30:00+01:00">14 March</time>
          <time class="updated" datetime="2026-03-14T10:00:00+01:00">later</time><p>Text.</p></article>
        <ul class="related"><li><time datetime="2019-01-01">older</time></li></ul>"""
    )

    assert "Night ferry" == found.title
    assert ("Jane Doe",) == found.authors
    assert "microdata:datePublished" == found.published_at_from
    assert datetime.fromisoformat("2026-03-14T10:00:00+01:00") == found.modified_at
    assert {2026} == {candidate.value.year for candidate in found.date_candidates}


def test_the_address_has_a_date() -> None:
    """The day in the address counts where the page says nothing, and confirms where it does."""
    found = metadata(given=Given(url="https://example.test/2026/03/14/ferry"))

    assert ("url", 14) == (found.published_at_from, (found.published_at or TODAY).day)


def test_htmldate_is_the_last_resort() -> None:
    """A date that only stands in the text is found, and said to be of that kind."""
    found = metadata(body='<div class="date">Published on March 14, 2026</div><p>Text.</p>')

    assert "htmldate" == found.published_at_from
    assert datetime.fromisoformat("2026-03-14T00:00:00+00:00") == found.published_at


def test_never_after_today() -> None:
    """A date in the future is an error of the page."""
    node = {**ARTICLE, "datePublished": "2026-03-21T08:30:00Z", "dateModified": "2027-01-01", "url": None}

    found = metadata(ld(node))

    assert (None, None) == (found.published_at, found.modified_at)


def test_what_was_given_comes_first() -> None:
    """The producer's word stands before the page's; its date is a candidate like others, the first."""
    given = Given(
        url="https://other.test/a/?utm_source=x",
        source="CNS",
        title="Told from outside",
        byline="By Ravi Iyer",
        published_at="2026-03-13T00:00:00Z",
        language="de",
        section="Wire",
        tags=("a",),
    )

    found = metadata(ld(ARTICLE), given=given, lang="en")

    assert ("https://other.test/a", "other.test", "CNS") == (found.url, found.domain, found.source)
    assert ("Told from outside", "Ravi Iyer", ("Ravi Iyer",)) == (found.title, found.byline, found.authors)
    assert ("given", 13) == (found.published_at_from, (found.published_at or TODAY).day)
    assert ["given", "json_ld:datePublished"] == [candidate.found_in for candidate in found.date_candidates]
    assert ("de", "Wire", ("a",)) == (found.language, found.section, found.tags)


def test_a_default_address_counts_where_the_page_names_none() -> None:
    """The page's own wins over it, and what is said from outside wins over both."""
    default = Given(default_url="https://paper.example/default")
    own = '<link rel="canonical" href="https://paper.example/own">'
    said = Given(default_url="https://paper.example/default", url="https://paper.example/said")
    assert "https://paper.example/default" == metadata(given=default).url
    assert "https://paper.example/own" == metadata(own, given=default).url
    assert "https://paper.example/said" == metadata(own, given=said).url


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="/relative">', None),
        ('<link rel="canonical" href="https://example.test/">', None),
        (
            '<link rel="canonical" href="https://example.test/a"><meta property="og:url" content="https://other.test/b">',
            None,
        ),
        (
            '<link rel="canonical" href="https://other.test/a"><meta property="og:url" content="https://example.test/b">'
            + ld({**ARTICLE, "url": "https://example.test/b"}),
            "https://example.test/b",
        ),
        ('<base href="https://example.test/"><link rel="canonical" href="/a">', "https://example.test/a"),
        ('<link rel="canonical" href="http://[broken">', None),
    ],
)
def test_canonical_addresses_are_mistrusted(head: str, url: str | None) -> None:
    """Relative ones, front pages and those of another host than the page's other addresses do not count."""
    assert url == metadata(head).url


@pytest.mark.parametrize(
    ("title", "names", "headings", "expected"),
    [
        ("Night ferry | The Example Courier", ["The Example Courier"], [], "Night ferry"),
        ("Night ferry - Example Courier", ["The Example Courier"], [], "Night ferry"),
        ("Night ferry - Local - Courier.test", ["Courier"], ["Night ferry"], "Night ferry"),
        ("The Example Courier: news", ["The Example Courier"], [], "The Example Courier: news"),
        ("Courier | Night ferry is back in town", ["courier.test"], [], "Night ferry is back in town"),
        ("Ferry – back at night", ["The Example Courier"], [], "Ferry – back at night"),
        ("Ferry - back at night", [], ["Ferry - back at night"], "Ferry - back at night"),
        ("夜行フェリー復活：例新聞デジタル", ["例新聞デジタル"], [], "夜行フェリー復活"),
        ("", ["x"], [], ""),
    ],
)
def test_titles_without_the_site(title: str, names: list[str], headings: list[str], expected: str) -> None:
    """The site's name goes, dashes in headlines stay."""
    assert expected == without_site(title, names=names, headings=headings)


@pytest.mark.parametrize(
    ("values", "names"),
    [
        (["By Jane Doe"], ("Jane Doe",)),
        (["Jane Doe and Ravi Iyer"], ("Jane Doe", "Ravi Iyer")),
        (["Von Jörg Müßig, Berlin"], ("Jörg Müßig",)),
        (["Por Ana de la Cruz y João dos Santos"], ("Ana de la Cruz", "João dos Santos")),
        (["JANE DOE"], ("Jane Doe",)),
        (["Jane Doe, Staff Writer", "Jane Doe"], ("Jane Doe",)),
        (["jane.doe@example.test", "https://example.test/jane", "admin", "", "dpa", "The Example Courier"], ()),
        (["Jane Doe (Reuters)"], ("Jane Doe",)),
        (["松岡大地"], ("松岡大地",)),
        (["x" * 10_000], ()),
    ],
)
def test_names_of_people(values: list[str], names: tuple[str, ...]) -> None:
    """Names, without "By", roles, agencies, addresses and the paper's own."""
    assert names == people(values, source="The Example Courier")


@settings(max_examples=60, deadline=None)
@examples(st.lists(st.sampled_from([
    "<script type='application/ld+json'>", "</script>", '{"@type":"NewsArticle","author":', "[", "]", "{", "}", "null",
    '<meta property="article:published_time" content="', '">', "<time datetime='", "'>", "</time>", "<h1>", "</h1>",
    "<title>", "</title>", "<link rel=canonical href='", "2026-03-14", "\x01", "é", "<svg><title>x", "<base href='//'>",
]), max_size=40))  # fmt: skip
def test_never_raises(pieces: list[str]) -> None:
    """Pages hold anything."""
    tree = lxml.html.document_fromstring("<html><body>x" + "".join(pieces).replace("\x01", ""))

    page_metadata(tree, given=Given(), today=TODAY)
