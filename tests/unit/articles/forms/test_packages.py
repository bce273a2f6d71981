"""Items of a NewsML-G2 message that belong together: a package gives its pictures to its texts."""

from __future__ import annotations

import itertools
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from articles.article import Given, Image, Part, Record, Rejection
from articles.fates import Reason
from articles.forms import newsml_g2_package, read

BODY = "The harbour office counted the lamps on its quays in the winter and found that one in nine gave no light."
PICTURE = Image(url="https://lamps.example/large.jpg", caption="A quay by night", credit="Tove Aas")


def text(name: str, *, links: str = "") -> str:
    """A news item with a text."""
    return (
        f'<newsItem guid="urn:{name}" version="1"><itemMeta><itemClass qcode="ninat:text"/>{links}</itemMeta>'
        f"<contentMeta><headline>Lamps {name}</headline></contentMeta><contentSet>"
        f"<inlineData>{BODY} {name}</inlineData></contentSet></newsItem>"
    )


def picture(name: str = "p", folder: str = "lamps") -> str:
    """A news item with two renditions of a picture."""
    return (
        f'<newsItem guid="urn:{name}" version="1"><itemMeta><itemClass qcode="ninat:picture"/></itemMeta><contentMeta>'
        '<headline>Lamps</headline><description role="drol:summary">Other words</description>'
        '<description role="drol:caption">A quay by night</description><creditline>Tove Aas</creditline></contentMeta>'
        f'<contentSet><remoteContent width="200" href="https://{folder}.example/small.jpg" contenttype="image/jpeg"/>'
        f'<remoteContent width="2000" href="https://{folder}.example/large.jpg" contenttype="image/jpeg"/></contentSet>'
        "</newsItem>"
    )


def package(*names: str) -> str:
    """A package of items."""
    references = "".join(f'<itemRef residref="urn:{name}"/>' for name in names)
    return (
        '<packageItem guid="urn:package" version="1"><itemMeta><itemClass qcode="ninat:composite"/></itemMeta>'
        f'<groupSet root="g"><group id="g" role="group:main">{references}</group></groupSet></packageItem>'
    )


def message(tmp_path: Path, items: Sequence[str]) -> list[Record | Rejection]:
    """What is read of a message with these items."""
    content = (
        f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{"".join(items)}</itemSet></newsMessage>'
    )
    path = tmp_path / "message.xml"
    path.write_text(content, "utf-8")
    return list(read(path, name="message.xml", given=Given()))


def images(found: Sequence[Record | Rejection]) -> dict[str | None, tuple[Image, ...]]:
    """The pictures of each article, by its title."""
    return {one.given.title: one.given.images for one in found if isinstance(one, Record)}


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_a_package_gives_its_pictures_to_its_texts(tmp_path: Path, order: tuple[int, ...]) -> None:
    """In whatever order its members come; a text beside it gets none."""
    items = [text("a"), text("b"), picture(), package("a", "p")]
    found = images(message(tmp_path, [items[place] for place in order]))
    assert {"Lamps a": (PICTURE,), "Lamps b": ()} == found


def test_a_text_may_name_its_picture(tmp_path: Path) -> None:
    """Without a package."""
    link = '<link rel="irel:associatedWith" residref="urn:p"/>'
    found = images(message(tmp_path, [text("a"), text("b", links=link), picture()]))
    assert {"Lamps a": (), "Lamps b": (PICTURE,)} == found


def test_a_text_alone_with_pictures_has_them_all(tmp_path: Path) -> None:
    """No package and no link is needed where nothing else can be meant."""
    (found,) = images(message(tmp_path, [picture("q", "pier"), text("a"), picture()])).values()
    assert ["https://pier.example/large.jpg", PICTURE.url] == [image.url for image in found]


def test_a_message_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    """The texts that waited come before the rejection."""
    *texts, last = message(tmp_path, [text("a"), picture(), text("b"), "<newsItem><broken"])
    assert ["Lamps a", "Lamps b"] == list(images(texts))
    assert isinstance(last, Rejection)


