"""Whose words are between the quotation marks.

For each quotation the nearest verb of saying outside quotations with no sentence end
between, and its subject; "she said" is the last woman who was the subject of a
sentence; then the other quotations of the paragraph; then, in a paragraph of
quotation alone, the last speaker.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from articles.article import Entity
from articles.enrichment.quotation.events import Event, Events, Speaker
from articles.enrichment.quotation.layout import TOKEN, Layout, Named
from articles.enrichment.quotation.lexicon import Lexicon, sayings
from articles.enrichment.quotation.marks import Marked
from articles.enrichment.quotation.pronouns import Pronouns
from articles.enrichment.quotation.roles import is_person_role
from articles.enrichment.quotation.verbs import Verbs

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
_COMMA = re.compile(r", ")
_SIGNED = re.compile(r"\n+[—–-]{1,2} ?([^\W\d_][^\n]{1,60})(?=\n|$)")
#: A quotation without a verb looks back so many paragraphs.
PARAGRAPHS_BACK = 2
#: A quotation without a verb belongs to the speaker of the next one if so few characters part them.
FAR = 150


class Attribution:
    """The quotations of one body, and who says them."""

    def __init__(self, body: str, marked: Sequence[Marked], entities: Sequence[Entity], words: Lexicon):
        self._at = Layout(body, marked, entities, words)
        #: words of each quotation
        self._sizes = [len(TOKEN.findall(body, mark.start, mark.end)) for mark in marked]
        self._events = Events()
        self._pronouns = Pronouns(self._at, self._events)
        verbs = Verbs(self._at, self._pronouns)
        for verb in sayings(body, words):
            if not self._at.quoted(verb.start):
                self._events.add(verbs.event(verb))
        #: Ways to a speaker, the surest first; each leaves alone what those before it found.
        self._strategies = [self._by_verb, self._by_colon, self._by_paragraph, self._by_continuation]
        if words.carries:
            self._strategies.insert(1, self._by_name)
            self._strategies += [self._by_sentence, self._by_mood]

    def speakers(self) -> list[Speaker]:
        """Return the speaker of each quotation, in order."""
        found = [Speaker(None, None, "") for _ in self._at.marked]
        for strategy in self._strategies:
            strategy(found)
        return found

    def _by_verb(self, found: list[Speaker]) -> None:
        """Set each speaker by the nearest verb in the quotation's sentence."""
        found[:] = [self._beside(i) for i in range(len(found))]

    def _beside(self, i: int) -> Speaker:
        mark = self._at.marked[i]
        low = max(mark.paragraph_start, self._at.closes[i - 1] if i else 0)
        high = min(mark.paragraph_end, self._at.opens[i + 1] if i + 1 < len(self._at.marked) else mark.paragraph_end)
        choices: list[tuple[float, Speaker]] = []
        if mark.closed and mark.close < high:
            choices += self._after(mark, high)
        choices += self._before(mark, low)
        if not choices:
            return Speaker(None, None, "")
        distance, speaker = min(choices, key=lambda c: c[0])
        short = self._sizes[i] < 5
        return Speaker(None, None, "") if short and distance > 120 else speaker

    def _after(self, mark: Marked, high: int) -> list[tuple[float, Speaker]]:
        body = self._at.body
        last = body[mark.open : mark.close - 1].rstrip()[-1:]
        comma = last in ",!?—–-…" or body[mark.close : mark.close + 1] in (",", "，")
        full_stop = last == "." and not comma
        _, sentence_end = self._at.bounds(self._at.sentence(mark.close))
        for event in self._events.within(mark.close, min(high, sentence_end)):
            gap = body[mark.close : event.start]
            words = TOKEN.findall(gap)
            if event.speaker is None:
                if event.inverted or len(words) > 6:
                    continue
                break
            near = event.inverted or len(words) <= 4
            if event.weak and not near:
                continue
            if not comma and not event.inverted and (self._breaks(gap, event) or len(words) > 6):
                continue
            if full_stop and self._at.words.carries and not event.inverted and words and words[0][0].isupper():
                break  # another sentence
            if full_stop and not event.inverted and not (words and words[0][0].islower() and len(words) <= 2):
                penalty = 60.0
            else:
                penalty = 0.0 if comma or event.inverted else 10.0
            return [(event.start - mark.close + penalty, event.speaker)]
        return []

    def _breaks(self, gap: str, event: Event) -> bool:
        """Return whether a comma parts verb and quotation, other than before the subject: “...” it, Smith said."""
        comma = gap.rfind(",")
        if comma < 0 or not gap.strip(" ,"):
            return False
        return event.weak or len(TOKEN.findall(gap[:comma])) > 4 or len(TOKEN.findall(gap[comma:])) > 3

    def _before(self, mark: Marked, low: int) -> list[tuple[float, Speaker]]:
        start = max(low, self._at.sentence_starts[self._at.sentence(mark.open)])
        for event in self._events.back_from(mark.open, start):
            between = self._at.body[event.end : mark.open]
            if event.speaker is None or (event.weak and len(TOKEN.findall(between)) > 12):
                continue
            return [(float(mark.open - event.end), event.speaker)]
        return []

    def _by_name(self, found: list[Speaker]) -> None:
        """Without a verb, the person with an office beside the marks: "...", Jesse Toprak, analista de Edmunds."""
        body = self._at.body
        for i, mark in enumerate(self._at.marked):
            if found[i].kind == "named" or not mark.closed or _COMMA.match(body, mark.close) is None:
                continue
            named = next(iter(self._at.people(mark.close, mark.close + 4)), None)
            if named is None or body[named.end : named.end + 2] != ", ":
                continue
            _, end = self._at.bounds(self._at.sentence(named.start))
            office = list(islice(TOKEN.finditer(body, named.end, end), 3))
            if any(is_person_role(word[0]) for word in office) and not self._events.within(mark.close, end):
                found[i] = Speaker(named.entity.name, named.entity.key, "named", named.start)

    def _by_mood(self, found: list[Speaker]) -> None:
        """Give words within a report that the mood of its verb marks to who spoke before: "Das Dorf sei „...“"."""
        for i, mark in enumerate(self._at.marked):
            if found[i].kind or not self._is_reported(*self._at.bounds(self._at.sentence(mark.open))):
                continue
            for j in range(self._at.sentence(mark.open) - 1, -1, -1):
                start, end = self._at.bounds(j)
                if self._at.body.count("\n\n", start, mark.open) > 1:
                    break
                if (speaker := self._of_report(start, end, found)) is not None:
                    found[i] = Speaker(speaker.name, speaker.key, "sentence", speaker.at)
                    break
                if TOKEN.search(self._at.body, start, end) and not self._is_reported(start, end):
                    break

    def _is_reported(self, start: int, end: int) -> bool:
        words = self._at.words.reported
        return bool(words) and any(
            token[0] in words and not self._at.quoted(token.start())
            for token in TOKEN.finditer(self._at.body, start, end)
        )

    def _of_report(self, start: int, end: int, found: Sequence[Speaker]) -> Speaker | None:
        """Return who speaks last in a sentence, by a verb of saying or by a quotation."""
        spoken = [e.speaker for e in self._events.within(start, end) if e.speaker is not None and e.speaker.name]
        if spoken:
            return spoken[-1]
        quoted = [f for f, m in zip(found, self._at.marked, strict=True) if start <= m.open < end and f.name]
        return quoted[-1] if quoted else None

    def _by_colon(self, found: list[Speaker]) -> None:
        """Without a verb, the person whose sentence leads to the quotation by a colon: "Ana Pohl freut sich: ..."."""
        for i, mark in enumerate(self._at.marked):
            if found[i].kind or not self._at.words.carries:
                continue
            if not self._at.body[mark.paragraph_start : mark.open].rstrip().endswith(":"):
                continue
            if self._sizes[i] < 4:
                continue
            start, _ = self._at.bounds(self._at.sentence(mark.open - 1))
            start = max(start, mark.paragraph_start)
            people = self._meant(start, mark.open)
            office = None if people else self._pronouns.office(start, mark.open)
            if people:
                found[i] = Speaker(people[0].entity.name, people[0].entity.key, "sentence", people[0].start)
            elif office is not None:
                found[i] = office
            elif (pronoun := self._pronouns.first(start, mark.open)) is not None:
                found[i] = pronoun

    def _meant(self, start: int, end: int) -> list[Named]:
        """Return the people that can be the subjects of a piece of text, or the only one that it names."""
        people = self._at.people(start, end)
        subjects = [n for n in people if self._at.is_subject(n)]
        return subjects or (people if len({n.entity.key for n in people}) == 1 else [])

    def _by_sentence(self, found: list[Speaker]) -> None:
        """Give sentences of quotation alone, within a paragraph, to whom the sentence before is about or quotes."""
        for i, mark in enumerate(self._at.marked):
            if found[i].kind or not self._is_sentence(mark):
                continue
            if i and found[i - 1].name and not TOKEN.search(self._at.body, self._at.closes[i - 1], mark.open):
                found[i] = Speaker(found[i - 1].name, found[i - 1].key, "continuation", found[i - 1].at)
                continue
            speaker = self._of_sentence_before(mark)
            if speaker is not None:
                found[i] = speaker

    def _is_sentence(self, mark: Marked) -> bool:
        """Return whether a quotation is one or more whole sentences, with nothing of another beside it."""
        body = self._at.body
        if len(TOKEN.findall(body[mark.start : mark.end])) < 5 or not body[mark.start].isupper():
            return False
        before = body[mark.paragraph_start : mark.open].rstrip(' \u00a0"»”“')
        if before and before[-1] not in ".!?…:":
            return False
        ended = body[mark.end - 1] in ".!?…" or body[mark.close : mark.close + 1] in (".", "!", "?")
        return ended and (
            mark.close >= mark.paragraph_end or not body[mark.close : mark.close + 3].lstrip()[:1].islower()
        )

    def _of_sentence_before(self, mark: Marked) -> Speaker | None:
        """Return who spoke last in the sentence before, or its first subject, or an office that it names."""
        at = self._at.sentence(max(0, mark.open - 2))
        for sentence in range(at, max(-1, at - 2), -1):
            start, end = self._at.bounds(sentence)
            start, end = max(start, mark.paragraph_start), min(end, mark.open)
            if start >= end or not TOKEN.search(self._at.body, start, end):
                continue
            spoken = [e.speaker for e in self._events.within(start, end) if e.speaker is not None and e.speaker.name]
            people = self._meant(start, end)
            if spoken:
                return Speaker(spoken[-1].name, spoken[-1].key, "sentence", spoken[-1].at)
            if people:
                return Speaker(people[0].entity.name, people[0].entity.key, "sentence", people[0].start)
            if (office := self._pronouns.office(start, end)) is not None:
                return office
        return None

    def _by_paragraph(self, found: list[Speaker]) -> None:
        """Without a verb, the speaker of the neighbour in the paragraph, or who is named before a colon."""
        for i, mark in enumerate(self._at.marked):
            words = self._sizes[i]
            if found[i].kind or words < 4:
                continue
            found[i] = self._of_neighbour(i, found)
            if not found[i].kind and words >= 5:
                found[i] = self._of_opening(mark)

    def _of_neighbour(self, i: int, found: list[Speaker]) -> Speaker:
        """Return the speaker of the quotation before or after, if nobody else is the subject between."""
        mark, carries = self._at.marked[i], self._at.words.carries
        if carries and self._has_other(mark):
            return Speaker(None, None, "")
        for j in (i - 1, i + 1):
            if not (0 <= j < len(found) and found[j].name and self._at.marked[j].paragraph == mark.paragraph):
                continue
            other, speaker = self._at.marked[j], found[j]
            start, end = (other.close, mark.open) if j < i else (mark.close, other.open)
            if carries and j > i and end - start > FAR:
                continue
            subjects = self._at.subjects(start, end)
            if all(n.entity.key == speaker.key or n.start == speaker.at for n in subjects):
                return Speaker(speaker.name, speaker.key, "paragraph", speaker.at)
        return Speaker(None, None, "")

    def _of_opening(self, mark: Marked) -> Speaker:
        """Return the person whose sentence a colon or comma before the quotation ends."""
        if not self._at.body[mark.paragraph_start : mark.open].rstrip().endswith((":", ",")):
            return Speaker(None, None, "")
        start, _ = self._at.bounds(self._at.sentence(mark.open))
        people = self._at.subjects(max(start, mark.paragraph_start), mark.open)
        if not people:
            return Speaker(None, None, "")
        person = people[0 if self._at.words.carries else -1]
        return Speaker(person.entity.name, person.entity.key, "sentence", person.start)

    def _has_other(self, mark: Marked) -> bool:
        """Return whether a verb of saying is beside a quotation, whose subject could not be read."""
        start = max(mark.paragraph_start, mark.open - 60, self._at.bounds(self._at.sentence(mark.open))[0])
        before = self._events.within(start, mark.open)
        after = [e for e in self._events.within(mark.close, mark.close + 12) if e.inverted]
        return any(event.speaker is None and not event.weak for event in (*before[-1:], *after[:1]))

    def _by_continuation(self, found: list[Speaker]) -> None:
        """Give a paragraph of quotation alone to the last speaker, in quotation marks or without."""
        for i, mark in enumerate(self._at.marked):
            if found[i].kind:
                continue
            alone = not TOKEN.search(self._at.body, mark.paragraph_start, mark.open) and not TOKEN.search(
                self._at.body, mark.close, mark.paragraph_end
            )
            following = found[i + 1] if i + 1 < len(found) else None
            if not mark.closed and following is not None and following.name:
                found[i] = Speaker(following.name, following.key, "continuation", following.at)
                continue
            if not alone or _is_heading(self._at.body, mark):
                continue
            signed = _SIGNED.match(self._at.body, mark.paragraph_end)
            if signed is not None:
                found[i] = self._signed(signed)
                continue
            last = self._last_speaker(i, found)
            if last is not None:
                found[i] = Speaker(last.name, last.key, "continuation", last.at)

    def _signed(self, match: re.Match[str]) -> Speaker:
        """Return the speaker in the line after a quotation: "— Ana Pohl, engineer"."""
        people = self._at.people(match.start(1), match.end(1))
        if people:
            return Speaker(people[0].entity.name, people[0].entity.key, "named", people[0].start)
        return Speaker(match[1].partition(",")[0].strip(" *"), None, "role", match.start(1))

    def _last_speaker(self, i: int, found: Sequence[Speaker]) -> Speaker | None:
        mark = self._at.marked[i]
        floor = self._paragraphs_back(mark.paragraph_start, PARAGRAPHS_BACK)
        position, speaker = -1, None
        j = i - 1
        while j >= 0 and _is_heading(self._at.body, self._at.marked[j]):
            j -= 1
        if j >= 0 and self._at.marked[j].open >= floor and found[j].name:
            position, speaker = self._at.marked[j].open, found[j]
        for event in self._events.back_from(mark.open, max(floor, position)):
            if event.speaker is not None and not event.weak and event.speaker.name:
                if speaker is None or event.start > position:
                    position, speaker = event.start, event.speaker
                break
        since = max(position, floor)
        after = speaker.at if speaker is not None else -1
        named = [n for n in self._at.subjects(since, mark.open) if speaker is None or n.start > after]
        own = self._at.sentence(position) if position >= 0 else -1
        others = [
            n for n in named if self._at.sentence(n.start) > own and n.entity.key != (speaker.key if speaker else "")
        ]
        if others:  # a sentence about somebody else came between: its subject speaks
            first = others[-1]
            start, end = self._at.bounds(self._at.sentence(first.start))
            subject = next((n for n in self._at.people(start, end) if self._at.is_subject(n)), first)
            return Speaker(subject.entity.name, subject.entity.key, "continuation", subject.start)
        return speaker

    def _paragraphs_back(self, start: int, count: int) -> int:
        for _ in range(count + 1):
            if start <= 0:
                return 0
            start = self._at.body.rfind("\n", 0, start - 1) + 1
            while start > 1 and self._at.body[start - 2 : start] == "\n\n":
                start -= 1
        return start


def _is_heading(body: str, mark: Marked) -> bool:
    """Return whether a paragraph is a line of one short quotation without an end mark: a crosshead."""
    return (
        mark.closed
        and mark.end - mark.start < 100
        and body[mark.end - 1] not in ".!?…,"
        and not TOKEN.search(body, mark.paragraph_start, mark.open)
        and not TOKEN.search(body, mark.close, mark.paragraph_end)
    )
