"""Chains of wire items through a running system: original, update, correction, kill, embargo, with copies.

    python -m benchmarks.wire_chains --elasticsearch URL --inbox FOLDER [--key FILE] [--chains N] ...

The system must list the folder "tna" as an agency (COPYDESK_AGENCIES=tna). Each chain is a story of its own in one of
the forms, sent in a random order with twelve copies (exact, light, medium, heavy rewrites, by three papers) around it;
it ends killed, usable, under an embargo, or released by the end of one. Bystanders are other stories; a hostile source
sends the text of some once more under an id of its own, and kills that.

Prints whether each item and copy ended where it should, and how long a kill took from its drop until readers saw
nothing, p95. Exit code 1 if an item is wrong, a bystander is hidden, or an exact, light or medium copy is visible.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
import urllib.request
import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

_WORDS = (
    "harbour ferry pier council bridge school tunnel library station market orchard bakery theatre museum lighthouse "
    "railway crane winter autumn budget debate surveyor engineer passenger fisherman teacher tenant architect ladder "
    "timber gravel concrete lantern anchor cargo customs ticket timetable platform carriage signal whistle garden "
    "fountain square tower chapel mill river meadow valley forest quarry brewery smithy workshop warehouse office"
)
_VERBS = "approved rejected described postponed defended questioned published withdrew financed repaired"
WORDS, VERBS = _WORDS.split(), _VERBS.split()
FORMS = ("g2", "nitf", "ninjs", "json", "atom")
STATES = ("killed", "usable", "embargoed", "released")
#: Embargoes of chains that are released end so long after they are made.
RELEASE_SECONDS = 60
HEAVY, MEDIUM, LIGHT, EXACT = 0.55, 0.25, 0.08, 0.0


def sentences(source: random.Random, number: int = 16) -> list[str]:
    """Return sentences of a text of our own."""
    pick = source.choice
    return [
        f"The {pick(WORDS)} {pick(WORDS)} {pick(VERBS)} a {pick(WORDS)} for the {pick(WORDS)} of {pick(WORDS)} and "
        f"{pick(WORDS)}, and the {pick(WORDS)} {pick(VERBS)} {source.randrange(100, 99999)} {pick(WORDS)} plans."
        for _ in range(number)
    ]


def signed(mark: str) -> str:
    """Return a sentence with a mark by which its text is found again.

    The sentence is another for each mark: a line that comes back in many articles of a source is cut as furniture.
    """
    return f"{sentences(random.Random(mark), 1)[0][:-1]} near {mark}."


def rewritten(text: list[str], share: float, source: random.Random) -> list[str]:
    """Return a text of which a share of the sentences is another."""
    return [sentences(source, 1)[0] if source.random() < share else one for one in text]


def item(form: str, key: str, version: int, text: list[str], **said: str) -> tuple[str, str]:
    """Return the end of a file's name, and an item in a form.

    `said` may hold status, signal, note and embargo.
    """
    title, made = f"{text[0][:40]} {key}", f"2025-03-04T{8 + version:02}:00:00Z"
    status, signal, note, embargo = (said.get(name, "") for name in ("status", "signal", "note", "embargo"))
    status = status or "usable"
    paragraphs = "".join(f"<p>{escape(one)}</p>" for one in text)
    if form == "g2":
        extra = f"<edNote>{note}</edNote>" if note else ""
        extra += f'<signal qcode="sig:{signal}"/>' if signal else ""
        extra += f"<embargoed>{embargo}</embargoed>" if embargo else ""
        return ".xml", (
            f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:tna:{key}" version="{version}">'
            f'<itemMeta><itemClass qcode="ninat:text"/><versionCreated>{made}</versionCreated>'
            f'<pubStatus qcode="stat:{status}"/>{extra}</itemMeta>'
            f"<contentMeta><headline>{title}</headline></contentMeta>"
            f"<contentSet><inlineXML><html><body>{paragraphs}</body></html></inlineXML></contentSet></newsItem>"
        )
    if form == "nitf":
        extra = f'<correction info="{note}"/>' if signal == "correction" else ""
        extra += f'<date.release norm="{embargo}"/>' if embargo else ""
        return ".xml", (
            f'<nitf><head><docdata management-status="{status}"><doc-id id-string="tna-{key}"/>'
            f'<du-key key="tna-{key}" version="{version}"/><date.issue norm="{made}"/>{extra}</docdata></head><body>'
            f"<body.head><hedline><hl1>{title}</hl1></hedline></body.head><body.content>{paragraphs}</body.content>"
            "</body></nitf>"
        )
    if form == "atom":
        if status == "canceled":
            entry = f'<at:deleted-entry ref="urn:tna:{key}" when="{made}"/>'
        else:
            entry = (
                f"<entry><id>urn:tna:{key}</id><title>{title}</title><updated>{made}</updated>"
                f'<content type="html">{escape(paragraphs)}</content></entry>'
            )
        return ".atom", (
            '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">'
            f"<title>TNA</title><id>urn:tna</id><updated>{made}</updated>{entry}</feed>"
        )
    fields = {"headline": title, "version": str(version), "signal": signal, "ednote": note, "embargoed": embargo}
    names = (
        {"uri": f"urn:tna:{key}", "pubstatus": status, "versioncreated": made, "body_html": paragraphs}
        if form == "ninjs"
        else {"guid": f"tna-{key}", "status": status, "updated": made, "text": "\n\n".join(text)}
    )
    return ".json", json.dumps(names | {name: value for name, value in fields.items() if value})


class System:
    """A running system: its inbox, and its Elasticsearch."""

    def __init__(self, elasticsearch: str, inbox: Path, prefix: str, key: str = "") -> None:
        self._url, self._inbox, self._prefix = elasticsearch.rstrip("/"), inbox, prefix
        self._headers = {"Content-Type": "application/json"} | ({"Authorization": f"ApiKey {key}"} if key else {})

    def drop(self, folder: str, name: str, content: str) -> None:
        """Put a file into the inbox."""
        (self._inbox / folder).mkdir(parents=True, exist_ok=True)
        beside = self._inbox / folder / f".{uuid.uuid4().hex}.tmp"
        beside.write_text(content, "utf-8")
        beside.chmod(0o666)
        beside.rename(self._inbox / folder / name)

    def ask(self, path: str, body: Any = None) -> Any:
        """Return the answer to a POST."""
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"{self._url}/{self._prefix}{path}", data, self._headers, method="POST")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def settled(self, names: set[str], *, articles: int, seconds: float = 900) -> None:
        """Return when so many articles of these files have fates. Raises TimeoutError."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.ask("intake/_refresh")
            query = {"bool": {"filter": [{"term": {"kind": "arrival"}}, {"terms": {"name": sorted(names)}}]}}
            if self.ask("intake/_count", {"query": query})["count"] >= articles:
                return
            time.sleep(1)
        raise TimeoutError("not all files have a fate")

    def visible(self, mark: str) -> bool:
        """Return whether readers find an article whose text holds a mark, without a refresh of ours."""
        query = {"match_phrase": {"body": mark}}
        return bool(self.ask("articles-all/_count", {"query": query})["count"])


