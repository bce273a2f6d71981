"""The identity of an article: the same publication keeps its id when its text changes later.

The id is made from the normalised URL, or without one from the source and the decoded text as it was *before* cleaning,
so that a better cleaner does not change ids.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from articles.characters import has_many_marks, normalised

#: Characters without width, which readers do not see: soft hyphen, joiners, direction marks, byte order mark.
_ZERO_WIDTH = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
#: ASCII in lower case, with all that `str.split` takes for white space as spaces; other bytes as they are.
_ASCII_FOLDED = bytes(
    [*range(0x09), *b"     ", *range(0x0E, 0x1C), *b"    ", *range(0x20, 0x41), *range(0x61, 0x7B), *range(0x5B, 256)]
)
_SPACE = 0x20
#: Texts with a larger share of bytes beyond ASCII are folded as a whole.
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
    folded = data if data.isascii() else _folded_beyond_ascii(data)
    if folded is None:
        folded = _folded(text).encode("utf-8", "surrogatepass")
    return hashlib.sha256(_one_spaced_bytes(folded.translate(_ASCII_FOLDED))).hexdigest()


def _folded(text: str) -> str:
    """Return a text as it is hashed."""
    return " ".join(_normal(text).casefold().split())


def _normal(text: str) -> str:
    return _nfkc(_ZERO_WIDTH.sub("", text))


def _folded_run(text: str) -> bytes:
    """Return what folding makes of a piece of a text, in UTF-8. Its white space becomes spaces."""
    return "".join([" " if one.isspace() else one for one in _normal(text).casefold()]).encode("utf-8", "surrogatepass")


def _folded_beyond_ascii(data: bytes) -> bytes | None:
    """Return `_folded` of a text in UTF-8, in a fraction of the time: only what is beyond ASCII is looked at.

    A run of such characters is folded by itself. Where it begins with marks, which join the character before it, it
    takes that character along. None where most of the text is beyond ASCII, or a run has very many marks,
    which are divided in the text as a whole (`normalised`).
    """
    parts = _parted(data)
    if sum(map(len, parts[1::2])) > _FEW * len(data):
        return None
    folded: dict[bytes, bytes] = {}
    for run in set(parts[1::2]):
        text = run.decode("utf-8", "surrogatepass")
        if has_many_marks(text):
            return None
        if not unicodedata.combining(_normal(text)[:1] or " "):
            folded[run] = _folded_run(text)
    for i in range(1, len(parts), 2):
        alone = folded.get(parts[i])
        if alone is None:
            alone = _folded_run((parts[i - 1][-1:] + parts[i]).decode("utf-8", "surrogatepass"))
            parts[i - 1] = parts[i - 1][:-1]
        parts[i] = alone
    return b"".join(parts)


def _parted(data: bytes) -> list[bytes]:
    """Return what is ASCII and what is beyond it, in turn; the first and the last part are ASCII and may be empty."""
    import numpy as np  # most that import this module hash no page

    beyond = np.flatnonzero(np.frombuffer(data, dtype=np.int8) < 0)
    breaks = np.flatnonzero(np.diff(beyond) > 1)
    starts = [*beyond[:1].tolist(), *beyond[breaks + 1].tolist()]
    ends = [*(beyond[breaks] + 1).tolist(), *(beyond[-1:] + 1).tolist()]
    parts: list[bytes] = []
    last = 0
    for start, end in zip(starts, ends, strict=True):
        parts += (data[last:start], data[start:end])
        last = end
    return [*parts, data[last:]]


def _one_spaced_bytes(data: bytes) -> bytes:
    """Return a text in UTF-8 with one space for each run of spaces, and none at its ends."""
    if b"  " not in data:
        return data.strip(b" ")
    import numpy as np

    found = np.frombuffer(data, dtype=np.uint8)
    spaces = found == _SPACE
    kept = np.ones(found.size, dtype=np.bool_)
    np.logical_not(spaces[1:] & spaces[:-1], out=kept[1:])
    return found[kept].tobytes().strip(b" ")


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
