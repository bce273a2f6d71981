"""The identity of an article: the same publication keeps its id when its text changes later.

The id is made from the normalised URL, or without one from the source and the decoded text as it was *before* cleaning,
so that a better cleaner does not change ids.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

from articles.characters import normalised

#: Characters without width, which readers do not see: soft hyphen, joiners, direction marks, byte order mark.
_ZERO_WIDTH = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_ASCII = bytes(range(128))
#: ASCII in lower case, with the separators that `str.split` takes for white space as spaces; other bytes as they are.
_ASCII_FOLDED = bytes([*range(0x1C), *b"    ", *range(0x20, 0x41), *range(0x61, 0x7B), *range(0x5B, 256)])
#: Texts with a larger share of bytes beyond ASCII are folded character by character.
_FEW = 1 / 3
#: Those that `content_hash` has always dropped. Another set would make revisions of texts that are indexed already.
_DROPPED_FROM_CONTENT = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))
#: The characters that NFKC changes in most texts, with the result, which does not depend on their neighbours.
_COMPATIBLE = {
    "\u00a0": " ",
    "\u2026": "...",
    "\u202f": " ",
    "\u2009": " ",
    "\u2011": "\u2010",
    "\u3000": " ",
    "\u2122": "TM",
}


def decoded_hash(text: str) -> str:
    """Return the SHA-256 (hex) of a decoded text before cleaning.

    Case, white space, Unicode form and invisible characters do not count. Lone surrogates, which broken JSON can bring,
    are hashed as they are.
    """
    data = text.encode("utf-8", "surrogatepass")
    others = data.translate(None, _ASCII)
    if len(others) <= _FEW * len(data):
        folded = _folded_bytes(data, set(others.decode("utf-8", "surrogatepass")))
        if folded is not None:
            return hashlib.sha256(folded).hexdigest()
    return hashlib.sha256(_folded(text).encode("utf-8", "surrogatepass")).hexdigest()


def _folded(text: str) -> str:
    """Return what `decoded_hash` hashes."""
    if not text.isascii():
        text = _nfkc(_ZERO_WIDTH.sub("", text))
    return " ".join(text.casefold().split())


def _folded_bytes(data: bytes, others: set[str]) -> bytes | None:
    """Return `_folded` of a text in UTF-8, in half of the time.

    `others` are its characters beyond ASCII. None where one of them may be changed by its neighbours.
    """
    for character in others:
        folded = _folded_alone(character)
        if folded is None:
            return None
        if folded != character:
            data = data.replace(character.encode("utf-8", "surrogatepass"), folded.encode("utf-8", "surrogatepass"))
    return b" ".join(data.translate(_ASCII_FOLDED).split())


@lru_cache(maxsize=4096)
def _folded_alone(character: str) -> str | None:
    """Return what folding makes of a character wherever it is; None where that depends on its neighbours."""
    if _ZERO_WIDTH.match(character):
        return ""
    compatible = unicodedata.normalize("NFKC", character)
    if not all(map(_stands_alone, character + compatible)):
        return None
    folded = "".join(" " if one.isspace() else one for one in compatible.casefold())
    # what comes of one character must not be taken for another one that changes
    is_final = all(one.isascii() or one == folded or _folded_alone(one) == one for one in folded)
    return folded if is_final else None


def _stands_alone(character: str) -> bool:
    """Return whether normalising a text treats a character by itself: no mark, no part of a Korean syllable."""
    return (
        character <= "\uffff"
        and not "\u1100" <= character <= "\u11ff"
        and not unicodedata.category(character).startswith(("M", "C"))
    )


def content_hash(title: str, body: str) -> str:
    """Return a SHA-256 (hex) of title and body, which tells one revision from another.

    White space and Unicode form do not count; case does, since a corrected capital is a new revision.
    """
    return _digest("content", _one_spaced(title), _one_spaced(body))


def article_id(url: str | None, source: str | None, decoded_hash: str) -> str:
    """Return the `_id` of an article: 64 hexadecimal digits.

    Args:
        url: Its normalised URL. If there is one, it alone makes the id.
        source: Its source; names compare without case and white space.
        decoded_hash: The hash of its decoded text.
    """
    if url:
        return _digest("url", url)
    return _digest("text", _one_spaced(source or "").casefold(), decoded_hash)


def reused_url_id(url: str, decoded_hash: str) -> str:
    """Return the `_id` of an article whose URL is that of another article with an unrelated text."""
    return _digest("url", url, decoded_hash)


def _nfkc(text: str) -> str:
    """Return NFKC. Asking whether a text is normal takes a tenth of the time of normalising it."""
    if unicodedata.is_normalized("NFKC", text):
        return text
    for character, compatible in _COMPATIBLE.items():
        text = text.replace(character, compatible)
    return normalised("NFKC", text)


def _one_spaced(text: str) -> str:
    """Return `text` in NFKC, without invisible characters, with white space folded to single spaces."""
    if not text.isascii():
        text = normalised("NFKC", text).translate(_DROPPED_FROM_CONTENT)
    return " ".join(text.split())


def _digest(*parts: str) -> str:
    """Return the SHA-256 (hex) of the parts, divided by zero bytes. Lone surrogates are hashed as they are."""
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
