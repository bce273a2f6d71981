"""``copydesk web-user``: users come and go, and the file keeps no password."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from web.users import Directory
from workers.commands import main

PASSWORD = "a long enough password"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the users are; the file is not there yet."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "users.json"
    monkeypatch.setenv("COPYDESK_WEB_USERS", str(path))
    return path


def run(*arguments: str, given: str = "", code: int = 0) -> str:
    """What the command prints."""
    result = CliRunner().invoke(main, ["web-user", *arguments], input=given)
    assert code == result.exit_code, result.output
    return result.output


@pytest.mark.observes("web_users")
def test_users_come_and_go(file: Path) -> None:
    """With the sources that they may see; the file is its owner's alone and holds no password."""
    run("add", "anna", "--source", "Nordlys", "--source", "Ostsee-Blatt", "--password-stdin", given=f"{PASSWORD}\n")
    run("add", "olaf", "--operator", given=f"{PASSWORD}\n{PASSWORD}\n")
    assert 0o600 == file.stat().st_mode & 0o777
    assert PASSWORD not in file.read_text()
    directory = Directory(file)
    anna, olaf = directory.check("anna", PASSWORD), directory.check("olaf", PASSWORD)
    assert anna is not None
    assert (("Nordlys", "Ostsee-Blatt"), False) == (anna.sources, anna.operator)
    assert olaf is not None
    assert (None, True) == (olaf.sources, olaf.operator)
    listed = run("list")
    assert "Nordlys, Ostsee-Blatt" in listed
    assert "anna is removed." in run("remove", "anna")
    assert None is directory.check("anna", PASSWORD)


def test_a_token_is_shown_once(file: Path) -> None:
    """The file keeps its hash; a new one ends the old."""
    run("add", "anna", "--password-stdin", given=f"{PASSWORD}\n")
    first, second = (run("token", "anna").strip() for _ in range(2))
    assert first not in file.read_text()
    directory = Directory(file)
    assert None is directory.by_token(first)
    user = directory.by_token(second)
    assert user is not None
    assert "anna" == user.name


def test_mistakes_are_sentences(file: Path) -> None:
    """A short password, an unknown user, a file that is another's."""
    assert "too short" in run("add", "anna", "--password-stdin", given="short\n", code=2)
    assert not file.exists()
    run("add", "anna", "--password-stdin", given=f"{PASSWORD}\n")
    assert "there is no user 'olaf'" in run("remove", "olaf", code=1)
    file.write_text("[]")
    assert "is not what 'copydesk web-user' writes" in run("list", code=1)


def test_without_the_setting_it_says_what_to_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is guessed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COPYDESK_WEB_USERS", raising=False)
    assert "COPYDESK_WEB_USERS" in run("list", code=2)
