"""Whose words are between the quotation marks.

For each quotation the nearest verb of saying outside quotations with no sentence end
between, and its subject; "she said" is the last woman who was the subject of a
sentence; then the other quotations of the paragraph; then, in a paragraph of
quotation alone, whoever spoke last.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass

from articles.article import Entity
from articles.enrichment.given_names import MEN, WOMEN
from articles.enrichment.quotation.lexicon import WEAK_VERBS, Lexicon, Saying, sayings
from articles.enrichment.quotation.marks import Marked
from articles.enrichment.quotation.roles import ROLES, is_role
from articles.enrichment.wordlists import word_set
from articles.enrichment.words import is_common

#: How sure a speaker is, by the way it was found: about the share that was right among those read by eye.
CONFIDENCE = {
    "named": 0.95,
    "according": 0.95,
    "organization": 0.9,
    "pronoun": 0.9,
    "role": 0.85,
    "paragraph": 0.9,
    "sentence": 0.75,
    "continuation": 0.85,
    "": 0.0,
}

_SENTENCE_END = re.compile(r"[.!?…]+(?=[\s\"'“”‘’»)]|$)|\n")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|St|Jr|Sr|Inc|Corp|Co|Ltd|No|U\.S|U\.K|U\.N|Rev|Hon|Capt"
    r"|Cmdr|Maj|Adm|Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec|[DR]-[A-Z][a-z]+|vs)|\b[A-Z])\.$"
)
_TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_WORD_OR_SIGN = re.compile(r"[\w'’-]+|[.,;:!?()\"“”—–\n]")
_CAPITAL = re.compile(r"[A-ZÀ-Þ][\w'’.-]+(?:\s+(?:(?:van|von|de|der|den|bin|al|la|di|el)\s+)*[A-ZÀ-Þ][\w'’.-]+)*")
_CLAUSE = re.compile(
    r",? (?:who|which|when|after|before|while|during|because)\b|, (?:as|adding|in an?|on|at|referring|noting)\b"
)
#: "Transnet pipelines executive Russell Bradbrooke": what follows a name makes it part of another's title.
_TITLE_OF = re.compile(r"(?:[a-z][\w-]+ )?(?:" + "|".join(sorted(ROLES)) + r") [A-Z]")
#: Words that do not stand between a verb and the name of its subject.
_NO_TITLE = frozenset({"whether", "that", "if", "he", "she", "it", "they", "to", "is", "was", "how", "why", "what"})
#: After these a clause begins, and the name after them is its subject.
_CLAUSE_STARTS = word_set("what how which whom whether while when because although if as")
_TIME = frozenset({"on", "in", "at", "since", "during", "after", "by"})
_SIGNED = re.compile(r"\n+[—–-]{1,2} ?([^\W\d_][^\n]{1,60})(?=\n|$)")
#: A pronoun looks back so many sentences, a quotation without a verb so many paragraphs.
SENTENCES_BACK = 8
PARAGRAPHS_BACK = 2


@dataclass(slots=True)
class Named:
    """A mention of an entity in the body, outside quotations."""

    start: int
    end: int
    entity: Entity
    subject: bool  #: stands where a subject stands


@dataclass(slots=True)
class Speaker:
    """Who says it, and how that was found."""

    name: str | None
    key: str | None
    kind: str
    at: int = -1  #: where the words that name the speaker stand


@dataclass(slots=True)
class Event:
    """A verb of saying with its speaker."""

    start: int
    end: int
    weak: bool  #: a verb that has other meanings: it counts beside a quotation only
    inverted: bool  #: the speaker follows
    speaker: Speaker | None


class Attribution:
    """The quotations of one body, and who says them."""

    def __init__(self, body: str, marked: Sequence[Marked], entities: Sequence[Entity], words: Lexicon):
        self._body = body
        self._marked = list(marked)
        self._words = words
        self._closes = [m.close for m in marked]
        self._opens = [m.open for m in marked]
        self._sentence_starts = self._split()
        self._named = self._mentions(entities)
        self._named_starts = [n.start for n in self._named]
        self._genders = _genders(body, self._named)
        self._events: list[Event] = []
        self._event_starts: list[int] = []
        for verb in sayings(body, words):
            if not self._quoted(verb.start):
                self._events.append(self._event(verb))
                self._event_starts.append(verb.start)

    def speakers(self) -> list[Speaker]:
        """The speaker of each quotation, in order."""
        found = [self._by_verb(i) for i in range(len(self._marked))]
        self._by_paragraph(found)
        self._by_continuation(found)
        return found

    # what stands where

    def _quoted(self, position: int) -> bool:
        i = bisect.bisect_right(self._opens, position) - 1
        return i >= 0 and position < self._closes[i]

    def _split(self) -> list[int]:
        """Where sentences begin, outside quotations or at their end."""
        starts = [0]
        for end in _SENTENCE_END.finditer(self._body):
            if end[0] != "\n":
                if end[0] == "." and _ABBREVIATION.search(self._body, max(0, end.start() - 12), end.end()):
                    continue
                if self._quoted(end.start()):
                    i = bisect.bisect_right(self._opens, end.start()) - 1
                    close = self._closes[i]
                    following = _TOKEN.search(self._body, close, close + 12)
                    if self._marked[i].end > end.end() or (following and following[0][0].islower()):
                        continue
                    if end[0][0] != "." and not self._body[close : close + 2].startswith("\n"):
                        continue  # “Really?” Smith said
            starts.append(end.end())
        return starts

    def _sentence(self, position: int) -> int:
        return bisect.bisect_right(self._sentence_starts, position) - 1

    def _bounds(self, sentence: int) -> tuple[int, int]:
        after = sentence + 1
        return self._sentence_starts[sentence], (
            self._sentence_starts[after] if after < len(self._sentence_starts) else len(self._body)
        )

    def _between(self, start: int, end: int) -> list[Named]:
        return self._named[bisect.bisect_left(self._named_starts, start) : bisect.bisect_left(self._named_starts, end)]

    def _people(self, start: int, end: int) -> list[Named]:
        return [n for n in self._between(start, end) if n.entity.type == "person"]

    def _mentions(self, entities: Sequence[Entity]) -> list[Named]:
        named = [
            Named(mention.start, mention.end, entity, self._is_subject(mention.start, mention.end))
            for entity in entities
            for mention in entity.mentions
            if mention.field == "body" and not self._quoted(mention.start)
        ]
        named.sort(key=lambda n: n.start)
        return named

    def _is_subject(self, start: int, end: int) -> bool:
        """Whether a name can be a subject: no possessive, no "Smith campaign", no preposition or verb before it."""
        body = self._body
        if body[end : end + 2] in ("'s", "’s", "’ ", "' "):
            return False
        following = _TOKEN.match(body, end + 1) if body[end : end + 1] == " " else None
        if following and (is_role(following[0]) or _TITLE_OF.match(body, end + 1)):
            return False
        if start and body[start - 1] in "-–":
            return False  # "R-Wis."
        passed: list[str] = []
        words = _WORD_OR_SIGN.findall(body[max(0, start - 80) : start])[-8:]
        if {"a", "an"}.intersection(words[-2:]) and not any(map(is_role, words[-2:])):
            return False  # "a longtime Trump backer"
        for word in reversed(words):
            lower = word.lower()
            if not word[0].isalnum():
                return True
            if lower in _CLAUSE_STARTS:
                return True
            if lower in self._words.before_object:
                timed = bool(passed) and all(p[0].isupper() or p[0].isdigit() for p in passed)
                return timed and lower in _TIME and not any(is_role(p) for p in passed)
            if word[0].islower() and lower not in self._words.articles and not is_role(word):
                if len(passed) >= 1 and not is_role(passed[-1]):
                    return True
                if not passed and not lower.endswith(("er", "est", "ive", "al", "ous", "ic")):
                    return True
            passed.append(word)
        return True

    # verbs of saying

    def _event(self, verb: Saying) -> Event:
        start, end, word = verb.start, verb.end, verb.word
        before = bisect.bisect_left(self._closes, start + 1) - 1
        closed = self._closes[before] if before >= 0 else -1
        low, high = self._bounds(self._sentence(start))
        if verb.according:
            speaker = self._object(end, min(high, self._next_open(end)), main_clause=True)
            if speaker is not None and speaker.kind == "named":
                speaker.kind = "according"
            return Event(start, end, False, True, speaker)
        gap = self._body[closed:start] if closed >= 0 and start - closed <= 12 else None
        if gap is not None and self._body[start].islower() and "\n" not in gap and not _TOKEN.search(gap):
            speaker = self._object(end, min(high, self._next_open(end)), main_clause=False)
            return Event(start, end, word in WEAK_VERBS, True, speaker)
        return Event(start, end, word in WEAK_VERBS, False, self._subject(low, start))

    def _next_open(self, position: int) -> int:
        i = bisect.bisect_left(self._opens, position)
        return self._opens[i] if i < len(self._opens) else len(self._body)

    def _object(self, start: int, end: int, *, main_clause: bool) -> Speaker | None:
        """The speaker after "said" or "according to": the first person in the noun phrase, else what it is.

        With `main_clause`, the clause after the comma is another's: "According to reports, Smith ...".
        """
        clause = _CLAUSE.search(self._body, start, end)
        stop = clause.start() if clause else end
        first = _TOKEN.search(self._body, start, stop)
        if first is None or first.start() - start > 3:
            return None
        lower = first[0].lower()
        if lower in self._words.he or lower in self._words.she:
            return self._pronoun(first.start(), lower)
        if lower in self._words.they:
            return None
        comma = self._body.find(",", first.end(), stop)
        phrase_end = comma if comma >= 0 else stop
        people = self._people(first.start(), stop)
        head = next((n for n in people if n.start < phrase_end and self._heads(first.start(), n)), None)
        if head is not None:
            return Speaker(head.entity.name, head.entity.key, "named", head.start)
        if not main_clause and comma >= 0 and is_role(self._last_word(first.start(), comma)):
            beside = next((n for n in people if 0 < n.start - comma <= 3), None)
            if beside is not None:  # "said his mother, Mary Smith"
                return Speaker(beside.entity.name, beside.entity.key, "named", beside.start)
        for n in self._between(first.start(), phrase_end):
            if n.entity.type != "person" and n.start - first.start() <= 4 and n.subject:
                return Speaker(n.entity.name, n.entity.key, "organization", n.start)
        return self._phrase(first.start(), phrase_end, after=True)

    def _last_word(self, start: int, end: int) -> str:
        words = _TOKEN.findall(self._body[start:end])
        return words[-1] if words else ""

    def _heads(self, start: int, named: Named) -> bool:
        """Whether what stands before the name can be a title of its bearer: no preposition, no possessive after."""
        if self._body[named.end : named.end + 2] in ("'s", "’s"):
            return False
        following = _TOKEN.match(self._body, named.end + 1)
        if following and is_role(following[0]) and self._body[named.end] == " ":
            return False
        words = [w.lower() for w in _TOKEN.findall(self._body[start : named.start])]
        if not words:
            return True
        if words[-1] in self._words.before_object:
            return False
        return len(words) <= 9 and not _NO_TITLE.intersection(words)

    def _subject(self, low: int, verb: int) -> Speaker | None:
        """The subject before a verb: a pronoun beside it, else the nearest name that can be one, else a noun phrase."""
        words = [(m.start(), m[0]) for m in _TOKEN.finditer(self._body, max(low, verb - 300), verb)]
        words = [w for w in words if not self._quoted(w[0])]
        if not words:
            return None
        low = words[0][0]
        last = words[-1][1].lower()
        if last in ("which", "that"):
            things = [n for n in self._between(low, verb) if n.entity.type != "person"]
            for n in sorted(things, key=lambda n: (n.entity.type == "organization", n.start), reverse=True):
                if self._sentence(n.start) == self._sentence(verb):
                    return Speaker(n.entity.name, n.entity.key, "organization", n.start)
        for position, word in reversed(words[-3:]):
            lower = word.lower()
            if lower in self._words.he or lower in self._words.she:
                return self._pronoun(position, lower)
        if last in ("they", "it"):
            return self._they(words[-1][0])
        if last in self._words.they and last not in ("who", "that", "which"):
            return None
        people = self._people(low, verb)
        adjacent = self._phrase(low, verb, after=False)
        for n in reversed(people):
            if n.subject and n.end <= verb:
                if adjacent is not None and adjacent.at > n.end and self._other_subject(n.end, adjacent.at):
                    return adjacent
                return Speaker(n.entity.name, n.entity.key, "named", n.start)
        for n in reversed(self._between(low, verb)):
            if n.entity.type != "person" and n.subject and len(_TOKEN.findall(self._body[n.end : verb])) <= 2:
                return Speaker(n.entity.name, n.entity.key, "organization", n.start)
        if adjacent is not None:
            return adjacent
        for position, word in reversed(words[:-3]):
            lower = word.lower()
            if lower in self._words.he or lower in self._words.she:
                return self._pronoun(position, lower)
        if any(w[1].lower() in ("they", "it") for w in words[-4:]):
            return self._they(words[-1][0])
        return None

    def _other_subject(self, end: int, at: int) -> bool:
        """Whether a new clause begins between a name and a noun phrase nearer to the verb."""
        between = self._body[end:at]
        return re.search(r"\b(?:and|but|while|as|when|that|because|although|though)\s*$", between) is not None

    def _pronoun(self, position: int, word: str) -> Speaker | None:
        """Whom "he" or "she" means.

        Sentence by sentence backwards, in each the first person who is its subject, then the
        first one who owns it ("Smith's lawyers ..."); of the right gender, where that is known.
        """
        gender = "f" if word in self._words.she else "m"
        here = self._sentence(position)
        for sentence in range(here, max(-1, here - SENTENCES_BACK), -1):
            start, end = self._bounds(sentence)
            people = [
                n for n in self._people(start, min(end, position)) if self._genders.get(n.entity.key, gender) == gender
            ]
            for n in people:
                if n.subject:
                    return Speaker(n.entity.name, n.entity.key, "pronoun", n.start)
            spoke = self._spoke(start, min(end, position), gender)
            if spoke is not None:
                return spoke
            for n in people:
                if self._body[n.end : n.end + 2] in ("'s", "’s"):
                    return Speaker(n.entity.name, n.entity.key, "pronoun", n.start)
        at = bisect.bisect_left(self._named_starts, position)
        for n in reversed(self._named[max(0, at - 12) : at]):
            if n.entity.type == "person" and self._genders.get(n.entity.key, gender) == gender:
                return Speaker(n.entity.name, n.entity.key, "pronoun", n.start)
        return None

    def _spoke(self, start: int, end: int, gender: str) -> Speaker | None:
        """The person whom a verb of saying between has for a speaker."""
        low, high = bisect.bisect_left(self._event_starts, start), bisect.bisect_left(self._event_starts, end)
        for event in self._events[low : min(high, len(self._events))]:
            speaker = event.speaker
            if speaker is None or not speaker.key or speaker.kind not in ("named", "pronoun"):
                continue
            if self._genders.get(speaker.key, gender) == gender:
                return Speaker(speaker.name, speaker.key, "pronoun", speaker.at)
        return None

    def _they(self, position: int) -> Speaker | None:
        """Whom "they" or "it" means: the last speaker who is no single person."""
        for event in reversed(self._events[-6:]):
            if event.speaker is not None and event.speaker.kind in ("role", "organization"):
                if self._sentence(position) - self._sentence(event.start) > SENTENCES_BACK:
                    return None
                return Speaker(event.speaker.name, event.speaker.key, event.speaker.kind, event.speaker.at)
        return None

    def _phrase(self, start: int, end: int, *, after: bool) -> Speaker | None:
        """A speaker without a name: "a spokesperson for the ministry", or a name that nobody tagged."""
        body = self._body[start:end]
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
            verbs = sayings(piece, self._words)
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
        if lower[0] in self._words.they or lower[0] in self._words.he or lower[0] in self._words.she:
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
        at = self._body.find(piece, start, end)
        named = self._named_by_head(lower, at)
        if named is not None:
            return Speaker(named.entity.name, named.entity.key, "organization", at)
        return Speaker(piece, None, "role", at)

    def _named_by_head(self, words: Sequence[str], position: int) -> Named | None:
        """ "The ministry", after the Defense Ministry was named."""
        if len(words) != 2 or words[0] != "the":
            return None
        at = bisect.bisect_left(self._named_starts, position)
        for n in reversed(self._named[:at]):
            if n.entity.type == "organization" and words[1] in n.entity.name.lower().split():
                return n
        return None

    # the ways to a speaker

    def _by_verb(self, i: int) -> Speaker:
        """The speaker of the nearest verb in the quotation's sentence."""
        mark = self._marked[i]
        low = max(mark.paragraph_start, self._closes[i - 1] if i else 0)
        high = min(mark.paragraph_end, self._opens[i + 1] if i + 1 < len(self._marked) else mark.paragraph_end)
        choices: list[tuple[float, Speaker]] = []
        if mark.closed and mark.close < high:
            choices += self._after(mark, high)
        choices += self._before(mark, low)
        if not choices:
            return Speaker(None, None, "")
        distance, speaker = min(choices, key=lambda c: c[0])
        short = len(_TOKEN.findall(self._body[mark.start : mark.end])) < 5
        return Speaker(None, None, "") if short and distance > 120 else speaker

    def _after(self, mark: Marked, high: int) -> list[tuple[float, Speaker]]:
        body = self._body
        last = body[mark.close - 2]
        comma = last in ",!?—–-…" or body[mark.close : mark.close + 1] in (",", "，")
        full_stop = last == "." and not comma
        sentence_end = next((s for s in self._sentence_starts if s > mark.close), len(body))
        at = bisect.bisect_left(self._event_starts, mark.close)
        while at < len(self._events) and self._events[at].start < min(high, sentence_end):
            event = self._events[at]
            at += 1
            gap = body[mark.close : event.start]
            words = _TOKEN.findall(gap)
            if event.speaker is None:
                if event.inverted or len(words) > 6:
                    continue
                break
            near = event.inverted or len(words) <= 4
            if event.weak and not near:
                continue
            if not comma and not event.inverted and (self._breaks(gap, event) or len(words) > 6):
                continue
            if full_stop and not event.inverted and not (words and words[0][0].islower() and len(words) <= 2):
                penalty = 60.0
            else:
                penalty = 0.0 if comma or event.inverted else 10.0
            return [(event.start - mark.close + penalty, event.speaker)]
        return []

    def _breaks(self, gap: str, event: Event) -> bool:
        """Whether a comma parts a verb from the quotation, other than before its subject: “...” it, Smith said."""
        comma = gap.rfind(",")
        if comma < 0 or not gap.strip(" ,"):
            return False
        return event.weak or len(_TOKEN.findall(gap[:comma])) > 4 or len(_TOKEN.findall(gap[comma:])) > 3

    def _before(self, mark: Marked, low: int) -> list[tuple[float, Speaker]]:
        start = max(low, self._sentence_starts[self._sentence(mark.open)])
        at = bisect.bisect_left(self._event_starts, mark.open) - 1
        while at >= 0 and self._events[at].start >= start:
            event = self._events[at]
            at -= 1
            between = self._body[event.end : mark.open]
            if event.speaker is None or (event.weak and len(_TOKEN.findall(between)) > 12):
                continue
            return [(float(mark.open - event.end), event.speaker)]
        return []

    def _by_paragraph(self, found: list[Speaker]) -> None:
        """Without a verb, the speaker of the neighbour in the paragraph, or who is named before a colon."""
        for i, mark in enumerate(self._marked):
            if found[i].kind or len(_TOKEN.findall(self._body[mark.start : mark.end])) < 4:
                continue
            for j in (i - 1, i + 1):
                if not (0 <= j < len(found) and found[j].name and self._marked[j].paragraph == mark.paragraph):
                    continue
                other = self._marked[j]
                gap = (other.close, mark.open) if j < i else (mark.close, other.open)
                strangers = [
                    n
                    for n in self._people(*gap)
                    if n.subject and n.entity.key != found[j].key and n.start != found[j].at
                ]
                if not strangers:
                    found[i] = Speaker(found[j].name, found[j].key, "paragraph", found[j].at)
                    break
            if found[i].kind or len(_TOKEN.findall(self._body[mark.start : mark.end])) < 5:
                continue
            before = self._body[mark.paragraph_start : mark.open].rstrip()
            if not before.endswith((":", ",")):
                continue
            start, _ = self._bounds(self._sentence(mark.open))
            people = [n for n in self._people(max(start, mark.paragraph_start), mark.open) if n.subject]
            if people:
                found[i] = Speaker(people[-1].entity.name, people[-1].entity.key, "sentence", people[-1].start)

    def _by_continuation(self, found: list[Speaker]) -> None:
        """In a paragraph of quotation alone whoever spoke last goes on: in quotation marks or without."""
        for i, mark in enumerate(self._marked):
            if found[i].kind:
                continue
            alone = not _TOKEN.search(self._body, mark.paragraph_start, mark.open) and not _TOKEN.search(
                self._body, mark.close, mark.paragraph_end
            )
            following = found[i + 1] if i + 1 < len(found) else None
            if not mark.closed and following is not None and following.name:
                found[i] = Speaker(following.name, following.key, "continuation", following.at)
                continue
            if not alone or _is_heading(self._body, mark):
                continue
            signed = _SIGNED.match(self._body, mark.paragraph_end)
            if signed is not None:
                found[i] = self._signed(signed)
                continue
            last = self._last_speaker(i, found)
            if last is not None:
                found[i] = Speaker(last.name, last.key, "continuation", last.at)

    def _signed(self, match: re.Match[str]) -> Speaker:
        """The speaker in the line after a quotation: "— Ana Pohl, engineer"."""
        people = self._people(match.start(1), match.end(1))
        if people:
            return Speaker(people[0].entity.name, people[0].entity.key, "named", people[0].start)
        return Speaker(match[1].partition(",")[0].strip(" *"), None, "role", match.start(1))

    def _last_speaker(self, i: int, found: Sequence[Speaker]) -> Speaker | None:
        mark = self._marked[i]
        floor = self._paragraphs_back(mark.paragraph_start, PARAGRAPHS_BACK)
        position, speaker = -1, None
        j = i - 1
        while j >= 0 and _is_heading(self._body, self._marked[j]):
            j -= 1
        if j >= 0 and self._marked[j].open >= floor and found[j].name:
            position, speaker = self._marked[j].open, found[j]
        at = bisect.bisect_left(self._event_starts, mark.open) - 1
        while at >= 0 and self._events[at].start >= max(floor, position):
            event = self._events[at]
            at -= 1
            if event.speaker is not None and not event.weak and event.speaker.name:
                if speaker is None or event.start > position:
                    position, speaker = event.start, event.speaker
                break
        since = max(position, floor)
        named = [n for n in self._people(since, mark.open) if n.subject and (speaker is None or n.start > speaker.at)]
        own = self._sentence(position) if position >= 0 else -1
        others = [
            n for n in named if self._sentence(n.start) > own and n.entity.key != (speaker.key if speaker else "")
        ]
        if others:  # a sentence about somebody else came between: its subject speaks
            first = others[-1]
            start, end = self._bounds(self._sentence(first.start))
            subject = next((n for n in self._people(start, end) if n.subject), first)
            return Speaker(subject.entity.name, subject.entity.key, "continuation", subject.start)
        return speaker

    def _paragraphs_back(self, start: int, count: int) -> int:
        for _ in range(count + 1):
            if start <= 0:
                return 0
            start = self._body.rfind("\n", 0, start - 1) + 1
            while start > 1 and self._body[start - 2 : start] == "\n\n":
                start -= 1
        return start


