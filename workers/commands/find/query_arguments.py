"""Take a query from the command line: what the shell does to quotation marks and a leading "-" is undone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

import click

from search.query_language.parser import parse, quoted
from search.query_language.tree import Note
from workers.commands.escape import printable

#: Stands for the "-" of an excluded word while click reads the arguments.
_MINUS = "\ue002"
_FIELD = re.compile(r"(-?[A-Za-z][A-Za-z_-]*:)(.*?)(~\S*)?", re.DOTALL)


class QueryCommand(click.Command):
    """A command whose arguments are a query: `-word` is part of it and no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; hide the minus of excluded words from click."""
        return super().parse_args(ctx, self._hidden(args))

    def _hidden(self, args: Sequence[str]) -> list[str]:
        options = {name: option for option in self.params for name in (*option.opts, *option.secondary_opts)}
        hidden: list[str] = []
        value_follows = False
        for place, arg in enumerate(args):
            if arg == "--":
                return [*hidden, *args[place:]]
            excluded = len(arg) > 1 and arg[0] == "-" and arg[1] != "-" and arg != "-h"
            hidden.append(_MINUS + arg[1:] if excluded and not value_follows else arg)
            option = options.get(arg)
            value_follows = isinstance(option, click.Option) and not option.is_flag and not option.count
        return hidden


def query_text(arguments: Sequence[str]) -> str:
    """Return the query that the arguments are.

    A shell takes the quotation marks off `people:"Xi Jinping"` and passes one argument with a space in it; beside other
    arguments, such a value is put between quotation marks again. A single argument is the query as it is.
    """
    given = ["-" + argument[1:] if argument.startswith(_MINUS) else argument for argument in arguments]
    return given[0] if len(given) == 1 else " ".join(_requoted(argument) for argument in given)


def say_notes(text: str) -> tuple[Note, ...]:
    """Print how parts of a query were read that can be read in more than one way, and return that.

    Raises:
        QueryError: It cannot be read.
    """
    notes = parse(text, now=datetime.now(UTC)).notes
    for note in notes:
        click.echo(f"{printable(note.said)}.", err=True)
    return notes


def _requoted(argument: str) -> str:
    found = _FIELD.fullmatch(argument)
    if found is None or not re.search(r"\s", argument) or '"' in argument or found[2].startswith("("):
        return argument
    return f"{found[1]}{quoted(found[2])}{found[3] or ''}"
