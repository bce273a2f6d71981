"""Judging one arrival against what is remembered, without a server."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest

from articles.duplicates import compare, sketch
from articles.duplicates.decide import View, decide, earlier
from articles.duplicates.known import Known
from articles.duplicates.values import Candidate, Verdict
from articles.fates import REASONS
from articles.identity import article_id, content_hash, decoded_hash

WORDS = ["".join(random.Random(i).choices("abcdefghilmnoprstu", k=4 + i % 6)) for i in range(900)]
NOON = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def text(seed: int) -> str:
    """A text of its own for each seed."""
    return " ".join(random.Random(seed).choices(WORDS, k=300))


def candidate(number: int, body: str, url: str | None = None, published_at: datetime | None = None) -> Candidate:
    """An arrival."""
    url = url or f"https://paper{number}.example/"
    return Candidate(
        arrival=f"i:{number}",
        claimed_at=number,
        article_id=article_id(url, None, ""),
        url=url,
        decoded_hash=decoded_hash(body),
        content_hash=content_hash("", body),
        published_at=published_at,
        sketch=sketch("", body).to_bytes(),
    )


def remembering(*candidates: Candidate) -> View:
    """A view in which each candidate is a story of its own, numbered from 1."""
    view = View()
    for number, one in enumerate(candidates, 1):
        view.known[number] = Known(decide(one, View(), [], [], earlier_leads=True).entry)
    return view


def test_known_article_comes_back_from_its_bytes() -> None:
    """What is packed of a candidate is what is asked of it later."""
    one = candidate(7, text(1), published_at=NOON)
    known = remembering(one).known[1]
    assert (one.arrival, one.claimed_at, one.article_id, NOON, one.sketch, True) == (
        known.arrival,
        known.claimed_at,
        known.article_id.hex(),
        known.published_at,
        known.sketch.to_bytes(),
        known.has_url,
    )


def test_story_that_is_more_alike_wins() -> None:
    """Of two stories the text joins the one it has more of."""
    whole, half = candidate(1, text(1)), candidate(2, " ".join(text(1).split()[:160]) + " " + text(5))
    decision = decide(candidate(3, text(1) + " end"), remembering(half, whole), [], [1, 2], earlier_leads=True)
    assert (Verdict.NEAR_DUPLICATE, whole.article_id) == (decision.judgement.verdict, decision.judgement.story_id)


def test_candidates_that_are_unlike_make_no_copy() -> None:
    """Sharing a key or two with something proves nothing."""
    decision = decide(candidate(3, text(3)), remembering(candidate(1, text(1))), [], [1], earlier_leads=True)
    assert (Verdict.NEW, None) == (decision.judgement.verdict, decision.judgement.copy_of)


def test_numbers_that_are_gone_are_stepped_over() -> None:
    """What was evicted between the looks is no candidate."""
    decision = decide(candidate(3, text(1)), View(), [4], [5, 6], earlier_leads=True)
    assert decision.judgement.verdict is Verdict.NEW


def test_lead_is_not_taken_where_leads_stay() -> None:
    """With `earlier_leads` off the first to arrive leads for good."""
    view = remembering(candidate(1, text(1), published_at=NOON))
    early = candidate(2, text(1), published_at=NOON - timedelta(hours=1))
    assert [True, False] == [
        decide(early, view, [], [1], earlier_leads=wanted).judgement.takes_lead for wanted in (True, False)
    ]


@pytest.mark.parametrize(
    ("mine", "other", "expected"),
    [
        (NOON, NOON + timedelta(minutes=1), True),
        (NOON, NOON, False),
        (None, NOON, False),
        (NOON, None, False),
        (NOON.replace(hour=0, minute=0), NOON, False),
        (NOON.replace(day=28, month=2, hour=0, minute=0), NOON, True),
        (datetime(2026, 3, 1, 0, 0, tzinfo=timezone(timedelta(hours=9))), NOON, False),
        (NOON.replace(hour=12, minute=0, tzinfo=None), NOON, True),
    ],
)
def test_earlier(mine: datetime | None, other: datetime | None, expected: bool) -> None:
    """Only what was surely published before is earlier; midnight stands for an unknown time of day."""
    assert expected == earlier(mine, other)


def test_each_verdict_has_its_fate_and_reason() -> None:
    """A verdict's reason is one that its fate may have."""
    assert all(verdict.reason in REASONS[verdict.fate] for verdict in Verdict)


