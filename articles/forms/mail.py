"""Mail: one message (.eml), or a mailbox of them (mbox), by Python's `email`."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from articles.article import Given, Record, Rejection, Wire
from articles.fates import Reason
from articles.fields.addresses import own_address, trusted
from articles.forms.crowded_tags import is_crowded
from articles.forms.decoding import decode
from articles.forms.form import Form
from articles.forms.html_text import HIDDEN, without_hidden
from articles.forms.mail_framing import Begin, begins_mailbox, is_from_line, message_bytes, parted, text_of_message
from articles.forms.mail_parts import (
    WORDS_OF_NOTE,
    attached_documents,
    attached_messages,
    body_parts,
    is_encrypted,
    is_html,
    is_note,
    is_report,
    text_of_parts,
    without_text,
)
from articles.forms.page import page_text, too_deep
from articles.forms.saved_page import is_saved_page, page_of
from articles.forms.source import Head, Source, message_of

_HEADER = re.compile(
    r"(?:from|to|cc|subject|date|message-id|received|return-path|mime-version|content-type|delivered-to|reply-to|sender|"
    r"dkim-signature|x-[\w\-]+|list-[\w\-]+|arc-[\w\-]+|authentication-results)\s*:",
    re.I,
)
#: How pages begin that a browser, or Word, saved as one file.
_SAVED = re.compile(
    r"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,12}?"
    r"(?:snapshot-content-location:|content-type:\s*multipart/related)",
    re.I,
)
_SUFFIXES = {".eml", ".emlx", ".msg", ".email", ".mht", ".mhtml"}
#: ">From " in a body, and ">>From " where it was quoted before.
_QUOTED_FROM = re.compile(rb"^>(>*From )")
#: No header that says something is longer; `email` takes square time over some.
_MAX_HEADER = 4000


def read_message(source: Source) -> Iterator[Record | Rejection]:
    """Read one message as one article: its HTML where it has one, else its text; a digest as its messages."""
    yield from message_articles(source, source.read_all(), many=_may_hold_many(source.head))


def read_mailbox(source: Source) -> Iterator[Record | Rejection]:
    """Read messages between lines "From ...", one after the other; never more than one is in memory."""
    source.one_of_many = True
    limit = source.limits.max_article_bytes
    message: list[bytes] | None = None
    size = 0
    for line in parted(source.lines(source.stream)):
        if line is Begin.MESSAGE:
            if message is not None:
                yield from _checked(source, message, size)
            message, size = [], 0
        elif line is None:
            size = limit + 1
        else:
            size += len(line)
            if size <= limit and message is not None:
                message.append(_QUOTED_FROM.sub(rb"\1", line))
    if message is not None:
        yield from _checked(source, message, size)


def _checked(source: Source, message: list[bytes], size: int) -> Iterator[Record | Rejection]:
    if size > source.limits.max_article_bytes:
        yield source.refuse(Reason.TOO_LARGE, "A message larger than an article may be.")
    else:
        yield from message_articles(source, b"".join(message), many=True)


def message_articles(source: Source, data: bytes, *, many: bool) -> Iterator[Record | Rejection]:
    """Read the articles that a message holds.

    Args:
        source: The file that it is in.
        data: The message.
        many: Whether more than one may be found; else a digest gives its first, and says so.

    Yields:
        The message itself as an article. The messages of a digest, and those that are attached to a mere note, are
        articles of their own instead.
    """
    try:
        # the old policy: the new one parses headers by a grammar, in square time where they are broken
        message = message_from_bytes(message_bytes(data))
        if not message.keys():
            yield source.refuse(Reason.MALFORMED, "A message without headers.")
            return
        articles = _articles(source, message)
    except RecursionError:
        yield source.refuse(Reason.UNSAFE_CONTENT, "A message of parts within parts, deeper than is safe to read.")
        return
    except _BROKEN as error:
        yield source.refuse(Reason.MALFORMED, f"A message that cannot be read: {message_of(error)}.")
        return
    if len(articles) > 1 and not many and not source.one_of_many:
        detail = f"A message with {len(articles)} messages in it, of which the first was read."
        articles = [articles[0], source.refuse(Reason.UNSUPPORTED_FORMAT, detail)]
    yield from articles


def _articles(source: Source, message: Message) -> list[Record | Rejection]:
    if is_saved_page(message, source.name):
        return [page_of(source, message)]
    if is_encrypted(message):
        return [source.refuse(Reason.ENCRYPTED, "The message is encrypted.")]
    if is_report(message):
        return [source.refuse(Reason.NO_ARTICLE, "A report on the delivery of another message.")]
    if message.get("X-IMAP") and "FOLDER INTERNAL DATA" in str(message.get("Subject")):
        return [source.refuse(Reason.NO_ARTICLE, "A mail program's own note in its mailbox.")]
    parts = body_parts(message)
    text = text_of_parts(parts)
    if (text or "").lstrip().startswith("-----BEGIN PGP MESSAGE-----"):
        return [source.refuse(Reason.ENCRYPTED, "The message is encrypted.")]
    if message.get_content_type() == "multipart/digest" or len((text or "").split()) < WORDS_OF_NOTE:
        attached = list(attached_messages(message))
        if attached:
            return [_article(source, inner, parts := body_parts(inner), text_of_parts(parts)) for inner in attached]
    if is_note(text or ""):
        documents = list(attached_documents(message))
        if documents:
            return _of_documents(source, message, documents)
    return [_article(source, message, parts, text)]


def _of_documents(source: Source, message: Message, documents: list[tuple[str, bytes]]) -> list[Record | Rejection]:
    """Return the articles in attached documents: their own titles, the sender and day of the message."""
    about = _given(message)
    given = Given(source=about.source, published_at=about.published_at, language=about.language)
    source.one_of_many = source.one_of_many or len(documents) > 1
    return [
        item
        for name, content in documents
        for item in source.inside(io.BytesIO(content), name=name, given=given, one_of_many=source.one_of_many)
    ]


def _article(source: Source, message: Message, parts: list[Message], text: str | None) -> Record | Rejection:
    if not parts:
        return source.refuse(Reason.NO_ARTICLE, without_text(message))
    if text is None:
        return source.refuse(Reason.UNDECODABLE, "The encoding of a message cannot be told.")
    if not text.strip():
        return source.refuse(Reason.EMPTY, "A message without text.")
    given = _given(message)
    if _header(message, "List-Id") or _header(message, "List-Post"):
        text = _LIST_FOOTER.sub("", text)
    if is_html(parts[0]):
        return page_text(source, _as_shown(source, text), given=given)
    return source.record(text, given=given)


def _as_shown(source: Source, text: str) -> str:
    """Return the HTML of a mail without what is not shown: newsletters hide a preview of themselves at their top."""
    if not HIDDEN.search(text) or too_deep(text, source.limits.max_html_nesting) or is_crowded(text):
        return text
    return without_hidden(text)


#: Encoded words within marks of quotation, which `email` takes apart.
_QUOTED_WORDS = re.compile(r'"((?:=\?[^?\s"]{1,40}\?[bq]\?[^?\s"]{0,400}\?=\s*)+)"', re.I)
#: What a mailing list puts before the subject, and below the text.
_LIST_MARK = re.compile(r"\[[\w .:&/-]{1,40}\]\s*(?=\S)")
_LIST_FOOTER = re.compile(r"\n_{30,60}[ \r]*\n(?:[^\n]{0,200}\n){0,5}[^\n]{0,200}\Z")

#: What `email` raises on headers and parts that are broken enough.
_BROKEN = (ValueError, TypeError, LookupError, AttributeError, AssertionError, MessageError)


def _given(message: Message) -> Given:
    sender = _header(message, "From")
    name, address = parseaddr(sender or "")
    url = next((url for name in trusted("mail") if (url := _address(_header(message, name)))), None)
    identifier = (_header(message, "Message-ID") or "").strip("<> ")
    superseded = (_header(message, "Supersedes") or _header(message, "Obsoletes") or "").strip("<> ")
    return Given(
        url=url,
        source=name or address.rpartition("@")[2] or None,
        title=_subject(message),
        published_at=_header(message, "Date"),
        language=_header(message, "Content-Language"),
        tags=tuple(tag.strip() for tag in (_header(message, "Keywords") or "").split(",") if tag.strip()),
        wire=Wire(id=identifier, evolved_from=superseded or None) if identifier else None,
    )


def _subject(message: Message) -> str | None:
    """Return the subject, without the mark that a mailing list puts before it."""
    subject = _header(message, "Subject")
    if subject and (_header(message, "List-Id") or _header(message, "List-Post")):
        return _LIST_MARK.sub("", subject) or subject
    return subject


def _header(message: Message, name: str) -> str | None:
    """Return a header, decoded; bytes that should not be there are read as text too."""
    value = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), None)
    if value is None or len(value) > _MAX_HEADER:
        return None
    if not value.isascii() or "\x1b" in value:
        value = decode(value.encode("utf-8", "surrogateescape")) or value.encode("ascii", "replace").decode("ascii")
    if "=?" in value:
        value = _QUOTED_WORDS.sub(r"\1", value)
        try:
            value = str(make_header(decode_header(value)))
        except (*_BROKEN, HeaderParseError):
            value = _decoded_words(value)
    return " ".join(value.split()) or None


def _decoded_words(value: str) -> str:
    """Decode a header whose encoded words are not quite in the encoding that they name."""
    try:
        parts = decode_header(value)
    except (*_BROKEN, HeaderParseError):
        return value
    return "".join(
        part if isinstance(part, str) else decode(part, declared=charset) or part.decode("ascii", "replace")
        for part, charset in parts
    )


def _address(value: str | None) -> str | None:
    return own_address((value or "").strip("<> "))


def _may_hold_many(head: Head) -> bool:
    """Return whether messages are attached to it, as far as its beginning tells."""
    data = head.data.lower()
    return b"message/rfc822" in data or b"multipart/digest" in data


def _is_message(head: Head) -> bool:
    """Recognise header lines at the beginning: three known ones, or one if the file is named as mail."""
    known = 0
    text = text_of_message(head.text)
    if _SAVED.match(text):
        return True
    for line in text.splitlines()[:60]:
        if not line.strip():
            break
        if _HEADER.match(line):
            known += 1
        elif not line[0].isspace() and not re.match(r"[!-9;-~]+:", line):
            return False
    return known >= (1 if head.suffix in _SUFFIXES else 3)


def _is_mailbox(head: Head) -> bool:
    if head.suffix in {".mbox", ".mbx"} and is_from_line(head.data.partition(b"\n")[0]):
        return True
    return begins_mailbox(head.data)


MESSAGE = Form(name="eml", recognise=_is_message, read=read_message, many=_may_hold_many, raises=(MessageError,))
MAILBOX = Form(name="mbox", recognise=_is_mailbox, read=read_mailbox, many=lambda head: True, raises=(MessageError,))
