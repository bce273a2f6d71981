"""Decide whether one arrival is new, a copy (by `joining`), an update or a duplicate of articles that are passed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from articles.duplicates.joining import join
from articles.duplicates.known import Known, arrival_name, pack, short, source_key
from articles.duplicates.likeness import Likeness, compare
from articles.duplicates.sketch import Sketch
from articles.duplicates.values import Candidate, Judgement, Verdict
from articles.identity import reused_url_id

#: A text that comes with a known URL is an update if it shares at least this part of the smaller text's 3-grams.
#: Unrelated news texts share less than 0.02.
OVERLAP = 0.1
#: Members of a story that vote.
VOTERS = 16


@dataclass
class Story:
    """A story: its lead, and its first members, by their numbers."""

    lead_id: bytes
    lead: int = 0  #: its number; 0 if it was evicted
    members: list[int] = field(default_factory=list)


@dataclass
class View:
    """The articles and stories that a batch of candidates needs. Judged candidates are added to it."""

    known: dict[int, Known] = field(default_factory=dict)  #: by number; later ones have larger numbers
    stories: dict[bytes, Story] = field(default_factory=dict)  #: by story id; a story of one has none

    def story(self, number: int) -> Story:
        """Return the story of a known article."""
        article = self.known[number]
        story = self.stories.get(article.story)
        if story is None:
            story = self.stories[article.story] = Story(article.article_id, number, [number])
        return story


@dataclass(frozen=True)
class Decision:
    """A judgement, and what is to be stored with it."""

    judgement: Judgement
    entry: bytes = b""  #: to be stored; empty if there is nothing new
    lead_id: bytes = b""  #: the lead of its story before


def decide(candidate: Candidate, view: View, same_id: list[int], alike: list[int], *, earlier_leads: bool) -> Decision:
    """Return what a candidate is.

    Args:
        candidate: The arrival.
        view: Earlier articles and their stories.
        same_id: Numbers of known articles under its URL, its producer's id, or its source and text.
        alike: Numbers of known articles that share candidate keys, the likeliest first.
        earlier_leads: A copy with an earlier date of publication takes the lead of its story.
    """
    mine = Sketch.from_bytes(candidate.sketch)
    content = short(candidate.content_hash)
    article_id, verdict = candidate.article_id, Verdict.NEW
    same = [view.known[n] for n in same_id if n in view.known]
    if same:
        if (itself := _itself(candidate, same, content)) is not None:
            return _again(itself, view)
        if candidate.is_identified and (found := _by_id(candidate, same, mine, content, view)) is not None:
            return found
        newest = _newest_versions(same)
        if (twin := next((k for k in newest if content == k.content), None)) is not None:
            return _nothing_new(Verdict.SAME_ARTICLE, twin, view)
        if (version := _overlapping(mine, newest)) is not None:
            return _against(candidate, version, mine, content, view)
        if candidate.is_identified:  # an id that its producer used again
            article_id = reused_url_id(candidate.article_id, candidate.decoded_hash)
        elif candidate.url is None:
            # Without a URL the id is the text's, so an article under it is the same one.
            return _nothing_new(Verdict.SAME_ARTICLE, newest[0], view)
        else:
            article_id, verdict = reused_url_id(candidate.url, candidate.decoded_hash), Verdict.URL_REUSED
    return _near_duplicate(candidate, article_id, verdict, mine, content, view, alike, earlier_leads)


def _by_id(candidate: Candidate, same: list[Known], mine: Sketch, content: bytes, view: View) -> Decision | None:
    """Return the decision for another version of the article to which the producer's id led.

    Which of two versions is newer is decided where both are known: when it is written.
    """
    identifier = bytes.fromhex(candidate.article_id)
    versions = _newest_versions([known for known in same if known.article_id == identifier])
    if not versions:
        return None
    version = versions[0]
    if not candidate.any_text and _overlapping(mine, versions) is None:
        return None
    if candidate.has_version:
        return _update(candidate, version, mine, view)
    return _against(candidate, version, mine, content, view)


def _against(candidate: Candidate, version: Known, mine: Sketch, content: bytes, view: View) -> Decision:
    """Return the decision beside a version of the same article, by the times of arrival."""
    if content == version.content:
        return _nothing_new(Verdict.SAME_ARTICLE, version, view)
    if candidate.claimed_at < version.claimed_at:
        return _nothing_new(Verdict.OLDER_VERSION, version, view)
    return _update(candidate, version, mine, view)


def _itself(candidate: Candidate, same: list[Known], content: bytes) -> Known | None:
    """Return the known article of the same arrival, delivered once more."""
    name = arrival_name(candidate.arrival)
    return next((k for k in same if k.arrival == name and k.content == content), None)


def _again(known: Known, view: View) -> Decision:
    """Return the judgement that a known article got."""
    lead_id = _lead_id(known, view)
    return Decision(
        Judgement(
            verdict=known.verdict,
            article_id=known.article_id.hex(),
            story_id=known.story.hex(),
            copy_of=None if lead_id == known.article_id else lead_id.hex(),
            similarity=known.similarity or None,
        )
    )


def _newest_versions(same: list[Known]) -> list[Known]:
    """Return the version of each article that was claimed last."""
    newest: dict[bytes, Known] = {}
    for known in same:
        other = newest.get(known.article_id)
        if other is None or known.claimed_at >= other.claimed_at:
            newest[known.article_id] = known
    return list(newest.values())


def _overlapping(mine: Sketch, versions: list[Known]) -> Known | None:
    """Return the version that shares the most text, if that is enough."""
    likeness, _, version = max(
        ((compare(mine, k.sketch).containment, -i, k) for i, k in enumerate(versions)), key=lambda found: found[:2]
    )
    return version if likeness >= OVERLAP else None


def _nothing_new(verdict: Verdict, known: Known, view: View) -> Decision:
    lead_id = _lead_id(known, view)
    return Decision(
        Judgement(
            verdict=verdict,
            article_id=known.article_id.hex(),
            story_id=known.story.hex(),
            copy_of=None if lead_id == known.article_id else lead_id.hex(),
            similarity=known.similarity or None,
            depends_on=(known.arrival,),
        )
    )


def _update(candidate: Candidate, version: Known, mine: Sketch, view: View) -> Decision:
    """Return the decision for new text of a known article. It stays in its story, even if it resembles another now."""
    lead_id = _lead_id(version, view)
    is_copy = lead_id != version.article_id
    depends_on = [version.arrival]
    similarity = None
    if is_copy:
        similarity = version.similarity
        story = view.stories.get(version.story)
        lead = view.known.get(story.lead) if story else None
        if lead is not None:
            similarity = compare(mine, lead.sketch).containment
            depends_on.append(lead.arrival)
    judgement = Judgement(
        verdict=Verdict.NEW_TEXT,
        article_id=version.article_id.hex(),
        story_id=version.story.hex(),
        copy_of=lead_id.hex() if is_copy else None,
        similarity=similarity,
        depends_on=tuple(dict.fromkeys(depends_on)),
    )
    return Decision(judgement, pack(candidate, judgement), lead_id)


def _near_duplicate(
    candidate: Candidate,
    article_id: str,
    verdict: Verdict,
    mine: Sketch,
    content: bytes,
    view: View,
    alike: list[int],
    earlier_leads: bool,
) -> Decision:
    """Return the decision for a copy of a known story, or for the first article of a new one."""
    found = [n for n in alike if n in view.known]
    twin = next((n for n in sorted(found) if view.known[n].content == content), None)
    likenesses: dict[bytes, dict[int, Likeness]] = {}
    if twin is None:
        for number in found:
            story = view.story(number)
            voters = likenesses.setdefault(view.known[number].story, {})
            for member in (*story.members[:VOTERS], number):
                if member not in voters and member in view.known:
                    voters[member] = compare(mine, view.known[member].sketch)
        joined = join({story_id: list(voters.values()) for story_id, voters in likenesses.items()})
    else:
        joined = view.known[twin].story
        if candidate.url is None and view.known[twin].source == source_key(candidate.source):
            # The same paper sent the same text, once with its URL and once without.
            return _nothing_new(Verdict.SAME_ARTICLE, view.known[twin], view)
    if joined is None:
        judgement = Judgement(verdict=verdict, article_id=article_id, story_id=article_id)
        return Decision(judgement, pack(candidate, judgement), bytes.fromhex(article_id))
    story = view.stories[joined] if twin is None else view.story(twin)
    lead = view.known.get(story.lead)
    if twin is not None:
        similarity, standing = 1.0, view.known[twin]
    else:
        voters = likenesses[joined]
        best = max(
            voters,
            key=lambda n: (voters[n].is_copy or voters[n].prefaced == 1, voters[n].containment + voters[n].jaccard, -n),
        )
        standing = view.known[best]
        similarity = voters[story.lead if story.lead in voters else best].containment
    depends_on = [standing.arrival] if lead is None else [lead.arrival, standing.arrival]
    judgement = Judgement(
        verdict=Verdict.NEAR_DUPLICATE if twin is None else Verdict.SAME_TEXT,
        article_id=article_id,
        story_id=joined.hex(),
        copy_of=story.lead_id.hex(),
        similarity=round(similarity, 4),
        takes_lead=earlier_leads and lead is not None and earlier(candidate.published_at, lead.published_at),
        depends_on=tuple(dict.fromkeys(depends_on)),
    )
    return Decision(judgement, pack(candidate, judgement), story.lead_id)


def _lead_id(known: Known, view: View) -> bytes:
    story = view.stories.get(known.story)
    return story.lead_id if story else known.article_id


def earlier(mine: datetime | None, other: datetime | None) -> bool:
    """Return whether `mine` was certainly published first. A date without a time is midnight: only the day counts."""
    if mine is None or other is None:
        return False
    mine = mine if mine.tzinfo else mine.replace(tzinfo=UTC)
    other = other if other.tzinfo else other.replace(tzinfo=UTC)
    midnight = time(0)
    if midnight in (mine.time(), other.time()):
        return mine.date() < other.date()
    return mine < other
