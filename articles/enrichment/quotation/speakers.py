"""Whose words are between the quotation marks.

For each quotation the nearest verb of saying outside quotations with no sentence end
between, and its subject; then "she said" to the last woman who was a subject; then
the other quotations of the paragraph; then, in a paragraph of quotation alone, the
last speaker.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass

from articles.article import Entity
from articles.enrichment.quotation.lexicon import Lexicon, verb_pattern
from articles.enrichment.quotation.marks import Marked

#: How sure the speaker is, by how it was found: the share right among those read by eye, rounded.
CONFIDENCE = {
    "named": 0.95,
    "according": 0.95,
    "organization": 0.85,
    "pronoun": 0.85,
    "role": 0.8,
    "paragraph": 0.85,
    "sentence": 0.7,
    "continuation": 0.8,
    "": 0.0,
}

_SENTENCE_END = re.compile(r"[.!?…:]?[.!?…](?=[\s\"'“”‘’]|$)|\n")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|St|Jr|Sr|Inc|Corp|Co|Ltd|No|U\.S|U\.K"
    r"|Rev|Hon|Capt|Cmdr|Maj|Adm|Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec)|\b[A-Z])\.$"
)
_TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_CAPITAL = re.compile(r"(?:[A-ZÀ-Þ][\w'’.-]+)(?:\s+(?:(?:van|von|de|der|den|bin|al|la|di|el)\s+)*[A-ZÀ-Þ][\w'’.-]+)*")


@dataclass(slots=True)
class Named:
    """A mention of an entity in the body."""

    start: int
    end: int
    entity: Entity
    subject: bool  #: stands where a subject stands, outside quotations


@dataclass(slots=True)
class Speaker:
    """Who says it, and how that was found."""

    name: str | None
    key: str | None
    kind: str
    at: int = -1  #: where the words that name the speaker stand


class Attribution:
    """The quotations of one body, and who says them."""

    def __init__(self, body: str, marked: Sequence[Marked], entities: Sequence[Entity], language: str, words: Lexicon):
        self._body = body
        self._marked = list(marked)
        self._words = words
        self._closes = [m.close for m in marked]
        self._opens = [m.open for m in marked]
        self._verbs = [m for m in verb_pattern(language).finditer(body) if not self._quoted(m.start())]
        self._verb_starts = [m.start() for m in self._verbs]
        self._named = self._mentions(entities)
        self._named_starts = [n.start for n in self._named]
        self._gender = _genders(body, self._named, words)

    def speakers(self) -> list[Speaker]:
        """The speaker of each quotation, in order."""
        found = [self._by_verb(i) for i in range(len(self._marked))]
        self._by_neighbour(found)
        self._by_continuation(found)
        return found

    # what stands where

    def _quoted(self, position: int) -> bool:
        i = bisect.bisect_right(self._opens, position) - 1
        return i >= 0 and position < self._closes[i]

    def _mentions(self, entities: Sequence[Entity]) -> list[Named]:
        named = []
        for entity in entities:
            if entity.type == "place":
                continue
            for mention in entity.mentions:
                if mention.field == "body" and not self._quoted(mention.start):
                    subject = self._is_subject(mention.start, mention.end)
                    named.append(Named(mention.start, mention.end, entity, subject))
        named.sort(key=lambda n: n.start)
        return named

    def _is_subject(self, start: int, end: int) -> bool:
        body = self._body
        if body[end : end + 2] in ("'s", "’s") or body[end : end + 2] in ("’ ", "' "):
            return False
        before = body[max(0, start - 60) : start]
        for word in reversed(re.findall(r"[\w'’]+|[.,;:!?()\"“”—–-]", before)):
            if word in '.;:!?"“”—–':
                return True
            if word == ",":
                return True
            if word.lower() in self._words.before_object:
                return False
            if word[:1].islower() and word.lower() not in self._words.articles and not _is_role(word):
                return True
        return True

    def _sentence(self, position: int, low: int, high: int) -> tuple[int, int]:
        """The sentence around a position, within `low` and `high`."""
        start = low
        for end in _SENTENCE_END.finditer(self._body, low, high):
            if _ABBREVIATION.search(self._body, max(0, end.start() - 6), end.end()) and end[0] == ".":
                continue
            if self._quoted(end.start()) and not self._quoted(end.end()):
                pass
            if end.end() <= position:
                start = end.end()
            else:
                return start, end.end()
        return start, high

    # the ways to a speaker

    def _by_verb(self, i: int) -> Speaker:
        mark = self._marked[i]
        low = max(mark.paragraph_start, self._marked[i - 1].close if i else 0)
        high = mark.paragraph_end
        if i + 1 < len(self._marked):
            high = min(high, self._marked[i + 1].open)
        ended = self._body[mark.end - 1] in ".!?…" and self._body[mark.close : mark.close + 1] != ","
        choices = []
        if mark.closed and mark.close < high:
            end = self._clause_end(mark.close, high)
            after = self._after(mark, end)
            if after is not None:
                distance, speaker = after
                new_sentence = ended and self._body[mark.end - 1] == "." and self._starts_sentence(mark.close)
                choices.append((distance + (60 if new_sentence else 0), speaker))
        before = self._before(mark, low)
        if before is not None:
            choices.append(before)
        if not choices:
            return Speaker(None, None, "")
        distance, speaker = min(choices, key=lambda c: c[0])
        short = len(self._body[mark.start : mark.end].split()) < 5
        return Speaker(None, None, "") if short and distance > 120 else speaker

    def _starts_sentence(self, position: int) -> bool:
        word = _TOKEN.search(self._body, position, position + 30)
        return word is not None and word[0][0].isupper()

    def _clause_end(self, start: int, high: int) -> int:
        for end in _SENTENCE_END.finditer(self._body, start, high):
            if end[0] == "." and _ABBREVIATION.search(self._body, max(start, end.start() - 6), end.end()):
                continue
            if end.start() == start:
                continue
            return end.start()
        return high

    def _after(self, mark: Marked, end: int) -> tuple[float, Speaker] | None:
        """The first verb of saying after the quotation, up to the end of the sentence."""
        at = bisect.bisect_left(self._verb_starts, mark.close)
        while at < len(self._verbs) and self._verbs[at].start() < end:
            verb = self._verbs[at]
            gap = self._body[mark.close : verb.start()]
            if verb[2]:
                speaker = self._object(verb.end(), end)
                kind = "according"
            elif not _TOKEN.search(gap):
                speaker = self._object(verb.end(), end)
                kind = ""
            else:
                speaker = self._subject(mark.close, verb.start(), after_quote=True)
                kind = ""
            if speaker is not None:
                if kind and speaker.kind == "named":
                    speaker.kind = kind
                return float(verb.start() - mark.close), speaker
            at += 1
        return None

    def _before(self, mark: Marked, low: int) -> tuple[float, Speaker] | None:
        """The nearest verb of saying before the quotation, in its sentence."""
        start, _ = self._sentence(mark.open, low, mark.open + 1)
        start = max(start, low)
        at = bisect.bisect_left(self._verb_starts, mark.open) - 1
        while at >= 0 and self._verbs[at].start() >= start:
            verb = self._verbs[at]
            distance = float(mark.open - verb.end())
            if verb[2]:
                speaker = self._object(verb.end(), mark.open)
                if speaker is not None and speaker.kind == "named":
                    speaker.kind = "according"
            else:
                speaker = self._subject(self._paragraph_clause(start, mark), verb.start(), after_quote=False)
            if speaker is not None:
                return distance, speaker
            at -= 1
        return None

    def _paragraph_clause(self, start: int, mark: Marked) -> int:
        return start

    def _object(self, start: int, end: int) -> Speaker | None:
        """The speaker after "said" or "according to": the first person before the clause goes on, else what it is."""
        stop = end
        clause = re.compile(
            r", (?:who|which|when|as|after|before|while|adding|in an?|on|at)\b|\b(?:after|before|when"
            r"|while|during|because)\b"
        ).search(self._body, start, end)
        if clause:
            stop = clause.start()
        first = _TOKEN.search(self._body, start, stop)
        if first is None or first.start() - start > 3:
            return None
        lower = first[0].lower()
        if lower in self._words.he or lower in self._words.she:
            return self._pronoun(first.start(), lower)
        comma = self._body.find(",", start, stop)
        phrase_end = comma if comma >= 0 else stop
        people = [n for n in self._between(start, stop) if n.entity.type == "person"]
        head = next((n for n in people if n.start < phrase_end and self._heads(start, n.start)), None)
        if head is not None:
            return Speaker(head.entity.name, head.entity.key, "named", head.start)
        if lower in self._words.they:
            return None
        if comma >= 0 and people and people[0].start - comma <= 3 and not first[0][0].isupper():
            return Speaker(people[0].entity.name, people[0].entity.key, "named", people[0].start)
        for n in self._between(start, phrase_end):
            if n.entity.type == "organization" and n.start <= first.start() + 4 and n.start - start <= 5:
                following = _TOKEN.search(self._body, n.end, stop)
                if following is None or following.start() >= phrase_end or not _is_role(following[0]):
                    return Speaker(n.entity.name, n.entity.key, "organization", n.start)
        return self._phrase(first.start(), phrase_end, after=True)

    def _heads(self, start: int, at: int) -> bool:
        """Whether what stands between can be a title: no preposition that makes the name another's."""
        words = [w.lower() for w in _TOKEN.findall(self._body[start:at])]
        return not any(w in ("of", "for", "with", "to", "from", "about", "by") for w in words[-3:]) or (
            len(words) >= 2 and words[-1] not in self._words.before_object
        )

    def _subject(self, low: int, verb: int, *, after_quote: bool) -> Speaker | None:
        """The subject before a verb: a pronoun beside it, else the nearest name that can be one, else a noun phrase."""
        words = [(m.start(), m[0]) for m in _TOKEN.finditer(self._body, max(low, verb - 250), verb)]
        words = [w for w in words if not self._quoted(w[0])]
        if not words:
            return None
        for position, word in reversed(words[-3:]):
            lower = word.lower()
            if lower in self._words.he or lower in self._words.she:
                return self._pronoun(position, lower)
        candidates = [n for n in self._between(words[0][0], verb) if n.end <= verb]
        people = [n for n in candidates if n.entity.type == "person"]
        for n in reversed(people):
            if n.subject:
                between = self._body[n.end : verb]
                if _is_possessed(between):
                    break
                return Speaker(n.entity.name, n.entity.key, "named", n.start)
        last = words[-1][1].lower()
        if last in self._words.they and last not in ("who", "that", "which"):
            return None
        for n in reversed(candidates):
            if n.entity.type == "organization" and n.subject and self._beside(n.end, verb):
                return Speaker(n.entity.name, n.entity.key, "organization", n.start)
        return self._phrase(words[0][0], verb, after=False)

    def _beside(self, end: int, verb: int) -> bool:
        words = _TOKEN.findall(self._body[end:verb])
        return len(words) <= 2

    def _between(self, start: int, end: int) -> list[Named]:
        left = bisect.bisect_left(self._named_starts, start)
        right = bisect.bisect_left(self._named_starts, end)
        return self._named[left:right]

    def _pronoun(self, position: int, word: str) -> Speaker | None:
        """The last person before who was a subject and may be called so; else the last one named at all."""
        gender = "f" if word in self._words.she else "m"
        at = bisect.bisect_left(self._named_starts, position)
        fallback: Named | None = None
        for n in reversed(self._named[max(0, at - 30) : at]):
            if n.entity.type != "person":
                continue
            known = self._gender.get(n.entity.key)
            if known is not None and known != gender:
                continue
            if n.subject:
                return Speaker(n.entity.name, n.entity.key, "pronoun", n.start)
            fallback = fallback or n
        if fallback is not None:
            return Speaker(fallback.entity.name, fallback.entity.key, "pronoun", fallback.start)
        return Speaker(None, None, "pronoun", position)

    def _phrase(self, start: int, end: int, *, after: bool) -> Speaker | None:
        """A speaker without a name: "a spokesperson for the ministry", or a name that nobody tagged."""
        body = self._body[start:end]
        cut = re.split(r"[,;:—–(]| (?:who|which|that|in a|at a|on|when|after|before|as)\b|\s-\s", body)
        piece = (cut[0] if after else cut[-1]).strip()
        if not after and not piece:
            piece = (cut[0] if len(cut) > 1 else "").strip()
        if not after:
            piece = re.sub(
                r"^(?:and|but|as|while|then|however|so|yet|when|if|because|that|where)\s+",
                "",
                piece,
                flags=re.IGNORECASE,
            )
            piece = re.sub(
                r"(?:\s+(?:also|has|have|had|then|later|previously|reportedly|once|who|be|is|was"
                r"|simply|even|just|only))+$",
                "",
                piece,
            )
        words = piece.split()
        if not words or len(words) > 9:
            return None
        lower = [w.lower().strip(".,'’\"") for w in words]
        if lower[0] in self._words.they or lower[0] in self._words.he or lower[0] in self._words.she:
            return None
        role = any(_is_role(w) for w in lower)
        capital = _CAPITAL.fullmatch(piece) if after or len(words) <= 3 else None
        if not role and not capital:
            return None
        named = [n for n in self._between(start, end) if n.entity.type == "person"]
        if named and role and any(w.endswith(("'s", "’s")) for w in words):
            pass
        return Speaker(piece, None, "role", start)

    def _by_neighbour(self, found: list[Speaker]) -> None:
        """Quotations of a paragraph without a verb of their own take the speaker of the nearest one that has."""
        for i, mark in enumerate(self._marked):
            if found[i].kind:
                continue
            for j in (i - 1, i + 1):
                if 0 <= j < len(found) and found[j].kind and self._marked[j].paragraph == mark.paragraph:
                    other = self._marked[j]
                    low, high = (other.close, mark.open) if j < i else (mark.close, other.open)
                    if any(
                        n.entity.type == "person"
                        and n.subject
                        and n.entity.key != found[j].key
                        and n.start != found[j].at
                        for n in self._between(low, high)
                    ):
                        continue
                    found[i] = Speaker(found[j].name, found[j].key, "paragraph", found[j].at)
                    break
        for i, mark in enumerate(self._marked):
            if found[i].kind or len(self._body[mark.start : mark.end].split()) < 5:
                continue
            start = mark.paragraph_start
            people = [n for n in self._between(start, mark.open) if n.entity.type == "person" and n.subject]
            if people:
                found[i] = Speaker(people[-1].entity.name, people[-1].entity.key, "sentence", people[-1].start)

    def _by_continuation(self, found: list[Speaker]) -> None:
        """A paragraph of quotation alone goes on with the last speaker, unless somebody else was named meanwhile."""
        for i, mark in enumerate(self._marked):
            if found[i].kind or i == 0:
                continue
            alone = not _TOKEN.search(self._body, mark.paragraph_start, mark.open) and not _TOKEN.search(
                self._body, mark.close, mark.paragraph_end
            )
            if not alone:
                continue
            previous = self._marked[i - 1]
            if mark.paragraph - previous.paragraph > 2 or not found[i - 1].name:
                after = [n for n in self._between(previous.close, mark.open) if n.entity.type == "person" and n.subject]
                if after and mark.paragraph - previous.paragraph <= 2:
                    found[i] = Speaker(after[-1].entity.name, after[-1].entity.key, "continuation", after[-1].start)
                continue
            between = [
                n
                for n in self._between(previous.close, mark.open)
                if n.entity.type == "person" and n.subject and n.start != found[i - 1].at
            ]
            others = [n for n in between if n.entity.key != found[i - 1].key]
            if others and mark.paragraph - previous.paragraph >= 2:
                last = others[-1]
                found[i] = Speaker(last.entity.name, last.entity.key, "continuation", last.start)
            else:
                found[i] = Speaker(found[i - 1].name, found[i - 1].key, "continuation", found[i - 1].at)


