"""Containers of records: sequences of JSON texts, packed files, archives and web archives in them, in any encoding."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import zstandard

from articles.article import Article, Rejection
from tests.unit.articles.forms.made import Story, story


def _json(made: Story, *, indent: int | None = None) -> str:
    fields = {"title": made.title, "text": "\n\n".join(made.paragraphs), "date": made.iso, "author": made.author}
    return json.dumps(fields, ensure_ascii=False, indent=indent)


def _sequence(stories: list[Story], *, indent: int | None = None, end: str = "\n") -> bytes:
    return "".join(f"\x1e{_json(made, indent=indent)}{end}" for made in stories).encode()


def _zip(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


def _tar(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return target.getvalue()


def _members(stories: list[Story], encoding: str) -> dict[str, bytes]:
    members = {f"{n}.json": _json(made).encode(encoding, "xmlcharrefreplace") for n, made in enumerate(stories)}
    return {"__MACOSX/._0.json": bytes(60), ".DS_Store": bytes(60), **members}


#: How stories are put together: the name of the file, and how it is made.
CONTAINERS: dict[str, tuple[str, Callable[[list[Story]], bytes]]] = {
    "sequence": ("a.json", _sequence),
    "sequence by its name": ("a.json-seq", _sequence),
    "sequence without line ends": ("a", lambda stories: _sequence(stories, end="")),
    "sequence over many lines": ("a.jsonl", lambda stories: _sequence(stories, indent=2)),
    "sequence packed": ("a.json.gz", lambda stories: gzip.compress(_sequence(stories))),
    "lines in pieces of gzip": (
        "a.jsonl.gz", lambda stories: b"".join(gzip.compress(f"{_json(made)}\n".encode()) for made in stories),
    ),
    "zip in UTF-8": ("a.zip", lambda stories: _zip(_members(stories, "utf-8"))),
    "zip in UTF-16": ("a.zip", lambda stories: _zip(_members(stories, "utf-16"))),
    "zip in UTF-16 without a mark": ("a.zip", lambda stories: _zip(_members(stories, "utf-16-le"))),
    "tar": ("a.tar", lambda stories: _tar(_members(stories, "utf-8"))),
    "tar.gz": ("a.tgz", lambda stories: gzip.compress(_tar(_members(stories, "utf-8")))),
    "tar.bz2": ("a.tar.bz2", lambda stories: bz2.compress(_tar(_members(stories, "utf-8")))),
    "tar.xz": ("a.tar.xz", lambda stories: lzma.compress(_tar(_members(stories, "utf-8")))),
    "tar.zst": ("a.tar.zst", lambda stories: zstandard.compress(_tar(_members(stories, "utf-8")))),
}  # fmt: skip


@pytest.mark.parametrize("container", CONTAINERS)
def test_stories_in_containers(container: str, outcome: Any) -> None:
    """Title, text, day and author of each: 112 in 14 containers."""
    name, make = CONTAINERS[container]
    stories = [story(number) for number in range(8)]

    found = outcome(name, make(stories))

    wrong = [
        (made.title, item)
        for made, item in zip(stories, found, strict=True)
        if not (
            isinstance(item, Article)
            and (item.title, item.body, item.authors) == (made.title, "\n\n".join(made.paragraphs), (made.author,))
            and item.published_at
            and item.published_at.date().isoformat() == made.iso
        )
    ]
    assert not wrong, wrong[0]


@pytest.mark.parametrize("end", ["\n", ""])
@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_text_of_a_sequence_that_breaks_off_costs_itself_alone(place: int, end: str, outcome: Any) -> None:
    """RFC 7464 is made for it: the next begins at its mark."""
    texts = [_json(story(number)) for number in range(5)]
    texts[place] = texts[place][:80]

    found = outcome("a.json", "".join(f"\x1e{text}{end}" for text in texts).encode())

    assert [isinstance(item, Rejection) for item in found] == [number == place for number in range(5)]