URL = "https://paper1.example/"


@pytest.mark.parametrize(
    ("later", "verdict"),
    [
        (candidate(1, text(1), URL), Verdict.NEW),
        (candidate(2, text(1), URL), Verdict.SAME_ARTICLE),
        (candidate(2, text(1) + " end", URL), Verdict.NEW_TEXT),
        (candidate(0, text(1) + " end", URL), Verdict.OLDER_VERSION),
        (candidate(2, text(2), URL), Verdict.URL_REUSED),
        (msgspec.structs.replace(candidate(2, text(2), URL), url=None), Verdict.SAME_ARTICLE),
        (msgspec.structs.replace(candidate(2, text(1), URL), is_identified=True), Verdict.SAME_ARTICLE),
    ],
    ids=[
        "the same arrival",
        "the same text",
        "a new text",
        "an older text",
        "an unlike text",
        "without a URL",
        "the same text and id",
    ],
)
def test_what_comes_under_a_known_id(later: Candidate, verdict: Verdict) -> None:
    first = candidate(1, text(1), URL)

    judgement = decide(later, remembering(first), [1], [], earlier_leads=True).judgement

    assert judgement.verdict is verdict
    assert judgement.copy_of is None
    assert (judgement.article_id == first.article_id) is (verdict is not Verdict.URL_REUSED)


@pytest.mark.parametrize("arrival", ["i:2", "i:9"])
def test_a_copy_that_comes_again_is_still_a_copy_of_its_lead(arrival: str) -> None:
    """Delivered once more, or sent once more."""
    view = remembering(candidate(1, text(1)))
    copy = candidate(2, text(1))
    first = decide(copy, view, [], [1], earlier_leads=True)
    view.known[2] = Known(first.entry)

    again = decide(msgspec.structs.replace(copy, arrival=arrival), view, [2], [1], earlier_leads=True).judgement

    assert first.judgement.copy_of is not None
    assert (copy.article_id, first.judgement.copy_of) == (again.article_id, again.copy_of)
    assert again.verdict is (first.judgement.verdict if arrival == copy.arrival else Verdict.SAME_ARTICLE)


@pytest.mark.parametrize(
    ("url", "source", "verdict"),
    [
        (None, "Bay Post", Verdict.SAME_ARTICLE),
        (None, "Island Herald", Verdict.SAME_TEXT),
        ("https://bay.example/2", "Bay Post", Verdict.SAME_TEXT),
    ],
)
def test_a_paper_that_sends_its_text_without_the_url_sends_it_again(
    url: str | None, source: str, verdict: Verdict
) -> None:
    first = msgspec.structs.replace(candidate(1, text(1)), source="Bay Post")
    other = msgspec.structs.replace(candidate(2, text(1)), url=url, source=source)

    assert decide(other, remembering(first), [], [1], earlier_leads=True).judgement.verdict is verdict


def test_likeness_of_a_copy_is_that_to_the_lead() -> None:
    """Also where another member of the story is more alike."""
    lead, longer = candidate(1, text(1)), candidate(2, f"{text(1)} {text(2)[:400]}")
    view = remembering(lead)
    view.known[2] = Known(decide(longer, view, [], [1], earlier_leads=True).entry)
    view.story(1).members.append(2)
    body = f"{text(1)[:900]} {text(2)[:400]}"

    judgement = decide(candidate(3, body), view, [], [1, 2], earlier_leads=True).judgement

    to_lead = compare(sketch("", body), sketch("", text(1))).containment
    assert (lead.article_id, round(to_lead, 4)) == (judgement.copy_of, judgement.similarity)
    assert to_lead < compare(sketch("", body), sketch("", f"{text(1)} {text(2)[:400]}")).containment
