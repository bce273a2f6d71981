"""The users of the pages: a file with hashed passwords, and the sources that each may see."""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
from pathlib import Path

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from articles.article import Value
from articles.errors import PermanentError
from web.archive import User

#: Parameters that OWASP recommends; the memory (kibibytes) stays small, since a worker has little.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
#: One password is checked at a time, so that a flood of logins takes neither memory nor all cores.
_ONE_AT_A_TIME = threading.Lock()
#: What an unknown user's password is compared with: it takes as long as a known one's.
_NOBODY = _HASHER.hash(secrets.token_urlsafe(16))

#: The one user, where a password is set and no file.
ONLY = "copydesk"


class Account(Value, frozen=True, kw_only=True):
    """An entry of the file."""

    password: str  #: hashed with Argon2id
    sources: tuple[str, ...] | None = None  #: that the user may see; None for all
    operator: bool = False  #: sees the intake
    token: str | None = None  #: SHA-256 of the token for programs

    def user(self, name: str) -> User:
        """Return who this is."""
        return User(name=name, sources=self.sources, operator=self.operator)

    @property
    def stamp(self) -> str:
        """Return what changes with the password, and ends the sessions that began before."""
        return hashlib.sha256(self.password.encode()).hexdigest()[:16]


class Accounts(Value, frozen=True, kw_only=True):
    """The file: every account, and the secret that sessions are signed with."""

    secret: str
    users: dict[str, Account] = msgspec.field(default_factory=dict)


def empty() -> Accounts:
    """Return a new file's content."""
    return Accounts(secret=secrets.token_urlsafe(32))


def only(password: str) -> Accounts:
    """Return the accounts of one user, who sees everything; sessions end with the process."""
    account = Account(password=hashed(password), operator=True)
    return Accounts(secret=secrets.token_urlsafe(32), users={ONLY: account})


def hashed(password: str) -> str:
    """Return the Argon2id hash of a password."""
    return _HASHER.hash(password)


def token_hash(token: str) -> str:
    """Return what is kept of a token; it is random, so a plain hash reveals nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def read(path: Path) -> Accounts:
    """Read a file of users.

    Raises:
        PermanentError: It cannot be read; the message says why and what to do.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Accounts)
    except OSError as error:
        raise PermanentError(
            f"The users' file {path} cannot be read: {error.strerror}; 'copydesk web-user add NAME' makes it."
        ) from error
    except msgspec.DecodeError as error:
        raise PermanentError(f"The users' file {path} is not what 'copydesk web-user' writes: {error}.") from error


def write(path: Path, accounts: Accounts) -> None:
    """Write a file of users in one step, readable by its owner alone.

    Raises:
        PermanentError: It cannot be written.
    """
    beside = path.with_name(f".{path.name}.tmp")
    try:
        beside.unlink(missing_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(accounts)) + b"\n")
        beside.replace(path)
    except OSError as error:
        raise PermanentError(f"The users' file {path} cannot be written: {error.strerror}.") from error


class Directory:
    """The users as they are now: a changed file is read again, so that a removed user is out at once.

    Args:
        path: the file.
        fixed: accounts that are not in a file.
    """

    def __init__(self, path: Path | None, fixed: Accounts | None = None) -> None:
        self._path = path
        self._read_at: tuple[int, int] | None = None
        self._accounts = fixed or Accounts(secret=secrets.token_urlsafe(32))
        if path is not None:
            self._accounts = read(path)
        self.secret = self._accounts.secret

    def get(self, name: str) -> Account | None:
        """Return the account of this name."""
        return self._now().users.get(name)

    def check(self, name: str, password: str) -> Account | None:
        """Return the account if name and password are right."""
        account = self.get(name)
        with _ONE_AT_A_TIME:
            try:
                _HASHER.verify(account.password if account else _NOBODY, password)
            except (Argon2Error, InvalidHashError):
                return None
        return account

    def by_token(self, token: str) -> User | None:
        """Return the user of a token for programs."""
        found = token_hash(token)
        for name, account in self._now().users.items():
            if account.token is not None and secrets.compare_digest(account.token, found):
                return account.user(name)
        return None

    def _now(self) -> Accounts:
        if self._path is not None:
            try:
                status = self._path.stat()
            except OSError:
                return Accounts(secret=self.secret)  # a file that is gone has no users
            stamp = (status.st_mtime_ns, status.st_ino)
            if stamp != self._read_at:
                self._accounts, self._read_at = read(self._path), stamp
        return self._accounts
