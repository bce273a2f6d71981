"""What items of agencies say for machines: identity, status, signals, embargo, pictures, codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from articles.article import Given, Record, Signal, Status, Wire
from articles.forms import read

BODY = (
    "The ferry board agreed on Tuesday to lengthen its northern pier by eighty metres, so that the new boats can land "
    "at low water. Work begins in September and lasts eleven months."
)
UPDATED = "2025-03-04T08:30:00.000000+00:00"
EMBARGO = "2031-01-01T00:00:00.000000+00:00"


def g2(*, status: str = "usable", meta: str = "", text: str = BODY, inside: str = "") -> str:
    """A NewsML-G2 item."""
    content = f"<contentSet><inlineXML><html><body><p>{text}</p></body></html></inlineXML></contentSet>" if text else ""
    return (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:t:1" version="2"><itemMeta>'
        '<itemClass qcode="ninat:text"/><provider literal="TNA"/><versionCreated>2025-03-04T08:30:00Z</versionCreated>'
        f'<pubStatus qcode="stat:{status}"/>{meta}</itemMeta><contentMeta><headline>Pier</headline>{inside}'
        f"</contentMeta>{content}</newsItem>"
    )


def nitf(*, docdata: str = "", status: str = "usable", text: str = BODY) -> str:
    """An NITF document."""
    return (
        f'<nitf><head><docdata management-status="{status}"><doc-id id-string="t-1" regsrc="TNA"/>'
        f'<du-key key="pier" version="2"/><date.issue norm="20250304T083000Z"/>{docdata}</docdata></head><body>'
        f"<body.head><hedline><hl1>Pier</hl1></hedline></body.head><body.content><p>{text}</p></body.content></body></nitf>"
    )


def ninjs(**fields: Any) -> str:
    """A ninjs item."""
    item = {"uri": "urn:t:1", "version": "2", "versioncreated": "2025-03-04T08:30:00Z", "pubstatus": "usable"}
    return json.dumps(item | {"headline": "Pier", "body_text": BODY} | fields)


def newsml1(*, status: str = "Usable", extra: str = "", kind: str = "News", text: str = BODY) -> str:
    """A NewsML 1 item."""
    return (
        '<NewsML Version="1.2"><NewsItem><Identification><NewsIdentifier><ProviderId>t.example</ProviderId>'
        '<DateId>20250304</DateId><NewsItemId>PIER</NewsItemId><RevisionId PreviousRevision="1">2</RevisionId>'
        f'</NewsIdentifier></Identification><NewsManagement><NewsItemType FormalName="{kind}"/>'
        f'<ThisRevisionCreated>20250304T083000Z</ThisRevisionCreated><Status FormalName="{status}"/>{extra}'
        "</NewsManagement><NewsComponent><NewsLines><HeadLine>Pier</HeadLine></NewsLines><ContentItem><DataContent>"
        f"<p>{text}</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"
    )


def atom(*, entry: str = "", deleted: str = "") -> str:
    """An Atom feed."""
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" '
        'xmlns:media="http://search.yahoo.com/mrss/"><title>TNA</title><id>urn:feed</id>'
        "<entry><id>urn:t:1</id><title>Pier</title><updated>2025-03-04T08:30:00Z</updated>"
        f'<content type="text">{BODY}</content>{entry}</entry>{deleted}</feed>'
    )


def record(tmp_path: Path, name: str, content: str, number: int = 0) -> Record:
    """What is read of a file."""
    path = tmp_path / name
    path.write_text(content, "utf-8")
    found = list(read(path, name=name, given=Given()))[number]
    assert isinstance(found, Record), found
    return found


def wire(tmp_path: Path, name: str, content: str, number: int = 0) -> Wire:
    """What an item says for machines."""
    found = record(tmp_path, name, content, number).given.wire
    assert found is not None
    return found


STATUSES = [("usable", Status.USABLE), ("withheld", Status.WITHHELD), ("canceled", Status.CANCELED)]


@pytest.mark.parametrize(("code", "wanted"), STATUSES)
def test_every_status_of_every_form(tmp_path: Path, code: str, wanted: Status) -> None:
    """With the id, the version and its time."""
    items = {
        "a.xml": (g2(status=code), "urn:newsml:t:1"),
        "b.xml": (nitf(status=code), "pier"),
        "c.json": (ninjs(pubstatus=code), "urn:t:1"),
        "d.xml": (newsml1(status=code.capitalize()), "t.example:20250304:PIER"),
    }
    for name, (content, identifier) in items.items():
        found = wire(tmp_path, name, content)
        assert (name, wanted, identifier, "2", UPDATED) == (name, found.status, found.id, found.version, found.updated)


@pytest.mark.parametrize("signal", [Signal.CORRECTION, Signal.UPDATE, Signal.KILL, Signal.ADVISORY])
def test_every_signal_of_every_form(tmp_path: Path, signal: Signal) -> None:
    """With the note to the editors."""
    note = f"<edNote>Second figure corrected</edNote><signal qcode='sig:{signal}'/>"
    assert (signal, "Second figure corrected") == _signal(wire(tmp_path, "a.xml", g2(meta=note)))
    fields = {"signal": [{"code": f"sig:{signal}"}], "ednote": "Second figure corrected"}
    assert (signal, "Second figure corrected") == _signal(wire(tmp_path, "c.json", ninjs(**fields)))
    extra = f"<Instruction FormalName='{signal}'>Second figure corrected</Instruction>"
    assert (signal, "Second figure corrected") == _signal(wire(tmp_path, "d.xml", newsml1(extra=extra)))


def _signal(found: Wire) -> tuple[Signal | None, str | None]:
    return found.signal, found.note


def test_corrections_of_nitf(tmp_path: Path) -> None:
    """<correction info> is the signal and its note."""
    found = wire(tmp_path, "b.xml", nitf(docdata='<correction info="Second figure"/>'))
    assert (Signal.CORRECTION, "Second figure") == _signal(found)


def test_corrections_of_nitf_name_what_they_correct(tmp_path: Path) -> None:
    """Unless it is the document itself; the last entry of the history tells when, in whatever order they are."""
    history = '<revision-history norm="20250304T103000Z"/><revision-history norm="20250304T093000Z"/>'
    found = wire(tmp_path, "b.xml", nitf(docdata=f'<correction info="Figure" id-string="t-0"/>{history}'))
    assert ("t-0", "2025-03-04T10:30:00.000000+00:00") == (found.evolved_from, found.updated)
    assert wire(tmp_path, "b.xml", nitf(docdata='<correction info="Figure" id-string="t-1"/>')).evolved_from is None


def test_newsml_1_is_known_by_its_public_identifier(tmp_path: Path) -> None:
    """Which is made of the same parts."""
    start, _, rest = newsml1().partition("<ProviderId>")
    end = rest.partition("</RevisionId>")[2]
    public = "<PublicIdentifier>urn:newsml:t.example:20250304:PIER:2N</PublicIdentifier>"
    found = wire(tmp_path, "d.xml", start + public + end)
    assert ("t.example:20250304:PIER", "2", "t.example") == (found.id, found.version, found.provider)


def test_conventions_in_slugs_and_notes_are_marks(tmp_path: Path) -> None:
    """And no more than that."""
    items = {
        "a.xml": g2(inside="<slugline>PIER-KILL</slugline>"),
        "c.json": ninjs(slugline="PIER/KILL"),
        "d.xml": newsml1().replace("<HeadLine>", "<SlugLine>PIER-KILL</SlugLine><HeadLine>"),
    }
    for name, content in items.items():
        found = wire(tmp_path, name, content)
        assert (name, ("kill",), False) == (name, found.marks, found.kills)


def test_notes_of_several_roles(tmp_path: Path) -> None:
    """The first that says something."""
    found = wire(tmp_path, "c.json", ninjs(edNotes=[{"role": "correction", "value": "Second figure"}]))
    assert "Second figure" == found.note


def test_embargoes_of_every_form(tmp_path: Path) -> None:
    """In UTC, whatever their zone."""
    later = "2031-01-01T01:00:00+01:00"
    items = {
        "a.xml": g2(meta=f"<embargoed>{later}</embargoed>"),
        "b.xml": nitf(status="embargoed", docdata='<date.release norm="20310101T010000+0100"/>'),
        "b2.xml": nitf(docdata='<date.release norm="20310101T010000+0100"/>'),
        "c.json": ninjs(embargoed=later),
        "d.xml": newsml1(
            status="Embargoed",
            extra="<StatusWillChange><FutureStatus FormalName='Usable'/><DateAndTime>20310101T010000+0100</DateAndTime>"
            "</StatusWillChange>",
        ),
    }
    for name, content in items.items():
        assert (name, EMBARGO) == (name, wire(tmp_path, name, content).embargo_until)


def test_a_kill_needs_no_text(tmp_path: Path) -> None:
    """Agencies send a kill as a note, or as nothing but a header."""
    items = {
        "a.xml": g2(status="canceled", text=""),
        "b.xml": nitf(status="canceled", text=""),
        "c.json": ninjs(pubstatus="canceled", body_text=None),
        "d.xml": newsml1(status="Canceled", text=""),
    }
    for name, content in items.items():
        assert (name, True) == (name, wire(tmp_path, name, content).kills)


def test_deleted_entries_of_atom(tmp_path: Path) -> None:
    """RFC 6721: by the id of the entry, with the time and the comment."""
    gone = (
        '<at:deleted-entry ref="urn:t:0" when="2025-03-04T08:30:00Z"><at:comment>Wrong</at:comment></at:deleted-entry>'
    )
    found = wire(tmp_path, "e.xml", atom(deleted=gone), number=1)
    assert ("urn:t:0", True, UPDATED, "Wrong") == (found.id, found.kills, found.updated, found.note)
    first = wire(tmp_path, "e.xml", atom(deleted=gone))
    assert ("urn:t:1", False, UPDATED) == (first.id, first.kills, first.updated)


def test_a_text_that_says_kill_does_not_act(tmp_path: Path) -> None:
    """A convention of the text is a mark; nothing in it is a status."""
    found = wire(tmp_path, "c.json", ninjs(headline="MANDATORY KILL: Pier"))
    assert not found.kills


def test_pictures_and_codes(tmp_path: Path) -> None:
    """Each with its caption and credit, the topics with their names."""
    association = {
        "main": {
            "type": "picture", "description_text": "The pier", "byline": "Nora Feld",
            "renditions": {"big": {"href": "https://t.example/p.jpg", "width": 800}},
        }
    }  # fmt: skip
    fields = {"associations": association, "urgency": 3, "subject": [{"code": "medtop:01000000", "name": "x"}]}
    given = record(tmp_path, "c.json", ninjs(**fields, place=[{"code": "NO", "name": "Norway"}])).given
    (image,) = given.images
    assert ("https://t.example/p.jpg", "The pier", "Nora Feld") == (image.url, image.caption, image.credit)
    assert ("arts, culture and entertainment", 3, ("NO",)) == (given.topics[0].name, given.priority, given.place_codes)
    media = '<media:content url="https://t.example/q.jpg" medium="image"/>'
    (image,) = record(tmp_path, "e.xml", atom(entry=media)).given.images
    assert "https://t.example/q.jpg" == image.url


def test_pictures_of_enclosures(tmp_path: Path) -> None:
    """Of RSS and of Atom; sounds are no pictures."""
    link = '<link rel="enclosure" type="image/jpeg" href="https://t.example/q.jpg"/>'
    sound = '<link rel="enclosure" type="audio/mpeg" href="https://t.example/q.mp3"/>'
    found = record(tmp_path, "e.xml", atom(entry=link + sound)).given.images
    assert ["https://t.example/q.jpg"] == [image.url for image in found]


def test_topics_whose_vocabulary_is_told_apart(tmp_path: Path) -> None:
    """Atom keeps it in `scheme`; the code is the same as with a prefix."""
    vocabulary = "http://cv.iptc.org/newscodes/mediatopic/"
    category = (
        f'<category term="20000304" scheme="{vocabulary}"/><category term="20000304" scheme="http://t.example/"/>'
    )
    given = record(tmp_path, "e.xml", atom(entry=category)).given
    assert [("medtop:20000304", "media")] == [(topic.code, topic.name) for topic in given.topics]


def test_pictures_and_places_of_ninjs_3(tmp_path: Path) -> None:
    """Texts in lists with roles, codes as literals, and vocabularies with digits in their names."""
    association = {
        "type": "picture", "name": "main", "creditline": "TNA",
        "headlines": [{"value": "Pier"}],
        "descriptions": [{"role": "drol:long", "value": "Long"}, {"role": "caption", "value": "The pier"}],
        "renditions": [{"href": "https://t.example/p.jpg", "width": 800}],
    }  # fmt: skip
    places = [{"name": "Oslo", "literal": "OSL"}, {"code": "NO", "scheme": "iso3166-1a2"}]
    given = record(tmp_path, "c.json", ninjs(associations=[association], places=places)).given
    assert [("https://t.example/p.jpg", "The pier", "TNA")] == [(i.url, i.caption, i.credit) for i in given.images]
    assert ("OSL", "iso3166-1a2:NO") == given.place_codes


def test_figures_in_the_text_of_newsml_g2(tmp_path: Path) -> None:
    """The caption goes to the picture and not into the text."""
    figure = '<figure><img src="https://t.example/p.jpg" alt="x"/><figcaption>The pier</figcaption></figure>'
    found = record(tmp_path, "a.xml", g2().replace("</p>", f"</p>{figure}", 1))
    assert [("https://t.example/p.jpg", "The pier")] == [(image.url, image.caption) for image in found.given.images]
    assert "The pier" not in found.content


def test_notes_of_newsml_1_have_no_numbers_of_revisions(tmp_path: Path) -> None:
    """What an instruction says of earlier revisions in elements of its own is no note."""
    earlier = '<RevisionStatus><Status FormalName="Canceled"/><Revision>1</Revision></RevisionStatus>'
    path = tmp_path / "a.xml"
    notes = []
    for said in ("", "The pier is longer"):
        path.write_text(
            "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>tna.example</ProviderId><DateId>20250304"
            "</DateId><NewsItemId>PIER</NewsItemId><RevisionId>2</RevisionId></NewsIdentifier></Identification>"
            f'<NewsManagement><Instruction FormalName="Update">{said}{earlier}</Instruction></NewsManagement>'
            "<NewsComponent><ContentItem><DataContent><p>The ferry board agreed on Tuesday.</p></DataContent>"
            "</ContentItem></NewsComponent></NewsItem></NewsML>",
            "utf-8",
        )
        (found,) = read(path, name="a.xml", given=Given())
        assert isinstance(found, Record)
        assert found.given.wire is not None
        notes.append(found.given.wire.note)
    assert [None, "The pier is longer"] == notes


def test_a_mail_names_the_mail_that_it_supersedes(tmp_path: Path) -> None:
    """As the item that it evolved from; it orders nothing about it."""
    path = tmp_path / "a.eml"
    path.write_text(
        "From: TNA <wire@tna.example>\nSubject: Pier\nMessage-ID: <2@tna.example>\nSupersedes: <1@tna.example>\n"
        "Date: Tue, 04 Mar 2025 08:30:00 +0000\n\nThe ferry board agreed on Tuesday to lengthen its pier.\n",
        "utf-8",
    )
    (found,) = read(path, name="a.eml", given=Given())
    assert isinstance(found, Record)
    assert found.given.wire is not None
    wire = found.given.wire
    assert ("2@tna.example", "1@tna.example", False) == (wire.id, wire.evolved_from, wire.acts)
