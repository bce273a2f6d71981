"""Each status and signal of each form: the table of docs/reference/wire.md, row by row."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tasks.work_item import WorkItem
from workers.watcher.claims import Claimer

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "wire.md"
MADE = ("2025-03-04T08:30:00Z", "2025-03-05T08:30:00Z")


class Row(NamedTuple):
    """A row of the table."""

    form: str
    says: str
    alone: str
    after: str
    fields: str


def rows() -> list[Row]:
    """The table."""
    _, _, section = PAGE.read_text("utf-8").partition("## Status by status")
    section = section.partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")][2:]
    return [Row(*(cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1])) for line in lines]


def says(row: Row) -> str:
    return row.says.strip("`")


def newsml_g2(row: str, name: str, version: int, title: str, body: str) -> str:
    return (
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:{name}" version="{version}"><itemMeta>'
        f'<itemClass qcode="ninat:text"/><versionCreated>{MADE[version - 1]}</versionCreated>{row}</itemMeta>'
        f"<contentMeta><headline>{title}</headline></contentMeta><contentSet><inlineData>{body}</inlineData></contentSet>"
        "</newsItem>"
    )


def nitf(row: str, name: str, version: int, title: str, body: str) -> str:
    inside, attributes = (row, "") if row.startswith("<") else ("", row)
    return (
        f'<nitf><head><docdata {attributes}><doc-id id-string="{name}"/><du-key key="{name}" version="{version}"/>'
        f'<date.issue norm="{MADE[version - 1]}"/>{inside}</docdata></head><body><body.head><hedline><hl1>{title}</hl1>'
        f"</hedline></body.head><body.content><p>{body}</p></body.content></body></nitf>"
    )


def ninjs(row: str, name: str, version: int, title: str, body: str) -> str:
    item = {"uri": f"urn:{name}", "version": str(version), "versioncreated": MADE[version - 1]}
    return json.dumps(item | {"headline": title, "body_text": body} | json.loads(f"{{{row}}}"))


def newsml_1(row: str, name: str, version: int, title: str, body: str) -> str:
    revision = re.search(r"<RevisionId[^>]*>", row)
    start = revision[0] if revision else f'<RevisionId PreviousRevision="{version - 1}" Update="N">'
    management = row.replace(revision[0], "") if revision else row
    if "<Status " not in management:
        management += '<Status FormalName="Usable"/>'
    kind = "" if "<NewsItemType" in management else '<NewsItemType FormalName="News"/>'
    return (
        "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>tna.example</ProviderId><DateId>20250304</DateId>"
        f"<NewsItemId>{name}</NewsItemId>{start}{version}</RevisionId></NewsIdentifier></Identification>"
        f"<NewsManagement>{kind}<ThisRevisionCreated>{MADE[version - 1]}</ThisRevisionCreated>{management}"
        f"</NewsManagement><NewsComponent><NewsLines><HeadLine>{title}</HeadLine></NewsLines><ContentItem>"
        f"<DataContent><p>{body}</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"
    )


def atom(row: str, name: str, version: int, title: str, body: str) -> str:
    updated = f"<updated>{MADE[version - 1]}</updated>"
    entry = (
        f'<entry><id>urn:{name}</id><title>{title}</title>{updated}<content type="text">{body}</content>{row}</entry>'
    )
    if row.startswith("<at:"):
        entry = row.replace("<at:deleted-entry", f'<at:deleted-entry ref="urn:{name}" when="{MADE[version - 1]}"', 1)
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" '
        'xmlns:app="http://www.w3.org/2007/app" xmlns:media="http://search.yahoo.com/mrss/" '
        'xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/" xmlns:dcterms="http://purl.org/dc/terms/">'
        f"<title>TNA</title><id>urn:feed</id>{entry}</feed>"
    )


def anpa(row: str, name: str, version: int, title: str, body: str) -> str:
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    return (
        f"\x16\x16\x01w16{version}5 US asian\nb a \x13\x11BC-{name}     03-0{version} 0358\n"
        f"\x02^{row},170<\n^{title}<\n"
        f"{lines}\n\x03AP-WF-03-0{version}-25 0337GMT<\n"
    )


def iptc_7901(row: str, name: str, version: int, title: str, body: str) -> str:
    return f"\x01tna000{version} {row}  850  dpa 0908\nPier/Norway/\n\x02{title} =\n\n{body}\n\x03040830 GMT Mar 25\n"


MADE_BY: dict[str, tuple[str, Callable[[str, str, int, str, str], str]]] = {
    "NewsML-G2": ("xml", newsml_g2),
    "NITF": ("xml", nitf),
    "ninjs": ("json", ninjs),
    "NewsML 1": ("xml", newsml_1),
    "Atom": ("atom", atom),
    "ANPA 1312": ("txt", anpa),
    "IPTC 7901": ("txt", iptc_7901),
}
#: What the version before says.
BEFORE = {
    "NewsML-G2": '<pubStatus qcode="stat:usable"/>',
    "NITF": 'management-status="usable"',
    "ninjs": '"pubstatus": "usable"',
    "NewsML 1": '<Status FormalName="Usable"/>',
    "Atom": "",
}


def test_the_table_has_rows_of_every_form() -> None:
    """And each row is whole."""
    assert set(MADE_BY) == {row.form for row in rows()}
    assert all(re.fullmatch(r"`\w+`: `\w+`", row.alone) for row in rows())


class Drops:
    """Drops many files and has them processed as one batch."""

    def __init__(self, press: Any) -> None:
        self._press = press

    def take(self, files: list[tuple[str, str]]) -> list[str]:
        """Return the first arrival of each file."""
        press = self._press
        items = []
        for name, content in files:
            press.clock += 60
            claim = Claimer(press.parts.queue, clock=lambda: float(press.clock)).claim(press.drop(name, content))
            assert claim is not None
            items.append(WorkItem(claim.intake))
        press.parts.publisher.process(items)
        press.run()
        return [f"{item.intake}:0" for item in items]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("scenario", ["alone", "after"])
def test_each_status_has_the_fate_and_fields_that_the_page_says(press: Any, story: Any, scenario: str) -> None:
    """Sent alone, and sent as the second version of an article that is here."""
    drops = Drops(press)
    wanted = [row for row in rows() if scenario == "alone" or row.form in BEFORE]
    earlier, files = [], []
    for number, row in enumerate(wanted):
        suffix, made = MADE_BY[row.form]
        name = f"item-{number}"
        title, _, body = story(number).partition("\n\n")
        if scenario == "after":
            before = made(BEFORE[row.form], name, 1, title, body)
            earlier.append((f"tna/{name}-1.{suffix}", before))
        text = body.replace("reasons", "grounds")
        files.append((f"tna/{name}-2.{suffix}", made(says(row), name, 2, title, text)))
    for arrival, row in zip(drops.take(earlier), wanted, strict=False):
        assert ("indexed", "new") == press.fate(arrival), row
    arrivals = drops.take(files)
    found = {one["arrival"]: one for one in [*press.documents().values(), *kept(press).values()]}
    wrong = []
    for arrival, row in zip(arrivals, wanted, strict=True):
        told = "`{}`: `{}`".format(*press.fate(arrival))
        if told != getattr(row, scenario):
            wrong.append(f"{row.form} {row.says}: {told}, not {getattr(row, scenario)}")
        document = found.get(arrival, {})
        wrong += [f"{row.form} {row.says}: {one}" for one in differences(row, document) if arrival in found]
    assert [] == wrong


def kept(press: Any) -> dict[str, Any]:
    """What is kept from readers."""
    return dict(press._all(press.parts.names.withdrawn))


def differences(row: Row, document: dict[str, Any]) -> Iterator[str]:
    """Yield the fields that are not as the row says."""
    for said in filter(None, row.fields.split(", ")):
        path, _, value = said.strip("`").partition(": ")
        there: Any = document
        for step in path.split("."):
            there = there.get(step) if isinstance(there, dict) else None
        shown = ", ".join(map(str, there)) if isinstance(there, list) else str(there)
        if shown != value:
            yield f"{path} is {shown}, not {value}"
