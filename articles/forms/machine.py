"""Refuse text written for machines: keys, settings, logs, programs, dumps, drawings.

A private key that becomes searchable is a leak, and the folder of a program is not an archive of news.
"""

from __future__ import annotations

from collections.abc import Iterator

from articles.article import Record, Rejection
from articles.fates import Reason
from articles.forms.decoding import decode
from articles.forms.form import Form
from articles.forms.machine_kinds import (
    is_certain_by_name,
    is_licence,
    is_licence_by_name,
    kind_by_marks,
    kind_by_name,
    kind_by_package,
)
from articles.forms.running_text import Measure, is_running_when_joined, measure
from articles.forms.source import Head, Source
from articles.forms.xml_safety import root_name

#: Articles have less than a fifth of their characters in lines that look like a machine's, mostly none.
_MACHINE = 0.35
#: With a name that speaks of a program: what is let through all the same.
_MACHINE_NAMED, _RUNNING_NAMED = 0.1, 0.6
#: Articles, with all the furniture of their pages, have a fifth of their characters in sentences or more.
_RUNNING = 0.12
#: Shorter texts cannot be judged so; most are refused as too short anyhow.
_JUDGED_CHARACTERS, _JUDGED_LINES = 400, 3


def kind_of(head: Head) -> str | None:
    """Return the kind of what is written for machines; None for what may be an article."""
    text = head.text
    if kind := kind_by_marks(text) or kind_by_package(head.name, text):
        return kind
    if is_licence(head.name, text):
        return "a licence"
    found = measure(text)
    if (kind := kind_by_name(head.name)) and not (
        found.machine <= _MACHINE_NAMED
        and found.running >= _RUNNING_NAMED
        and found.sentences
        and not is_certain_by_name(head.name, text)
    ):
        return kind
    if text.startswith("<") and (root := root_name(head)) and (f"</{root}" in text or "xmlns" in text[:2000]):
        return f"markup of a kind that is not read, <{root[:60]}>"
    kind = _by_look(text, found)
    # bytes that no encoding makes text of are refused as such
    return kind if kind and decode(head.data) is not None else None


def _by_look(text: str, found: Measure) -> str | None:
    if found.machine >= _MACHINE and found.lines >= _JUDGED_LINES:
        return "text for machines: a program, settings, a log or the like"
    enough = len(text) >= _JUDGED_CHARACTERS or (found.lines >= _JUDGED_LINES and found.machine >= _MACHINE_NAMED)
    if enough and found.running < _RUNNING and not is_running_when_joined(text):
        return "a text without sentences"
    return None


def _is_marked(head: Head) -> bool:
    if kind_by_package(head.name, head.text) is not None or kind_by_marks(head.text) is not None:
        return True
    may_be_licence = is_licence_by_name(head.name) or head.suffix in {".md", ".markdown"}
    return may_be_licence and is_licence(head.name, head.text)


def read_machine(source: Source) -> Iterator[Record | Rejection]:
    """Refuse the file, and name its kind."""
    kind = kind_of(source.head) or "text for machines"
    yield source.refuse(Reason.UNSUPPORTED_FORMAT, f"It is {kind}, not an article.")


#: By the first words of the file.
MARKED = Form(name="machine", recognise=_is_marked, read=read_machine)
#: By its name and look; asked last, before plain text.
BY_LOOK = Form(name="machine", recognise=lambda head: kind_of(head) is not None, read=read_machine)