def _is_heading(body: str, mark: Marked) -> bool:
    """A line of one short quotation without an end mark: a crosshead."""
    return (
        mark.closed
        and mark.end - mark.start < 100
        and body[mark.end - 1] not in ".!?…,"
        and not _TOKEN.search(body, mark.paragraph_start, mark.open)
        and not _TOKEN.search(body, mark.close, mark.paragraph_end)
    )


def _genders(body: str, named: Sequence[Named]) -> dict[str, str]:
    """Key → "m" or "f" of people, by title ("Mr"), else by given name."""
    genders: dict[str, str] = {}
    for n in named:
        if n.entity.type != "person" or n.entity.key in genders:
            continue
        title = body[max(0, n.start - 6) : n.start].strip().rstrip(".").rpartition(" ")[2].rpartition("\n")[2]
        if title in ("Mr", "Sir", "Lord", "Herr", "Herrn", "King", "Prince"):
            genders[n.entity.key] = "m"
        elif title in ("Mrs", "Ms", "Miss", "Dame", "Lady", "Frau", "Mme", "Queen"):
            genders[n.entity.key] = "f"
    for n in named:
        if n.entity.type == "person" and n.entity.key not in genders:
            given = n.entity.name.split()[0].lower()
            if given in MEN:
                genders[n.entity.key] = "m"
            elif given in WOMEN:
                genders[n.entity.key] = "f"
    return genders
