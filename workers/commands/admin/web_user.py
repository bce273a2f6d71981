"""``copydesk web-user``: the users of the pages."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

import click
import msgspec
from rich.text import Text

from web import users
from web.users import Account, Accounts
from workers.commands import output
from workers.commands.escape import printable
from workers.commands.listing import Column, ColumnKind, print_rows
from workers.commands.options import settings_option
from workers.settings import Settings

_SHORTEST = 12


@click.group()
def web_user() -> None:
    """Add, list and remove the users of the pages, in the file that COPYDESK_WEB_USERS names.

    A running `copydesk web` sees changes at once.
    """


def _file(settings: Settings) -> Path:
    if settings.web_users is None:
        raise click.UsageError("say which file holds the users: COPYDESK_WEB_USERS=/path/to/users.json")
    return settings.web_users


def _known(accounts: Accounts, name: str) -> Account:
    account = accounts.users.get(name)
    if account is None:
        raise click.ClickException(f"there is no user {name!r}; `copydesk web-user list` shows them")
    return account


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


@web_user.command()
@settings_option(running=False)
@click.argument("name")
@click.option("--source", "sources", multiple=True, help="A source that the user may see; repeat it. Default: all.")
@click.option("--operator", is_flag=True, help="The user sees the intake too.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, without asking.")
def add(settings: Settings, name: str, sources: tuple[str, ...], operator: bool, password_stdin: bool) -> None:
    """Add a user, or give NAME a new password and other rights; sessions of the old password end."""
    path = _file(settings)
    if not name.isprintable() or not 0 < len(name.strip()) <= 100 or name != name.strip():
        raise click.BadParameter("1 to 100 printable characters, none of them a blank at an end", param_hint="NAME")
    password = _password(password_stdin)
    if len(password) < _SHORTEST:
        raise click.UsageError(f"the password is too short: {_SHORTEST} characters at least")
    accounts = users.read(path) if path.exists() else users.empty()
    old = accounts.users.get(name)
    account = Account(
        password=users.hashed(password), sources=sources or None, operator=operator, token=old.token if old else None
    )
    users.write(path, msgspec.structs.replace(accounts, users={**accounts.users, name: account}))
    click.echo(f"{name} may log in{'' if old is None else ', with the new password'}.")


@web_user.command()
@settings_option(running=False)
@click.argument("name")
def remove(settings: Settings, name: str) -> None:
    """Remove a user; their session and their token end."""
    path = _file(settings)
    accounts = users.read(path)
    _known(accounts, name)
    rest = {other: account for other, account in accounts.users.items() if other != name}
    users.write(path, msgspec.structs.replace(accounts, users=rest))
    click.echo(f"{name} is removed.")


@web_user.command()
@settings_option(running=False)
@click.argument("name")
def token(settings: Settings, name: str) -> None:
    """Make a token for programs of NAME, and print it; an earlier one ends.

    They send it as `Authorization: Bearer TOKEN`. It is not kept, so it cannot be shown again.
    """
    path = _file(settings)
    accounts = users.read(path)
    account = _known(accounts, name)
    made = secrets.token_urlsafe(32)
    account = msgspec.structs.replace(account, token=users.token_hash(made))
    users.write(path, msgspec.structs.replace(accounts, users={**accounts.users, name: account}))
    click.echo(made)


@web_user.command("list")
@settings_option(running=False)
def list_(settings: Settings) -> None:
    """List the users and what each may see."""
    columns = (Column("name"), Column("operator"), Column("token"), Column("sources", ColumnKind.TEXT))
    rows = []
    for name, account in sorted(users.read(_file(settings)).users.items()):
        sources = "all" if account.sources is None else ", ".join(account.sources)
        row = (name, "yes" if account.operator else "", "yes" if account.token else "", sources)
        rows.append([Text(printable(cell)) for cell in row])
    print_rows(output.out(), columns, rows)
