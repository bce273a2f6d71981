"""Records become articles without their furniture, or a reason why they are none."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from articles.article import Article, Given, Record, Rejection
from articles.cleaning import CutReason, clean, line_hashes, restore
from articles.cleaning.blocks import blocks_of
from articles.cleaning.hashes import length_class, line_hash
from articles.cleaning.tree import parse
from articles.fates import Reason

TODAY = datetime(2026, 3, 2, tzinfo=UTC)
HEADLINE = "Ferry service to the northern islands stops for repairs"
BODY = [
    "STORNOWAY — The only ferry to the northern islands will not sail for the next five weeks, its operator said on "
    "Monday, after inspectors found cracks in the hull of the forty-year-old ship.",
    "The operator, Caledonian Lines, said that a smaller vessel would carry food and medicine to the islands, but no "
    "cars, and that passengers should book early.",
    "“We are sorry, but nobody should sail on a ship that is not safe,” said its director, Fiona MacLeod, at a meeting "
    "with islanders in the town hall.",
    "Islanders were angry. The ferry has been out of service for eleven weeks of the past year, and a new ship, "
    "ordered in 2021, has been delayed for the fourth time.",
    "The government said that it would look into the matter, and that the minister for transport would visit the "
    "islands before the end of the month.",
]
FURNITURE = [
    "Leave a Reply",
    "Your email address will not be published. Required fields are marked *",
    "Ten walks for a rainy weekend",
    "Ten walks for a rainy weekend",
    "Our writers on where to go when the clouds hang low",
    "Share this article",
    "Sign up for our newsletter",
    "© 2026 The Island Herald. All rights reserved.",
    "You May Also Like",
]


def record(text: str, **given: str) -> Record:
    """A plain-text record."""
    return Record(number=3, content=text, form="plain", given=Given(**given))


def article(item: Record, **options: object) -> Article:
    """The article that a record becomes."""
    result = clean(item, arrival="i:3", claimed_at=7, today=TODAY, **options)  # type: ignore[arg-type]
    assert isinstance(result, Article)
    return result


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("Mayor resigns", "Mayor resigns"),
        ("MAYOR RESIGNS", "MAYOR RESIGNS"),
        ("Top stories", ""),
        ("Mayor", ""),
        ("Read more", ""),
    ],
)
def test_a_headline_of_two_words_directly_above_the_body(first: str, title: str) -> None:
    """It is the title if the body begins with one of its words; other short lines are furniture."""
    text = "The mayor of Kelmsay resigned on Sunday after a year of quarrels about the harbour wall, the council said."
    result = article(record(f"{first}\n\n{text}"), min_words=5)

    assert (title, text) == (result.title, result.body)


def test_furniture_goes_and_the_body_stays() -> None:
    """A scraped text becomes title and body; each cut piece has a reason of the closed list."""
    text = "\n\n".join([HEADLINE, *BODY, *FURNITURE])
    result = article(record(text))
    assert HEADLINE == result.title
    assert "\n\n".join(BODY) == result.body
    assert text == restore(result.body, result.removed)
    assert {piece.reason for piece in result.removed} <= {reason.value for reason in CutReason}
    reasons = {line: piece.reason for piece in result.removed for line in piece.text.split("\n\n")}
    assert CutReason.COMMENT_FORM == reasons["Leave a Reply"]
    assert CutReason.SHARE_BAR == reasons["Share this article"]
    assert CutReason.NEWSLETTER == reasons["Sign up for our newsletter"]
    assert CutReason.COPYRIGHT == reasons["© 2026 The Island Herald. All rights reserved."]
    assert CutReason.REPEATED == reasons["Ten walks for a rainy weekend"]


def test_what_arrived_passes_through() -> None:
    """Arrival, time of claim, form and what was given stand in the article; the version of cleaning too."""
    item = record("\n\n".join([HEADLINE, *BODY]), source="herald", url="https://herald.example/ferry", language="en")
    result = article(item)
    assert ("i:3", 7, "plain") == (result.arrival, result.claimed_at, result.form)
    assert ("herald", "https://herald.example/ferry", "en") == (result.source, result.url, result.language)
    assert ["cleaning"] == list(result.pipeline)
    assert result.dateline is not None
    assert "STORNOWAY" == result.dateline.text


def test_a_given_title_is_cut_from_the_text() -> None:
    """The title that the producer gave is taken, and its line does not stand in the body again."""
    text = "\n\n".join(["Travel", HEADLINE.upper(), *BODY])
    result = article(record(text, title=HEADLINE))
    assert HEADLINE == result.title
    assert "\n\n".join(BODY) == result.body
    assert text == restore(result.body, result.removed)


def test_standing_lines_go() -> None:
    """A line that the source repeats is cut by that name, however well it reads."""
    line = "Readers of the Herald have been the first to know what happens on the islands since the year 1870."
    text = "\n\n".join([HEADLINE, *BODY[:3], line, *BODY[3:]])
    result = article(record(text), standing={line_hash(line)})
    assert "\n\n".join(BODY) == result.body
    assert [CutReason.REPEATED_IN_SOURCE] == [p.reason for p in result.removed if line in p.text]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.EMPTY),
        (" \n\u00a0\n", Reason.EMPTY),
        ("Nothing to see here.", Reason.TOO_SHORT),
        ("\n\n".join(FURNITURE), Reason.NO_ARTICLE),
    ],
)
def test_what_is_no_article_says_why(text: str, reason: Reason) -> None:
    """Nothing, too few words, and furniture alone are rejected by name."""
    result = clean(record(text), arrival="i:3", claimed_at=7, today=TODAY)
    assert isinstance(result, Rejection)
    assert (reason, 3) == (result.reason, result.number)


def test_a_flash_without_running_text_stays() -> None:
    """A short text in which nothing looks like a body is not emptied by the model."""
    flash = "Ferry to northern islands out of service for five weeks after cracks were found, operator Caledonian says"
    assert flash == article(record(flash), min_words=10).body


def test_safe_cuts_no_more_than_default() -> None:
    """All that the safe policy cuts, the default policy cuts too, and more of this text."""
    text = "\n\n".join([HEADLINE, *BODY[:2], "More on this", *BODY[2:], "The weather was fine", *FURNITURE])
    safe, default = article(record(text), policy="safe"), article(record(text))
    assert set(default.body.split("\n\n")) < set(safe.body.split("\n\n"))


PAGE = f"""<!doctype html><html lang="en"><head><title>{HEADLINE} | The Island Herald</title>
<meta property="og:title" content="{HEADLINE}"><meta property="og:site_name" content="The Island Herald">
<meta property="article:published_time" content="2026-03-01T08:00:00+01:00">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{HEADLINE}",
"author": {{"@type": "Person", "name": "Morag Campbell"}}}}</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li>
<li><a href="/sport">Sport</a></li></ul></nav>
<article class="story"><h1>{HEADLINE}</h1><p class="byline">By <a href="/morag">Morag Campbell</a></p>
<div class="article-body">{"".join(f"<p>{paragraph}</p>" for paragraph in BODY)}</div>
<div class="share"><a href="#">Share on Facebook</a> <a href="#">Tweet</a></div></article>
<aside class="related"><h3>You may also like</h3><ul><li><a href="/a">Ten walks for a rainy weekend</a></li>
<li><a href="/b">Where to eat fish</a></li></ul></aside>
<footer><p>© 2026 The Island Herald. All rights reserved.</p></footer>
<script>var tracker = "no text";</script></body></html>"""


def page(source: str, **given: str) -> Record:
    """A record that is a page."""
    return Record(number=0, content=source, is_html=True, form="html", given=Given(**given))


def test_a_page_becomes_title_body_and_metadata() -> None:
    """Body, title without the site's name, author and date of a page; its frame is gone, with reasons."""
    result = article(page(PAGE))
    assert HEADLINE == result.title
    assert "\n\n".join(BODY) == result.body
    assert ("Morag Campbell",) == result.authors
    assert datetime.fromisoformat("2026-03-01T08:00:00+01:00") == result.published_at
    assert "The Island Herald" == result.source
    cut = "\n".join(piece.text for piece in result.removed)
    for furniture in ("Ten walks for a rainy weekend", "All rights reserved", "Share on Facebook"):
        assert furniture in cut
    assert "tracker" not in result.body + cut


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, (datetime(2026, 3, 1, tzinfo=UTC), "text", 1)),
        ({"published_at": "2026-02-28"}, (datetime(2026, 2, 28, tzinfo=UTC), "given", 1)),
    ],
)
def test_a_page_without_a_date_has_that_of_its_dateline(
    given: dict[str, str], found: tuple[datetime, str, int]
) -> None:
    """A date that the producer or the page itself gives is trusted more."""
    body = [BODY[0].replace("STORNOWAY — ", "STORNOWAY, March 1, 2026 (Reuters) — "), *BODY[1:]]
    source = f"<html><body><h1>{HEADLINE}</h1>{''.join(f'<p>{text}</p>' for text in body)}</body></html>"
    result = article(Record(number=0, content=source, is_html=True, form="html", given=Given(**given)))
    assert found == (result.published_at, result.published_at_from, len(result.date_candidates))


