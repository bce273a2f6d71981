"""How common words are."""

from __future__ import annotations

import subprocess
import sys

import pytest
import wordfreq

from articles.enrichment.words import frequencies, is_common


@pytest.mark.parametrize("language", ["en", "de", "ru", "zh", "nb", "el"])
def test_frequencies_are_wordfreqs(language: str) -> None:
    """The lists are read without the package, and say what it says."""
    assert wordfreq.get_frequency_dict(language, wordlist="small") == frequencies(language)


@pytest.mark.parametrize(("language", "same"), [("no", "nb"), ("nn", "nb"), ("hr", "sh")])
def test_languages_that_share_a_list(language: str, same: str) -> None:
    assert frequencies(same) == frequencies(language)


@pytest.mark.parametrize("language", ["", "xx", "../small_en", "unknown language"])
def test_a_language_without_a_list_has_no_frequencies(language: str) -> None:
    assert {} == frequencies(language)


def test_common_words() -> None:
    assert is_common("government")
    assert not is_common("copydesk")


def test_the_package_is_not_imported() -> None:
    """It takes a fifth of a second, which a language's first article would wait for."""
    program = "import sys; from articles.enrichment.words import frequencies; frequencies('da'); print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    assert "wordfreq" not in modules
