"""Encodings that write other scripts in seven bits, and so look like ASCII: ISO-2022, HZ, UTF-7."""

from __future__ import annotations

import re
import unicodedata

#: Names under which they are declared, compared without "-" and "_", and the codecs that are tried in turn.
_JAPANESE = ("iso2022_jp", "iso2022_jp_ext", "iso2022_jp_2", "iso2022_jp_2004")
_CODECS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("iso2022jp", "csiso2022jp", "iso2022jp1", "iso2022jp2", "csiso2022jp2", "iso2022jp3", "iso2022jp2004",
         "iso2022jpext", "iso2022jpms", "cp50220", "cp50221", "cp50222", "jis", "jis7", "jis8", "iso2022"),
        _JAPANESE,
    ),
    **dict.fromkeys(("iso2022kr", "csiso2022kr", "cp50225"), ("iso2022_kr",)),
    **dict.fromkeys(("iso2022cn", "csiso2022cn", "iso2022cnext", "cp50227"), ()),
    **dict.fromkeys(("hz", "hzgb2312", "hzgb"), ("hz",)),
    **dict.fromkeys(("utf7", "unicode11utf7", "csunicode11utf7", "xunicode20utf7", "unicode20utf7", "utf7imap"),
                    ("utf_7",)),
}  # fmt: skip
_JAPANESE_MARK = re.compile(rb"\x1b(?:\$[@B]|\$\([DOPQ]|\([IJ])")
_KOREAN_MARK = re.compile(rb"\x1b\$\)C")
_CHINESE_MARK = re.compile(rb"\x1b\$\)[AEG]")
_HZ = re.compile(rb"~\{((?:[\x21-\x77][\x21-\x7e]|\r?\n)+)~\}")
_UTF7 = re.compile(rb"\+([A-Za-z0-9+/]{3,})-?")
#: A run of two-byte characters between escapes, for what the codecs do not take: the additions of vendors.
_TWO_BYTES = re.compile(rb"\x1b\$[@B]((?:[\x21-\x7e]{2}|[\r\n])*)[\x21-\x7e]?(?:\x1b\([BJHI]|\x1b(?=\$)|$)")
_ESCAPE = re.compile(rb"\x1b(?:\$\([A-Z]|\$[A-Z@]|\([A-Z])")
_SHIFTED = re.compile(rb"\x0e([^\x0f]*)(?:\x0f|$)")


def decode_seven_bit(data: bytes, declared: str | None = None) -> str | None:
    """Return the text of bytes in an encoding of seven bits, as declared or by its marks; None where it is not one."""
    if not data.isascii():
        return None
    name = (declared or "").strip().lower().replace("-", "").replace("_", "")
    if name in _CODECS:
        return _decoded(data, _CODECS[name])
    codecs = _marked(data)
    return None if codecs is None else _decoded(data, codecs)


def codec_of_seven_bit(head: bytes) -> str | None:
    """Return the codec of a stream that begins so, where its marks tell one."""
    codecs = _marked(head) if head.isascii() else None
    return codecs[0] if codecs else None


def _marked(data: bytes) -> tuple[str, ...] | None:
    if b"\x1b" in data:
        for mark, codecs in (
            (_JAPANESE_MARK, _JAPANESE),
            (_KOREAN_MARK, ("iso2022_kr",)),
            (_CHINESE_MARK, ()),
        ):
            if mark.search(data):
                return codecs
    if b"~{" in data and _is_hz(data):
        return ("hz",)
    return ("utf_7",) if b"+" in data and _is_utf7(data) else None


def _decoded(data: bytes, codecs: tuple[str, ...]) -> str | None:
    for codec in codecs:
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    if codecs == _JAPANESE:
        return _japanese_of_vendors(data)
    if not codecs:
        return _chinese(data)
    return data.decode(codecs[0], "replace")


def _japanese_of_vendors(data: bytes) -> str:
    """Decode ISO-2022-JP with what NEC and Microsoft added: circled numbers, half-width kana."""
    parts, position = [], 0
    for match in _TWO_BYTES.finditer(data):
        parts.append(_ESCAPE.sub(b"", data[position : match.start()]).decode("ascii", "replace"))
        for line in re.split(rb"(\r?\n)", match[1]):
            wide = bytes(byte | 0x80 for byte in line) if line.strip() else line
            parts.append(_euc(wide))
        position = match.end()
    parts.append(_ESCAPE.sub(b"", data[position:]).decode("ascii", "replace"))
    return "".join(parts)


def _euc(data: bytes) -> str:
    try:
        return data.decode("euc_jp")
    except UnicodeDecodeError:
        return data.decode("euc_jis_2004", "replace")


def _chinese(data: bytes) -> str:
    """Decode ISO-2022-CN, which Python does not know: GB 2312 between shift-out and shift-in."""

    def shifted(match: re.Match[bytes]) -> bytes:
        return bytes(byte | 0x80 if byte > 0x20 else byte for byte in match[1])

    unescaped = re.sub(rb"\x1b(?:\$[)*+][A-Z]|N)", b"", data)
    return _SHIFTED.sub(shifted, unescaped).decode("gb2312", "replace")


def _is_hz(data: bytes) -> bool:
    """Return whether what is between ~{ and ~} is Chinese in GB 2312."""
    runs = _HZ.findall(data)
    if not runs or len(runs) < 0.5 * data.count(b"~{"):
        return False
    try:
        text = b"".join(bytes(byte | 0x80 for byte in run if byte > 0x20) for run in runs).decode("gb2312")
    except UnicodeDecodeError:
        return False
    return sum("\u4e00" <= character <= "\u9fff" for character in text) >= max(2, 0.6 * len(text))


def _is_utf7(data: bytes) -> bool:
    """Return whether most runs between + and - are UTF-16 in base 64 with letters or punctuation beyond ASCII."""
    runs = _UTF7.findall(data)
    rest = _UTF7.sub(b"", data)
    if len(runs) < 2 or rest.count(b"+") - rest.count(b"+-") > 0.2 * len(runs):
        return False
    try:
        text = data.decode("utf_7")
    except UnicodeDecodeError:
        return False
    found = [character for character in text if character > "\x7f"]
    sound = sum(unicodedata.category(character)[0] in "LMP" for character in found)
    return len(found) >= 2 and sound >= 0.9 * len(found) and "\ufffd" not in text
