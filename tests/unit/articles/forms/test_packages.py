"""Items of a NewsML-G2 message that belong together: a package gives its pictures to its texts."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest

from articles.article import Given, Image, Record, Rejection
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
