"""Judging a batch, without a server: each candidate sees those before it."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import Any

import pytest

from articles.duplicates import sketch
from articles.duplicates.batch import FIRST_NUMBER, Look, add_to_story, judge_batch
from articles.duplicates.decide import Decision, Story, View
from articles.duplicates.known import pack
from articles.duplicates.values import Candidate, Judgement, Verdict
from articles.identity import article_id, content_hash, decoded_hash

#: Also run on the Lua of the duplicate index, in tests/integration/test_joining.py.
CASES = json.loads((Path(__file__).parents[3] / "joining_cases.json").read_text())
WORDS = ["".join(random.Random(i).choices("abcdefghilmnoprstu", k=4 + i % 6)) for i in range(900)]


def text(seed: int) -> str:
    """A text of its own for each seed."""
    return " ".join(random.Random(seed).choices(WORDS, k=300))


def candidate(number: int, body: str, *, url: str | None = None) -> Candidate:
    """An arrival."""
    url = url or f"https://paper{number}.example/"
    return Candidate(
        arrival=f"i:{number}",
        claimed_at=number,
        article_id=article_id(url, None, ""),
        url=url,
        decoded_hash=decoded_hash(body),
        content_hash=content_hash("", body),
        sketch=sketch("", body).to_bytes(),
    )


def judge(*candidates: Candidate, looks: dict[int, Look] | None = None) -> list[Judgement]:
    """Judgements of a batch of which the duplicate index knows nothing but `looks`."""
    found = [(looks or {}).get(place, Look()) for place in range(len(candidates))]
    return [one.judgement for one in judge_batch(candidates, found, View(), earlier_leads=True)]


def test_copies_in_one_batch_join_the_first() -> None:
    """The first of them begins the story."""
    first, other, copy = judge(candidate(1, text(1)), candidate(2, text(2)), candidate(3, text(1) + " end"))
    assert [Verdict.NEW, Verdict.NEW, Verdict.NEAR_DUPLICATE] == [first.verdict, other.verdict, copy.verdict]
    assert (first.story_id, first.article_id) == (copy.story_id, copy.copy_of)
    assert ("i:1",) == copy.depends_on


def test_update_in_one_batch_is_of_the_first() -> None:
    """Two arrivals of one URL: the later one is new text of the same article."""
    url = "https://paper.example/live"
    first, update = judge(candidate(1, text(1), url=url), candidate(2, text(1) + " " + text(9)[:200], url=url))
    assert (Verdict.NEW_TEXT, first.article_id) == (update.verdict, update.article_id)


def test_arrival_that_comes_twice_in_a_batch_gets_one_judgement() -> None:
    """A redelivery in the same batch changes nothing."""
    one = candidate(1, text(1))
    first, again = judge(one, one)
    assert first is again


def test_judgement_of_the_duplicate_index_stays() -> None:
    """Even if the text was cleaned otherwise meanwhile: other judgements depend on it."""
    known = Judgement(verdict=Verdict.NEAR_DUPLICATE, article_id="a" * 64, story_id="b" * 64, copy_of="b" * 64)
    one = candidate(1, text(1))
    (judged,) = judge_batch([one], [Look(judgement=known)], View(), earlier_leads=True)
    assert (known, None) == (judged.judgement, judged.decision)


def test_tombstone_keeps_an_arrival_out_and_is_not_committed() -> None:
    """There is nothing to be stored for it, and nothing joins it."""
    down, other = candidate(1, text(1)), candidate(2, text(1))
    judged = judge_batch([down, other], [Look(is_deleted=True), Look()], View(), earlier_leads=True)
    assert [Verdict.DELETED, Verdict.NEW] == [one.judgement.verdict for one in judged]
    assert [True, False] == [one.decision is None for one in judged]


def test_numbers_of_a_batch_are_above_those_of_the_duplicate_index() -> None:
    """So none of them is taken for an article that is stored."""
    view = View()
    judge_batch([candidate(1, text(1)), candidate(2, text(2))], [Look(), Look()], view, earlier_leads=True)
    assert [FIRST_NUMBER, FIRST_NUMBER + 1] == sorted(view.known)


def identifier(name: str) -> str:
    """Id of an article in the table."""
    return hashlib.sha256(name.encode()).hexdigest()


def decision(name: str, joins: str, *, takes_lead: bool = False) -> Decision:
    """The decision that an article of the story "a" joins it, which `joins` leads."""
    judgement = Judgement(
        verdict=Verdict.NEW_TEXT if name == joins else Verdict.NEAR_DUPLICATE,
        article_id=identifier(name),
        story_id=identifier("a"),
        copy_of=None if name == joins else identifier(joins),
        takes_lead=takes_lead,
    )
    arrival = candidate(1, text(1))
    return Decision(judgement, pack(arrival, judgement), bytes.fromhex(identifier(joins)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"].replace(" ", "_"))
def test_joining(case: dict[str, Any]) -> None:
    """The lead of a story, its number and its members, after articles have joined."""
    view = View()
    number = 1
    if start := case.get("start"):
        for name in start["members"]:
            number += 1
            add_to_story(view, number, decision(name, name))
        members = list(range(2, number + 1))
        view.stories[bytes.fromhex(identifier("a"))] = Story(
            bytes.fromhex(identifier(start["lead"])), start["number"], members
        )
        number += 1
    for step in case["steps"]:
        add_to_story(view, number, decision(step["article"], step["joins"], takes_lead=step.get("takes_lead", False)))
        number += 1
    story = view.stories[bytes.fromhex(identifier("a"))]
    assert (identifier(case["lead"]), case["number"], case["members"]) == (
        story.lead_id.hex(),
        story.lead,
        story.members,
    )
