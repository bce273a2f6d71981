"""Messages as Outlook saves them (.msg), by olefile: properties in streams of a compound file ([MS-OXMSG])."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_string
from typing import Any

import compressed_rtf

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.forms.decoding import decode
from articles.forms.mail_parts import documents_of, is_note
from articles.forms.page import declared_charset, page_text
from articles.forms.rtf_text import TooManyTokensError, read_rtf
from articles.forms.source import Source

PROPERTIES = "__properties_version1.0"
_ATTACHMENT = "__attach_version1.0_#"
#: An attached message, within an attachment.
_EMBEDDED = "__substg1.0_3701000D"
_CLASS, _SUBJECT, _HEADERS, _BODY, _HTML, _RTF = 0x001A, 0x0037, 0x007D, 0x1000, 0x1013, 0x1009
_SENDER, _SENDER_ADDRESS, _SENT_FOR = 0x0C1A, 0x5D01, 0x0042
_SUBMITTED, _DELIVERED, _CODE_PAGE, _INTERNET_CODE_PAGE = 0x0039, 0x0E06, 0x3FFD, 0x3FDE
_CONTENT, _NAME, _LONG_NAME = 0x3701, 0x3704, 0x3707
_MAX_ATTACHED = 200


class _Properties:
    """The properties of a message."""

    def __init__(self, file: Any, folder: str) -> None:
        self._file = file
        self._folder = folder
        data = self._stream(PROPERTIES) or b""
        self._fixed: dict[int, bytes] = {}
        for at in range(24 if folder else 32, len(data) - 15, 16):  # after the header, which is shorter within another
            _, number = struct.unpack_from("<HH", data, at)
            self._fixed[number] = data[at + 8 : at + 16]

    def text(self, number: int) -> str | None:
        """Return a text; None where it is not there."""
        if (data := self._stream(f"__substg1.0_{number:04X}001F")) is not None:
            return data.decode("utf-16-le", "replace").rstrip("\x00")
        if (data := self._stream(f"__substg1.0_{number:04X}001E")) is not None:
            return self._decoded(data.rstrip(b"\x00"))
        return None

    def data(self, number: int) -> bytes | None:
        """Return bytes; None where they are not there."""
        return self._stream(f"__substg1.0_{number:04X}0102")

    def moment(self, number: int) -> str | None:
        """Return a moment as ISO 8601; None where it is not there."""
        ticks = int.from_bytes(self._fixed.get(number, b""), "little")
        if not 0 < ticks < 3 * 10**18:
            return None
        return (datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10)).isoformat(timespec="seconds")

    def html(self) -> str | None:
        """Return the HTML from any kind of property."""
        if (text := self.text(_HTML)) is not None:
            return text
        data = self.data(_HTML)
        return self._decoded(data, declared_charset(data)) if data else None

    def _decoded(self, data: bytes, charset: str | None = None) -> str:
        page = int.from_bytes(
            (self._fixed.get(_INTERNET_CODE_PAGE) or self._fixed.get(_CODE_PAGE) or b"")[:4], "little"
        )
        return decode(data, declared=charset or (f"cp{page}" if 0 < page < 65000 else None)) or data.decode(
            "utf-8", "replace"
        )

    def _stream(self, name: str) -> bytes | None:
        path = f"{self._folder}/{name}" if self._folder else name
        if not self._file.exists(path):
            return None
        with self._file.openstream(path) as stream:
            data: bytes = stream.read()
            return data


def read_outlook(source: Source, file: Any) -> Iterator[Record | Rejection]:
    """Yield the article that a message holds: its HTML, else its text.

    A mere note gives the message, and a covering letter the documents, that are attached to it.
    """
    message = _Properties(file, "")
    found = _message(source, message)
    if isinstance(found, Record) and not is_note(found.content):
        yield found
        return
    for folder in _attached(file):
        inner = _message(source, _Properties(file, folder))
        if isinstance(inner, Record):
            yield inner
            return
    documents = documents_of(_files(file)) if isinstance(found, Record) or found.reason is Reason.EMPTY else []
    if not documents:
        yield found
        return
    about = _given(message)
    given = Given(source=about.source, published_at=about.published_at)
    source.one_of_many = source.one_of_many or len(documents) > 1
    for name, content in documents:
        yield from source.inside(io.BytesIO(content), name=name, given=given, one_of_many=source.one_of_many)


def _files(file: Any) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each attached file."""
    for folder in _attachments(file):
        attachment = _Properties(file, folder)
        name = attachment.text(_LONG_NAME) or attachment.text(_NAME) or ""
        if (content := attachment.data(_CONTENT)) is not None:
            yield name, content


