"""Pages that a browser or Word saved as one file (MHTML): the page, with its address; not a mail."""

from __future__ import annotations

import re
from email.message import Message

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.forms.mail_parts import is_html, root_part
from articles.forms.page import page
from articles.forms.source import Source

_SAVED_BY = re.compile(r"<?saved by\b|<?gespeichert von\b|<?enregistré par\b|<?guardado por\b|<?salvato da\b", re.I)
#: Characters of a Content-Location that are looked at; some hold whole pictures.
_MAX_ADDRESS = 4000


def is_saved_page(message: Message, name: str) -> bool:
    """Tell whether a message is a saved page: a browser says so, or it has an address and no sender."""
    if message.get("Snapshot-Content-Location") or _SAVED_BY.match(str(message.get("From") or "")):
        return True
    if message.get("To") or message.get("Received") or message.get("Message-ID"):
        return False
    saved = message.get("Content-Location") is not None or _location(_root(message)) is not None
    return name.lower().endswith((".mht", ".mhtml")) or (saved and _root(message) is not None)


def page_of(source: Source, message: Message) -> Record | Rejection:
    """Return the page. What the headers say of the day is when it was saved, so it is not read."""
    root = _page(message)
    if root is None:
        return source.refuse(Reason.NO_ARTICLE, "A saved page without HTML.")
    payload = root.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    address = next(
        (
            value
            for value in (_header(message, "Snapshot-Content-Location"), _location(root), _location(message))
            if value
        ),
        None,
    )
    source.form = "mhtml"
    return page(source, data, given=Given(url=address), charset=root.get_content_charset())


def _page(message: Message) -> Message | None:
    """Return the part that was shown: the one at the saved address, else the root, else the first HTML."""
    root = _root(message)
    wanted = _header(message, "Snapshot-Content-Location") or _location(message)
    parts = [part for part in message.walk() if not part.is_multipart() and is_html(part)]
    at_address = next((part for part in parts if wanted and _location(part) == wanted), None)
    return at_address or (root if root is not None and is_html(root) else None) or (parts[0] if parts else None)


def _root(message: Message) -> Message | None:
    if message.get_content_type() == "text/html":
        return message
    if message.get_content_type() not in {"multipart/related", "multipart/mixed", "multipart/alternative"}:
        return None
    root = root_part(message)
    while root is not None and root.is_multipart():
        root = root_part(root)
    return root


def _location(part: Message | None) -> str | None:
    return _header(part, "Content-Location") if part is not None else None


def _header(message: Message, name: str) -> str | None:
    value = "".join(str(message.get(name) or "")[:_MAX_ADDRESS].split())
    return value if value.startswith(("http://", "https://")) else None
