"""Microsoft's compound files: Word's old form, and new ones behind a password."""

from __future__ import annotations

from collections.abc import Iterator

from articles.article import Record, Rejection
from articles.fates import Reason
from articles.forms.form import Form
from articles.forms.source import Source

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def read_ole(source: Source) -> Iterator[Record | Rejection]:
    """Refuse it, with what to do."""
    if _PACKAGE in source.head.data or _PACKAGE in source.stream.read(4 * 1024 * 1024):
        yield source.refuse(Reason.ENCRYPTED, "The document is protected by a password.")
    else:
        yield source.refuse(Reason.UNSUPPORTED_FORMAT, "An old Office document; save it as .docx.")


FORM = Form(name="ole", recognise=lambda head: head.data.startswith(_OLE), read=read_ole)
