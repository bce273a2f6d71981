"""``copydesk audit``: compare folder, ledger and index, and repair discrepancies."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter

import click
import msgspec
from redis.exceptions import RedisError

from articles.errors import PermanentError
from search.stories.repair import repair_all
from tasks.audit.discrepancy import KINDS, Discrepancy
from workers.app.factory import parts_of
from workers.commands import output
from workers.commands.escape import printable
from workers.commands.exit_codes import epilog
from workers.commands.intake.status import patience_of, show
from workers.commands.options import settings_option
from workers.settings import Settings


@click.command(epilog=epilog("audit"))
@settings_option()
@click.option("--look", is_flag=True, help="Report discrepancies and leave them as they are.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object per discrepancy, then one with the counts.")
def audit(settings: Settings, look: bool, as_json: bool) -> None:
    """Compare folder, ledger and index, and repair discrepancies.

    Overdue work is published again (the watcher does that by itself), entries that the ledger lacks are written from
    the finished files or the documents, missing documents are made again from the files in done/, and the leads and
    counts of stories are corrected.
    """
    parts = parts_of(settings)
    found: Counter[str] = Counter()
    stay = 0
    try:
        again = None if look else parts.redelivery.run()
        for gap in parts.audit.find(close=not look, patience=patience_of(settings), now=time.time()):
            found[gap.kind] += 1
            stay += not gap.closed
            _tell(gap, as_json)
        tended = None if look else repair_all(parts.elasticsearch, parts.names)
        accounts = parts.fate_counts.count()
    except RedisError as error:
        raise PermanentError(f"The broker does not answer: {error}") from error
    stay += accounts.gap != 0
    if as_json:
        row = {
            "gaps": dict(found),
            "stay": stay,
            "published": msgspec.to_builtins(again),
            "stories": msgspec.to_builtins(tended),
            "accounts": msgspec.to_builtins(accounts) | {"gap": accounts.gap},
        }
        click.echo(json.dumps(row))
    else:
        show(accounts, output.out())
        click.echo(_summary(found, stay))
    sys.exit(1 if stay else 0)


def _tell(gap: Discrepancy, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"gap": gap.kind, "name": gap.name, "closed": gap.closed, "what_now": gap.what_now}))
        return
    mark = "repaired" if gap.closed else "remains "
    now = f" ({gap.what_now})" if gap.what_now else ""
    click.echo(printable(f"{mark}  {gap.name}: {KINDS[gap.kind]}{now}"))


def _summary(found: Counter[str], stay: int) -> str:
    if not found and not stay:
        return "No discrepancies."
    said = ", ".join(f"{number:,} {kind.replace('_', ' ')}" for kind, number in found.most_common())
    return f"Discrepancies: {said or 'in the counts'}; {stay:,} {'remains' if stay == 1 else 'remain'}."
