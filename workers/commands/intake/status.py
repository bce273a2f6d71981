"""``copydesk status``: counts of arrivals and fates, and what is in flight."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

import click
import msgspec
from redis.exceptions import RedisError
from rich.console import Console
from rich.text import Text

from articles.errors import PermanentError
from articles.wire.hold_decisions import Hold, Kind
from search.ledger import queries
from tasks import heartbeat
from tasks.audit.fate_counts import Accounts
from tasks.audit.pace import WINDOW_SECONDS, Pace, pace, spoken
from tasks.duplicates.state import is_complete
from tasks.holds.listing import waiting
from tasks.spool import inbox_troubles
from tasks.spool.input_warnings import InputWarnings
from workers.app.factory import parts_of
from workers.app.wiring import Parts
from workers.commands import output
from workers.commands.escape import printable
from workers.commands.exit_codes import epilog
from workers.commands.listing import Column, ColumnKind, print_item, print_rows
from workers.commands.options import settings_option
from workers.doctor.room import broker_room, index_rooms, queue_room
from workers.local.runtime import Runtime
from workers.settings import Settings
from workers.watcher.load import load_of

#: Folders of the inbox that are named at most.
_SHOWN = 5
#: Kind of input → words for one, and for several.
_COUNTED = {"side_files": ("side file was", "side files were"), "dates": ("date was", "dates were")}


@click.command(epilog=epilog("status"))
@settings_option()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def status(settings: Settings, as_json: bool) -> None:
    """Count arrivals and fates, and articles in flight; name what needs attention.

    Arrivals = indexed + updated + copy + duplicate + rejected + failed + in flight.
    """
    parts = parts_of(settings)
    try:
        paused = load_of(parts, settings).why_paused()
        accounts = parts.fate_counts.count()
        warnings = {name: (known.count(), known.latest(3)) for name, known in _warnings(parts)}
        held = waiting(parts.elasticsearch, parts.names)
        beats = heartbeat.alive(parts.redis, settings.prefix)
        rooms = [
            queue_room(settings),
            *index_rooms(parts.elasticsearch, parts.names),
            *filter(None, [broker_room(parts.redis)]),
        ]
        to_load = 0 if is_complete(parts.redis, settings.prefix) else parts.rebuild.left()
        filling = to_load > 0 and parts.rebuild.is_under_way()
        going = _pace(parts, accounts, paused, to_load)
    except RedisError as error:
        raise PermanentError(f"The broker does not answer: {error}") from error
    trouble = _trouble(settings, accounts, paused, filling=filling)
    trouble += _silent(settings, beats) + _left_in_inbox(settings)
    if as_json:
        row = msgspec.to_builtins(accounts) | {"gap": accounts.gap, "paused": paused, "trouble": trouble}
        row |= {name: {"not_understood": count, "latest": latest} for name, (count, latest) in warnings.items()}
        row["held"] = _held(held)
        row["room"] = msgspec.to_builtins(rooms)
        row["pace"] = msgspec.to_builtins(going)
        click.echo(json.dumps(row))
    else:
        console = output.out()
        show(accounts, console)
        if going.left or going.rate:
            print_item(console, "Pace:   ", Text(_told(going)))
        for room in rooms:
            print_item(console, "Room:   ", Text(f"{printable(str(room))}{' (soon)' if room.is_short else ''}"))
        if held:
            said = f"{_said(_held(held))}; 'copydesk withdrawn' lists them."
            print_item(console, "Kept from readers: ", Text(said))
        for line in trouble:
            print_item(console, "! ", Text(line))
        for name, (count, latest) in warnings.items():
            _show_warnings(console, name, count, latest)
    sys.exit(1 if trouble else 0)


def _warnings(parts: Parts) -> list[tuple[str, InputWarnings]]:
    return [("side_files", parts.side_file_warnings), ("dates", parts.date_warnings)]


def _show_warnings(console: Console, name: str, count: int, latest: Sequence[str]) -> None:
    """Print what was not understood lately of one kind of input."""
    if not count:
        return
    number = output.counted(count, *_COUNTED[name])
    console.print(f"{number} not understood in the last seven days; the latest:")
    for line in latest:
        print_item(console, "  ", Text(printable(line)))


def _pace(parts: Parts, accounts: Accounts, paused: str | None, to_load: int) -> Pace:
    """Return how fast it goes, by the ledger and the workers' counters."""
    counted = parts.counters.read()
    return pace(
        accounts,
        queries.progress(parts.elasticsearch, parts.names, seconds=WINDOW_SECONDS),
        seconds=counted.seconds,
        waited=counted.waited["elasticsearch"],
        paused=paused,
        to_load=to_load,
    )


