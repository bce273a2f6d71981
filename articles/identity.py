"""What an article is: the same publication keeps its id, whatever is done to its text later.

The id comes from the normalised URL, or without one from the source and the decoded
text as it stood *before* cleaning, so that a better cleaner does not change ids.
"""

from __future__ import annotations

import hashlib
import unicodedata

#: Characters that are not seen and carry no text: soft hyphen, zero-width space, word joiner, byte order mark.
_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))


def _one_spaced(text: str) -> str:
    """`text` in NFKC, without invisible characters, white space folded to single spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_INVISIBLE)
    return " ".join(text.split())


def _digest(*parts: str) -> str:
    """SHA-256 in hex of `parts`, with a separator that cannot stand in a part's folded text.

    Lone surrogates, which broken JSON can bring, are hashed as they are.
    """
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def decoded_hash(text: str) -> str:
    """SHA-256 in hex of the decoded text before cleaning; case, white space and Unicode form do not count."""
    folded = _one_spaced(text).casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKC", folded)
    return _digest("decoded", folded)


def content_hash(title: str, body: str) -> str:
    """SHA-256 in hex of title and body: tells one revision from another.

    White space and Unicode form do not count; case does, since a corrected capital is a new revision.
    """
    return _digest("content", _one_spaced(title), _one_spaced(body))


def article_id(url: str | None, source: str | None, decoded_hash: str) -> str:
    """`_id` of an article: 64 hex digits.

    Of its normalised `url`, or where there is none of its `source` and the hash of the decoded
    text. Source names compare without case and white space.
    """
    if url:
        return _digest("url", url)
    return _digest("text", _one_spaced(source or "").casefold(), decoded_hash)


def reused_url_id(url: str, decoded_hash: str) -> str:
    """`_id` of another article that came with a known `url`, but whose text does not overlap with the known one."""
    return _digest("url", url, decoded_hash)
