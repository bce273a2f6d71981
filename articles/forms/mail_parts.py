"""The parts of a message: which of them are its body, and which are messages of their own."""

from __future__ import annotations

import itertools
import quopri
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from pathlib import PurePosixPath

from articles.forms.decoding import decode
from articles.forms.flowed import unflowed
from articles.forms.page import declared_charset

#: A message with more parts than this is refused.
_MAX_PARTS = 1000
_MAX_DEPTH = 40
#: Text that is not a body, even if its disposition says so.
_NO_BODY = {
    "calendar",
    "csv",
    "vcard",
    "x-vcard",
    "directory",
    "css",
    "javascript",
    "rfc822-headers",
    "xml",
    "x-amp-html",
}
#: Attachments that hold a text, by the suffix of their name or, where they have none, by their type; and those that are
#: looked at where there are no others, since programs attach footers and signatures so too.
_DOCUMENTS = {".docx", ".docm", ".dotx", ".odt", ".ott", ".fodt", ".rtf", ".doc", ".pdf", ".eml", ".msg"}
_TEXTS = {".txt", ".md", ".html", ".htm", ".mht", ".mhtml"}
_SUFFIX_OF_TYPE = {
    "application/rtf": ".rtf", "text/rtf": ".rtf", "application/pdf": ".pdf", "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt", "application/vnd.ms-outlook": ".msg",
}  # fmt: skip
#: Names that programs give to pieces of the message itself.
_PIECE = re.compile(r"att\d+\.|(?:signature|disclaimer|footer)\b", re.I)
#: Outlook's own form of a whole message.
_OUTLOOK = {"application/ms-tnef", "application/vnd.ms-tnef"}
#: A stub says little beside the other rendering: "Your mail program cannot show this."
_STUB = 3
#: A message with fewer words is a note about what is attached.
WORDS_OF_NOTE = 20
#: A covering letter is longer, but says that something is attached.
_WORDS_OF_LETTER = 90
_ATTACHED = re.compile(
    r"\battach(?:ed|ment)|\benclosed\b|\banbei\b|\bim anhang\b|\bbeigefügt|\bci-joint|\bpièce jointe|\badjunt|"
    r"\ballegat|\bin allegato|\bbijlage|\bbijgevoegd|\bvedlagt|\bvedhæftet|\bbifoga|\bem anexo|\bzałącz|\bpřiložen|"
    r"\bв приложени|\bво вложени",
    re.I,
)
_JOINED = re.compile(r"=[ \t]+\r?\n")
_PARAMETER = re.compile(r"<param>.{0,200}?</param>", re.I | re.S)
TAGS = re.compile(r"<(style|script|head)\b.*?</\1\s*>|<!--.*?-->|<[^<>]*>", re.I | re.S)


def is_note(text: str) -> bool:
    """Return whether a message says no more than that something is attached."""
    words = len(TAGS.sub(" ", text).split())
    return words < WORDS_OF_NOTE or (words < _WORDS_OF_LETTER and _ATTACHED.search(text) is not None)