def test_a_long_message_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts wait within bounds; each is still read once, in order."""
    monkeypatch.setattr(newsml_g2_package, "_MOST_HELD", 2)
    found = message(tmp_path, [*(text(name) for name in "abcde"), picture(), package("a", "e", "p")])
    assert [f"Lamps {name}" for name in "abcde"] == list(images(found))
    assert (PICTURE,) == images(found)["Lamps e"]


def parts(path: Path) -> list[tuple[Reason, Part | None]]:
    """What is read of a file that holds no text."""
    return [(one.reason, one.part) for one in read(path, name=path.name, given=Given()) if isinstance(one, Rejection)]


def alone(tmp_path: Path, content: str, name: str = "item.xml") -> tuple[Reason, Part | None]:
    """What is read of an item in a file of its own."""
    path = tmp_path / name
    path.write_text(content.replace(" guid=", ' xmlns="http://iptc.org/std/nar/2006-10-01/" guid=', 1), "utf-8")
    (found,) = parts(path)
    return found


def test_a_package_in_a_file_of_its_own_names_its_items(tmp_path: Path) -> None:
    """With what it gives them; the links of a package are no members of it."""
    subject = '<subject qcode="medtop:1"><name>Ferries</name></subject>'
    said = f'<link residref="urn:before"/></itemMeta><contentMeta>{subject}</contentMeta>'
    reason, part = alone(tmp_path, package("a", "p").replace("</itemMeta>", said))
    assert part is not None
    assert (Reason.PACKAGE, ("urn:a", "urn:p"), ("Ferries",)) == (reason, part.members, part.tags)
    assert ["medtop:1"] == [topic.code for topic in part.topics]


def test_a_picture_in_a_file_of_its_own_is_a_part(tmp_path: Path) -> None:
    """In NewsML-G2 and in ninjs."""
    reason, part = alone(tmp_path, picture())
    assert part is not None
    assert (Reason.NO_ARTICLE, "urn:p", (PICTURE,)) == (reason, part.wire.id, part.images)
    ninjs = {
        "uri": "urn:p", "type": "picture", "description_text": "A quay by night", "byline": "Tove Aas",
        "renditions": {"large": {"href": PICTURE.url, "width": 2000}},
    }  # fmt: skip
    reason, part = alone(tmp_path, json.dumps(ninjs), "p.json")
    assert part is not None
    assert (Reason.NO_ARTICLE, "urn:p", (PICTURE,)) == (reason, part.wire.id, part.images)


@pytest.mark.parametrize(
    "named",
    [
        {"associations": {"main": {"uri": "urn:a", "type": "text"}, "side": {"uri": "urn:p", "type": "picture"}}},
        {"associations": [{"uri": "urn:a", "type": "text"}, {"uri": "urn:p", "type": "picture"}]},
        {"groups": [{"refs": [{"idRef": "main"}]}, {"id": "main", "refs": [{"residRef": "urn:a"}, {"guid": "urn:p"}]}]},
    ],
)
def test_a_package_in_json_names_its_items(tmp_path: Path, named: dict[str, object]) -> None:
    """By ninjs' associations, or by the groups of Superdesk."""
    item = {"uri": "urn:package", "type": "composite", "version": "1", "headline": "Lamps"}
    reason, part = alone(tmp_path, json.dumps(item | named), "items.json")
    assert part is not None
    assert (Reason.PACKAGE, ("urn:a", "urn:p")) == (reason, part.members)


def test_a_canceled_package_is_no_order_about_an_article(tmp_path: Path) -> None:
    """Each of its items has a status of its own."""
    canceled = json.dumps({"uri": "urn:package", "type": "composite", "version": "2", "pubstatus": "canceled"})
    for name, content in (
        ("items.json", canceled),
        ("items.xml", package("a").replace("</itemMeta>", '<pubStatus qcode="stat:canceled"/></itemMeta>')),
    ):
        reason, part = alone(tmp_path, content, name)
        assert part is not None
        assert (Reason.PACKAGE, True) == (reason, part.wire.kills)


def test_a_message_of_parts_alone_is_joined_with_other_files(tmp_path: Path) -> None:
    """With a text in it, it is whole by itself."""
    found = message(tmp_path, [picture(), package("a", "p")])
    assert [Reason.NO_ARTICLE, Reason.PACKAGE] == [one.reason for one in found if isinstance(one, Rejection)]
    assert [None] == [
        getattr(one, "part", None) for one in message(tmp_path, [text("a"), picture(), package("a", "p")])
    ]


def test_parts_in_an_archive_are_read(tmp_path: Path) -> None:
    """Each member of a ZIP is an item of its own."""
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (("a", text("a")), ("p", picture()), ("k", package("a", "p"))):
            archive.writestr(f"{name}.xml", content.replace(" guid=", ' xmlns="urn:x" guid=', 1))
    assert [Reason.NO_ARTICLE, Reason.PACKAGE] == [reason for reason, part in parts(path) if part is not None]


