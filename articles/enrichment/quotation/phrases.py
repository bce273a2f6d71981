"""Speakers without a name of their own in the text: "a spokesperson for the ministry"."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence

from articles.enrichment.quotation.events import Speaker
from articles.enrichment.quotation.layout import Layout, Named
from articles.enrichment.quotation.lexicon import sayings
from articles.enrichment.quotation.roles import is_role
from articles.enrichment.words import is_common

_UPPER = "".join(filter(str.isupper, map(chr, range(0x41, 0x530))))
_CAPITAL = re.compile(
    rf"[{_UPPER}][\w'’.-]+(?:\s+(?:(?:van|von|de|der|den|bin|al|la|di|el|da|do|dos)\s+)*[{_UPPER}][\w'’.-]+)*"
)


class Phrases:
    """Reads a noun phrase beside a verb of saying."""

    def __init__(self, layout: Layout) -> None:
        self._at = layout

    def speaker(self, start: int, end: int, *, after: bool) -> Speaker | None:
        """Return a speaker without a name: "a spokesperson for the ministry", or a name that no tagger found."""
        body = self._at.body[start:end]
        cut = re.split(
            r"[,;:—–(\n]|\s-\s| (?:who|which|that|when|after|before)\b" + (r"| (?:in|at|on|as)\b" if after else ""),
            body,
        )
        piece = (cut[0] if after else cut[-1]).strip()
        if not after:
            if not piece and len(cut) > 1:
                piece = cut[0].strip()
            piece = re.sub(
                r"^(?:(?:and|but|as|while|then|however|so|yet|when|if|because|that|where|also|meanwhile|on|in|last|late"
                r"|early|[A-Z][a-z]+day)\s+)+",
                "",
                piece,
            )
        piece = piece.strip("\"“”'‘’.!? ")
        if not after:
            verbs = sayings(piece, self._at.words)
            piece = piece[: verbs[0].start].rstrip() if verbs else piece
            piece = re.sub(
                r"(?:\s+(?:also|has|have|had|then|later|previously|reportedly|once|who|be|is|was|simply|even|just|only"
                r"|recently|repeatedly))+$",
                "",
                piece,
            )
        words = piece.split()
        if not words or len(words) > 10:
            return None
        lower = [w.lower().strip(".,'’\"“”") for w in words]
        if lower[0] in self._at.words.they or lower[0] in self._at.words.he or lower[0] in self._at.words.she:
            return None
        role = any(is_role(w) for w in lower)
        capital = _CAPITAL.fullmatch(piece) if after or len(words) <= 3 else None
        if after and not role and not capital:
            capital = _CAPITAL.match(piece)
            if capital is not None and " " in capital[0] and piece[capital.end() : capital.end() + 1] == " ":
                piece = capital[0]  # "Anna Pohl am Montag"
                words = piece.split()
                lower = [w.lower() for w in words]
            else:
                capital = None
        if not role and (not capital or all(is_common(w) for w in lower)):
            return None
        at = self._at.body.find(piece, start, end)
        named = self._named_by_head(lower, at)
        if named is not None:
            return Speaker(named.entity.name, named.entity.key, "organization", at)
        return Speaker(piece, None, "role", at)

    def _named_by_head(self, words: Sequence[str], position: int) -> Named | None:
        """Find "the ministry", after the Defense Ministry was named."""
        if len(words) != 2 or words[0] not in self._at.words.articles:
            return None
        at = bisect.bisect_left(self._at.named_starts, position)
        for n in reversed(self._at.named[:at]):
            if n.entity.type == "organization" and words[1] in n.entity.name.lower().split():
                return n
        return None
