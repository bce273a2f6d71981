"""Where the pages may be served without a login, and under which names."""

from __future__ import annotations

import pytest

from articles.errors import PermanentError
from web.config import LOOPBACK, Config


@pytest.mark.parametrize("config", [Config(), Config(address="::1"), Config(address="localhost")])
def test_loopback_needs_no_login(config: Config) -> None:
    """Only this machine reaches it."""
    config.check()


@pytest.mark.parametrize(
    "config",
    [Config(address="0.0.0.0"), Config(address="192.0.2.7"), Config(address="::"), Config(hosts=("desk.example",))],
)
def test_outside_loopback_a_login_is_demanded(config: Config) -> None:
    """Behind a proxy too: a name of its own says that others reach it."""
    with pytest.raises(PermanentError, match="COPYDESK_WEB_USERS"):
        config.check()


def test_names() -> None:
    """The address is ours, and the names that were given; every address includes loopback."""
    assert LOOPBACK == Config().names
    assert {"192.0.2.7", "desk.example"} == Config(address="192.0.2.7", hosts=("https://desk.example",)).names
    assert LOOPBACK | {"desk.example"} == Config(address="0.0.0.0", hosts=("desk.example:8443",)).names


def test_cookies_are_for_https_alone_where_all_names_are() -> None:
    """One name without HTTPS needs cookies without."""
    assert Config(hosts=("https://a.example",)).is_secure
    assert not Config(hosts=("https://a.example", "b.example")).is_secure
    assert not Config().is_secure