def documents_of(files: Iterable[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Return those attached files, name and content, that may hold an article, as press offices send them.

    Plain texts and pages count where there is nothing else: programs attach footers and signatures so too.
    """
    found = [(name, content) for name, content in files if content and not _PIECE.match(name)]
    documents = [file for file in found if PurePosixPath(file[0].lower()).suffix in _DOCUMENTS]
    return documents or [file for file in found if PurePosixPath(file[0].lower()).suffix in _TEXTS]


def is_encrypted(message: Message) -> bool:
    """Tell whether a message can be read by its addressee alone."""
    return message.get_content_type() == "multipart/encrypted" or (
        message.get_content_type() in {"application/pkcs7-mime", "application/x-pkcs7-mime"}
        and "signed" not in str(message.get_param("smime-type") or "")
    )


def is_report(message: Message) -> bool:
    """Tell whether a message says what became of another: that it was delivered, read, or could not be."""
    return message.get_content_type() == "multipart/report" and "feedback" not in str(message.get_param("report-type"))


def body_parts(message: Message) -> list[Message]:
    """Return the parts that make up a message's own body, all HTML or all plain text; empty where it has none.

    Of alternatives the HTML is taken, unless it is a stub; messages attached to it are passed over.
    """
    return _body(message, 0)


def attached_messages(message: Message) -> Iterator[Message]:
    """Yield the messages that are attached to a message, but not those attached to them."""
    stack: list[tuple[Message, int]] = [(message, 0)]
    for _ in range(_MAX_PARTS):
        if not stack:
            return
        part, depth = stack.pop()
        if part.get_content_type() in {"message/rfc822", "message/global"} and depth:
            yield from (_unpacked(part, inner) for inner in _children(part)[:1])
        elif depth < _MAX_DEPTH:
            stack.extend((child, depth + 1) for child in reversed(_children(part)))


def attached_documents(message: Message) -> list[tuple[str, bytes]]:
    """Return name and content of each attached document that may hold an article."""
    return documents_of(_files(message))


def _files(message: Message) -> Iterator[tuple[str, bytes]]:
    for part in itertools.islice(message.walk(), _MAX_PARTS):
        name = _file_name(part)
        suffix = PurePosixPath(name.lower()).suffix
        if part.is_multipart() or not suffix:
            continue
        if suffix in _TEXTS and part.get_content_disposition() != "attachment":
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield name, content


def _file_name(part: Message) -> str:
    """Return the name of an attached file; one of its type where the sender gave none."""
    name = part.get_filename() or ""
    if "=?" in name:
        with suppress(HeaderParseError, ValueError, LookupError, AssertionError):
            name = str(make_header(decode_header(name)))
    name = " ".join(name.split())
    if PurePosixPath(name).suffix or part.get_content_disposition() != "attachment":
        return name
    return (name or "attachment") + _SUFFIX_OF_TYPE.get(part.get_content_type(), "")


def without_text(message: Message) -> str:
    """Return a sentence on a message that has no text of its own."""
    if any(part.get_content_type() in _OUTLOOK for part in itertools.islice(message.walk(), _MAX_PARTS)):
        return "The text is in an attachment of Outlook (winmail.dat); send the message as plain MIME."
    return "A message without a text part."


def _unpacked(part: Message, inner: Message) -> Message:
    """Return an attached message; some programs pack it, which the standard forbids and `email` does not undo."""
    coding = str(part.get("Content-Transfer-Encoding") or "").strip().lower()
    packed = inner.get_payload()
    if coding not in {"base64", "quoted-printable"} or inner.keys() or not isinstance(packed, str):
        return inner
    inner["Content-Transfer-Encoding"] = coding
    data = inner.get_payload(decode=True)
    return message_from_bytes(data) if isinstance(data, bytes) else inner


def text_of_parts(parts: list[Message]) -> str | None:
    """Return the text of parts, decoded and joined; None where the encoding of one cannot be told."""
    texts = []
    for part in parts:
        raw = _content(part)
        charset = part.get_content_charset() or (declared_charset(raw) if is_html(part) else None)
        text = decode(raw, declared=charset)
        if text is None:
            return None
        if not is_html(part):
            text = text.replace("\r\n", "\n")
            if part.get_content_subtype() in {"enriched", "richtext"}:
                text = _unenriched(text)
            if str(part.get_param("format") or "").lower() == "flowed":
                text = unflowed(text, delete_space=str(part.get_param("delsp") or "").lower() == "yes")
        texts.append(text)
    return "\n\n".join(texts)


def _content(part: Message) -> bytes:
    """Return the bytes of a part without its transfer encoding."""
    packed = part.get_payload()
    coding = str(part.get("Content-Transfer-Encoding") or "").strip().lower()
    if coding == "quoted-printable" and isinstance(packed, str):
        # blanks that were added on the way after the "=" that joins lines
        return quopri.decodestring(_JOINED.sub("=\n", packed).encode("utf-8", "surrogateescape"))
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _unenriched(text: str) -> str:
    """Return the text of text/enriched (RFC 1896): no commands, and a single line end is a blank."""
    text = _PARAMETER.sub("", text.replace("<<", "\0"))
    text = re.sub(r"\n(\n*)", lambda ends: "\n\n" if ends[1] else " ", TAGS.sub("", text))
    return text.replace("\0", "<")


def is_html(part: Message) -> bool:
    """Tell whether a part is HTML."""
    return part.get_content_subtype() in {"html", "xhtml+xml"}


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _body(part: Message, depth: int) -> list[Message]:
    kind = part.get_content_type()
    if depth > _MAX_DEPTH or part.get_content_maintype() == "message" or kind == "multipart/digest":
        return []
    if not part.is_multipart():
        is_text = part.get_content_maintype() == "text" and part.get_content_subtype() not in _NO_BODY
        return [part] if is_text or kind == "application/xhtml+xml" else []
    children = [child for child in _children(part)[:_MAX_PARTS] if child.get_content_disposition() != "attachment"]
    if kind == "multipart/related":
        return _body(root_part(part) or part, depth + 1) if children else []
    bodies = [body for child in children if (body := _body(child, depth + 1))]
    if kind == "multipart/alternative":
        return _best(bodies)
    if kind == "multipart/signed":
        return bodies[0] if bodies else []
    return _joined(bodies)


def root_part(part: Message) -> Message | None:
    """Return the part of a multipart/related to which the others belong."""
    children = _children(part)
    start = str(part.get_param("start") or "").strip("<> ")
    named = (child for child in children if start and str(child.get("Content-ID") or "").strip("<> ") == start)
    return next(named, None) or next(
        (child for child in children if child.is_multipart() or child.get_content_maintype() == "text"), None
    )


def _best(bodies: list[list[Message]]) -> list[Message]:
    """Return the HTML among alternatives, or the plain text where the HTML is a stub beside it."""
    html = next((body for body in bodies if is_html(body[0])), [])
    plain = next((body for body in bodies if body[0].get_content_subtype() == "plain"), [])
    if html and plain and _words(plain) > _STUB * _words(html) + 20:
        return plain
    return html or plain or (bodies[0] if bodies else [])


def _joined(bodies: list[list[Message]]) -> list[Message]:
    """Return the first of several texts, and those of its kind after it (a text around pictures is sent in pieces)."""
    if not bodies:
        return []
    found = list(bodies[0])
    for body in bodies[1:]:
        if body[0].get_filename():
            continue
        if is_html(body[0]) == is_html(found[0]):
            found.extend(body)
        elif is_html(body[0]) and _words(body) > _STUB * _words(found) + 20:
            found = list(body)
    return found


def _words(parts: list[Message]) -> int:
    text = text_of_parts(parts) or ""
    return len((TAGS.sub(" ", text) if is_html(parts[0]) else text).split())
