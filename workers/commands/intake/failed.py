"""``copydesk failed``: list, show and replay dead letters."""

from __future__ import annotations

import json
import sys

import click
from redis.exceptions import RedisError
from rich.text import Text

from articles.errors import CopydeskError, PermanentError
from articles.fates import REASONS, Fate
from tasks.failures.dead_letters import DeadLetter, as_row, dead_letter, dead_letters
from tasks.spool.layout import Queue
from workers.app.factory import parts_of
from workers.app.wiring import Parts
from workers.commands import output
from workers.commands.escape import printable
from workers.commands.exit_codes import epilog
from workers.commands.listing import Column, ColumnKind, print_rows
from workers.commands.options import settings_option
from workers.settings import Settings

_COLUMNS = (
    Column("intake"),
    Column("file", ColumnKind.NAME),
    Column("articles", ColumnKind.NUMBER),
    Column("reason"),
    Column("what happened", ColumnKind.TEXT),
)
_REASONS = sorted(reason.value for reason in REASONS[Fate.FAILED])


@click.group()
def failed() -> None:
    """List, show and replay dead letters: files with articles that failed."""


@failed.command("list")
@settings_option()
@click.option("--reason", type=click.Choice(_REASONS), help="Only what failed for this reason.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object per file.")
def list_(settings: Settings, reason: str | None, as_json: bool) -> None:
    """List dead letters, oldest first."""
    rows: list[tuple[Text, ...]] = []
    number = 0
    for one in dead_letters(_queue(settings)):
        if not _is_of(one, reason):
            continue
        number += 1
        if as_json:
            click.echo(json.dumps(as_row(one)))
        else:
            rows.append(_cells(one))
    if as_json:
        return
    if not number:
        click.echo("There are no dead letters.")
        return
    print_rows(output.out(), _COLUMNS, rows)
    files = output.counted(number, "dead letter")
    click.echo(
        f"{files}. 'copydesk failed show INTAKE' says more; repair the cause, then "
        "'copydesk failed replay INTAKE', or '--all'."
    )


def _queue(settings: Settings) -> Queue:
    """Return the queue folder, if there is one."""
    queue = Queue(settings.queue_folder)
    if not queue.processing.is_dir():
        raise PermanentError(
            f"There is no Copydesk here: {queue.root} is not a queue folder. Set COPYDESK_QUEUE, or use --data."
        )
    return queue


def _is_of(one: DeadLetter, reason: str | None) -> bool:
    return reason is None or any(article.reason == reason for article in one.articles)


def _cells(one: DeadLetter) -> tuple[Text, ...]:
    reasons = list(dict.fromkeys(article.reason.value for article in one.articles))
    said = list(dict.fromkeys(article.what_happened for article in one.articles))
    if one.interrupted:
        reasons, said = ["interrupted"], ["A replay of it was cut short; replay it again."]
    texts = (one.intake, one.file, f"{len(one.articles):,}", ", ".join(reasons), said[0] if said else "")
    return tuple(Text(printable(text)) for text in texts)


@failed.command()
@settings_option()
@click.argument("intake")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show(settings: Settings, intake: str, as_json: bool) -> None:
    """Show a dead letter: what failed, how often it was tried, and the traceback."""
    queue = _queue(settings)
    one = dead_letter(queue, intake)
    if as_json:
        row = as_row(one, traceback=True) | {"path": str(queue.failed / intake / "file")}
        click.echo(json.dumps(row))
        return
    click.echo(f"File      {printable(one.file)}, now {queue.failed / intake / 'file'}")
    click.echo(f"Set aside {one.set_aside_at}")
    if one.interrupted:
        click.echo("A replay of it was cut short; replay it again.")
    for article in one.articles:
        tries = "once" if article.tries == 1 else f"{article.tries} times"
        click.echo(f"\nArticle {article.number}: {article.reason}, tried {tries}")
        click.echo(f"  {printable(article.what_happened)}")
        for line in article.traceback.splitlines():
            click.echo(f"    {printable(line)}")


@failed.command(epilog=epilog("failed replay"))
@settings_option()
@click.argument("intakes", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All dead letters.")
@click.option("--reason", type=click.Choice(_REASONS), help="All that failed for this reason.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object per file.")
def replay(settings: Settings, intakes: tuple[str, ...], everything: bool, reason: str | None, as_json: bool) -> None:
    """Replay dead letters after the cause was repaired.

    Of an unchanged file, only the failed articles are processed again. A file that you repaired (edit `file` in its
    folder in failed/, or `meta.json` beside it) is processed as a whole; articles that it no longer contains are
    withdrawn. Ends with 1 when one of them could not be taken up.
    """
    if (bool(intakes) + everything + (reason is not None)) != 1:
        raise click.UsageError("say which: INTAKE..., --reason or --all")
    _queue(settings)
    parts = parts_of(settings)
    names = list(intakes) or [one.intake for one in dead_letters(parts.queue) if _is_of(one, reason)]
    trouble = 0
    for name in names:
        trouble += not _replay(parts, name, as_json)
    if not as_json:
        click.echo(_summary(len(names) - trouble))
    sys.exit(1 if trouble else 0)


def _summary(done: int) -> str:
    if not done:
        return "0 files taken up again. 'copydesk failed list' lists the dead letters and their reasons."
    becomes = "what becomes of it" if done == 1 else "what becomes of them"
    return f"{output.counted(done, 'file')} taken up again; 'copydesk status' shows {becomes}."


def _replay(parts: Parts, name: str, as_json: bool) -> bool:
    try:
        done = parts.replay.replay(name)
    except (CopydeskError, OSError) as error:
        if as_json:
            click.echo(json.dumps({"intake": name, "error": str(error)}))
        else:
            click.echo(f"! {printable(name)}: {printable(str(error))}", err=True)
        return False
    except RedisError as error:
        raise PermanentError(f"The broker does not answer: {error}") from error
    if as_json:
        row = {"intake": done.intake, "file": done.file, "round": done.round, "whole": done.whole}
        click.echo(json.dumps(row | {"articles": done.articles}))
    else:
        what = "all of its articles" if done.whole else f"{done.articles:,} of its articles"
        click.echo(f"{done.intake}  {printable(done.file)}: {what}, round {done.round}")
    return True
