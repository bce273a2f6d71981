"""Topics by code, with the names of the IPTC Media Topics in English and German."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from importlib import resources

import msgspec

from articles.article import Topic

#: Addresses of IPTC's vocabularies, and the prefixes that stand for them.
_VOCABULARY = re.compile(r"https?://(?:cv\.)?iptc\.org/newscodes/([a-z]+)/(\w+)", re.I)
_PREFIXES = {"mediatopic": "medtop", "mediatopics": "medtop", "subjectcode": "subj", "iptccode": "subj"}
_CODE = re.compile(r"[\w.\-]{1,40}:[\w.\-/]{1,80}")
#: Codes of a length that only IPTC's have.
_MEDIA_TOPIC, _SUBJECT = re.compile(r"20\d{6}"), re.compile(r"(?:0[1-9]|1[0-7])\d{6}")
_MOST = 100


class _Names(msgspec.Struct, frozen=True):
    en: str | None = None
    de: str | None = None


@functools.cache
def _names() -> dict[str, _Names]:
    data = resources.files(__package__).joinpath("mediatopics.json").read_bytes()
    return msgspec.json.decode(data, type=dict[str, _Names])


def topics_of(codes: Iterable[str | None]) -> tuple[Topic, ...]:
    """Return the topics of these codes, each once, in their order. A code without a name is kept as it is."""
    found: dict[str, Topic] = {}
    for code in codes:
        if code and (folded := code_of(code)) and folded not in found and len(found) < _MOST:
            names = _names().get(folded) or _Names()
            found[folded] = Topic(code=folded, name=names.en, name_de=names.de)
    return tuple(found.values())


def code_of(text: str) -> str | None:
    """Return a code with its prefix ("medtop:20000304", "subj:15054000"); None if it is not a code."""
    text = text.strip()
    if match := _VOCABULARY.fullmatch(text):
        vocabulary = match[1].lower()
        return f"{_PREFIXES.get(vocabulary, vocabulary)}:{match[2]}"
    if _MEDIA_TOPIC.fullmatch(text):
        return f"medtop:{text}"
    if _SUBJECT.fullmatch(text):
        return f"subj:{text}"
    if not _CODE.fullmatch(text) or text.startswith(("http:", "https:")):
        return None
    prefix, _, code = text.partition(":")
    prefix = prefix.lower()
    return f"{_PREFIXES.get(prefix, prefix)}:{code}"