def _attachments(file: Any) -> list[str]:
    folders = {path[0] for path in file.listdir(streams=False, storages=True) if path[0].startswith(_ATTACHMENT)}
    return sorted(folders)[:_MAX_ATTACHED]


def _attached(file: Any) -> list[str]:
    """Return the folders of attached messages."""
    found = [f"{folder}/{_EMBEDDED}" for folder in _attachments(file)]
    return [folder for folder in found if file.exists(f"{folder}/{PROPERTIES}")]


def _message(source: Source, properties: _Properties) -> Record | Rejection:
    kind = (properties.text(_CLASS) or "IPM.Note").upper()
    if kind.startswith("IPM.NOTE.SMIME") and "SIGNED" not in kind:
        return source.refuse(Reason.ENCRYPTED, "The message is encrypted.")
    if kind.startswith("REPORT."):
        return source.refuse(Reason.NO_ARTICLE, "A report on the delivery of another message.")
    if not kind.startswith(("IPM.NOTE", "IPM.POST")):
        name = kind.removeprefix("IPM.").split(".")[0].lower()[:30]
        return source.refuse(Reason.NO_ARTICLE, f"An Outlook item that is not a message: {name}.")
    text = (properties.text(_BODY) or "").replace("\r\n", "\n")
    html = properties.html()
    given = _given(properties)
    if max(len(text), len(html or "")) > source.limits.max_article_bytes:
        return source.refuse(Reason.TOO_LARGE, "A message larger than an article may be.")
    if html and html.strip() and (not text.strip() or "<" in html):
        return page_text(source, html, given=given)
    if not text.strip():
        try:
            text = _of_rtf(properties)
        except TooManyTokensError as error:
            return source.refuse(Reason.TOO_LARGE, f"A message in RTF with {error}.")
    if not text.strip():
        return source.refuse(Reason.EMPTY, "A message without text.")
    return source.record(text, given=given)


def _of_rtf(properties: _Properties) -> str:
    """Return the text of a message that has nothing but compressed RTF."""
    packed = properties.data(_RTF)
    if not packed:
        return ""
    return "\n\n".join(paragraph.text for paragraph in read_rtf(compressed_rtf.decompress(packed)).paragraphs)


def _given(properties: _Properties) -> Given:
    sender = properties.text(_SENT_FOR) or properties.text(_SENDER) or ""
    address = properties.text(_SENDER_ADDRESS) or ""
    headers = message_from_string((properties.text(_HEADERS) or "")[:100_000])
    sent = properties.moment(_SUBMITTED) or headers.get("Date") or properties.moment(_DELIVERED)
    return Given(
        source=sender.strip("' ") or address.rpartition("@")[2] or None,
        title=" ".join((properties.text(_SUBJECT) or "").split()) or None,
        published_at=str(sent) if sent else None,
    )


def is_outlook(file: Any) -> bool:
    """Tell whether a compound file is a message of Outlook."""
    return bool(file.exists(PROPERTIES))


#: What is raised on broken files, beside the usual.
BROKEN: tuple[type[Exception], ...] = (OSError, struct.error, AssertionError)
