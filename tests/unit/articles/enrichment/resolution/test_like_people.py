"""Names that the tagger takes for people, and the text for towns."""

from __future__ import annotations

import pytest

from articles.enrichment import Resources
from articles.enrichment.resolution.found import Found
from articles.enrichment.resolution.like_people import decide


@pytest.mark.parametrize(
    ("before", "name", "after", "label"),
    [
        ("He was born in ", "Hinton", " and moved away.", "LOC"),
        ("It hangs in ", "Hinton", " Hall today.", "PER"),
        ("He was praised by ", "Hinton", " and moved away.", "PER"),
        ("He was born in ", "Kelmsayby", " and moved away.", "PER"),
        ("", "HINTON", " - The mill heats half of the town.", "LOC"),
        ("He saw ", "HINTON", " - The mill heats half of the town.", "PER"),
    ],
    ids=["in it", "part of a name", "by it", "no town", "a dateline", "inside a sentence"],
)
def test_what_is_said_beside_a_name_makes_it_a_town(
    resources: Resources, before: str, name: str, after: str, label: str
) -> None:
    end = len(before) + len(name)
    mention = Found(start=len(before), end=end, surface=name, form=name.lower(), label="PER")

    decide([mention], before + name + after, resources.gazetteer)

    assert mention.label == label