def _told(going: Pace) -> str:
    """Return the pace in words."""
    said = f"{going.rate:,.1f} articles/s in the last minute"
    if not going.left:
        return said
    when = f"about {spoken(going.seconds_left)}" if going.seconds_left is not None else "no end in sight"
    return f"{said}; {going.left:,} to go, {when}; limited by {going.limited_by}"


def _held(held: Sequence[tuple[str, Hold]]) -> dict[str, Any]:
    """Return how many articles are held by kind, and when the next embargo ends."""
    ends = [hold.until for _, hold in held if hold.kind is Kind.EMBARGO and hold.until]
    counts: dict[str, Any] = {kind.value: sum(hold.kind is kind for _, hold in held) for kind in Kind}
    return counts | {"next_release": min(ends).isoformat(timespec="seconds") if ends else None}


def _said(held: dict[str, Any]) -> str:
    parts = [f"{held[kind.value]:,} by {kind.value}" for kind in Kind if held[kind.value]]
    return ", ".join(parts) + (f", the next is released at {held['next_release']}" if held["next_release"] else "")


def _trouble(settings: Settings, accounts: Accounts, paused: str | None, *, filling: bool) -> list[str]:
    found = []
    if paused:
        found.append(f"Intake is paused: {paused}.")
    if accounts.gap:
        found.append(f"{accounts.gap} arrivals have neither a fate nor are in flight; run 'copydesk audit'.")
    # A backlog explains age, and so does a duplicate index that is being filled; without, a file this old is stuck.
    if accounts.oldest_seconds > patience_of(settings) and not sum(accounts.queues.values()) and not filling:
        found.append(
            f"The oldest file in processing/ is {accounts.oldest_seconds:.0f} s old and nothing waits in the queues; "
            "is a worker running?"
        )
    return found


def _left_in_inbox(settings: Settings) -> list[str]:
    found = inbox_troubles.read(settings.queue_folder)
    more = [f"The files in {len(found) - _SHOWN:,} more folders stay too."] if len(found) > _SHOWN else []
    return [f"The files in inbox/{one.folder} stay there: {one.why}." for one in found[:_SHOWN]] + more


def _silent(settings: Settings, beats: list[heartbeat.Beat]) -> list[str]:
    """Name the parts that should run and give no sign of life. Flower is optional without `copydesk up`."""
    runtime = Runtime.read(settings.data)
    wanted = ["watcher", *(["flower"] if runtime is not None and runtime.flower_url else [])]
    return [
        f"No {part} runs: no sign of life for {heartbeat.FRESH_SECONDS:.0f} s; 'copydesk doctor' says more."
        for part in wanted
        if part not in {beat.part for beat in beats}
    ]


def patience_of(settings: Settings) -> float:
    """Age in seconds from which a file in `processing/` is stuck, if no message waits for a worker."""
    return settings.lease_seconds + settings.visibility_timeout + 2 * settings.redelivery_seconds


def show(accounts: Accounts, console: Console) -> None:
    """Print the counts for people."""
    rows = []
    for fate, number in accounts.fates.items():
        reasons = accounts.reasons.get(fate, {})
        said = ", ".join(f"{n} {reason}" for reason, n in sorted(reasons.items(), key=lambda item: -item[1]))
        rows.append((f"{number:,}", fate, said))
    rows.append((f"{accounts.in_flight:,}", "in flight", f"{output.counted(accounts.unread, 'file')} not read yet"))
    rows.append((f"{accounts.arrivals:,}", "arrivals", "" if accounts.gap == 0 else f"gap of {accounts.gap:,}"))
    console.print("Arrivals", style="italic")
    columns = (Column("", ColumnKind.NUMBER), Column(""), Column("", ColumnKind.TEXT))
    print_rows(console, columns, [[Text(cell) for cell in row] for row in rows], headings=False)
    processing = f"{accounts.processing:,} in processing"
    if accounts.processing:
        processing += f" (the oldest for {accounts.oldest_seconds:.0f} s)"
    dead = output.counted(accounts.failed_files, "dead letter")
    if accounts.failed_files:
        dead += "; 'copydesk failed list' lists them"
    print_item(console, "Files:  ", Text(f"{accounts.inbox:,} in the inbox, {processing}, {dead}"))
    articles = output.counted(accounts.documents, "article")
    stories = output.counted(accounts.leads, "story", "stories")
    print_item(console, "Index:  ", Text(f"{articles} in {stories}"))
    queues = ", ".join(f"{n:,} {name}" for name, n in accounts.queues.items() if n) or "empty"
    print_item(console, "Queues: ", Text(queues))
