"""Every page on a real index: what it shows, to whom, and that nothing in a text is markup."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from elasticsearch import Elasticsearch
from lxml import html
from starlette.testclient import TestClient

from search.holds.moving import move_out, refresh_moved
from search.schema.index_names import Names

from .conftest import HOSTILE, person, put, tram

LEAD, COPY, OTHER, WICKED = (f"{number:064x}" for number in (1, 2, 3, 99))
#: Every page that there is, with the hostile article on it where it shows articles.
PAGES = {
    "search": "/?q=said",
    "search by value": "/?q=long*&copies=1",
    "search with an error": f"/?q=({HOSTILE}",
    "search for what is not there": f'/?q=people:"{HOSTILE.replace(chr(34), "")}"',
    "article": f"/article/{WICKED}",
    "revisions": f"/article/{WICKED}/revisions",
    "story": f"/story/{WICKED}",
    "entity": f"/entity/person:{HOSTILE.replace('?', '')}",
    "unknown entity": f"/entity/{HOSTILE}",
    "names": f"/names?q={HOSTILE[:3]}",
    "intake": "/intake",
    "intake by name": f"/intake?name={HOSTILE}",
    "about": "/about",
    "not found": f"/{HOSTILE}",
}


def parsed(text: str) -> Any:
    """The page's tree."""
    return html.document_fromstring(text)


def titles(page: TestClient, path: str) -> list[str]:
    """The headlines of what a search finds."""
    answer = page.get(path)
    assert 200 == answer.status_code, answer.text
    return [one.text_content() for one in parsed(answer.text).cssselect(".results h3")]


def facet(page: TestClient, path: str) -> dict[str, str]:
    """The values beside a search, with their counts."""
    rows = parsed(page.get(path).text).cssselect(".facets li")
    return {row.find(".//a").text_content(): row.find_class("count")[0].text_content() for row in rows}


def test_a_hit_has_a_piece_of_its_text(desk: TestClient, client: Elasticsearch, names: Names) -> None:
    """What matches in it; its beginning, where nothing does."""
    one = tram(55, title="Kittiwake")
    put(client, names, one)
    pieces = {
        query: [found.text_content() for found in parsed(desk.get(f"/?q={query}").text).cssselect(".results .piece")]
        for query in ("kittiwake", f"id:{one.id}", "kittiwake again")
    }
    beginning = "Trams of line 55 run again. …"
    assert {"kittiwake": [beginning], f"id:{one.id}": [beginning], "kittiwake again": [f"… {beginning}"]} == pieces


@pytest.mark.parametrize(
    ("number", "language", "title", "word"),
    [
        (61, "ar", "افتتاح الميناء الجديد في طنجة", "الميناء"),
        (62, "he", "הנמל החדש נחנך בטנג'יר", "הנמל"),
        (63, "zh", "丹吉尔新港口揭幕", "港口"),
        (64, "ja", "タンジールで新港が開港", "開港"),
    ],
)
def test_a_text_of_any_script_names_its_language_and_takes_its_own_direction(
    desk: TestClient, client: Elasticsearch, names: Names, number: int, language: str, title: str, word: str
) -> None:
    """Browsers choose letters, line breaks and direction by these, among hits as on the article's page."""
    one = tram(number, title=title, body=f"{title}.\n\n{title} (Tanger Med 12).", language=language)
    put(client, names, one)
    text = parsed(desk.get(f"/article/{one.id}").text).cssselect("article.text")[0]
    assert language == text.get("lang")
    assert {"auto"} == {part.get("dir") for part in text.cssselect("h1, article.text > p")}
    hits = parsed(desk.get(f"/?q={word}").text).cssselect(".results h3, .results .piece")
    assert hits
    assert {(language, "auto")} == {(part.get("lang"), part.get("dir")) for part in hits}
    assert word in {mark.text_content() for part in hits for mark in part.cssselect("mark")}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "de"])
