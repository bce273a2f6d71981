"""Mail: one message (.eml), or a mailbox of them (mbox), by Python's `email`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.fields.addresses import own_address, trusted
from articles.forms.decoding import decode
from articles.forms.form import Form
from articles.forms.page import declared_charset, page_text
from articles.forms.source import Head, Source, message_of

_HEADER = re.compile(
    r"(?:from|to|cc|subject|date|message-id|received|return-path|mime-version|content-type|delivered-to|reply-to|sender|"
    r"dkim-signature|x-[\w\-]+|list-[\w\-]+|arc-[\w\-]+|authentication-results)\s*:",
    re.I,
)
_FROM_LINE = re.compile(rb"From \S+ .*\d{4}")
_MAX_PARTS = 1000
#: No header that says something is longer; `email` takes square time over some.
_MAX_HEADER = 4000


def read_message(source: Source) -> Iterator[Record | Rejection]:
    """One message is one article: its HTML where it has one, else its text."""
    yield message_article(source, source.read_all())


def read_mailbox(source: Source) -> Iterator[Record | Rejection]:
    """Messages between lines "From ...", one after the other; never more than one in memory."""
    source.one_of_many = True
    limit = source.limits.max_article_bytes
    message: list[bytes] = []
    size = 0
    blank = True
    for line in source.lines(source.stream):
        if line is None:
            size = limit + 1
        elif blank and _FROM_LINE.match(line):
            if size:
                yield _checked(source, message, size)
            message, size = [], 0
        else:
            size += len(line)
            if size <= limit:
                message.append(line.removeprefix(b">") if line.startswith(b">From ") else line)
        blank = line is not None and not line.strip()
    if size:
        yield _checked(source, message, size)


def _checked(source: Source, message: list[bytes], size: int) -> Record | Rejection:
    if size > source.limits.max_article_bytes:
        return source.refuse(Reason.TOO_LARGE, "A message larger than an article may be.")
    return message_article(source, b"".join(message))


def message_article(source: Source, data: bytes) -> Record | Rejection:
    """The article that a message holds."""
    try:
        # the old policy: the new one parses headers by a grammar, in square time where they are broken
        message = message_from_bytes(data)
        if not message.keys():
            return source.refuse(Reason.MALFORMED, "A message without headers.")
        part = _body(message)
        given = _given(message)
        if part is None:
            return source.refuse(Reason.NO_ARTICLE, "A message without a text part.")
        is_html = part.get_content_type() == "text/html"
        payload = part.get_payload(decode=True)
        raw = payload if isinstance(payload, bytes) else b""
        charset = part.get_content_charset() or (declared_charset(raw) if is_html else None)
        text = decode(raw, declared=charset)
    except RecursionError:
        return source.refuse(Reason.UNSAFE_CONTENT, "A message of parts within parts, deeper than is safe to read.")
    except _BROKEN as error:
        return source.refuse(Reason.MALFORMED, f"A message that cannot be read: {message_of(error)}.")
    if text is None:
        return source.refuse(Reason.UNDECODABLE, "The encoding of a message cannot be told.")
    if not text.strip():
        return source.refuse(Reason.EMPTY, "A message without text.")
    if is_html:
        return page_text(source, text, given=given)
    return source.record(text.replace("\r\n", "\n"), given=given)


#: What `email` raises on headers and parts that are broken enough.
_BROKEN = (ValueError, TypeError, LookupError, AttributeError, AssertionError, MessageError)


def _body(message: Message) -> Message | None:
    """The best text: HTML, unless the plain text is much longer than a stub."""
    found: dict[str, Message] = {}
    stack: list[Message] = [message]
    for _ in range(_MAX_PARTS):
        if not stack:
            break
        part = stack.pop()
        if part.is_multipart():
            stack.extend(reversed([child for child in part.get_payload() if isinstance(child, Message)]))
        elif part.get_content_disposition() != "attachment" and part.get_content_maintype() == "text":
            found.setdefault(part.get_content_subtype(), part)
    return found.get("html") or found.get("plain") or next(iter(found.values()), None)


def _given(message: Message) -> Given:
    sender = _header(message, "From")
    name, address = parseaddr(sender or "")
    url = next((url for name in trusted("mail") if (url := _address(_header(message, name)))), None)
    return Given(
        url=url,
        source=name or address.rpartition("@")[2] or None,
        title=_header(message, "Subject"),
        published_at=_header(message, "Date"),
        language=_header(message, "Content-Language"),
        tags=tuple(tag.strip() for tag in (_header(message, "Keywords") or "").split(",") if tag.strip()),
    )


def _header(message: Message, name: str) -> str | None:
    """A header, decoded; bytes that should not be there are read as text too."""
    value = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), None)
    if value is None or len(value) > _MAX_HEADER:
        return None
    if not value.isascii():
        value = decode(value.encode("utf-8", "surrogateescape")) or value.encode("ascii", "replace").decode("ascii")
    if "=?" in value:
        try:
            value = str(make_header(decode_header(value)))
        except (*_BROKEN, HeaderParseError):
            pass
    return " ".join(value.split()) or None


def _address(value: str | None) -> str | None:
    return own_address((value or "").strip("<> "))


def _is_message(head: Head) -> bool:
    """Header lines at the beginning, three of them known, and with the name two."""
    known = 0
    for line in head.text.splitlines()[:60]:
        if not line.strip():
            break
        if _HEADER.match(line):
            known += 1
        elif not line[0].isspace() and not re.match(r"[!-9;-~]+:", line):
            return False
    return known >= (1 if head.suffix in {".eml", ".msg", ".email"} else 3)


def _is_mailbox(head: Head) -> bool:
    first, _, rest = head.data.partition(b"\n")
    if not _FROM_LINE.match(first):
        return False
    return head.suffix in {".mbox", ".mbx"} or re.match(rb"[>!-9;-~]+:", rest) is not None


MESSAGE = Form(name="eml", recognise=_is_message, read=read_message, raises=(MessageError,))
MAILBOX = Form(name="mbox", recognise=_is_mailbox, read=read_mailbox, many=lambda head: True, raises=(MessageError,))
