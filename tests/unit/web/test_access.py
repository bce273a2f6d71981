"""Who gets in: the login, its form, sessions, tokens."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from starlette.testclient import TestClient

from web import users
from web.access import local_path
from web.archive import User
from web.config import Config
from web.users import Account, Directory

if TYPE_CHECKING:
    from conftest import Serve

NAME, PASSWORD = "anna", "a long enough password"


@pytest.fixture
def users_file(tmp_path: Path) -> Path:
    """A file with one user."""
    path = tmp_path / "users.json"
    accounts = users.empty()
    accounts.users[NAME] = Account(password=users.hashed(PASSWORD), sources=("Nordlys",))
    users.write(path, accounts)
    return path


def token(client: TestClient) -> str:
    """What the form of the login has to send back."""
    return re.findall(r'name="csrf" value="([^"]+)"', client.get("/login").text)[0]


def log_in(client: TestClient, name: str = NAME, password: str = PASSWORD, **more: str) -> int:
    """The status of the answer to a login."""
    sent = {"csrf": token(client), "name": name, "password": password, "next": "/language", **more}
    return client.post("/login", data=sent, follow_redirects=False).status_code


def test_pages_lead_to_the_login_and_programs_get_401(serve: Serve, users_file: Path) -> None:
    """With the address that was wanted, so that the login leads back to it."""
    client = serve(Config(users=users_file))
    answer = client.get("/?q=a+b", follow_redirects=False)
    assert (303, "/login?next=%2F%3Fq%3Da%2Bb") == (answer.status_code, answer.headers["location"])
    for path in ("/api/search?q=x", "/mcp"):
        refused = client.get(path)
        assert (401, "unauthorized") == (refused.status_code, refused.json()["error"])


def test_login_leads_back_and_logout_ends_it(serve: Serve, users_file: Path) -> None:
    """The session is a cookie that no script reads."""
    client = serve(Config(users=users_file))
    assert 401 == log_in(client, password="wrong")
    assert 401 == log_in(client, name="nobody")
    assert 303 == log_in(client)
    assert 404 == client.get("/nowhere").status_code
    page = client.get("/nowhere").text
    assert NAME in page
    own = re.findall(r'name="csrf" value="([^"]+)"', page)[0]
    assert 404 == client.get("/nowhere").status_code
    client.post("/logout", data={"csrf": "of another site"})
    assert 404 == client.get("/nowhere").status_code
    client.post("/logout", data={"csrf": own})
    assert 303 == client.get("/nowhere", follow_redirects=False).status_code


def test_cookie_is_closed(serve: Serve, users_file: Path) -> None:
    """To scripts, to other sites' requests, and to plain HTTP where there is HTTPS."""
    client = serve(Config(users=users_file, hosts=("https://localhost",), address="0.0.0.0"))
    cookie = client.get("/login").headers["set-cookie"].lower()
    assert all(sign in cookie for sign in ("httponly", "samesite=lax", "; secure"))


def test_form_of_another_site_does_not_log_in(serve: Serve, users_file: Path) -> None:
    """It has no token of this session."""
    client = serve(Config(users=users_file))
    assert 403 == client.post("/login", data={"name": NAME, "password": PASSWORD}).status_code
    assert 403 == log_in(client, csrf="guessed")


def test_huge_form_is_not_read(serve: Serve, users_file: Path) -> None:
    """Nobody who has not logged in makes us take in megabytes."""
    client = serve(Config(users=users_file))
    assert 413 == client.post("/login", data={"name": "x" * 100_000}).status_code


def test_after_many_wrong_passwords_none_is_looked_at(serve: Serve, users_file: Path) -> None:
    """The right one neither, for some minutes; other names are not held up."""
    client = serve(Config(users=users_file))
    assert [401] * 10 == [log_in(client, name="guessed", password=str(n)) for n in range(10)]
    assert 429 == log_in(client, name="guessed")
    assert 303 == log_in(client)


def test_changed_or_removed_user_is_out_at_once(serve: Serve, users_file: Path) -> None:
    """The file is read again when it changes."""
    client = serve(Config(users=users_file))
    log_in(client)
    assert 404 == client.get("/nowhere").status_code
    accounts = users.read(users_file)
    changed = msgspec.structs.replace(accounts.users[NAME], password=users.hashed("another password"))
    users.write(users_file, msgspec.structs.replace(accounts, users={NAME: changed}))
    assert 303 == client.get("/nowhere", follow_redirects=False).status_code
    assert 303 == log_in(client, password="another password")
    users.write(users_file, msgspec.structs.replace(accounts, users={}))
    assert 303 == client.get("/nowhere", follow_redirects=False).status_code


def test_token_of_a_program(serve: Serve, users_file: Path) -> None:
    """It stands for its user; another one for nobody."""
    accounts = users.read(users_file)
    changed = msgspec.structs.replace(accounts.users[NAME], token=users.token_hash("t0ken"))
    users.write(users_file, msgspec.structs.replace(accounts, users={NAME: changed}))
    assert User(name=NAME, sources=("Nordlys",)) == Directory(users_file).by_token("t0ken")
    client = serve(Config(users=users_file))
    assert 404 == client.get("/api/nowhere", headers={"Authorization": "Bearer t0ken"}).status_code
    assert 401 == client.get("/api/nowhere", headers={"Authorization": "Bearer other"}).status_code


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/article/a?x=1", "/article/a?x=1"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\nb", "/"),
        ("", "/"),
    ],
)
def test_the_login_leads_to_no_other_site(wanted: str, led_to: str) -> None:
    """Only to a path of ours."""
    assert led_to == local_path(wanted)
