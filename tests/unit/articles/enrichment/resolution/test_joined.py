"""Names that taggers run together, or cut in two."""

from __future__ import annotations

import pytest

from articles.enrichment import Resources
from articles.enrichment.gazetteer import fold
from articles.enrichment.resolution.found import Found
from articles.enrichment.resolution.joined import decide


@pytest.mark.parametrize(
    ("language", "text", "tagged", "names"),
    [
        (
            "it",
            "Il presidente del Consiglio Giorgia Meloni parla.",
            {"Consiglio Giorgia Meloni": "ORG"},
            {"Giorgia Meloni": "PER"},
        ),
        ("it", "Il Consiglio Superiore parla.", {"Consiglio Superiore": "ORG"}, {"Consiglio Superiore": "ORG"}),
        (
            "it",
            "Airbus vola. Il capo di Airbus Tom Enders parla.",
            {"Airbus": "ORG", "Airbus Tom Enders": "PER"},
            {"Airbus": "ORG", "Tom Enders": "PER"},
        ),
        ("it", "La Fondazione Enzo Ferrari.", {"Fondazione Enzo Ferrari": "ORG"}, {"Fondazione Enzo Ferrari": "ORG"}),
        ("uk", "У Києві та Вашингтоні.", {"Києві та Вашингтоні": "LOC"}, {"Києві": "LOC", "Вашингтоні": "LOC"}),
        ("da", "København/Ritzau. Det sker.", {"København/Ritzau": "LOC"}, {"København": "LOC"}),
        ("de", "London/Teheran. Es ging.", {"London/Teheran": "LOC"}, {"London": "LOC", "Teheran": "LOC"}),
        ("es", "Bosnia y Herzegovina.", {"Bosnia y Herzegovina": "LOC"}, {"Bosnia y Herzegovina": "LOC"}),
        (
            "de",
            "Karl-Theodor Freiherr von und zu Guttenberg sprach.",
            {"Karl-Theodor": "PER", "Guttenberg": "PER"},
            {"Karl-Theodor Freiherr von und zu Guttenberg": "PER"},
        ),
        ("de", "Ursula von der Leyens Pläne.", {"Ursula": "PER"}, {"Ursula von der Leyen": "PER"}),
        ("de", "Ursula von der CDU sprach.", {"Ursula": "PER"}, {"Ursula": "PER"}),
        (
            "nl",
            "Stef Kamil Carlens van Zita Swoon zong.",
            {"Stef Kamil Carlens": "PER", "Zita Swoon": "PER"},
            {"Stef Kamil Carlens": "PER", "Zita Swoon": "PER"},
        ),
    ],
)
def test_names_are_parted_and_joined(
    language: str, text: str, tagged: dict[str, str], names: dict[str, str], resources: Resources
) -> None:
    """Two names in one span are two, two pieces of a name are one, and what is one name stays."""
    mentions = []
    for surface, label in tagged.items():
        start = text.rindex(surface) if " " in surface else text.index(surface)
        mentions.append(Found(start, start + len(surface), surface, fold(surface), label))
    found = decide(mentions, text, resources.gazetteer, language)
    assert names == {mention.surface: mention.label for mention in found}
    assert all(text[mention.start : mention.end] == mention.surface for mention in found)


def test_no_mentions_are_none(resources: Resources) -> None:
    """A text without names has none afterwards."""
    assert [] == decide([], "Es regnet.", resources.gazetteer, "de")