def test_a_pages_blocks_come_back() -> None:
    """Body and removed pieces give the text of the page's blocks again."""
    result = article(page(PAGE))
    assert "\n\n".join(block.text for block in blocks_of(parse(PAGE))) == restore(result.body, result.removed).rstrip()


def test_a_fragment_is_an_article_too() -> None:
    """HTML of the text alone, as feeds and JSON fields bring it, keeps its paragraphs."""
    fragment = "".join(f"<p>{paragraph}</p>" for paragraph in BODY[:2]) + "<p><a href='/more'>Read more</a></p>"
    result = article(page(fragment, title=HEADLINE))
    assert (HEADLINE, "\n\n".join(BODY[:2])) == (result.title, result.body)


def test_structured_data_replaces_the_text_of_an_empty_page() -> None:
    """Where the page shows no body, JSON-LD's `articleBody` is taken."""
    body = " ".join(BODY)
    structured = msgspec.json.encode({"@type": "NewsArticle", "headline": HEADLINE, "articleBody": body}).decode()
    source = (
        f'<html><head><script type="application/ld+json">{structured}</script></head><body><p>Loading</p></body></html>'
    )
    result = article(page(source))
    assert (HEADLINE, body) == (result.title, result.body)


@pytest.mark.parametrize(
    "source", ["<html></html>", "<p>", "<html><body><nav><a href='/'>Home</a></nav></body></html>"]
)
def test_a_page_without_text_is_no_article(source: str) -> None:
    """Pages that hold nothing are rejected, not failures."""
    result = clean(page(source), arrival="i:0", claimed_at=1, today=TODAY)
    assert isinstance(result, Rejection)
    assert result.reason in {Reason.NO_ARTICLE, Reason.TOO_SHORT}


