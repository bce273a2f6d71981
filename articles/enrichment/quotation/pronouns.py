"""Whom a pronoun means."""

from __future__ import annotations

import bisect
from collections.abc import Mapping, Sequence
from itertools import islice

from articles.enrichment.given_names import MEN, WOMEN
from articles.enrichment.quotation.events import Events, Speaker
from articles.enrichment.quotation.layout import TOKEN, Layout, Named
from articles.enrichment.quotation.roles import is_person_role
from articles.enrichment.wordlists import word_set

#: Titles that tell.
_MEN = word_set("Mr Sir Lord Herr Herrn King Prince M Sr señor don signor signore senhor heer meneer pan пан господин")
_WOMEN = word_set(
    "Mrs Ms Miss Dame Lady Frau Mme Queen Mlle Sra señora doña signora senhora dona mevrouw pani пані госпожа"
)
#: Verbs that begin a sentence without a subject: "Ha rilasciato una dichiarazione: ...".
_HAS = word_set("ha había aveva tem")
_DEFINITE = word_set("der die le la l el il lo o a de het den")
_ALSO = word_set("auch aber doch aussi mais también pero anche ma também mas ook maar")
#: A pronoun looks back so many sentences.
SENTENCES_BACK = 8


class Pronouns:
    """Resolves pronouns by the names and verbs of saying before them."""

    def __init__(self, layout: Layout, events: Events) -> None:
        self._at = layout
        self._events = events
        self._genders: Mapping[str, str] = _genders(layout.body, layout.named)

    def person(self, position: int, word: str) -> Speaker | None:
        """Return the person that "he" or "she" means.

        Sentence by sentence backwards, in each the first person who is its subject, then the
        first one who owns it ("Smith's lawyers ..."); of the right gender, where that is known.
        """
        gender = "f" if word in self._at.words.she else "m"
        here = self._at.sentence(position)
        for sentence in range(here, max(-1, here - SENTENCES_BACK), -1):
            start, end = self._at.bounds(sentence)
            before = self._at.people(start, min(end, position))
            people = [n for n in before if self._genders.get(n.entity.key, gender) == gender]
            for n in people:
                if self._at.is_subject(n):
                    return Speaker(n.entity.name, n.entity.key, "pronoun", n.start)
            spoke = self._spoke(start, min(end, position), gender)
            if spoke is not None:
                return spoke
            if sentence < here and (office := self.office(start, end)) is not None:
                return office
            for n in people:
                if self._at.body[n.end : n.end + 2] in ("'s", "’s"):
                    return Speaker(n.entity.name, n.entity.key, "pronoun", n.start)
        at = bisect.bisect_left(self._at.named_starts, position)
        for n in reversed(self._at.named[max(0, at - 12) : at]):
            if n.entity.type == "person" and self._genders.get(n.entity.key, gender) == gender:
                return Speaker(n.entity.name, n.entity.key, "pronoun", n.start)
        return None

    def unsaid(self, position: int) -> Speaker | None:
        """Return whom a verb without a subject means: the last person who was a subject or spoke, a few sentences back.

        None if the last subject is an office without a name.
        """
        here = self._at.sentence(position)
        for sentence in range(here, max(-1, here - SENTENCES_BACK // 2), -1):
            start, end = self._at.bounds(sentence)
            people = self._at.subjects(start, min(end, position))
            if people:
                return Speaker(people[0].entity.name, people[0].entity.key, "pronoun", people[0].start)
            spoken = [e.speaker for e in self._events.within(start, min(end, position)) if _is_person(e.speaker)]
            if spoken and (last := spoken[-1]) is not None:
                return Speaker(last.name, last.key, "pronoun" if last.key else last.kind, last.at)
            if sentence < here and (office := self.office(start, end)) is not None:
                return office
        return None

    def first(self, start: int, end: int) -> Speaker | None:
        """Return whom a sentence is about that begins with a pronoun or, where that may be, with its verb."""
        words = self._at.words
        tokens = [t for t in islice(TOKEN.finditer(self._at.body, start, end), 6) if not self._at.quoted(t.start())]
        for token in tokens:
            lower = token[0].lower()
            if lower in words.he or lower in words.she:
                return self.person(token.start(), lower)
            if lower in words.articles or lower in words.they:
                break
        if words.unsaid and tokens and tokens[0][0].lower() in _HAS:
            return self.unsaid(tokens[0].start())
        return None

    def office(self, start: int, end: int) -> Speaker | None:
        """Return the office that a sentence begins with: "Der Präsident hat ...", where it names nobody."""
        words = self._at.words
        if not words.carries:
            return None
        first = list(islice(TOKEN.finditer(self._at.body, start, end), 4))
        first = first[1:] if first and first[0][0].lower() in _ALSO else first[:3]
        if len(first) < 2 or first[0][0].lower() not in _DEFINITE or self._at.quoted(first[0].start()):
            return None
        for token in first[1:]:
            if is_person_role(token[0]):
                return Speaker(self._at.body[first[0].start() : token.end()], None, "role", first[0].start())
        return None

    def _spoke(self, start: int, end: int, gender: str) -> Speaker | None:
        """Return the person who is the speaker of a verb of saying in between."""
        for event in self._events.within(start, end):
            speaker = event.speaker
            if speaker is not None and speaker.kind == "role" and self._at.words.carries and _is_person(speaker):
                return Speaker(speaker.name, None, "role", speaker.at)
            if speaker is None or not speaker.key or speaker.kind not in ("named", "pronoun"):
                continue
            if self._genders.get(speaker.key, gender) == gender:
                return Speaker(speaker.name, speaker.key, "pronoun", speaker.at)
        return None

    def they(self, position: int) -> Speaker | None:
        """Return the speaker that "they" or "it" means: the last one that is not a single person."""
        for event in reversed(self._events.all[-6:]):
            if event.speaker is not None and event.speaker.kind in ("role", "organization"):
                if self._at.sentence(position) - self._at.sentence(event.start) > SENTENCES_BACK:
                    return None
                return Speaker(event.speaker.name, event.speaker.key, event.speaker.kind, event.speaker.at)
        return None


def _is_person(speaker: Speaker | None) -> bool:
    """Return whether a speaker is a person, by name or by office."""
    if speaker is None or not speaker.name:
        return False
    return speaker.kind in ("named", "pronoun") or (
        speaker.kind == "role" and any(map(is_person_role, TOKEN.findall(speaker.name)))
    )


def _genders(body: str, named: Sequence[Named]) -> dict[str, str]:
    """Key → "m" or "f" of people, by title ("Mr"), else by given name."""
    genders: dict[str, str] = {}
    for n in named:
        if n.entity.type != "person" or n.entity.key in genders:
            continue
        title = body[max(0, n.start - 6) : n.start].strip().rstrip(".").rpartition(" ")[2].rpartition("\n")[2]
        if title in _MEN:
            genders[n.entity.key] = "m"
        elif title in _WOMEN:
            genders[n.entity.key] = "f"
    for n in named:
        if n.entity.type == "person" and n.entity.key not in genders:
            given = n.entity.name.split()[0].lower()
            if given in MEN:
                genders[n.entity.key] = "m"
            elif given in WOMEN:
                genders[n.entity.key] = "f"
    return genders
