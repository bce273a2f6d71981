"""Where things are in a body: quotations, sentences, and the names outside quotations."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass

from articles.article import Entity
from articles.enrichment.quotation.lexicon import Lexicon
from articles.enrichment.quotation.marks import Marked
from articles.enrichment.quotation.roles import ROLES, is_person_role, is_role
from articles.enrichment.wordlists import word_set

_SENTENCE_END = re.compile(r"[.!?…]+(?=[\s\"'“”‘’»)]|$)|\n")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|St|Jr|Sr|Inc|Corp|Co|Ltd|No|U\.S|U\.K|U\.N|Rev|Hon|Capt"
    r"|Cmdr|Maj|Adm|Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec|[DR]-[A-Z][a-z]+|vs)|\b[A-Z])\.$"
)
TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_WORD_OR_SIGN = re.compile(r"[\w'’-]+|[.,;:!?()\"“”—–\n]")
#: "Transnet pipelines executive Russell Bradbrooke": what follows a name makes it part of another's title.
_TITLE_OF = re.compile(r"(?:[a-z][\w-]+ )?(?:" + "|".join(sorted(ROLES)) + r") [A-Z]")
#: After these a clause begins, and the name after them is its subject.
_CLAUSE_STARTS = word_set("what how which whom whether while when because although if as")
_TIME = frozenset({"on", "in", "at", "since", "during", "after", "by"})


def _is_of_office(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Return whether the words before a name are an office: "la ministre de la Justice", "il presidente di Acme"."""
    if words and words[-1].lower() in lexicon.before_object:
        return False
    for place in range(len(words) - 2, 0, -1):
        word = words[place]
        if not word[0].isalnum():
            return False
        if word.lower() in lexicon.before_object:
            return any(is_person_role(w) for w in words[max(0, place - 2) : place]) and not any(
                is_role(w) for w in words[place + 1 :]
            )
    return False


@dataclass(slots=True)
class Named:
    """A mention of an entity in the body, outside quotations."""

    start: int
    end: int
    entity: Entity
    subject: bool | None = None  #: see `Layout.is_subject`; None until somebody asks


class Layout:
    """The places of quotations, sentences and names in one body."""

    def __init__(self, body: str, marked: Sequence[Marked], entities: Sequence[Entity], words: Lexicon) -> None:
        self.body = body
        self.marked = list(marked)
        self.words = words
        self.closes = [m.close for m in marked]
        self.opens = [m.open for m in marked]
        self.sentence_starts = self._split()
        self.named = self._mentions(entities)
        self.named_starts = [n.start for n in self.named]

    def quoted(self, position: int) -> bool:
        i = bisect.bisect_right(self.opens, position) - 1
        return i >= 0 and position < self.closes[i]

    def has_quotation(self, start: int, end: int) -> bool:
        """Return whether a quotation is in a piece of text, or a part of one."""
        i = bisect.bisect_right(self.closes, start)
        return i < len(self.opens) and self.opens[i] < end

    def _split(self) -> list[int]:
        """Return where sentences begin, outside quotations or at their end."""
        starts = [0]
        for end in _SENTENCE_END.finditer(self.body):
            if end[0] != "\n":
                if end[0] == "." and _ABBREVIATION.search(self.body, max(0, end.start() - 12), end.end()):
                    continue
                if self.quoted(end.start()):
                    i = bisect.bisect_right(self.opens, end.start()) - 1
                    close = self.closes[i]
                    following = TOKEN.search(self.body, close, close + 12)
                    if self.marked[i].end > end.end() or (following and following[0][0].islower()):
                        continue
                    if end[0][0] != "." and self._goes_on(close):
                        continue
            starts.append(end.end())
        return starts

    def _goes_on(self, close: int) -> bool:
        """Return whether a sentence goes on behind a quotation that ends with a question: “Really?” Smith said."""
        return not self.words.carries and not self.body[close : close + 2].startswith("\n")

    def sentence(self, position: int) -> int:
        return bisect.bisect_right(self.sentence_starts, position) - 1

    def bounds(self, sentence: int) -> tuple[int, int]:
        after = sentence + 1
        return self.sentence_starts[sentence], (
            self.sentence_starts[after] if after < len(self.sentence_starts) else len(self.body)
        )

    def between(self, start: int, end: int) -> list[Named]:
        return self.named[bisect.bisect_left(self.named_starts, start) : bisect.bisect_left(self.named_starts, end)]

    def people(self, start: int, end: int) -> list[Named]:
        return [n for n in self.between(start, end) if n.entity.type == "person"]

    def subjects(self, start: int, end: int) -> list[Named]:
        """Return the people between two places who are where a subject is expected."""
        return [n for n in self.people(start, end) if self.is_subject(n)]

    def _mentions(self, entities: Sequence[Entity]) -> list[Named]:
        named = [
            Named(mention.start, mention.end, entity)
            for entity in entities
            for mention in entity.mentions
            if mention.field == "body" and not self.quoted(mention.start)
        ]
        named.sort(key=lambda n: n.start)
        return named

    def is_subject(self, named: Named) -> bool:
        """Return whether a name is where a subject is expected: looked at once, and only if somebody asks."""
        if named.subject is None:
            named.subject = self._is_subject(named.start, named.end)
        return named.subject

    def _is_subject(self, start: int, end: int) -> bool:
        """Return whether a name can be a subject: no possessive, "Smith campaign", or preposition or verb before."""
        body = self.body
        if body[end : end + 2] in ("'s", "’s", "’ ", "' "):
            return False
        following = TOKEN.match(body, end + 1) if body[end : end + 1] == " " else None
        titled = following and (is_role(following[0]) or _TITLE_OF.match(body, end + 1))
        if titled and not self.words.carries:  # others put an office behind its holder
            return False
        if start and body[start - 1] in "-–":
            return False  # "R-Wis."
        words = _WORD_OR_SIGN.findall(body[max(0, start - 80) : start])[-8:]
        if {"a", "an"}.intersection(words[-2:]) and not any(map(is_role, words[-2:])):
            return False  # "a longtime Trump backer"
        if self.words.carries and _is_of_office(words, self.words):
            return True
        passed: list[str] = []
        for word in reversed(words):
            answer = self._after_word(word, passed)
            if answer is not None:
                return answer
            passed.append(word)
        return True

    def _after_word(self, word: str, passed: Sequence[str]) -> bool | None:
        """Return whether a name can be a subject after this word and those `passed`; None if it does not tell."""
        lower = word.lower()
        if not word[0].isalnum() or lower in _CLAUSE_STARTS:
            return True
        if lower in self.words.before_object:
            timed = bool(passed) and all(p[0].isupper() or p[0].isdigit() for p in passed)
            return timed and lower in _TIME and not any(is_role(p) for p in passed)
        if word[0].islower() and lower not in self.words.articles and not is_role(word):
            if len(passed) >= 1 and not is_role(passed[-1]):
                return True
            if not passed and not lower.endswith(("er", "est", "ive", "al", "ous", "ic")):
                return True
        return None

    def next_open(self, position: int) -> int:
        i = bisect.bisect_left(self.opens, position)
        return self.opens[i] if i < len(self.opens) else len(self.body)
