"""Define the configuration that the entry point passes to the pages. Nothing in `web` reads the environment."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

from articles.article import Value
from articles.errors import PermanentError

#: Names of this machine for itself.
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_EVERYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104


class Config(Value, frozen=True, kw_only=True):
    """The configuration of the pages."""

    address: str = "127.0.0.1"  #: that the server listens on
    port: int = 0
    hosts: tuple[
        str, ...
    ] = ()  #: names or addresses ("https://desk.example") that browsers reach it by, beside its own
    users: Path | None = None  #: file of users (`web.users`)
    password: str | None = None  #: of the one user "copydesk", where there is no file

    @property
    def asks_for_login(self) -> bool:
        """Return whether users have to log in."""
        return self.users is not None or self.password is not None

    @property
    def is_secure(self) -> bool:
        """Return whether all browsers reach it by HTTPS, so that cookies are for HTTPS alone."""
        return bool(self.hosts) and all(host.startswith("https://") for host in self.hosts)

    @property
    def names(self) -> frozenset[str]:
        """Return the host names that a request may be for, in lower case."""
        own = {urlsplit(host if "//" in host else f"//{host}").hostname or "" for host in self.hosts}
        if self.address not in _EVERYWHERE:
            own.add(self.address.lower())
        if is_loopback(self.address) or self.address in _EVERYWHERE:
            own |= LOOPBACK
        return frozenset(own - {""})

    def check(self) -> None:
        """Check that the pages may be served like this.

        Raises:
            PermanentError: It listens outside loopback, or is reached from there, without a login.
        """
        outside = not is_loopback(self.address) or not self.names <= LOOPBACK | {self.address.lower()}
        if outside and not self.asks_for_login:
            raise PermanentError(
                f"The pages would be open to everybody who reaches {self.address}: set COPYDESK_WEB_USERS to a file of "
                "users ('copydesk web-user add' makes it), or listen on 127.0.0.1."
            )


def is_loopback(address: str) -> bool:
    """Return whether only this machine can reach the address."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
