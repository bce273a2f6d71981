"""Bytes to text: byte order mark, UTF-8, what is declared, then detection on a bounded sample."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Bytes given to charset-normalizer, around the first bytes that are not ASCII; more makes it slow, not better.
_SAMPLE_BYTES = 4096
#: Share of the bytes above ASCII that may be wrong in what still counts as UTF-8.
_WRONG_SHARE = 0.2
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_RUNS = re.compile(rb"[\x80-\xff]+")
#: No letter (nor apostrophe, dash, soft hyphen) where Latin text has one.
_ODD = re.compile("(?<=[^\\W\\d_])[\u0080-\u00ac\u00ae-\u00bf\u00d7\u00f7†‡‰‹›€™](?=[^\\W\\d_])")
#: Control characters that text does not hold (tab, line ends, form feed, escape are let through).
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
#: What the web calls Latin-1 is Windows-1252 (WHATWG Encoding standard).
_ALIASES = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252"}
_TEXT_CODECS = re.compile(r"[a-z0-9_\-]{2,30}", re.I)


def decode(data: bytes, *, declared: str | None = None) -> str | None:
    """`data` as text, or None where no encoding makes text of it.

    Few wrong bytes in UTF-8 are replaced (U+FFFD). `declared` is what the
    content says of itself (an HTML meta, an HTTP header); it is tried after
    UTF-8, which almost nothing else is by accident.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").removeprefix("\ufeff")
    if wide := _wide(data):
        return _checked(data.decode(wide, "replace"))
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    if (codec := _codec(declared)) and codec not in {"utf-8", "utf-16", "utf-32"}:
        try:
            return _checked(data.decode(codec))
        except (UnicodeDecodeError, LookupError):
            pass
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    if wrong <= _WRONG_SHARE * len(_NOT_ASCII.findall(data)):
        return _checked(text)
    detected = _detect(data)
    return _checked(data.decode(detected, "replace")) if detected else None


def encoding_of(head: bytes) -> str | None:
    """The encoding of a stream, told by its beginning; None where it cannot be told."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    if wide := _wide(head):
        return wide
    try:
        # the head may end inside a character
        codecs.getincrementaldecoder("utf-8")().decode(head)
        return "utf-8"
    except UnicodeDecodeError:
        wrong = head.decode("utf-8", "replace").count("\ufffd")
        if wrong <= _WRONG_SHARE * len(_NOT_ASCII.findall(head)):
            return "utf-8"
    return _detect(head)


def _codec(name: str | None) -> str | None:
    """Python's name of a declared text encoding."""
    if not name or not _TEXT_CODECS.fullmatch(name.strip()):
        return None
    try:
        info = codecs.lookup(_ALIASES.get(name.strip().lower(), name.strip()))
    except (LookupError, ValueError):
        return None
    return info.name if getattr(info, "_is_text_encoding", True) else None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Latin text is NUL."""
    sample = data[:2048]
    if len(sample) < 4 or b"\x00" not in sample:
        return None
    even, odd = sample[0::2].count(0) * 2 / len(sample), sample[1::2].count(0) * 2 / len(sample)
    if odd > 0.6 and even < 0.02:
        return "utf-16-le"
    if even > 0.6 and odd < 0.02:
        return "utf-16-be"
    return None


def _detect(data: bytes) -> str | None:
    """What charset-normalizer makes of a sample that holds the bytes in question."""
    first = _NOT_ASCII.search(data)
    start = max(first.start() - 512, 0) if first else 0
    sample = data[start : start + _SAMPLE_BYTES]
    if _is_western(sample):
        return "cp1252"
    best = from_bytes(sample, threshold=0.3, preemptive_behaviour=False).best()
    if best is None:
        return None
    return _ALIASES.get(best.encoding, best.encoding)


def _is_western(sample: bytes) -> bool:
    """Windows-1252 with few accents, of which charset-normalizer makes Big5 or Windows-1250.

    Bytes above ASCII stand mostly alone, between letters they are letters, and not
    mostly the three of Icelandic that Turkish has in their places, nor those that
    Czech has in the same.
    """
    runs = _RUNS.findall(sample)
    count = sum(map(len, runs))
    if not runs or count > 0.2 * len(sample) or count > 1.5 * len(runs):
        return False
    text = sample.decode("cp1252", "replace")
    letters = [character for character in text if character > "\x7f"]
    odd = len(_ODD.findall(text)) + text.count("\ufffd")
    turkish = sum(character in "ðþý" for character in letters)
    czech = sum(character in "šžŠŽ" for character in letters)
    return odd <= 0.1 * count and turkish <= 0.3 * count and czech <= 0.04 * count


def _checked(text: str) -> str | None:
    """`text`, unless it is full of control characters, as wrongly decoded binary is."""
    sample = text[:65536]
    if len(_CONTROL.findall(sample)) > 0.01 * len(sample) + 1:
        return None
    return text
