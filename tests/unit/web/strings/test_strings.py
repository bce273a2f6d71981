"""The words of the interface: the same in every language, and each in use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from web.strings import LANGUAGES, Speech, preferred, words

WEB = Path(__file__).resolve().parents[4] / "web"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_every_language_has_every_string(language: str) -> None:
    """With the same values in it, and none of them empty."""
    english, other = words("en"), words(language)
    assert english.keys() == other.keys()
    for key, said in english.items():
        assert sorted(_PLACEHOLDER.findall(said)) == sorted(_PLACEHOLDER.findall(other[key])), key
        assert other[key].strip()


def test_strings_that_templates_name_exist() -> None:
    """A name that is put together is looked for by its beginning."""
    known = words("en")
    for path in (*WEB.rglob("*.html"), *WEB.rglob("*.py")):
        for key, joined in re.findall(r"\bt\(\s*['\"]([\w.]+)['\"](\s*~)?", path.read_text("utf-8")):
            if joined:
                assert any(one.startswith(key) for one in known), (path.name, key)
            else:
                assert key in known or f"{key}.one" in known, (path.name, key)


@pytest.mark.parametrize(
    ("accept", "chosen", "language"),
    [
        ("", None, "en"),
        ("de-AT,de;q=0.9,en;q=0.8", None, "de"),
        ("fr,en;q=0.2,de;q=0.7", None, "de"),
        ("fr", None, "en"),
        ("de", "en", "en"),
        ("de", "xx", "de"),
        ("de;q=x,,;", None, "en"),
    ],
)
def test_preferred_language(accept: str, chosen: str | None, language: str) -> None:
    """What the user chose, else what the browser asks for, else English."""
    assert language == preferred(accept, chosen).language


def test_numbers_days_and_counts() -> None:
    """As each language writes them; what is no date is left as it is."""
    english, german = Speech("en"), Speech("de")
    assert ("12,345", "12.345") == (english.number(12345), german.number(12345))
    assert ("7 May 2024", "7. Mai 2024") == tuple(t.day("2024-05-07T10:00:00Z") for t in (english, german))
    assert "7 May 2024, 10:00" == english.moment("2024-05-07T10:00:00Z")
    assert ("soon", "") == (english.day("soon"), english.day(None))
    assert ("1 story", "2 stories") == (english("search.found", 1), english("search.found", 2))