def test_hostile_text_is_text_on_every_page(desk: TestClient, name: str, language: str) -> None:
    """No element, attribute or address comes from an article, a file's name or an address."""
    answer = desk.get(PAGES[name], headers={"Accept-Language": language})
    assert answer.status_code in (200, 400, 404), answer.text[:2000]
    tree = parsed(answer.text)
    assert {one.get("src").partition("?")[0] for one in tree.iter("script")} <= {"/static/htmx.min.js"}
    assert [] == [*tree.iter("img"), *tree.cssselect("#hostile")]
    for element in tree.iter():
        for attribute, value in element.attrib.items():
            assert not attribute.startswith("on"), attribute
            assert attribute != "style"
            assert not value.strip().lower().startswith(("javascript:", "data:"))
    assert "49" not in {word for one in tree.iter("h1", "h3", "bdi") for word in one.text_content().split()}
    for one in tree.iter("h1", "h3", "bdi", "title"):
        assert "\u202e" not in one.text_content()
        assert len(one.text_content()) <= 1100


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_a_form_or_a_button_that_writes(desk: TestClient, name: str) -> None:
    """Whatever a reader can press asks for a page; without a login there is nothing to post at all."""
    tree = parsed(desk.get(PAGES[name]).text)
    assert {"get"} == {one.get("method", "get").lower() for one in tree.iter("form")}
    asking = {"hx-get", "hx-trigger", "hx-target", "hx-select", "hx-swap", "hx-push-url", "hx-sync"}
    for element in tree.iter():
        of_htmx = {one for one in element.attrib if one.startswith(("hx-", "data-hx-"))}
        assert of_htmx <= asking, element.tag
        assert not {"formaction", "formmethod", "ping"} & set(element.attrib), element.tag


def test_hostile_text_is_shown(desk: TestClient) -> None:
    """As it stands: nothing is left out."""
    text = parsed(desk.get(PAGES["article"]).text).text_content()
    assert "<script>alert('x')</script>" in text
    assert "long" * 25_000 in text


def test_a_search_shows_each_story_once_with_its_copies(desk: TestClient) -> None:
    """And every copy where they are asked for."""
    assert ["Ferry 1 stops"] == titles(desk, "/?q=ferry+1")
    page = parsed(desk.get("/?q=ferry+1").text)
    assert "and 1 copy" == page.find_class("copies")[0].text_content()
    assert f"/story/{LEAD}" == page.cssselect(".copies a")[0].get("href")
    assert {"Ferry 1 stops", "Ferry 1 stops again"} == set(titles(desk, "/?q=title:ferry&copies=1"))


def test_facets_and_bars_narrow_the_search(desk: TestClient) -> None:
    """Each value leads to a search that finds as many as it says; taking it off leads back."""
    page = parsed(desk.get("/?q=fares").text)
    link = next(one for one in page.cssselect(".facets li a") if one.text_content() == "Morgen")
    assert ["Harbour opens"] == titles(desk, link.get("href"))
    narrowed = parsed(desk.get(link.get("href")).text)
    assert "/?q=fares" == narrowed.cssselect(".chips a")[0].get("href")
    bars = page.cssselect(".chart a")
    assert 2 == sum(len(titles(desk, bar.get("href"))) for bar in bars)


def test_an_error_points_at_its_place(desk: TestClient) -> None:
    """With status 400, the words of the command line, and the query still in its field."""
    answer = desk.get('/?q=ferry+"open')
    page = parsed(answer.text)
    assert 400 == answer.status_code
    assert '"' == page.find_class("bad")[0].text_content()
    assert 'ferry "open' == page.cssselect("#q")[0].get("value")
    assert 400 == desk.get("/?since=yesterday-ish").status_code
    assert 400 == desk.get("/?q=ferry&page=900").status_code


def test_pages_of_a_search_join(desk: TestClient, client: Elasticsearch, names: Names) -> None:
    """Each hit is on one of them."""
    put(client, names, *(tram(number) for number in range(10, 40)))
    found = titles(desk, "/?q=title:tram&sort=oldest") + titles(desk, "/?q=title:tram&sort=oldest&page=2")
    assert 30 == len(found) == len(set(found))
    page = parsed(desk.get("/?q=title:tram&sort=oldest").text)
    assert "/?q=title%3Atram&sort=oldest&page=2" == page.cssselect(".paging a")[0].get("href")


def test_an_export_holds_all_that_the_search_finds(desk: TestClient) -> None:
    """As a table and as JSON lines; an error is a page, not a file."""
    table = desk.get("/export.csv?q=title:ferry")
    assert "attachment" in table.headers["content-disposition"]
    assert 2 == len(table.text.splitlines())
    assert 2 == len(desk.get("/export.jsonl?q=title:ferry&copies=1").text.splitlines())
    assert 400 == desk.get("/export.csv?q=(").status_code