_ROLES = frozenset(
    ["spokesman", "spokeswoman", "spokesperson", "spokespeople", "official", "officials", "minister", "president", "chief", "director", "manager", "officer", "officers", "police", "officer", "investigators", "prosecutors", "prosecutor", "lawyer", "lawyers", "attorney", "attorneys", "judge", "witness", "witnesses", "neighbour", "neighbor", "resident", "residents", "source", "sources", "analyst", "analysts", "expert", "experts", "researchers", "researcher", "scientists", "scientist", "authors", "author", "professor", "doctor", "doctors", "teacher", "coach", "player", "captain", "singer", "actor", "actress", "star", "director", "producer", "writer", "journalist", "reporter", "editor", "critic", "critics", "leader", "leaders", "senator", "lawmaker", "lawmakers", "congressman", "congresswoman", "mayor", "governor", "secretary", "ambassador", "chancellor", "chairman", "chairwoman", "chair", "ceo", "founder", "owner", "partner", "mother", "father", "mom", "dad", "wife", "husband", "brother", "sister", "son", "daughter", "family", "friend", "friends", "colleague", "man", "woman", "boy", "girl", "student", "students", "people", "person", "user", "users", "fan", "fans", "company", "firm", "bank", "government", "ministry", "department", "agency", "authorities", "council", "court", "union", "statement", "report", "letter", "post", "email", "message", "article", "document", "documents", "lawsuit", "complaint", "filing", "study", "paper", "team", "club", "campaign", "group", "organization", "organisation", "association", "charity", "church", "school", "university", "hospital", "airline", "caption", "tweet", "page", "website", "site", "sign", "notice", "memo", "email", "text", "book", "song", "verdict", "ruling", "order", "commentator", "commander", "general", "soldier", "soldiers", "protester", "protesters", "activist", "activists", "victim", "victims", "suspect", "couple", "pair", "parents", "commissioner", "inspector", "detective", "superintendent", "sheriff", "deputy", "paramedic", "vet", "farmer", "driver", "passenger", "pilot", "engineer", "designer", "artist", "bishop", "priest", "pastor", "imam", "rabbi", "pope", "king", "queen", "prince", "princess", "duke", "duchess", "congressman", "politician", "opposition", "party", "administration", "parliament", "committee", "commission", "watchdog", "regulator", "insider", "aide", "adviser", "advisor", "assistant", "representative", "executive", "boss", "economist", "strategist", "historian", "psychologist", "musician", "comedian", "host", "presenter", "sprecher", "sprecherin", "polizei", "minister", "ministerin", "präsident", "präsidentin", "chef", "chefin", "trainer", "anwalt", "bürgermeister", "porte-parole", "ministre", "président", "présidente", "portavoz", "ministro", "presidente", "policía"]
)


