"""``copydesk keys``: the indices and the API keys of an Elasticsearch with security on."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click
from elasticsearch import ApiError, Elasticsearch, TransportError

from articles.errors import PermanentError
from search import api_keys as access
from search.lifecycle.create import create_indices
from search.schema.index_names import Names
from tasks.spool import atomic
from workers.commands.options import settings_option
from workers.settings import Settings

_PAUSE_SECONDS = 2.0
#: A server that just started refuses every password for a few seconds, until its security index is open.
_REFUSED_SECONDS = 30.0


@click.command()
@settings_option()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--user", default="elastic", show_default=True, help="Who may make indices and keys.")
@click.option("--password", envvar="ELASTIC_PASSWORD", required=True, help="Better as ELASTIC_PASSWORD.")
@click.option(
    "--wait",
    default=300.0,
    show_default=True,
    type=click.FloatRange(0),
    help="How long to wait until Elasticsearch serves, seconds.",
)
def keys(settings: Settings, folder: Path, user: str, password: str, wait: float) -> None:
    """Make the indices, and API keys in FOLDER: `writer` for the workers, `reader` for searching, `web` for the pages.

    A key that is there and works is left alone, so this may run at every start.
    """
    if settings.elasticsearch_url is None:
        raise PermanentError("No Elasticsearch is known. Set COPYDESK_ELASTICSEARCH_URL.")
    trust: dict[str, Any] = {"ca_certs": str(settings.elasticsearch_ca)} if settings.elasticsearch_ca else {}
    names = Names(settings.prefix)
    with Elasticsearch(settings.elasticsearch_url, basic_auth=(user, password), **trust) as admin:
        _wait(admin, wait)
        made = create_indices(admin, names)
        click.echo("indices made" if made else "indices are there")
        for which in (access.WRITER, access.READER, access.WEB):
            path = folder / which
            key = _read(path)
            if key and access.works(settings.elasticsearch_url, key, **trust):
                click.echo(f"{which}: works")
                continue
            _write(path, access.make(admin, names, which))
            click.echo(f"{which}: made")


def _wait(admin: Elasticsearch, seconds: float) -> None:
    """Wait until Elasticsearch serves.

    Raises:
        PermanentError: it refuses the password, for longer than a server does that just started.
        ApiError, TransportError: it does not serve.
    """
    until = time.monotonic() + seconds
    refused_until: float | None = None
    while True:
        try:
            admin.cluster.health(wait_for_status="yellow", timeout="5s")
            return
        except (ApiError, TransportError) as error:
            status = error.status_code if isinstance(error, ApiError) else None
            now = time.monotonic()
            if status == 401:
                refused_until = refused_until or now + _REFUSED_SECONDS
                if now > min(until, refused_until):
                    raise PermanentError(
                        "Elasticsearch refuses this user and password: look at --user and ELASTIC_PASSWORD."
                    ) from error
            elif status not in (None, 408, 429, 502, 503) or now > until:
                raise
            else:
                refused_until = None
        time.sleep(_PAUSE_SECONDS)


def _read(path: Path) -> str | None:
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PermanentError(
            f"{path} cannot be read: {error.strerror}. It belongs to another user: was QUEUE_UID changed? Remove the "
            f"files in {path.parent} as root, then run the setup again (docs/how-to/run-with-compose.md)."
        ) from error


def _write(path: Path, key: str) -> None:
    try:
        atomic.write(path, f"{key}\n".encode(), mode=0o400)
    except OSError as error:
        raise PermanentError(f"{path} cannot be written: {error.strerror}.") from error
