"""A package whose items arrive as files of their own, in any order, and more than once."""

from __future__ import annotations

import io
import itertools
import json
import tarfile
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


def newsml_1(name: str, item: str, content: str, status: str = "Usable", version: int = 1) -> str:
    """A NewsML 1 item."""
    return (
        f"<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>tna.example</ProviderId><DateId>20250304</DateId>"
        f"<NewsItemId>{name}-{item}</NewsItemId><RevisionId>{version}</RevisionId></NewsIdentifier></Identification>"
        f'<NewsManagement><Status FormalName="{status}"/></NewsManagement><NewsComponent>{content}</NewsComponent>'
        "</NewsItem></NewsML>"
    )


def test_a_package_of_newsml_1_is_joined_in_every_order(press: Any, story: Story) -> None:
    """Items are named by their identifiers, with a revision or without."""
    for seed, order in enumerate(itertools.permutations(["text", "picture", "package"]), start=1):
        name = f"tna-{seed}"
        title, _, body = story(seed).partition("\n\n")
        lines = f"<NewsLines><HeadLine>{title}</HeadLine></NewsLines>"
        references = f'<NewsItemRef NewsItem="urn:newsml:tna.example:20250304:{name}-text:1N"/>'
        references += f'<NewsItemRef NewsItem="urn:newsml:tna.example:20250304:{name}-picture"/>'
        picture = f'<ContentItem Href="https://tna.example/{name}.jpg"><MediaType FormalName="Photo"/></ContentItem>'
        items = {
            "text": f"{lines}<ContentItem><DataContent>{body}</DataContent></ContentItem>",
            "picture": picture,
            "package": f"<NewsLines><KeywordLine>Ferries</KeywordLine></NewsLines>{references}",
        }
        for one in order:
            press.take(f"tna/{name}-{one}.xml", newsml_1(name, one, items[one]))
    found = {document["wire"]["id"]: document for document in press.documents().values()}
    assert 6 == len(found)
    for seed in range(1, 7):
        document = found[f"tna.example:20250304:tna-{seed}-text"]
        assert [f"https://tna.example/tna-{seed}.jpg"] == [image["url"] for image in document["images"]]
        assert ["Ferries"] == document["tags"]


def test_orders_in_archives_are_obeyed(press: Any, story: Story) -> None:
    """Members of a TAR, a compressed TAR and a ZIP are items as files are, in whatever order they are packed."""
    ids = []
    for seed, kind in enumerate(("tar", "tar.gz", "zip"), start=1):
        texts = {
            "a.xml": text(story(seed), f"{kind}-a"),
            "b.xml": text(story(seed + 10), f"{kind}-b"),
            "kill.xml": text(story(seed), f"{kind}-a", version=2).replace("stat:usable", "stat:canceled"),
            "held.xml": text(story(seed + 20), f"{kind}-c").replace("stat:usable", "stat:withheld"),
        }
        names = list(texts) if seed % 2 else list(reversed(texts))
        press.take(f"tna/{seed}.{kind}", packed(kind, {name: texts[name] for name in names}))
        ids.append(f"urn:{kind}-b:text")
    assert sorted(ids) == sorted(document["wire"]["id"] for document in press.documents().values())
    kept = {
        document["wire"]["id"]: document["withdrawal"]["kind"]
        for document in press._all(press.parts.names.withdrawn).values()
    }
    assert {"kill", "withheld"} == set(kept.values())
    assert 6 == len(kept)


def packed(kind: str, members: dict[str, str]) -> bytes:
    """An archive of these files."""
    out = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return out.getvalue()
    with tarfile.open(fileobj=out, mode="w:gz" if kind.endswith("gz") else "w") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content.encode())
            tar.addfile(info, io.BytesIO(content.encode()))
    return out.getvalue()


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