def newsml_1(name: str, content: str) -> str:
    """A NewsML 1 item."""
    return (
        "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>lamps.example</ProviderId><DateId>20250304"
        f"</DateId><NewsItemId>{name}</NewsItemId><RevisionId>1</RevisionId></NewsIdentifier></Identification>"
        f'<NewsManagement><Status FormalName="Usable"/></NewsManagement><NewsComponent>{content}</NewsComponent>'
        "</NewsItem></NewsML>"
    )


def test_a_package_of_newsml_1_names_its_items(tmp_path: Path) -> None:
    """By their identifiers, with a revision or without; its keywords are given as tags."""
    references = "".join(
        f'<NewsComponent><NewsItemRef NewsItem="urn:newsml:lamps.example:20250304:{name}"/></NewsComponent>'
        for name in ("TEXT:1N", "PICTURE", "TEXT:2U")
    )
    lines = "<NewsLines><HeadLine>Lamps</HeadLine><KeywordLine>Quays</KeywordLine></NewsLines>"
    path = tmp_path / "package.xml"
    path.write_text(newsml_1("PACKAGE", lines + references), "utf-8")
    (found,) = read(path, name="package.xml", given=Given())
    assert isinstance(found, Rejection)
    assert found.part is not None
    assert (Reason.PACKAGE, True, ("Quays",)) == (found.reason, found.part.is_package, found.part.tags)
    assert ("lamps.example:20250304:TEXT", "lamps.example:20250304:PICTURE") == found.part.members


def test_a_picture_of_newsml_1_in_a_file_of_its_own_is_a_part(tmp_path: Path) -> None:
    """Its largest rendition comes last; its headline serves as caption."""
    lines = "<NewsLines><HeadLine>A quay by night</HeadLine><CreditLine>Tove Aas</CreditLine></NewsLines>"
    renditions = "".join(
        f'<ContentItem Href="https://lamps.example/{size}.jpg"><MediaType FormalName="Photo"/></ContentItem>'
        for size in ("small", "large")
    )
    path = tmp_path / "picture.xml"
    path.write_text(newsml_1("PICTURE", lines + renditions), "utf-8")
    (found,) = read(path, name="picture.xml", given=Given())
    assert isinstance(found, Rejection)
    assert found.part is not None
    assert (Reason.NO_ARTICLE, (PICTURE,)) == (found.reason, found.part.images)


NEWSML_1 = (
    "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>lamps.example</ProviderId><DateId>20250304</DateId>"
    "<NewsItemId>LAMPS</NewsItemId><RevisionId>1</RevisionId></NewsIdentifier></Identification><NewsManagement/>"
    "<NewsComponent><NewsLines><HeadLine>All lamps</HeadLine><SlugLine>LAMPS</SlugLine></NewsLines>"
    '<NewsItemRef NewsItem="urn:newsml:lamps.example:20250304T083000Z:QUAY:1N"/></NewsComponent></NewsItem></NewsML>'
)


@pytest.mark.parametrize(
    ("name", "content", "member"),
    [
        (
            "a.xml",
            package("one").replace(
                "<groupSet",
                "<contentMeta><slugline>LAMPS</slugline><headline>All lamps</headline></contentMeta><groupSet",
            ),
            "urn:one",
        ),
        ("a.xml", NEWSML_1, "lamps.example:20250304T083000Z:QUAY"),
        (
            "a.json",
            json.dumps(
                {"uri": "urn:package", "type": "composite", "headline": "All lamps", "slugline": "LAMPS"}
                | {"associations": {"main": {"uri": "urn:one", "type": "text"}}}
            ),
            "urn:one",
        ),
    ],
)
def test_a_package_is_known_by_its_title_and_slug(tmp_path: Path, name: str, content: str, member: str) -> None:
    """What becomes of it says which package it is."""
    path = tmp_path / name
    path.write_text(content.replace("<packageItem ", '<packageItem xmlns="http://iptc.org/std/nar/2006-10-01/" '))
    (found,) = read(path, name=name, given=Given())
    assert isinstance(found, Rejection)
    assert found.part is not None
    assert ("All lamps", "LAMPS", (member,)) == (found.part.title, found.part.slug, found.part.members)
    assert "A package of 1 item (All lamps, LAMPS): its pictures" in str(found.detail)
