"""Read the paragraphs of RTF as a word processor shows them: no headers, footnotes, deleted or hidden text.

Own code, since no library with a fitting licence reads what this needs: striprtf keeps deleted text and knows neither
titles nor sizes of letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from articles.forms.document import Paragraph

#: A control word with its number, a byte in hexadecimal digits, a control symbol, a brace, line ends, a run of text.
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([\r\n]+)|([^\\{}\r\n]+)"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
#: A file of more tokens than this is refused.
_MAX_TOKENS = 3_000_000
_MAX_DEPTH = 2000
#: Groups whose text is not the document's.
_LEFT_OUT = frozenset(
    """
    colortbl pict object objdata objclass objname header headerl headerr headerf footer footerl footerr footerf footnote
    annotation atnid atnauthor atntime atnicn atnref atndate atnparent fldinst datafield formfield pntext pntxta pntxtb
    listtext listtable listoverridetable revtbl rsidtbl generator themedata colorschememapping latentstyles datastore
    xmlnstbl filetbl tc xe rxe txe bkmkstart bkmkend nonshppict shprslt sp sn sv template operator creatim revtim
    printim buptim doccomm company manager category hlinkbase comment userprops mmathPr wgrffmtfilter background
    pgptbl ud oldcprops oldpprops docvar ftnsep ftnsepc aftnsep aftnsepc htmltag mhtmltag private passwordhash
    protusertbl nesttableprops factoidname fontemb fontfile falt panose objalias objsect
    """.split()  # noqa: SIM905
)
#: Groups marked as optional whose text is shown all the same.
_SHOWN = frozenset({"shpinst", "do", "shptxt", "dptxbxtext", "shpgrp", "shppict", "fldrslt"})
#: Groups that are read for what they say.
_READ = frozenset({"fonttbl", "stylesheet", "info", "title", "author", "keywords", "subject"})
_CHARACTERS = {
    "emdash": "—", "endash": "–", "emspace": " ", "enspace": " ", "qmspace": " ", "bullet": "•", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "tab": "\t", "line": "\n", "lbr": "\n", "softline": "\n",
    "zwj": "\u200d", "zwnj": "\u200c", "ltrmark": "", "rtlmark": "",
}  # fmt: skip
_SYMBOLS = {b"~": " ", b"_": "-", b"-": "", b"{": "{", b"}": "}", b"\\": "\\", b"\t": "\t"}
_ENDS = frozenset({"par", "sect", "page", "row", "nestrow", "column"})
#: Character sets of fonts (\fcharset) → codec.
_CHARSETS = {
    77: "mac_roman", 78: "shift_jis", 79: "gbk", 80: "cp949", 81: "mac_arabic", 83: "mac_greek", 89: "mac_cyrillic",
    128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_WIDE = {"cp932", "shift_jis", "cp949", "johab", "gbk", "cp950"}
_PAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850", "ansi": "cp1252"}
#: A cell with more words than this holds text, not a value.
_WORDS_OF_CELL = 25


@dataclass(frozen=True, kw_only=True, slots=True)
class RtfDocument:
    """What was read."""

    paragraphs: list[Paragraph]
    title: str | None = None
    keywords: str | None = None


class TooManyTokensError(ValueError):
    """It has more control words or groups than a document has."""


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds within a pair of braces."""

    destination: str = ""  # "" for the text; "-" for what is left out
    skip: int = 1  # characters that stand for one of Unicode, for those who know none
    font: int = -1
    hidden: bool = False
    size: float = 12.0
    bold: bool = False


@dataclass(slots=True)
class _Open:
    """A paragraph as it is put together."""

    text: list[str] = field(default_factory=list)
    sizes: dict[float, int] = field(default_factory=dict)
    bold: int = 0
    letters: int = 0
    style: int = 0
    outline: bool = False


