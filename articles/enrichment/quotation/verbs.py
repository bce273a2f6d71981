"""The speaker of a verb of saying: its subject, or what follows it."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence

from articles.enrichment.quotation.events import Event, Speaker
from articles.enrichment.quotation.layout import TOKEN, Layout, Named
from articles.enrichment.quotation.lexicon import WEAK_VERBS, Saying
from articles.enrichment.quotation.phrases import Phrases
from articles.enrichment.quotation.pronouns import Pronouns
from articles.enrichment.quotation.roles import is_person_role, is_role

_CLAUSE = re.compile(
    r",? (?:who|which|when|after|before|while|during|because)\b|, (?:as|adding|in an?|on|at|referring|noting)\b"
)
#: Words that do not occur between a verb and the name of its subject.
_NO_TITLE = frozenset({"whether", "that", "if", "he", "she", "it", "they", "to", "is", "was", "how", "why", "what"})


#: Prepositions that a speaker follows at the beginning of a sentence only: "Pour Anne Petit, ...".
_ONLY_FIRST = frozenset({"pour", "para", "per"})
#: Words for "according to" that come behind the speaker: "Anna Pohl zufolge", "Ayşe Yılmaz'a göre".
_BEHIND = frozenset({"zufolge", "göre"})
#: "sagte der 51-Jährige".
_AGED = re.compile(r"(?:der|die) \d{1,2}[-\u2011]?[Jj]ährige\b")
#: "hieß es", "heißt es weiter": in a paper or from the house that was named.
_IT_SAID = re.compile(r" es(?: weiter| zudem| ferner)?(?=[.,:\n]|$)")
#: Endings of verbs in the plural, in languages that may leave a subject out.
_PLURAL = (
    "cen",
    "ron",
    "man",
    "lan",
    "ran",
    "den",
    "han",
    "en",
    "an",
    "ono",
    "ano",
    "nno",
    "ero",
    "ram",
    "zem",
    "li",
    "ły",
    "ją",
)


class Verbs:
    """Finds the speakers of verbs of saying."""

    def __init__(self, layout: Layout, pronouns: Pronouns) -> None:
        self._at = layout
        self._pronouns = pronouns
        self._phrases = Phrases(layout)

    def event(self, verb: Saying) -> Event:
        start, end, word = verb.start, verb.end, verb.word
        before = bisect.bisect_left(self._at.closes, start + 1) - 1
        closed = self._at.closes[before] if before >= 0 else -1
        low, high = self._at.bounds(self._at.sentence(start))
        if verb.according:
            if word in _ONLY_FIRST and self._at.body[start].islower():
                return Event(start, end, False, True, None)
            if word in _BEHIND:
                speaker = self._subject(low, start)
            else:
                speaker = self._object(end, min(high, self._at.next_open(end)), main_clause=True)
            if speaker is not None and speaker.kind == "named":
                speaker.kind = "according"
            return Event(start, end, False, True, speaker)
        gap = self._at.body[closed:start] if closed >= 0 and start - closed <= 12 else None
        if gap is not None and self._at.body[start].islower() and "\n" not in gap and not TOKEN.search(gap):
            strong = self._at.words.carries and word not in WEAK_VERBS
            speaker = self._object(end, min(high, self._at.next_open(end)), main_clause=False, beside=strong)
            return Event(start, end, word in WEAK_VERBS, True, speaker)
        speaker = self._behind(start, end) or self._subject(low, start)
        if self._at.words.second and (
            speaker is None or (speaker.kind == "role" and not self._is_office(speaker.at, start))
        ):
            speaker = self._second(end, min(high, self._at.next_open(end))) or speaker
        if speaker is None:
            speaker = self._unsaid(start, word, low)
        return Event(start, end, word in WEAK_VERBS, False, speaker)

    def _behind(self, start: int, end: int) -> Speaker | None:
        """Return the person right behind a verb that follows a clause: "Gefragt, ob das gehe, sagte Pohl: ..."."""
        if not self._at.words.second or self._at.body[max(0, start - 2) : start] != ", ":
            return None
        named = next(iter(self._at.people(end, end + 60)), None)
        if named is None or self._at.body[named.end : named.end + 1] != ":" or not self._heads(end, named):
            return None
        return Speaker(named.entity.name, named.entity.key, "named", named.start)

    def _second(self, start: int, end: int) -> Speaker | None:
        """Return the person after a verb that is second: "Gleichzeitig sagt er", "Dazu erklärt Anna Pohl"."""
        first = TOKEN.search(self._at.body, start, end)
        if first is None or first.start() - start > 3:
            return None
        speaker = self._object(start, end, main_clause=False)
        if speaker is None or speaker.kind in ("named", "pronoun", "organization"):
            return speaker
        return speaker if self._is_told(speaker) else None

    def _is_told(self, speaker: Speaker) -> bool:
        """Return whether a quotation follows a person's role after a colon: "Dabei sagte der Minister: ..."."""
        said = speaker.name or ""
        return self._at.body.startswith(":", speaker.at + len(said)) and any(map(is_person_role, said.split()))

    def _object(self, start: int, end: int, *, main_clause: bool, beside: bool = False) -> Speaker | None:
        """Return the speaker after "said" or "according to": the first person in the noun phrase, else what it is.

        With `main_clause`, the clause after the comma is another's: "According to reports, Smith ..."; with `beside`,
        a quotation ends before the verb.
        """
        clause = _CLAUSE.search(self._at.body, start, end)
        stop = clause.start() if clause else end
        first = TOKEN.search(self._at.body, start, stop)
        aside = self._at.words.unsaid and self._at.body[start : start + 1] == ","  # "ha declarado, tratando de ..."
        if first is None or first.start() - start > 3 or (aside and not main_clause):
            return None if main_clause else self._unsaid(start, self._at.body[:start].rpartition(" ")[2])
        lower = first[0].lower()
        aged = _AGED.match(self._at.body, first.start())
        if aged is not None:
            return self._pronouns.person(first.start(), "sie" if lower == "die" else "er")
        if lower in self._at.words.he or lower in self._at.words.she:
            return self._pronouns.person(first.start(), lower)
        if lower in self._at.words.they or lower in self._at.words.that:
            return self._pronouns.they(first.start()) if _IT_SAID.match(self._at.body, start) else None
        if not main_clause and self._is_time(first.start(), stop):
            return self._unsaid(start, self._at.body[:start].rpartition(" ")[2])
        return self._noun_phrase(first.start(), stop, main_clause=main_clause, beside=beside)

    def _noun_phrase(self, start: int, stop: int, *, main_clause: bool, beside: bool) -> Speaker | None:
        """Return who the noun phrase behind a verb is."""
        comma = self._at.body.find(",", start + 1, stop)
        phrase_end = comma if comma >= 0 else stop
        people = self._at.people(start, stop)
        head = next((n for n in people if n.start < phrase_end and self._heads(start, n)), None)
        if head is not None:
            return Speaker(head.entity.name, head.entity.key, "named", head.start)
        if not main_clause and comma >= 0 and (beside or self._is_office(start, comma)):
            holder = next((n for n in people if 0 < n.start - comma <= 3), None)
            if holder is not None:  # "said his mother, Mary Smith"
                return Speaker(holder.entity.name, holder.entity.key, "named", holder.start)
        for n in self._at.between(start, phrase_end):
            close = n.start - start <= 4 or self._is_kind(start, n)
            if n.entity.type != "person" and close and self._at.is_subject(n):
                return Speaker(n.entity.name, n.entity.key, "organization", n.start)
        return self._phrases.speaker(start, phrase_end, after=True, beside=beside)

    def _is_time(self, start: int, end: int) -> bool:
        """Return whether an article and a day follow: "dijo el lunes"."""
        words = [word.lower() for word in TOKEN.findall(self._at.body[start : min(end, start + 40)])[:2]]
        return len(words) > 1 and words[0] in self._at.words.articles and words[1] in self._at.words.times

    def _is_office(self, start: int, end: int) -> bool:
        """Return whether words are an office whose holder may be named behind the comma."""
        words = TOKEN.findall(self._at.body[start:end])
        if not words:
            return False
        return is_role(words[-1]) or (self._at.words.carries and any(map(is_role, words[:4])))

    def _is_kind(self, start: int, named: Named) -> bool:
        """Return whether the words before an organization say what it is: "l'ONG Acme", not "le chef de l'ONU"."""
        words = TOKEN.findall(self._at.body[start : named.start])
        if not self._at.words.carries or named.entity.type != "organization":
            return False
        return any(map(is_role, words)) and not any(map(is_person_role, words))

    def _unsaid(self, position: int, verb: str, low: int = -1) -> Speaker | None:
        """Return the speaker of a verb beside which no subject is, in languages that leave it out.

        Args:
            position: Where the verb is.
            verb: The verb; one in the plural means several people.
            low: Where its sentence begins.
        """
        words = self._at.words
        if not words.unsaid or verb.partition(" ")[0].lower().endswith(_PLURAL):
            return None
        if low >= 0 and self._has_noun_phrase(low, position):
            return None
        return self._pronouns.unsaid(position)

    def _has_noun_phrase(self, low: int, verb: int) -> bool:
        """Return whether a noun phrase that no preposition leads is in the clause before a verb."""
        clause = re.split(r"[,;:(\n]", self._at.body[low:verb])[-1]
        before = ""
        for token in TOKEN.findall(clause.lower()):
            if token in self._at.words.articles and before not in self._at.words.before_object:
                return True
            before = token
        return False

    def _heads(self, start: int, named: Named) -> bool:
        """Return whether the words before a name can be a title: no preposition, and no possessive after."""
        if self._at.body[named.end : named.end + 2] in ("'s", "’s"):
            return False
        following = TOKEN.match(self._at.body, named.end + 1)
        if following and is_role(following[0]) and self._at.body[named.end] == " " and not self._at.words.carries:
            return False
        words = [w.lower() for w in TOKEN.findall(self._at.body[start : named.start])]
        if not words:
            return True
        if words[-1] in self._at.words.before_object:
            return False
        return len(words) <= 9 and not _NO_TITLE.intersection(words)

    def _subject(self, low: int, verb: int) -> Speaker | None:
        """Return the subject before a verb: a pronoun beside it, else the nearest possible name, else a noun phrase."""
        words = [(m.start(), m[0]) for m in TOKEN.finditer(self._at.body, max(low, verb - 300), verb)]
        if words and self._at.has_quotation(words[0][0], verb):
            words = [w for w in words if not self._at.quoted(w[0])]
        if not words:
            return None
        low = words[0][0]
        last = words[-1][1].lower()
        if last in self._at.words.joins and (shared := self._shared(words)) is not None:
            return shared
        if last in ("which", "that") and (thing := self._relative(low, verb)) is not None:
            return thing
        if (pronoun := self._last_pronoun(words[-3:])) is not None:
            return self._pronouns.person(*pronoun)
        if last in ("they", "it"):
            return self._pronouns.they(words[-1][0])
        if last in self._at.words.they and last not in ("who", "that", "which"):
            return None
        return self._name_or_phrase(low, verb) or self._distant_pronoun(words)

    def _shared(self, words: Sequence[tuple[int, str]]) -> Speaker | None:
        """Return the subject of the whole sentence, for a verb behind "and": "Pohl dankte Rusk und sagte: ..."."""
        (start, first), end = words[0], words[-1][0]
        if first.lower() in self._at.words.leads:
            return None
        named = next((n for n in self._at.people(start, end) if self._at.is_subject(n)), None)
        pronoun = self._last_pronoun(words[:1])
        if pronoun is not None:
            return self._pronouns.person(*pronoun)
        return Speaker(named.entity.name, named.entity.key, "named", named.start) if named is not None else None

    def _relative(self, low: int, verb: int) -> Speaker | None:
        """Return what "which" or "that" means: the last entity named in the sentence, preferably an organization."""
        things = [n for n in self._at.between(low, verb) if n.entity.type != "person"]
        for n in sorted(things, key=lambda n: (n.entity.type == "organization", n.start), reverse=True):
            if self._at.sentence(n.start) == self._at.sentence(verb):
                return Speaker(n.entity.name, n.entity.key, "organization", n.start)
        return None

    def _last_pronoun(self, words: Sequence[tuple[int, str]]) -> tuple[int, str] | None:
        """Place and word of the last "he" or "she"."""
        for position, word in reversed(words):
            lower = word.lower()
            if lower in self._at.words.he or lower in self._at.words.she:
                return position, lower
        return None

    def _name_or_phrase(self, low: int, verb: int) -> Speaker | None:
        """Return the nearest person, organization or noun phrase that can be the subject."""
        adjacent = self._phrases.speaker(low, verb, after=False)
        people = (n for n in reversed(self._at.people(low, verb)) if n.end <= verb and self._at.is_subject(n))
        person = next(people, None)
        if person is not None:
            if adjacent is not None and adjacent.at > person.end and self._other_subject(person.end, adjacent.at):
                return adjacent
            return Speaker(person.entity.name, person.entity.key, "named", person.start)
        for n in reversed(self._at.between(low, verb)):
            near = n.entity.type != "person" and len(TOKEN.findall(self._at.body[n.end : verb])) <= 2
            if near and self._at.is_subject(n):
                if n.entity.type == "place" and adjacent is not None and adjacent.at < n.start:
                    return adjacent  # "El primer ministro de Renania señaló"
                return Speaker(n.entity.name, n.entity.key, "organization", n.start)
        return adjacent or self._phrases.opening(low, verb)

    def _distant_pronoun(self, words: Sequence[tuple[int, str]]) -> Speaker | None:
        """Return a pronoun further from the verb, where nothing else can be its subject."""
        if (pronoun := self._last_pronoun(words[:-3])) is not None:
            return self._pronouns.person(*pronoun)
        if any(word.lower() in ("they", "it") for _, word in words[-4:]):
            return self._pronouns.they(words[-1][0])
        return None

    def _other_subject(self, end: int, at: int) -> bool:
        """Return whether a new clause begins between a name and a noun phrase nearer to the verb."""
        between = self._at.body[end:at]
        return re.search(r"\b(?:and|but|while|as|when|that|because|although|though)\s*$", between) is not None