def _is_role(word: str) -> bool:
    return word.lower().strip("'’s") in _ROLES or word.lower() in _ROLES


def _is_possessed(between: str) -> bool:
    """ "'s lawyer" after a name: the lawyer speaks."""
    return between.startswith(("'s", "’s"))


def _genders(body: str, named: Sequence[Named], words: Lexicon) -> dict[str, str]:
    """Key → "m" or "f" of people whom a title, or the pronouns near them, tell."""
    votes: dict[str, list[int]] = {}
    people = [n for n in named if n.entity.type == "person"]
    for index, n in enumerate(people):
        count = votes.setdefault(n.entity.key, [0, 0])
        title = body[max(0, n.start - 5) : n.start].strip().rstrip(".").rpartition(" ")[2]
        if title in ("Mr", "Sir", "Lord", "Herr", "Herrn"):
            count[0] += 10
        elif title in ("Mrs", "Ms", "Miss", "Dame", "Lady", "Frau", "Mme"):
            count[1] += 10
        following = people[index + 1].start if index + 1 < len(people) else len(body)
        window = body[n.end : min(following, n.end + 120)].lower()
        for word in re.findall(r"\w+", window)[:16]:
            if word in ("he", "his", "him", "himself"):
                count[0] += 1
                break
            if word in ("she", "her", "herself", "hers"):
                count[1] += 1
                break
    return {key: "m" if m > f else "f" for key, (m, f) in votes.items() if m != f and max(m, f) >= 2 * min(m, f) + 1}