def test_an_article_shows_marks_cuts_and_where_its_date_was_found(desk: TestClient) -> None:
    """Names lead to their pages, quotations to their speakers, what was cut is folded in its place."""
    page = parsed(desk.get(f"/article/{LEAD}").text)
    body = page.find_class("text")[0]
    assert ["Ada Falk", "Bo Lund"] == [one.text_content() for one in body.cssselect("p a.name.person")]
    assert "/entity/person%3Aada-falk" == body.cssselect("a.name")[0].get("href")
    assert "We will not raise the fares" == body.cssselect("#quote-1")[0].text_content()
    cut = body.find_class("cut")[0]
    assert cut.get("open") is None
    assert "comment form" in cut.find("summary").text_content()
    assert "Leave a Reply\nName *" == cut.find("pre").text
    assert "json_ld:datePublished" in page.find_class("facts")[0].text_content()


def test_an_article_is_found_by_the_beginning_of_its_id_and_its_address(desk: TestClient) -> None:
    """The page leads to the address with the whole id."""
    answer = desk.get("/article/https://nordlys.example/1", follow_redirects=False)
    assert (303, f"/article/{LEAD}") == (answer.status_code, answer.headers["location"])
    assert 404 == desk.get("/article/nothing").status_code


def test_revisions_show_what_changed(desk: TestClient, client: Elasticsearch, names: Names) -> None:
    """Word by word, the latest first."""
    put(client, names, tram(5, title="Bus 5 starts"), revision=2)
    earlier = {"article_id": f"{5:064x}", "revision": 1, "title": "Bus 5 stops", "body": tram(5).body}
    client.index(index=names.revisions, document=earlier, refresh=True)
    page = parsed(desk.get(f"/article/{5:064x}/revisions").text)
    assert [["stops"], ["starts"]] == [[one.text.strip() for one in page.iter(tag)][-1:] for tag in ("del", "ins")]
    assert 200 == desk.get(f"/article/{5:064x}").status_code


def test_a_story_shows_who_ran_it_and_what_differs(desk: TestClient) -> None:
    """On a line of time; two are compared by their radio buttons; each paragraph is under its first."""
    page = parsed(desk.get(f"/story/{COPY}").text)
    assert ["Nordlys", "Ostsee-Blatt"] == [one.text for one in page.cssselect(".steps .source")]
    assert 2 == len(page.cssselect(".timeline a"))
    compared = parsed(desk.get(f"/story/{LEAD}?a={LEAD}&b={COPY}").text)
    assert ["1"] == [one.text.strip() for one in compared.cssselect(".difference del")]
    assert "again" in [one.text.strip() for one in compared.cssselect(".difference ins")]
    assert 404 == desk.get("/story/nothing").status_code


def test_a_person_has_months_companions_quotes_and_spellings(desk: TestClient) -> None:
    """Each leads on."""
    page = parsed(desk.get("/entity/Ada%20Falk").text)
    text = page.text_content()
    assert "2 articles" in text
    assert "Bo Lund" in text
    assert "We will not raise the fares" in [one.text for one in page.iter("blockquote")]
    assert 1 <= len(page.cssselect(".chart a"))
    unknown = desk.get("/entity/Ada%20Valk")
    assert 404 == unknown.status_code
    assert "Ada Falk" in unknown.text


def test_the_intake_shows_reasons_and_how_to_replay(desk: TestClient) -> None:
    """The command names the file; names of hostile files are quoted for the shell."""
    page = parsed(desk.get("/intake?fate=failed").text)
    assert ["copydesk failed replay intake-3"] == [one.text for one in page.find_class("command")]
    short = parsed(desk.get("/intake?reason=too_short").text).find_class("arrivals")[0].text_content()
    assert "Nordlys/2.txt" in short
    assert "3 words are left" in short
    assert "COPYDESK_MIN_WORDS" in short
    assert 1 == len(parsed(desk.get("/intake?name=lys/2").text).cssselect(".arrivals li"))


def test_only_operators_see_the_intake(desk_of: Callable[..., TestClient]) -> None:
    """Those with sources of their own see theirs alone."""
    assert 404 == desk_of("Nordlys").get("/intake").status_code
    assert "/intake" not in desk_of("Nordlys").get("/").text
    page = parsed(desk_of("Nordlys", operator=True).get("/intake").text)
    assert ["Nordlys/2.txt", "Nordlys/1.txt"] == sorted(
        (one.text_content() for one in page.cssselect(".file bdi")), reverse=True
    )