def read_rtf(data: bytes) -> RtfDocument:
    """Return the paragraphs of an RTF file. Raises `TooManyTokensError` for bombs."""
    reader = _Reader()
    reader.read(data)
    said = {name: " ".join(_whole("".join(texts)).split()) for name, texts in reader.said.items()}
    return RtfDocument(
        paragraphs=reader.paragraphs, title=said.get("title") or None, keywords=said.get("keywords") or None
    )


class _Reader:
    """Goes through the tokens once."""

    def __init__(self) -> None:
        self.paragraphs: list[Paragraph] = []
        self.said: dict[str, list[str]] = {}
        self._group = _Group()
        self._stack: list[_Group] = []
        self._codec = "cp1252"
        self._fonts: dict[int, str] = {}
        self._titles: set[int] = set()
        self._entry = -1  # font or style of the table that is read
        self._left = 0  # characters still to be skipped after one of Unicode
        self._bytes = b""  # of characters in hexadecimal digits
        self._optional = False  # the next word names an optional group
        self._open = _Open()

    def read(self, data: bytes) -> None:
        position, count = 0, 0
        while (match := _TOKEN.match(data, position)) is not None or position < len(data):
            if match is None:
                position += 1  # a backslash at the very end
                continue
            position = match.end()
            count += 1
            if count > _MAX_TOKENS or len(self._stack) > _MAX_DEPTH:
                raise TooManyTokensError("more control words and groups than a document has")
            word, number, digits, symbol, brace, _, text = match.groups()
            if digits is None and self._bytes and not (text and self._takes_trail(text)):
                self._flush()
            if word:
                position += self._word(word.decode("ascii"), int(number) if number else None)
            elif digits:
                self._byte(bytes.fromhex(digits.decode("ascii")))
            elif symbol:
                self._symbol(symbol)
            elif brace:
                self._brace(brace)
            elif text:
                self._text(text)
        self._flush()
        self._end()

    # groups

    def _brace(self, brace: bytes) -> None:
        self._left = 0
        self._optional = False
        if brace == b"{":
            self._stack.append(self._group)
        elif self._stack:
            self._group = self._stack.pop()

    def _enter(self, word: str) -> bool:
        """Return whether a word begins a group that is not the document's text."""
        optional, self._optional = self._optional, False
        if self._group.destination == "-":
            return True
        if word in _READ:
            self._group = replace(self._group, destination=word)
        elif word in _LEFT_OUT or (optional and word not in _SHOWN):
            self._group = replace(self._group, destination="-")
        else:
            if word in {"shptxt", "dptxbxtext"}:
                self._end()
            return False
        return True

    # control words

    def _word(self, word: str, number: int | None) -> int:
        """Read a control word; returns how many bytes of binary data follow."""
        self._left = 0
        if word == "bin":
            return max(number or 0, 0)
        if self._enter(word):
            return 0
        if word == "u" and number is not None:
            self._show(chr(number % 0x10000))
            self._left = self._group.skip
        elif word in _CHARACTERS:
            self._show(_CHARACTERS[word])
        elif word in _ENDS or word in {"cell", "nestcell"}:
            self._mark(word)
        elif (change := _CHANGES.get(word)) is not None:
            self._group = change(self._group, number)
        else:
            self._setting(word, number)
        return 0

    def _mark(self, word: str) -> None:
        """Handle the end of a paragraph, a cell, a row."""
        if word in {"cell", "nestcell"} and sum(len(text.split()) for text in self._open.text) <= _WORDS_OF_CELL:
            self._show(" ")
        else:
            self._end()

    def _setting(self, word: str, number: int | None) -> None:
        if word in _PAGES:
            self._codec = _PAGES[word]
        elif word == "ansicpg" and number:
            self._codec = _known_codec(f"cp{number}") or self._codec
        elif word == "fcharset" and self._group.destination == "fonttbl":
            self._fonts[self._entry] = _CHARSETS.get(number or 0, "")
        elif word == "f":
            self._entry = number or 0
            self._group = replace(self._group, font=self._entry)
        elif word == "s":
            self._entry = number or 0
            if not self._group.destination:
                self._open.style = self._entry
        elif word == "outlinelevel" and number == 0 and not self._group.destination:
            self._open.outline = True
        elif word == "pard":
            self._open.style, self._open.outline = 0, False

    def _symbol(self, symbol: bytes) -> None:
        self._left = 0
        if symbol == b"*":
            self._optional = True
        elif symbol in b"\r\n":
            if not self._group.destination:
                self._end()
        else:
            self._show(_SYMBOLS.get(symbol, ""))

    # text

    def _text(self, text: bytes) -> None:
        if self._left:
            skipped = min(self._left, len(text))
            self._left -= skipped
            text = text[skipped:]
        if text and self._bytes:  # the second byte of a character whose first was in hexadecimal digits
            self._bytes += text[:1]
            self._flush()
            text = text[1:]
        if text:
            self._show(text.decode("ascii") if text.isascii() else text.decode(self._codec_now(), "replace"))

    def _byte(self, byte: bytes) -> None:
        self._optional = False
        if self._left:
            self._left -= 1
        elif self._group.destination != "-":
            self._bytes += byte

    def _takes_trail(self, text: bytes) -> bool:
        """Return whether the last byte in hexadecimal digits is the first of two."""
        codec = self._codec_now()
        if codec not in _WIDE:
            return False
        try:
            self._bytes.decode(codec)
        except UnicodeDecodeError as error:
            return error.end >= len(self._bytes)
        return False

    def _flush(self) -> None:
        if self._bytes:
            data, self._bytes = self._bytes, b""
            self._show(data.decode(self._codec_now(), "replace"))

    def _codec_now(self) -> str:
        return self._fonts.get(self._group.font) or self._codec

    def _show(self, text: str) -> None:
        group = self._group
        if group.destination == "-" or not text:
            return
        if group.destination == "stylesheet":
            name = text.strip().rstrip(";").lower()
            if name in {"title", "heading 1", "titel", "titre", "título", "überschrift 1", "titre 1", "título 1"}:
                self._titles.add(self._entry)
        elif group.destination:
            self.said.setdefault(group.destination, []).append(text)
        elif not group.hidden:
            made = self._open
            made.text.append(text)
            made.letters += len(text)
            made.bold += len(text) if group.bold else 0
            made.sizes[group.size] = made.sizes.get(group.size, 0) + len(text)

    def _end(self) -> None:
        """End a paragraph."""
        made, self._open = self._open, _Open(style=self._open.style, outline=self._open.outline)
        text = _CONTROL.sub("", _whole("".join(made.text)))
        lines = (" ".join(line.split()) for line in text.split("\n"))
        if text := "\n".join(line for line in lines if line):
            self.paragraphs.append(
                Paragraph(
                    text=text,
                    is_title=made.outline or made.style in self._titles,
                    size=max(made.sizes, key=made.sizes.__getitem__),
                    is_bold=made.bold >= made.letters > 0,
                )
            )


#: Words that change how the text after them looks, up to the end of their group.
_CHANGES: dict[str, Callable[[_Group, int | None], _Group]] = {
    "uc": lambda group, number: replace(group, skip=max(number if number is not None else 1, 0)),
    "fs": lambda group, number: replace(group, size=(number or 24) / 2),
    "b": lambda group, number: replace(group, bold=number != 0),
    "v": lambda group, number: replace(group, hidden=number != 0),
    "deleted": lambda group, number: replace(group, hidden=number != 0),
    "mvf": lambda group, number: replace(group, hidden=number != 0),
    "plain": lambda group, _: replace(group, hidden=False, bold=False, size=12.0, font=-1),
}


def _whole(text: str) -> str:
    """Join surrogate pairs, as RTF writes characters beyond 16 bits."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _known_codec(name: str) -> str | None:
    if name == "cp65001":
        return "utf-8"
    try:
        b"".decode(name)
    except LookupError:
        return None
    return name
