"""Statuses, kills and embargoes in the many notations of producers: what is held back, and until when."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from articles.article import Given, Record, Status
from articles.forms import read

BODY = (
    "The harbour office counted the lamps on its quays in the winter and found that one in nine gave no light. New "
    "ones will be put up before the herring season begins, said Tove Aas, who runs the office."
)
UNTIL = "2031-01-01T00:00:00.000000+00:00"
KILL, WITHHELD, USABLE, REFUSED = "kill", "withheld", "usable", "refused"


def g2(status: str, meta: str = "") -> str:
    """A NewsML-G2 item."""
    return (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:lamps" version="2"><itemMeta>'
        f'<itemClass qcode="ninat:text"/><versionCreated>2025-03-04T08:30:00Z</versionCreated>{status}{meta}</itemMeta>'
        "<contentMeta><headline>Lamps</headline></contentMeta><contentSet><inlineXML><html><body>"
        f"<p>{BODY}</p></body></html></inlineXML></contentSet></newsItem>"
    )


G2_USABLE = '<pubStatus qcode="stat:usable"/>'


def nitf(attributes: str = "", inside: str = "", head: str = "", issued: bool = True) -> str:
    """An NITF document."""
    issue = '<date.issue norm="20250304T083000Z"/>' if issued else ""
    return (
        f'<nitf><head>{head}<docdata {attributes}><doc-id id-string="lamps-1"/>{issue}{inside}</docdata></head><body>'
        f"<body.head><hedline><hl1>Lamps</hl1></hedline></body.head><body.content><p>{BODY}</p></body.content>"
        "</body></nitf>"
    )


def newsml1(status: str, extra: str = "", kind: str = "News") -> str:
    """A NewsML 1 item."""
    return (
        "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>lamps.example</ProviderId><DateId>20250304"
        "</DateId><NewsItemId>LAMPS</NewsItemId><RevisionId>2</RevisionId></NewsIdentifier></Identification>"
        f'<NewsManagement><NewsItemType FormalName="{kind}"/><Status FormalName="{status}"/>{extra}</NewsManagement>'
        "<NewsComponent><NewsLines><HeadLine>Lamps</HeadLine></NewsLines><ContentItem><DataContent>"
        f"<p>{BODY}</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"
    )


def will_be(status: str, at: str) -> str:
    """What NewsML 1 says of a status to come."""
    return f'<StatusWillChange><FutureStatus FormalName="{status}"/><DateAndTime>{at}</DateAndTime></StatusWillChange>'


def about_earlier(status: str) -> str:
    """What NewsML 1 says of the status that earlier revisions have from now on."""
    earlier = f'<RevisionStatus><Status FormalName="{status}"/></RevisionStatus>'
    return f'<Instruction FormalName="Update">{earlier}</Instruction>'


def ninjs(**fields: Any) -> str:
    """A ninjs item."""
    return json.dumps({"uri": "urn:lamps:1", "headline": "Lamps", "body_text": BODY} | fields)


def rss(inside: str, text: str = BODY) -> str:
    """A feed of one item."""
    return (
        '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/" xmlns:own="urn:own"><channel><title>Lamps</title>'
        '<item><guid isPermaLink="false">lamps-1</guid><title>Lamps</title>'
        f"<pubDate>Tue, 04 Mar 2025 08:30:00 GMT</pubDate><description>{text}</description>{inside}</item>"
        "</channel></rss>"
    )


def story(inside: str, attributes: str = "") -> str:
    """An item in an agency's own XML."""
    text = f"<headline>Lamps</headline><date>2025-03-04</date><body><p>{BODY}</p></body>"
    return f"<story {attributes}>{inside}{text}</story>"


