"""Speakers without a name of their own in the text: "a spokesperson for the ministry"."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from itertools import islice

from articles.enrichment.quotation.events import Speaker
from articles.enrichment.quotation.layout import TOKEN, Layout, Named
from articles.enrichment.quotation.lexicon import AUXILIARIES, sayings
from articles.enrichment.quotation.roles import is_role
from articles.enrichment.words import is_common

#: Articles of other cases than the speaker's: "sagte dem Sender".
_OF_OTHER_CASES = frozenset({"dem", "den", "des", "ce", "esta", "este", "this", "denna"})
_ELIDED = re.compile(r"[lL]['’][^\W\d_]{3,}")
#: "ha dato una nota che", "a publié un texte qui".
_RELATIVE = re.compile(r".* ((?:une?|una|uno|le|la|l'|il|lo|el|um|uma|o|a)\b ?[^,]+?) (?:qui|che|que)$")
_PLAIN = re.compile(r"(?:[lL]['’])?[^\W\d_]{3,}(?:-[^\W\d_]+)*")

_UPPER = "".join(filter(str.isupper, map(chr, range(0x41, 0x530))))
_CAPITAL = re.compile(
    rf"[{_UPPER}][\w'’.-]+(?:\s+(?:(?:van|von|de|der|den|bin|al|la|di|el|da|do|dos)\s+)*[{_UPPER}][\w'’.-]+)*"
)

#: Characters at the edges of a phrase that are not part of it.
_EDGES = "\"“”'‘’.!?() "
_BEFORE_PHRASE = re.compile(
    r"^(?:(?:and|but|as|while|then|however|so|yet|when|if|because|that|where|also|meanwhile|on|in|last|late"
    r"|early|[A-Z][a-z]+day)\s+)+"
)
_BEFORE_VERB = re.compile(
    r"(?:\s+(?:also|has|have|had|then|later|previously|reportedly|once|who|be|is|was|simply|even|just|only"
    r"|recently|repeatedly))+$"
)


def _bare(word: str) -> str:
    return word.lower().strip(".,'’\"“”")


class Phrases:
    """Reads a noun phrase beside a verb of saying."""

    def __init__(self, layout: Layout) -> None:
        self._at = layout

    def speaker(self, start: int, end: int, *, after: bool, beside: bool = False) -> Speaker | None:
        """Return a speaker without a name: "a spokesperson for the ministry", or a name that no tagger found.

        With `beside`, the verb comes right behind the quotation, and any noun with an article behind it speaks.
        """
        found = self._named_or_role(start, end, after=after)
        return self._noun(start, end) if found is None and beside else found

    def _named_or_role(self, start: int, end: int, *, after: bool) -> Speaker | None:
        piece = self._piece(start, end, after=after)
        words = piece.split()
        if not words or len(words) > 10 or self._is_other(words[0], after=after):
            return None
        if not any(is_role(_bare(word)) for word in words):
            named = self._unknown_name(piece, after=after)
            if named is None or all(is_common(_bare(word)) for word in named.split()):
                return None
            piece = named
        at = self._at.body.find(piece, start, end)
        bearer = self._bearer(piece, at)
        if bearer is not None:
            return Speaker(bearer.entity.name, bearer.entity.key, "named", at)
        named_before = self._named_by_head([_bare(word) for word in piece.split()], at)
        if named_before is not None:
            return Speaker(named_before.entity.name, named_before.entity.key, "organization", at)
        return Speaker(piece, None, "role", at)

    def _noun(self, start: int, end: int) -> Speaker | None:
        """Return the noun phrase behind a verb whose noun is not known as a role: "conclut le cardiologue"."""
        words = self._at.words
        tokens = list(islice(TOKEN.finditer(self._at.body, start, end), 6))
        elided = bool(tokens) and _ELIDED.match(tokens[0][0]) is not None
        if not elided and (len(tokens) < 2 or tokens[0][0].lower() not in words.articles - _OF_OTHER_CASES):
            return None
        noun = 0 if elided else 1
        if not _PLAIN.fullmatch(tokens[noun][0]) or {t[0].lower() for t in tokens[: noun + 1]} & words.times:
            return None
        last = noun + 1 if len(tokens) > noun + 1 and self._goes_on(tokens[noun], tokens[noun + 1]) else noun
        phrase = self._at.body[tokens[0].start() : tokens[last].end()]
        return Speaker(phrase, None, "role", tokens[0].start())

    def opening(self, start: int, end: int) -> Speaker | None:
        """Return the noun phrase that a clause begins with and that its verb follows: "Le musée de Lyon a dit"."""
        words = self._at.words
        if not words.carries:
            return None
        tokens = list(islice(TOKEN.finditer(self._at.body, start, end), 40))
        clause = re.search(r"[,;:(] *", self._at.body[start:end][::-1])
        begins = end - clause.start() if clause else start
        leading = words.leads | words.that
        leads = [token.end() for token in tokens if token[0].lower() in leading]
        # a capital article begins a sentence, in texts that have lost the full stop before it
        leads += [
            t.start() for t in tokens if t[0][0].isupper() and (t[0].lower() in words.articles or _ELIDED.match(t[0]))
        ]
        begins = max([begins, *leads])
        tokens = [token for token in tokens if token.start() >= begins]
        first = tokens[0][0] if tokens else ""
        if len(tokens) > 10 or not (first.lower() in words.articles or _ELIDED.match(first)):
            return None
        phrase = self._at.body[tokens[0].start() : end].rstrip()
        lower = {token[0].lower() for token in tokens}
        if not re.fullmatch(r"[\w'’ -]+", phrase) or lower & (words.times | AUXILIARIES | _OF_OTHER_CASES):
            return None
        if len(tokens) < 2 and not _ELIDED.match(first):
            return None
        phrase = phrase.removesuffix(" se")
        last = tokens[-1][0].lower()
        if last in words.articles or last in words.before_object or re.search(r"\bqui\b", phrase):
            return None
        return Speaker(phrase, None, "role", tokens[0].start())

    def _goes_on(self, token: re.Match[str], following: re.Match[str]) -> bool:
        """Return whether the next word belongs to a noun phrase: an adjective or the noun behind one."""
        word = following[0].lower()
        words = self._at.words
        between = self._at.body[token.end() : following.start()]
        others = (words.cuts, words.before_object, words.leads, words.joins, words.that, words.articles)
        if between != " " or any(word in some for some in others) or not _PLAIN.fullmatch(word):
            return False
        return not token[0][0].isupper() if words.capitalized else following[0][0].islower()

    def _piece(self, start: int, end: int, *, after: bool) -> str:
        """Return the noun phrase beside the verb, without what belongs to the sentence."""
        cut = re.split(
            r"[,;:—–(\n]|\s-\s| (?:who|which|that|when|after|before)\b" + (r"| (?:in|at|on|as)\b" if after else ""),
            self._at.body[start:end],
        )
        if after:
            piece = cut[0].strip()
            return (self._shortened(piece) if self._at.words.cuts else piece).strip(_EDGES)
        piece = cut[-1].strip()
        if not piece and len(cut) > 1:
            piece = cut[0].strip()
        if (related := _RELATIVE.search(piece)) is not None and self._at.words.carries:
            piece = related[1]
        piece = self._unled(_BEFORE_PHRASE.sub("", piece).strip(_EDGES))
        verbs = sayings(piece, self._at.words)
        return _BEFORE_VERB.sub("", piece[: verbs[0].start].rstrip() if verbs else piece)

    def _unled(self, piece: str) -> str:
        """Return a phrase without the words that lead its clause: "Auch wenn | der Trainer"."""
        words = piece.split(" ")
        first = 0
        leading = self._at.words.leads | self._at.words.that
        while first < len(words) - 1 and words[first].lower() in leading:
            first += 1
        if self._at.words.carries:
            verb = (place for place, word in enumerate(words) if place > first and word.lower() in AUXILIARIES)
            return " ".join(words[first : next(verb, len(words))])
        return " ".join(words[first:])

    def _is_other(self, word: str, *, after: bool) -> bool:
        """Return whether a word that begins a phrase makes it no speaker: a pronoun, or a preposition before a verb."""
        words, lower = self._at.words, _bare(word)
        if words.carries and not after and lower in words.before_object:
            return True
        return lower in words.they or lower in words.he or lower in words.she

    def _unknown_name(self, piece: str, *, after: bool) -> str | None:
        """Return the words with capitals that a phrase without a role is, or begins with: "Anna Pohl am Montag"."""
        length = len(piece.split())
        alone = length == 1 and self._at.words.carries  # "Bald heißt es"
        if (after or (length <= 3 and not alone)) and _CAPITAL.fullmatch(piece):
            return piece
        begun = _CAPITAL.match(piece) if after else None
        if begun is not None and " " in begun[0] and piece[begun.end() : begun.end() + 1] == " ":
            return begun[0]
        return None

    def _shortened(self, piece: str) -> str:
        """Return a noun phrase without what belongs to the sentence: "eine Sprecherin | auf Anfrage mit"."""
        words = piece.split(" ")
        for place, word in enumerate(words):
            ends = _bare(word) in self._at.words.cuts or (
                self._at.words.capitalized
                and word[:1].isupper()
                and is_common(_bare(word))
                and is_role(words[place - 1])
            )
            if place and ends and any(map(is_role, words[:place])):
                return " ".join(words[:place])
        return piece

    def _bearer(self, word: str, position: int) -> Named | None:
        """Find who bears a family name that the tagger did not see here: the one named in full last, else first."""
        if " " in word:
            return None
        bearers = [
            n
            for n in self._at.named
            if n.entity.type == "person" and word == self._at.body[n.start : n.end].rpartition(" ")[2]
        ]
        before = [n for n in bearers if n.start < position]
        return before[-1] if before else (bearers[0] if bearers else None)

    def _named_by_head(self, words: Sequence[str], position: int) -> Named | None:
        """Find "the ministry", after the Defense Ministry was named."""
        if len(words) != 2 or words[0] not in self._at.words.articles:
            return None
        at = bisect.bisect_left(self._at.named_starts, position)
        for n in reversed(self._at.named[:at]):
            if n.entity.type == "organization" and words[1] in n.entity.name.lower().split():
                return n
        return None