def chain(
    run: str, number: int, source: random.Random
) -> tuple[list[tuple[str, str, str]], dict[str, tuple[str, bool]]]:
    """Return the files of a chain in the order in which they arrive, and what readers should see of it.

    The second maps a mark in the text to what it marks and whether it is visible in the end.
    """
    form, state, key = FORMS[number % len(FORMS)], STATES[number // len(FORMS) % len(STATES)], f"{run}x{number}"
    if form == "atom" and state in ("embargoed", "released"):
        state = "usable"
    text = sentences(source)

    def marked(lines: list[str], name: str) -> list[str]:
        return [*lines, signed(f"Mark{run}n{number}{name}")]

    soon = datetime.now(UTC) + timedelta(seconds=RELEASE_SECONDS)
    embargo = {"embargoed": "2031-01-01T00:00:00Z", "released": f"{soon:%Y-%m-%dT%H:%M:%SZ}"}.get(state, "")
    own = [
        item(form, key, 1, marked(text, "own"), embargo=embargo),
        item(form, key, 2, marked(rewritten(text, 0.1, source), "own"), embargo=embargo, signal="update"),
        item(form, key, 3, marked(text, "own"), embargo=embargo, signal="correction", note="Second figure"),
    ]
    if state == "killed":
        own.append(item(form, key, 4, marked(text, "own"), status="canceled", signal="kill"))
    files = [("tna", f"{key}-{place}{end}", content) for place, (end, content) in enumerate(own)]
    wanted = {f"Mark{run}n{number}own": ("item", state in ("usable", "released"))}
    for weight, share in (("exact", EXACT), ("light", LIGHT), ("medium", MEDIUM), ("heavy", HEAVY)):
        for paper in ("post", "echo", "globe"):
            name = f"{weight}{paper}"
            body = marked(rewritten(text, share, source), name)
            content = {
                "url": f"https://{paper}.example/{key}/{weight}",
                "title": f"{paper} {key}",
                "text": "\n\n".join(body),
            }
            files.append((paper, f"{key}-{name}.json", json.dumps(content)))
            wanted[f"Mark{run}n{number}{name}"] = (weight, state != "killed")
    source.shuffle(files)
    return files, wanted


def hostile(
    run: str, number: int, source: random.Random
) -> tuple[list[tuple[str, str, str]], dict[str, tuple[str, bool]]]:
    """Return a bystander's story, the same text by a rival under an id of its own, and the rival's kill."""
    key, text = f"{run}y{number}", sentences(source)
    body = [*text, signed(f"Mark{run}b{number}")]
    story = {"url": f"https://post.example/{key}", "title": f"Bystander {key}", "text": "\n\n".join(body)}
    files = [("post", f"{key}.json", json.dumps(story))]
    for version, status in ((1, "usable"), (2, "canceled")):
        end, content = item("ninjs", key, version, text, status=status)
        files.append(("rival", f"{key}-{version}{end}", content))
    return files, {f"Mark{run}b{number}": ("bystander", True)}


def bystanders(
    run: str, number: int, source: random.Random
) -> tuple[tuple[str, str, str], dict[str, tuple[str, bool]]]:
    """Return a file of articles that no order is about, and their marks."""
    lines, wanted = [], {}
    for place in range(number):
        body = [*sentences(source, 6), signed(f"Mark{run}o{place}z")]
        lines.append(
            json.dumps({"url": f"https://sun.example/{run}/{place}", "title": body[0][:60], "text": "\n\n".join(body)})
        )
        wanted[f"Mark{run}o{place}z"] = ("bystander", True)
    return ("sun", f"{run}-bystanders.jsonl", "\n".join(lines) + "\n"), wanted


def main() -> int:
    """Send the chains, wait, and compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--elasticsearch", required=True)
    parser.add_argument("--inbox", type=Path, required=True)
    parser.add_argument("--key", type=Path, help="file with an API key, such as DATA/keys/operator")
    parser.add_argument("--prefix", default="")
    parser.add_argument("--chains", type=int, default=15)
    parser.add_argument("--hostile", type=int, default=20, help="rivals that send another's text and kill it")
    parser.add_argument("--bystanders", type=int, default=2000, help="articles that no order is about")
    parser.add_argument("--kills", type=int, default=20, help="kills whose time is measured")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    source, run = random.Random(options.seed), uuid.uuid4().hex[:6]
    key = options.key.read_text("utf-8").strip() if options.key else ""
    system = System(options.elasticsearch, options.inbox, options.prefix, key)
    files: list[tuple[str, str, str]] = []
    wanted: dict[str, tuple[str, bool]] = {}
    for number in range(options.chains):
        some, marks = chain(run, number, source)
        files += some
        wanted |= marks
    for number in range(options.hostile):
        some, marks = hostile(run, number, source)
        files += some
        wanted |= marks
    if options.bystanders:
        one, marks = bystanders(run, options.bystanders, source)
        files.insert(0, one)
        wanted |= marks
    articles = len(files) + max(0, options.bystanders - 1)
    source.shuffle(files)
    for folder, name, content in files:
        system.drop(folder, name, content)
    system.settled({f"{folder}/{name}" for folder, name, _ in files}, articles=articles)
    time.sleep(RELEASE_SECONDS)
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for mark, (kind, is_visible) in wanted.items():
        if system.visible(mark) == is_visible:
            right[kind] += 1
        else:
            wrong[kind] += 1
            print(f"{kind} {mark} should {'' if is_visible else 'not '}be visible")
    for kind in sorted(right | wrong):
        print(f"{kind:10} {right[kind]:4} right, {wrong[kind]:3} wrong")
    print(f"a kill hides its article after {_kill_seconds(system, run, options.kills, source):.2f} s (p95)")
    return 1 if any(wrong[kind] for kind in wrong if kind != "heavy") else 0


def _kill_seconds(system: System, run: str, number: int, source: random.Random) -> float:
    """Return the time from the drop of a kill until readers see nothing of its article, p95."""
    taken = []
    for place in range(number):
        key, mark = f"{run}k{place}", f"Mark{run}k{place}"
        end, content = item("ninjs", key, 1, [*sentences(source), signed(mark)])
        system.drop("tna", f"{key}-1{end}", content)
        system.settled({f"tna/{key}-1{end}"}, articles=1)
        system.ask("articles-all/_refresh")
        assert system.visible(mark)
        end, content = item("ninjs", key, 2, sentences(source), status="canceled")
        began = time.monotonic()
        system.drop("tna", f"{key}-2{end}", content)
        while system.visible(mark) and time.monotonic() - began < 60:
            time.sleep(0.05)
        taken.append(time.monotonic() - began)
    return sorted(taken)[max(0, round(0.95 * len(taken)) - 1)] if taken else 0.0


if __name__ == "__main__":
    sys.exit(main())