TOMBSTONES = 'xmlns:at="http://purl.org/atompub/tombstones/1.0"'
CASES: list[tuple[str, str, str]] = [
    ("g2.xml", g2('<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/canceled"/>'), KILL),
    ("g2.xml", g2('<pubStatus qcode="canceled"/>'), KILL),
    ("g2.xml", g2(G2_USABLE, '<signal qcode="sig:update"/><signal qcode="own:kill"/>'), KILL),
    ("g2.xml", g2(G2_USABLE, "<embargoed/>"), WITHHELD),
    ("g2.xml", g2(G2_USABLE, "<embargoed>2031-01-01T05:30:00+05:30</embargoed>"), UNTIL),
    ("nitf.xml", nitf('management-status="Cancelled"'), KILL),
    ("nitf.xml", nitf('management-idref-status="canceled"'), KILL),
    ("nitf.xml", nitf('management-doc-idref="lamps-1" management-idref-status="canceled"'), KILL),
    ("g2.xml", g2('<pubStatus literal="canceled"/>'), KILL),
    ("g2.xml", g2(G2_USABLE, '<signal qcode="own:9"><name>Kill</name></signal>'), KILL),
    ("newsml1.xml", newsml1("Usable", about_earlier("Canceled")), USABLE),
    (
        "newsml1.xml",
        newsml1("Usable", kind='Update"/>' + about_earlier("Canceled") + '<Property FormalName="x'),
        USABLE,
    ),
    ("newsml1.xml", newsml1("Usable", '<Instruction FormalName="Withhold"/>'), WITHHELD),
    ("a.json", ninjs(pubstatus="usable", editorialtypes=["Withhold"]), WITHHELD),
    ("a.json", ninjs(pubstatus="usable", editorialtypes=["HoldForRelease"]), WITHHELD),
    ("a.json", ninjs(editorialtypes=["HoldForRelease"], embargoed="2031-01-01T00:00:00Z"), UNTIL),
    ("a.json", ninjs(status="hold"), WITHHELD),
    ("a.json", ninjs(sperrfrist="2031-01-01T00:00:00Z"), UNTIL),
    ("a.json", ninjs(sperrfrist="bis nach der Sitzung"), WITHHELD),
    ("a.json", ninjs(pubstatus="usable", slugline="LAMPS/KILL", ednote="MANDATORY KILL"), USABLE),
    ("a.json", ninjs(body_text="", pubstatus="withheld"), WITHHELD),
    ("a.json", ninjs(body_text="", pubstatus="usable", embargoed="2031-01-01T00:00:00Z"), UNTIL),
    ("a.json", ninjs(body_text="", pubstatus="usable"), REFUSED),
    ("g2.xml", g2('<pubStatus qcode="stat:withheld"/>').partition("<contentSet>")[0] + "</newsItem>", WITHHELD),
    ("nitf.xml", nitf('management-status="withheld"').replace(f"<p>{BODY}</p>", ""), WITHHELD),
    ("newsml1.xml", newsml1("Withheld").replace(f"<p>{BODY}</p>", ""), WITHHELD),
    ("a.atom", f'<at:deleted-entry {TOMBSTONES} ref="lamps-1" when="2025-03-04T08:30:00Z"/>', KILL),
    ("a.xml", f'<deleted-entry {TOMBSTONES.replace(":at", "")} ref="lamps-1" when="2025-03-04T08:30:00Z"/>', KILL),
    ("nitf.xml", nitf(head='<meta name="pubstatus" content="canceled"/>'), KILL),
    ("nitf.xml", nitf(inside='<ed-msg msg-type="kill" info="Wrong harbour"/>'), KILL),
    ("nitf.xml", nitf('management-status="embargoed"'), WITHHELD),
    ("nitf.xml", nitf(inside='<ed-msg msg-type="hold" info="Wait for the minister"/>'), WITHHELD),
    ("nitf.xml", nitf(inside='<ed-msg msg-type="embargo" info="Until noon"/>'), WITHHELD),
    (
        "nitf.xml",
        nitf(inside='<ed-msg msg-type="embargo"/><date.release norm="20310101T000000Z"/>', issued=False),
        UNTIL,
    ),
    ("nitf.xml", nitf(head='<meta name="embargo" content="2031-01-01T00:00:00Z"/>'), UNTIL),
    ("nitf.xml", nitf(inside='<date.expire norm="20250305T083000Z"/>'), USABLE),
    ("a.json", ninjs(pubstatus="usable", schedule_settings={"utc_embargo": "2031-01-01T00:00:00Z"}), UNTIL),
    ("a.json", ninjs(pubstatus="usable", schedule_settings={"utc_embargo": None, "time_zone": None}), USABLE),
    ("a.json", ninjs(pubstatus="usable", extra={"embargo": "2031-01-01T00:00:00Z"}), UNTIL),
    ("a.json", ninjs(pubstatus="usable", extra={"status": "killed", "uri": "urn:another"}), USABLE),
    ("a.json", ninjs(killed="true"), KILL),
    ("a.json", ninjs(retracted=1), KILL),
    ("a.json", ninjs(killed="false", removed=0, retracted=None), USABLE),
    ("a.json", ninjs(deleted_at="2025-03-05 08:30:00"), KILL),
    ("a.json", ninjs(deleted_at=None), USABLE),
    ("a.json", ninjs(deleted_at="0000-00-00 00:00:00"), USABLE),
    ("a.csv", f"guid,deleted,title,text\nlamps-1,true,Lamps,{BODY!r}\n".replace("'", '"'), KILL),
    ("a.csv", f"guid,retracted,title,text\nlamps-1,no,Lamps,{BODY!r}\n".replace("'", '"'), USABLE),
    ("a.json", ninjs(state="unpublished"), WITHHELD),
    ("a.json", ninjs(state="unpublished", pubstatus="canceled"), KILL),
    ("a.json", ninjs(status="trash"), WITHHELD),
    ("a.json", ninjs(status="draft"), REFUSED),
    ("a.json", ninjs(uri="77", status="trash"), REFUSED),
    ("nitf.xml", nitf(inside='<date.release norm="20310101T000000Z"/>', issued=False), UNTIL),
    ("nitf.xml", nitf(inside='<date.release norm="2030-12-31T19:00:00-05:00"/>'), UNTIL),
    ("nitf.xml", nitf(inside='<date.release norm="20250304T083000Z"/>'), USABLE),
    ("newsml1.xml", newsml1("Cancelled"), KILL),
    ("newsml1.xml", newsml1("Usable", kind="Delete"), KILL),
    ("newsml1.xml", newsml1("Usable", '<Instruction FormalName="Rescind"/>'), KILL),
    ("newsml1.xml", newsml1("Embargoed"), WITHHELD),
    ("newsml1.xml", newsml1("Withheld"), WITHHELD),
    ("newsml1.xml", newsml1("Withheld", will_be("Usable", "20310101T000000Z")), UNTIL),
    ("newsml1.xml", newsml1("Embargoed", will_be("Usable", "20310101T010000+0100")), UNTIL),
    ("newsml1.xml", newsml1("Usable", will_be("Canceled", "20310101T000000Z")), USABLE),
    ("a.json", ninjs(pubStatus="canceled"), KILL),
    ("a.json", ninjs(pubstatus="http://cv.iptc.org/newscodes/pubstatusg2/withheld"), WITHHELD),
    ("a.json", ninjs(signals=[{"uri": "http://cv.iptc.org/newscodes/signal/kill"}]), KILL),
    ("a.json", ninjs(editorialtypes=["Kill"]), KILL),
    ("a.json", ninjs(operation="takedown"), KILL),
    ("a.json", ninjs(pubstatus="embargoed"), WITHHELD),
    ("a.json", ninjs(embargo=True), WITHHELD),
    ("a.json", ninjs(embargoed="until the minister has spoken"), WITHHELD),
    ("a.json", ninjs(embargo=False, embargoed=None), USABLE),
    ("a.json", ninjs(embargo="none"), USABLE),
    ("a.json", ninjs(releaseafter="the season"), USABLE),
    ("a.json", ninjs(embargoed=1924992000), UNTIL),
    ("a.json", ninjs(embargoed=1924992000000), UNTIL),
    ("a.json", ninjs(embargo={"until": "2031-01-01T00:00:00Z"}), UNTIL),
    ("a.json", ninjs(embargo="Wed, 01 Jan 2031 01:00:00 +0100"), UNTIL),
    ("a.json", ninjs(embargoed="2030-12-31 19:00 EST"), UNTIL),
    ("a.json", ninjs(embargoed="20310101T000000Z"), UNTIL),
    ("a.json", ninjs(embargoed="Embargoed until 00:00 GMT 1 January 2031"), UNTIL),
    ("a.json", json.dumps({"id": "lamps-1", "deleted": True, "title": "Lamps", "text": BODY}), KILL),
    ("a.json", json.dumps({"id": "lamps-1", "status": "deleted", "title": "Lamps", "text": BODY}), KILL),
    ("a.json", json.dumps({"id": 7, "deleted": True, "title": "Lamps", "text": BODY}), REFUSED),
    ("a.json", json.dumps({"id": "lamps-1", "status": "draft", "title": "Lamps", "text": BODY}), REFUSED),
    ("a.json", json.dumps({"item": {"guid": "lamps-1", "pubstatus": "canceled"}}), KILL),
    ("a.json", json.dumps({"event": "article.deleted", "data": {"id": "lamps-1", "title": "Lamps"}}), KILL),
    ("a.json", json.dumps({"event": "article.updated", "data": {"id": "lamps-1", "title": "Lamps"}}), REFUSED),
    ("a.json", json.dumps({"id": "lamps-1", "canceled": True, "title": "Lamps", "text": BODY}), KILL),
    ("a.json", json.dumps({"type": "Tombstone", "id": "https://lamps.example/1", "formerType": "Article"}), KILL),
    ("a.json", json.dumps({"meta": {"guid": "l", "status": "canceled"}, "title": "Lamps", "text": BODY}), KILL),
    ("a.json", ninjs(metadata={"pubStatus": "withheld", "version": 1}), WITHHELD),
    ("a.json", ninjs(header={"embargo": "2031-01-01T00:00:00Z"}), UNTIL),
    ("a.json", ninjs(meta={"status": "ok"}, pubstatus="usable"), USABLE),
    ("a.rss", rss("<prism:embargoDate>2031-01-01T00:00:00Z</prism:embargoDate>"), UNTIL),
    ("a.rss", rss("<embargoUntil>2031-01-01T00:00:00Z</embargoUntil>"), UNTIL),
    ("a.rss", rss("<dcterms:available>2031-01-01T00:00:00Z</dcterms:available>"), UNTIL),
    ("a.rss", rss("<dcterms:valid>start=2031-01-01T00:00:00Z; scheme=W3C-DTF</dcterms:valid>"), UNTIL),
    ("a.rss", rss('<media:status state="deleted"/>'), KILL),
    ("a.rss", rss('<media:status state="active"/>'), USABLE),
    ("a.rss", rss("<own:pubStatus>canceled</own:pubStatus>"), KILL),
    ("a.rss", rss("<status>canceled</status>", text=""), KILL),
    ("a.xml", story("<id>lamps-1</id><status>canceled</status>"), KILL),
    ("a.xml", story("", 'id="lamps-1" status="killed"'), KILL),
    ("a.xml", story("<id>lamps-1</id><embargo>2031-01-01T00:00:00Z</embargo>"), UNTIL),
    ("a.md", f"---\ntitle: Lamps\nid: lamps-1\nembargo: 2031-01-01T00:00:00Z\n---\n\n{BODY}\n", UNTIL),
    ("a.md", f"---\ntitle: Lamps\nid: lamps-1\nstatus: canceled\n---\n\n{BODY}\n", KILL),
]


