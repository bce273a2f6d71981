"""Bytes to text: byte order mark, seven-bit encodings, UTF-8, what is declared, then a guess from a bounded sample."""

from __future__ import annotations

import codecs
import collections
import re
import unicodedata

from charset_normalizer import from_bytes

from articles.forms.guessing import better_than, guess
from articles.forms.seven_bit import codec_of_seven_bit, decode_seven_bit

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
#: Control characters that text does not hold (tab, line ends, form feed, escape are let through).
_CONTROL_CHARACTERS = bytes([*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F])
#: The same as bytes, but for NUL.
_CONTROL_BYTES = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
#: NULs beside text, as a share of its bytes; more in a row are padding of an archive or a record.
_STRAY_SHARE = 0.005
_NUL_RUN = re.compile(rb"\x00{17}")
#: How files begin that are packed, or hold others as they are, with their lengths.
_NOT_TEXT = (b"WARC/", b"filedesc:", b"%PDF", b"PK\x03\x04", b"BZh", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ")
#: Declared by programs that know no better; with bytes beyond ASCII it says nothing.
_ASCII = frozenset({"ascii", "us-ascii", "ansi_x3.4-1968", "646", "iso646-us", "us"})
#: What the web calls Latin-1 is Windows-1252; the same of others, and of names that Python does not know (WHATWG
#: Encoding standard).
_ALIASES = {
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "iso_8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252",
    "ascii": "cp1252", "us-ascii": "cp1252", "x-cp1252": "cp1252", "ansi": "cp1252", "ansi_x3.4-1968": "cp1252",
    "iso-8859-9": "cp1254", "latin5": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874", "windows-874": "cp874",
    "dos-874": "cp874", "iso-8859-8-i": "iso-8859-8", "iso-8859-8-e": "iso-8859-8", "logical": "iso-8859-8",
    "x-cp1250": "cp1250", "x-cp1251": "cp1251", "x-cp1253": "cp1253", "x-cp1254": "cp1254", "x-cp1255": "cp1255",
    "x-cp1256": "cp1256", "x-cp1257": "cp1257", "x-cp1258": "cp1258", "macintosh": "mac_roman",
    "x-mac-roman": "mac_roman", "x-mac-cyrillic": "mac_cyrillic", "x-mac-ukrainian": "mac_cyrillic",
    "x-mac-ce": "mac_latin2", "x-mac-greek": "mac_greek", "x-mac-turkish": "mac_turkish",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",
    "ms_kanji": "cp932", "x-euc-jp": "euc_jp", "x-euc": "euc_jp", "gb2312": "gb18030", "gb_2312-80": "gb18030",
    "gbk": "gb18030", "x-gbk": "gb18030", "chinese": "gb18030", "euc-cn": "gb18030", "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs", "cn-big5": "big5hkscs", "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949", "ks_c_5601-1989": "cp949", "korean": "cp949", "windows-949": "cp949", "koi": "koi8-u",
    "koi8": "koi8-u", "koi8-r": "koi8-u", "koi8-ru": "koi8-u", "utf8": "utf-8", "unicode-1-1-utf-8": "utf-8",
}  # fmt: skip
#: Encodings of several bytes a character: one that was cut costs itself alone.
_SEVERAL_BYTES = frozenset({"cp932", "euc_jp", "gb18030", "big5hkscs", "cp949", "euc_kr", "gb2312", "gbk", "big5"})
#: Characters of UTF-16 that are judged at least, and what is between words and sentences.
_FEWEST_WIDE = 40
_BETWEEN_WORDS = re.compile("[ \n\u3000-\u3002\uff0c]")
_TEXT_CODECS = re.compile(r"[a-z0-9_.:\-]{2,30}", re.I)


def decode(data: bytes, *, declared: str | None = None, language: str | None = None) -> str | None:
    """Decode `data`, or return None if no encoding fits.

    Few wrong bytes in UTF-8 are replaced (U+FFFD). `declared` is what the
    content says of itself (an HTML meta, an HTTP header). An encoding of seven
    bits is tried first, since its bytes are ASCII too; others after UTF-8, which
    almost nothing else is by accident. `language` (ISO 639-1) helps where
    nothing is declared; what the content itself says of its language does too.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").removeprefix("\ufeff")
    if wide := _wide(data):
        return _checked(data.decode(wide, "replace"))
    if (seven := decode_seven_bit(data, declared)) is not None:
        return _checked(seven)
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    if (text := _as_declared(data, declared, language)) is not None:
        return _checked(text)
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    if wrong <= _WRONG_SHARE * len(_NOT_ASCII.findall(data)):
        return _checked(text)
    detected = _detect(data, language)
    return _checked(data.decode(detected, "replace")) if detected else None


def _as_declared(data: bytes, declared: str | None, language: str | None) -> str | None:
    """Decode bytes that are not UTF-8 as declared, or in what makes far likelier words of them.

    None where nothing is declared that can be tried.
    """
    codec = _codec(declared)
    if codec is None or codec in {"utf-8", "utf-16", "utf-32"}:
        return None
    if (declared or "").strip().lower() in _ASCII:
        codec = guess(data, language=_short(language)) or codec
    else:
        codec = better_than(data, codec, language=_short(language)) or codec
    try:
        return data.decode(codec)
    except (UnicodeDecodeError, LookupError):
        text = data.decode(codec, "replace") if codec in _SEVERAL_BYTES else None
        return text if text is not None and _few_wrong(text) else None


def _short(language: str | None) -> str | None:
    return (language or "")[:2].lower() or None


def _few_wrong(text: str) -> bool:
    return text.count("\ufffd") <= 0.01 * sum(character > "\x7f" for character in text)


def encoding_of(head: bytes) -> str | None:
    """Return the encoding of a stream, told by its beginning; None where it cannot be told."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    if wide := _wide(head):
        return wide
    if seven := codec_of_seven_bit(head):
        return seven
    try:
        # the head may end inside a character
        codecs.getincrementaldecoder("utf-8")().decode(head)
        return "utf-8"
    except UnicodeDecodeError:
        wrong = head.decode("utf-8", "replace").count("\ufffd")
        if wrong <= _WRONG_SHARE * len(_NOT_ASCII.findall(head)):
            return "utf-8"
    return _detect(head)


def has_stray_nuls(head: bytes) -> bool:
    """Return whether the beginning of a file is text but for a few NULs, which faulty programs and disks leave in it.

    In binary data and archives NULs are many, are in long runs, or have other control characters beside them.
    """
    head = head.rstrip(b"\x00")
    count = head.count(0)
    if (
        not head
        or head.startswith(_NOT_TEXT)
        or _CONTROL_BYTES.search(head[:8])
        or count > _STRAY_SHARE * len(head) + 4
        or _NUL_RUN.search(head)
    ):
        return False
    if any(head.startswith(mark) for mark, _ in _BOMS[1:]) or _wide(head):
        return False
    return len(_CONTROL_BYTES.findall(head)) <= _STRAY_SHARE * len(head)


def _codec(name: str | None) -> str | None:
    """Return Python's name of a declared text encoding."""
    if not name or not _TEXT_CODECS.fullmatch(name.strip()):
        return None
    try:
        info = codecs.lookup(_ALIASES.get(name.strip().lower(), name.strip()))
    except (LookupError, ValueError):
        return None
    return info.name if getattr(info, "_is_text_encoding", True) else None


def _wide(data: bytes) -> str | None:
    """Recognise UTF-16 without a byte order mark: every other byte of Latin text is NUL, of other scripts few are."""
    sample = data[:2048]
    if len(sample) < 4 or b"\x00" not in sample:
        return None
    even, odd = sample[0::2].count(0) * 2 / len(sample), sample[1::2].count(0) * 2 / len(sample)
    if odd > 0.6 and even < 0.02:
        return "utf-16-le"
    if even > 0.6 and odd < 0.02:
        return "utf-16-be"
    return _wide_of_other_scripts(sample)


def _wide_of_other_scripts(sample: bytes) -> str | None:
    """Recognise UTF-16 of another script: the upper halves of its characters are fewer than the lower halves.

    All must be characters that text has, mostly letters, with a blank or line end among them.
    """
    sample = sample[: len(sample) // 2 * 2]
    even, odd = len(set(sample[0::2])), len(set(sample[1::2]))
    encoding = "utf-16-le" if odd < even else "utf-16-be"
    text = sample.decode(encoding, "ignore")
    if len(text) < _FEWEST_WIDE or not _BETWEEN_WORDS.search(text):
        return None
    kinds = collections.Counter(unicodedata.category(character) for character in text)
    letters = sum(count for kind, count in kinds.items() if kind[0] in "LM")
    strange = sum(kinds[kind] for kind in ("Cn", "Co", "Cs")) + _count_control(text)
    return encoding if letters > 0.5 * len(text) and strange <= 0.005 * len(text) else None


def _detect(data: bytes, language: str | None = None) -> str | None:
    """Return the likeliest encoding by the letters of languages, else what charset-normalizer makes of a sample."""
    if found := guess(data, language=_short(language)):
        return found
    first = _NOT_ASCII.search(data)
    start = max(first.start() - 512, 0) if first else 0
    best = from_bytes(data[start : start + _SAMPLE_BYTES], threshold=0.3, preemptive_behaviour=False).best()
    if best is None:
        return None
    return _ALIASES.get(best.encoding, best.encoding)


def _checked(text: str) -> str | None:
    """Return `text` unless it is full of control characters, as wrongly decoded binary is."""
    sample = text[:65536]
    if _count_control(sample) > 0.01 * len(sample) + 1:
        return None
    return text


def _count_control(text: str) -> int:
    """Count control characters: by deleting bytes, in a third of the time of a regular expression."""
    data = text.encode("utf-8", "surrogatepass")
    return len(data) - len(data.translate(None, _CONTROL_CHARACTERS))