def test_a_user_sees_the_own_sources_alone(desk_of: Callable[..., TestClient]) -> None:
    """In hits, counts, facets, proposals, exports, and by id; in any case of the source's name."""
    desk = desk_of("nordlys")
    assert ["Ferry 1 stops"] == titles(desk, "/?q=fares&copies=1")
    assert [] == parsed(desk.get("/?q=fares").text).find_class("copies")  # the copy is of another source
    found = facet(desk, "/?q=fares&copies=1")
    assert {"Nordlys", "English", "Ada Falk", "Bo Lund"} == found.keys()
    assert {"1"} == set(found.values())
    for path in (f"/article/{OTHER}", f"/article/{COPY}", f"/article/{OTHER}/revisions", f"/story/{OTHER}"):
        assert 404 == desk.get(path).status_code, path
    assert "Ostsee" not in desk.get(f"/story/{LEAD}").text
    assert "Ostsee" not in desk.get(f"/story/{LEAD}?a={LEAD}&b={COPY}").text
    assert "1 article," in parsed(desk.get("/entity/Ada%20Falk").text).text_content().replace("\n", " ")
    about = desk.get("/about").text
    assert "Nordlys" in about
    assert all(name not in about for name in ("Ostsee", "Morgen", "Wicked"))
    assert 2 == len(desk.get("/export.csv?copies=1").text.splitlines())
    proposed = desk.get("/?q=source:Morgem").text
    assert "Morgen" not in proposed


def test_a_user_without_sources_sees_nothing(desk_of: Callable[..., TestClient]) -> None:
    """Rather than everything."""
    desk = desk_of()
    assert [] == titles(desk, "/?copies=1")
    assert 404 == desk.get(f"/article/{LEAD}").status_code
    assert "0" == parsed(desk.get("/about").text).cssselect(".figures dd")[0].text_content()


def test_what_is_withdrawn_is_on_no_page(desk: TestClient, client: Elasticsearch, names: Names) -> None:
    """By id, in a story, in facets and counts, among names, in exports, nor its earlier texts."""
    body = "Zebra Quagga said “stripes are back” to Ida Ro."
    quagga, ida = person(body, "Zebra Quagga", "person:zebra-quagga"), person(body, "Ida Ro", "person:ida-ro")
    secret = tram(7, title="Zebra escapes", source="Zebra Post", body=body, entities=(quagga, ida))
    put(client, names, tram(8, entities=(ida,)))
    put(client, names, secret)
    earlier = {"article_id": secret.id, "revision": 1, "title": "Zebra earlier", "body": body}
    client.index(index=names.revisions, document=earlier, refresh=True)
    queries = ("zebra", "", "source:zebra*", "people:Zebra", f"id:{secret.id}", "zebra+escapes+stripes+back")
    paths = (
        *(f"/?q={query}&copies=1" for query in queries),
        f"/article/{secret.id}",
        f"/article/{secret.id}/revisions",
        "/article/https://tram.example/7",
        f"/story/{secret.id}",
        f"/story/{LEAD}?a={LEAD}&b={secret.id}",
        "/entity/person:zebra-quagga",
        "/entity/Zebra%20Quagg",
        "/entity/Ida%20Ro",
        "/names?q=Zeb",
        "/about",
        "/export.csv?copies=1",
        "/export.jsonl?q=zebra",
    )
    told = ("Zebra escapes", "Zebra Quagga", "Zebra Post", "Zebra earlier", "stripes are")
    assert any(one in desk.get(path).text for path in paths for one in told)
    move_out(client, names, {secret.id: ("killed", "hold")}, datetime.now(UTC))
    refresh_moved(client, names)
    for path in paths:
        shown = desk.get(path).text
        for one in told:
            assert one not in shown, (path, one)


def test_the_interface_speaks_german(desk: TestClient) -> None:
    """By the browser's wish, or by choice, which a cookie keeps."""
    assert 'lang="de"' in desk.get("/", headers={"Accept-Language": "de"}).text
    answer = desk.get("/language?to=de&back=/about", follow_redirects=False)
    assert "/about" == answer.headers["location"]
    assert "Über dieses Archiv" in desk.get("/about").text


def test_an_index_that_is_away_is_a_page(names: Names) -> None:
    """With status 503, and no traceback."""
    from search.transport.client import connect
    from web.app import build
    from web.archive import Archive
    from web.config import Config

    away = build(Config(), Archive(lambda: connect("http://127.0.0.1:1"), names))
    with TestClient(away, base_url="http://localhost", raise_server_exceptions=False) as desk:
        answer = desk.get("/")
    assert 503 == answer.status_code
    assert "Traceback" not in answer.text
