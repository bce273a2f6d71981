"""A package whose items arrive as files of their own, in any order, and more than once."""

from __future__ import annotations

import io
import itertools
import json
import zipfile
from collections.abc import Callable
from typing import Any

from articles.wire.ownership import own_id, producer_key

Story = Callable[..., str]
NAMESPACE = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'


def text(body: str, name: str, *, version: int = 1) -> str:
    """A news item with a text."""
    title, _, rest = body.partition("\n\n")
    return (
        f'<newsItem {NAMESPACE} guid="urn:{name}:text" version="{version}"><itemMeta><itemClass qcode="ninat:text"/>'
        f'<pubStatus qcode="stat:usable"/></itemMeta><contentMeta><headline>{title}</headline>'
        '<subject qcode="medtop:20000001"/></contentMeta><contentSet>'
        f"<inlineData>{rest}</inlineData></contentSet></newsItem>"
    )


def picture(name: str) -> str:
    """A news item with a picture."""
    return (
        f'<newsItem {NAMESPACE} guid="urn:{name}:picture" version="1"><itemMeta><itemClass qcode="ninat:picture"/>'
        "</itemMeta><contentMeta><headline>The pier</headline></contentMeta><contentSet>"
        f'<remoteContent href="https://tna.example/{name}.jpg" contenttype="image/jpeg"/></contentSet></newsItem>'
    )


def package(name: str, *, version: int = 1, status: str = "usable") -> str:
    """A package of both."""
    return (
        f'<packageItem {NAMESPACE} guid="urn:{name}:package" version="{version}"><itemMeta>'
        f'<itemClass qcode="ninat:composite"/><pubStatus qcode="stat:{status}"/></itemMeta><contentMeta>'
        '<subject qcode="medtop:20000002"><name>Ferries</name></subject></contentMeta><groupSet root="g"><group id="g">'
        f'<itemRef residref="urn:{name}:text"/>'
        f'<itemRef residref="urn:{name}:picture"/></group></groupSet></packageItem>'
    )


def test_a_package_is_joined_in_every_order(press: Any, story: Story) -> None:
    """Its text has the picture and the topics of both, whichever came first, with each message delivered twice."""
    press.deliveries = 2
    names = []
    for seed, order in enumerate(itertools.permutations(["text", "picture", "package"]), start=1):
        name = f"tna-{seed}"
        names.append(name)
        files = {"text": text(story(seed), name), "picture": picture(name), "package": package(name)}
        fates = {one: press.fate(f"{press.take(f'tna/{name}-{one}.xml', files[one])}:0") for one in order}
        wanted = {"text": ("indexed", "new"), "picture": ("rejected", "no_article"), "package": ("rejected", "package")}
        assert wanted == fates
    found = {document["wire"]["id"]: document for document in press.documents().values()}
    assert {f"urn:{name}:text" for name in names} == set(found)
    for name in names:
        document = found[f"urn:{name}:text"]
        assert [f"https://tna.example/{name}.jpg"] == [image["url"] for image in document["images"]]
        assert ["medtop:20000001", "medtop:20000002"] == [topic["code"] for topic in document["topics"]]
        assert ["Ferries"] == document["tags"]
        assert 1 == document["revision"]


def test_what_a_package_gave_follows_its_versions_and_those_of_its_text(press: Any, story: Story) -> None:
    """A later text keeps it; a canceled package takes it back, and kills nothing; a rival's package gives nothing."""
    press.take("tna/package.xml", package("tna"))
    press.take("tna/picture.xml", picture("tna"))
    press.take("tna/text.xml", text(story(1), "tna"))
    press.take("rival/package.xml", package("tna", version=9, status="canceled"))
    press.take("tna/text-2.xml", text(story(1).replace("reasons", "grounds"), "tna", version=2))
    ((identifier, document),) = press.documents().items()
    assert (2, 1, ["Ferries"]) == (document["revision"], len(document["images"]), document["tags"])

    canceled = press.take("tna/package-2.xml", package("tna", version=2, status="canceled"))
    press.take("tna/package-1.xml", package("tna", version=1))

    assert ("rejected", "package") == press.fate(f"{canceled}:0")
    ((there, document),) = press.leads().items()
    assert identifier == there == own_id(producer_key("folder:tna", None, "urn:tna:text"))
    assert ([], [], ["medtop:20000001"]) == (
        document["images"],
        document["tags"],
        [topic["code"] for topic in document["topics"]],
    )


def test_a_package_in_an_archive_and_one_in_json_are_joined(press: Any, story: Story) -> None:
    """Members of a ZIP are items as files are; ninjs names items by their uri."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number, content in enumerate((package("tna"), text(story(1), "tna"), picture("tna"))):
            archive.writestr(f"{number}.xml", content)
    press.take("tna/all.zip", packed.getvalue())
    title, _, body = story(2).partition("\n\n")
    named = {"main": {"uri": "urn:b:text", "type": "text"}, "side": {"uri": "urn:b:picture", "type": "picture"}}
    items = [
        {"uri": "urn:b:package", "type": "composite", "version": "1", "associations": named},
        {"uri": "urn:b:text", "type": "text", "version": "1", "headline": title, "body_text": body},
        {"uri": "urn:b:picture", "type": "picture", "renditions": {"large": {"href": "https://tna.example/b.jpg"}}},
    ]
    for number, item in enumerate(items):
        press.take(f"tna/{number}.json", json.dumps(item))
    found = {document["wire"]["id"]: document["images"][0]["url"] for document in press.documents().values()}
    assert {"urn:tna:text": "https://tna.example/tna.jpg", "urn:b:text": "https://tna.example/b.jpg"} == found
