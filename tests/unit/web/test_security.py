"""Which requests are refused, and what every answer says to the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.datastructures import Headers

from web.config import LOOPBACK, Config
from web.security import host_of, refusal

if TYPE_CHECKING:
    from conftest import Serve


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("localhost", "localhost"),
        ("LocalHost:5080", "localhost"),
        ("[::1]:5080", "::1"),
        ("", None),
        ("localhost/x", None),
        ("user@localhost", None),
        ("localhost:port", None),
        ("[::1", None),
    ],
)
def test_host_of(header: str, name: str | None) -> None:
    """A host header gives a name, or nothing where it is none."""
    assert name == host_of(header)


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({"host": "localhost:5080"}, False),
        ({"host": "127.0.0.1:5080", "origin": "http://127.0.0.1:5080"}, False),
        ({"host": "127.0.0.1:5080", "origin": "http://localhost:5080"}, True),
        ({"host": "localhost:5080", "origin": "http://localhost:8080"}, True),
        ({"host": "localhost:5080", "origin": "http://attacker.example"}, True),
        ({"host": "localhost:5080", "origin": "null"}, True),
        ({"host": "attacker.example"}, True),
        ({"host": "localhost.attacker.example"}, True),
        ({}, True),
    ],
)
def test_host_and_origin_must_be_ours(headers: dict[str, str], refused: bool) -> None:
    """A name that leads here without being ours, and a page of another site, get nothing."""
    assert refused == (refusal(Headers(headers), LOOPBACK) is not None)


def test_two_host_headers_are_refused() -> None:
    """They may be read differently by a proxy and by us."""
    raw = [(b"host", b"localhost"), (b"host", b"localhost")]
    assert refusal(Headers(raw=raw), LOOPBACK) is not None


@pytest.mark.parametrize("path", ["/language?to=de", "/login", "/static/desk.css", "/nowhere", "/export.xyz"])
def test_every_answer_has_the_headers(serve: Serve, path: str) -> None:
    """Errors and files too."""
    answer = serve(Config(password="x" * 12)).get(path, follow_redirects=False)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert "nosniff" == answer.headers["x-content-type-options"]
    assert "DENY" == answer.headers["x-frame-options"]


@pytest.mark.parametrize("path", ["/", "/login", "/api/search", "/static/desk.css"])
def test_a_foreign_host_gets_nothing(serve: Serve, path: str) -> None:
    """On loopback too: a page of another site may have a name that leads to it."""
    client = serve(Config())
    assert 403 == client.get(path, headers={"Host": "attacker.example"}).status_code
    assert 403 == client.get(path, headers={"Origin": "http://attacker.example"}).status_code


def test_no_page_holds_script_or_style_of_its_own(serve: Serve) -> None:
    """The policy would refuse them."""
    text = serve(Config(password="x" * 12)).get("/login").text
    for sign in ("style=", "<style", "onclick", "<script>", "javascript:"):
        assert sign not in text
