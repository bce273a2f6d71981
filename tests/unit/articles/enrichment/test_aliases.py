from __future__ import annotations

from pathlib import Path

import pytest

from articles.enrichment import aliases
from articles.errors import PermanentError


def test_names_of_capitals_keep_their_case() -> None:
    """ "US" is a country, "us" a word; longer names are found in any case."""
    table = aliases.load()
    us = table.find("US")
    assert us is not None
    assert "country:US" == us.key
    assert table.find("us") is None
    assert table.find("european union") == table.find("EU")


def test_a_users_table_wins(tmp_path: Path) -> None:
    """Entries of the user's file replace bundled ones, and keys may be said to be the same."""
    file = tmp_path / "entities.toml"
    file.write_text('[organizations]\n"organization:x" = ["X", "Twitter", "organization:twitter", "WHO"]\n')
    table = aliases.load(file)
    found = table.find("Twitter")
    assert found is not None
    assert ("organization:x", "X") == (found.key, found.name)
    assert "organization:x" == table.canonical("organization:twitter")
    assert ("organization:x", "organization:twitter") == table.keys("organization:twitter")
    who = table.find("WHO")
    assert who is not None
    assert "organization:x" == who.key


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[animals]\n", "animals"),
        ('[people]\n"xi" = ["Xi"]\n', "'xi' is not a key"),
        ('[people]\n"person:xi" = "Xi"\n', "wants a list"),
        ("[people\n", "mine.toml"),
    ],
)
def test_a_wrong_table_is_explained(tmp_path: Path, text: str, said: str) -> None:
    """What is wrong with a table is said, with the file's name."""
    file = tmp_path / "mine.toml"
    file.write_text(text)
    with pytest.raises(PermanentError) as raised:
        aliases.load(file)
    assert said in str(raised.value)
    assert "mine.toml" in str(raised.value)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    """A file that the settings name must be there."""
    with pytest.raises(PermanentError):
        aliases.load(tmp_path / "none.toml")