def test_deep_pages_do_not_break_the_stack() -> None:
    """Text under hundreds of elements is read, and thousands do no harm."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    deep = "<div>" * 240 + paragraphs + "</div>" * 240
    clean(page(f"<body>{'<b><div>' * 3000}{paragraphs}"), arrival="i:0", claimed_at=1, today=TODAY)
    assert "\n".join(BODY)[:40] in "\n".join(
        block.text for block in blocks_of(parse(f"<html><body>{deep}</body></html>"))
    )


def test_a_book_is_no_danger() -> None:
    """A text of five thousand paragraphs is cleaned piece by piece and comes back whole."""
    text = "\n".join([HEADLINE, *(BODY[i % 5].replace("ferry", f"ferry {i}") for i in range(5_000))])
    result = article(record(text))
    assert text == restore(result.body, result.removed)
    assert len(result.body) > 0.9 * len(text)


def test_line_hashes_fold_and_tell_length() -> None:
    """Case, spaces and numbers do not count; a page's lines are those between its blocks; two bits tell length."""
    assert line_hashes("Read 5 comments") == line_hashes("read  17\u00a0Comments\n\nREAD 1 comments")
    assert [line_hash("Home"), line_hash("A bold word")] == line_hashes(
        page("<li>Home</li><p>A <b>bold</b>\n word</p>")
    )
    assert [0, 1, 2, 3] == [length_class(line_hash("word " * count)) for count in (3, 10, 20, 50)]


def test_lone_surrogates_do_not_break_anything() -> None:
    """Half of a character, as broken JSON brings it, becomes a replacement character."""
    result = article(record("\n\n".join([HEADLINE + " \ud83d", *BODY])))
    assert msgspec.json.encode(result)


@pytest.mark.parametrize("blank", ["\x1f", "\x1c", "\u2029", "\u200b", "\ufeff", "\u3000", "\x85"])
def test_a_line_of_one_unseen_character_is_blank(blank: str) -> None:
    """GNU Info parts its nodes by the separator U+001F."""
    assert article(record(f"{BODY[0]}\n{blank}\n{BODY[1]}\n{BODY[2]}\n{blank}\n{BODY[3]}")).body.count("\n\n") == 3


@pytest.mark.parametrize(
    ("picture", "is_left_out"),
    [
        ('<figure><img src="a.jpg"></figure><em>The pier on Sunday. Photo: Tom Ahl</em>', True),
        ('<p><img src="a.jpg"><br><em>The pier on Sunday. Photo by Tom Ahl</em></p>', True),
        (
            '<figure><img src="a.jpg"></figure><em>The pier was closed on Sunday after a ship had struck it, '
            "and nobody could say in the evening when the ferries will moor there again, said the harbour master.</em>",
            False,
        ),
        (
            "<p>It said so.</p><em>Nobody has a photo: on Sunday the pier was dark, and the ship that struck it came "
            "without a light, said the harbour master.</em>",
            False,
        ),
    ],
)
def test_an_emphasized_line_below_a_picture_is_its_caption(picture: str, *, is_left_out: bool) -> None:
    """Only where it says who took it: a lead in italics stays."""
    page = f"<html><body><article><h1>Ferry</h1><p>{BODY[0]}</p>{picture}<p>{BODY[1]}</p></article></body></html>"
    record = Record(number=0, content=page, is_html=True, form="html", given=Given(source="Desk"))
    result = clean(record, arrival="a", claimed_at=1)

    assert isinstance(result, Article)
    assert ("Sunday" not in result.body) == is_left_out


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", Reason.EMPTY),
        ("<!-- nothing -->", Reason.NO_ARTICLE),
        ("\x00", Reason.NO_ARTICLE),
        ("<p></p>", Reason.NO_ARTICLE),
    ],
)
def test_html_without_any_text_is_refused(content: str, reason: Reason) -> None:
    record = Record(number=0, content=content, is_html=True, form="html")

    found = clean(record, arrival="a:0", claimed_at=1)

    assert isinstance(found, Rejection)
    assert found.reason is reason