@pytest.mark.parametrize(("name", "content", "wanted"), CASES)
def test_what_is_held_back(tmp_path: Path, name: str, content: str, wanted: str) -> None:
    """A machine signal acts in whatever notation; an embargo without a readable end holds until a later version."""
    path = tmp_path / name
    path.write_text(content, "utf-8")
    (found,) = read(path, name=name, given=Given())
    if not isinstance(found, Record):
        assert (wanted, str(found.detail)) == (REFUSED, str(found.detail))
        return
    wire = found.given.wire
    kills = wire is not None and wire.kills
    held = wire is not None and wire.status is Status.WITHHELD
    until = wire.embargo_until if wire is not None else None
    later = until is not None and until > "2030"
    assert wanted == (KILL if kills else WITHHELD if held else until if later else USABLE)


def test_a_document_of_nitf_may_order_about_another(tmp_path: Path) -> None:
    """Whose id it names; it is an article itself, with or without a text."""
    path = tmp_path / "a.xml"
    for status, kills in (("canceled", True), ("withheld", False)):
        order = f'management-doc-idref="lamps-0" management-idref-status="{status}"'
        for text in (BODY, ""):
            path.write_text(nitf(order).replace(BODY, text), "utf-8")
            first, *rest = read(path, name="a.xml", given=Given())
            assert isinstance(first, Record)
            assert first.given.wire is not None
            assert ("lamps-0", kills, "") == (first.given.wire.id, first.given.wire.kills, first.content)
            assert [BODY] * bool(text) == [one.content for one in rest if isinstance(one, Record)]
            assert all(isinstance(one, Record) and not (one.given.wire and one.given.wire.acts) for one in rest)


def test_a_killed_story_of_a_list_needs_no_text(tmp_path: Path) -> None:
    """In an agency's own XML; its neighbour is read."""
    path = tmp_path / "a.xml"
    killed = "<story><id>lamps-2</id><status>killed</status><headline>Quay</headline></story>"
    path.write_text(f"<stories>{killed}{story('<id>lamps-1</id>')}</stories>", "utf-8")
    first, second = read(path, name="a.xml", given=Given())
    assert isinstance(first, Record)
    assert first.given.wire is not None
    assert first.given.wire.kills
    assert isinstance(second, Record)
    assert BODY == second.content
