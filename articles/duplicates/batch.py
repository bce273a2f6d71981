"""Judge the candidates of one batch in order, so that each sees those before it. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from articles.duplicates.decide import VOTERS, Decision, Story, View, decide
from articles.duplicates.known import Known, arrival_name, base_id, lookup_id
from articles.duplicates.sketch import KEY_COUNT_AT, KEYS_AT
from articles.duplicates.values import Candidate, Judgement, Verdict

#: Numbers from here on are given to candidates of the batch itself; the duplicate index gives smaller ones.
FIRST_NUMBER = 2**40
#: Candidates of the same batch that a candidate is compared with at most.
_NEIGHBOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the duplicate index holds about one candidate."""

    judgement: Judgement | None = None  #: the arrival was judged before and is in flight
    is_deleted: bool = False  #: a tombstone keeps it out
    same_id: tuple[int, ...] = ()  #: numbers of the articles under its id
    alike: tuple[int, ...] = ()  #: numbers of the articles that share candidate keys, the likeliest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A candidate's judgement, and the decision that has to be committed for it."""

    judgement: Judgement
    decision: Decision | None = None  #: None: the duplicate index has the judgement, or needs none


def judge_batch(
    candidates: Sequence[Candidate], looks: Sequence[Look], view: View, *, earlier_leads: bool
) -> list[Judged]:
    """Judge candidates in the given order.

    Args:
        candidates: The candidates, those claimed first before others.
        looks: What the duplicate index holds about each.
        view: The articles and stories that the looks refer to. Judged candidates are added to it.
        earlier_leads: A copy with an earlier date of publication takes the lead of its story.
    """
    batch = _Batch(view, earlier_leads)
    return [batch.judge(candidate, look) for candidate, look in zip(candidates, looks, strict=True)]


def packed_keys(sketch: bytes) -> bytes:
    """Return the candidate keys of a packed sketch, four bytes each."""
    count = int.from_bytes(sketch[KEY_COUNT_AT : KEY_COUNT_AT + 2], "little")
    return sketch[KEYS_AT : KEYS_AT + 4 * count]


class _Batch:
    """The candidates judged so far, findable as the duplicate index finds articles."""

    def __init__(self, view: View, earlier_leads: bool) -> None:
        self._view = view
        self._earlier_leads = earlier_leads
        self._next = FIRST_NUMBER
        self._judgements: dict[str, Judgement] = {}
        self._postings: dict[bytes, list[int]] = defaultdict(list)
        self._ids: dict[str, list[int]] = defaultdict(list)

    def judge(self, candidate: Candidate, look: Look) -> Judged:
        """Judge one candidate."""
        arrival = arrival_name(candidate.arrival)
        # Even if a redelivered text was cleaned a little differently: other judgements depend on this one already.
        known = self._judgements.get(arrival) or look.judgement
        if known is not None:
            self._judgements[arrival] = known
            return Judged(judgement=known)
        if look.is_deleted:
            identifier = candidate.article_id
            return Judged(judgement=Judgement(verdict=Verdict.DELETED, article_id=identifier, story_id=identifier))
        decision = self._decide(candidate, look)
        self._judgements[arrival] = decision.judgement
        return Judged(judgement=decision.judgement, decision=decision)

    def _decide(self, candidate: Candidate, look: Look) -> Decision:
        keys = packed_keys(candidate.sketch)
        pieces = [keys[i : i + 4] for i in range(0, len(keys), 4)]
        counts = Counter(number for key in pieces for number in self._postings.get(key, ()))
        enough = min(2, len(pieces))
        neighbours = [number for number, count in counts.most_common(_NEIGHBOURS) if count >= enough]
        wanted = lookup_id(candidate)
        decision = decide(
            candidate,
            self._view,
            [*look.same_id, *self._ids.get(wanted, ())],
            [*look.alike, *neighbours],
            earlier_leads=self._earlier_leads,
        )
        if decision.entry:
            number = self._next
            self._next += 1
            for key in pieces:
                self._postings[key].append(number)
            for identifier in {base_id(candidate), decision.judgement.article_id}:
                self._ids[identifier].append(number)
            add_to_story(self._view, number, decision)
        return decision


def add_to_story(view: View, number: int, decision: Decision) -> None:
    """Add a judged candidate to the view, as a member of its story.

    `join` in `tasks/duplicates/lua/joining.lua` does the same in the duplicate index; one table of cases tests both.
    """
    known = view.known[number] = Known(decision.entry)
    story = view.stories.get(known.story)
    takes_lead = decision.judgement.takes_lead
    if story is None:
        first = min(n for n, k in view.known.items() if k.article_id == known.article_id)
        view.stories[known.story] = Story(decision.lead_id, first, [first])
        return
    if story.members == [story.lead] and story.lead_id == known.article_id and not takes_lead:
        return  # a new version of a story's only article
    if number not in story.members:
        if len(story.members) < VOTERS:
            story.members.append(number)
        elif takes_lead:
            story.members[-1] = number
    if takes_lead or (story.lead == 0 and story.lead_id == known.article_id):
        story.lead_id, story.lead = known.article_id, number
