"""``copydesk keys``: the indices and the API keys of an Elasticsearch with security on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from elasticsearch import Elasticsearch

from articles.errors import PermanentError
from search.lifecycle.create import create_indices
from search.schema import api_keys as access
from search.schema.index_names import Names
from tasks.spool import atomic
from workers.commands.options import settings_option
from workers.settings import Settings


@click.command()
@settings_option()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--user", default="elastic", show_default=True, help="Who may make indices and keys.")
@click.option("--password", envvar="ELASTIC_PASSWORD", required=True, help="Better as ELASTIC_PASSWORD.")
def keys(settings: Settings, folder: Path, user: str, password: str) -> None:
    """Make the indices, and two API keys in FOLDER: `writer` for the workers, `reader` for searching.

    A key that is there and works is left alone, so this may run at every start.
    """
    if settings.elasticsearch_url is None:
        raise PermanentError("No Elasticsearch is known. Set COPYDESK_ELASTICSEARCH_URL.")
    trust: dict[str, Any] = {"ca_certs": str(settings.elasticsearch_ca)} if settings.elasticsearch_ca else {}
    names = Names(settings.prefix)
    with Elasticsearch(settings.elasticsearch_url, basic_auth=(user, password), **trust) as admin:
        made = create_indices(admin, names)
        click.echo("indices made" if made else "indices are there")
        for which in (access.WRITER, access.READER):
            path = folder / which
            key = _read(path)
            if key and access.works(settings.elasticsearch_url, key, **trust):
                click.echo(f"{which}: works")
                continue
            _write(path, access.make(admin, names, which))
            click.echo(f"{which}: made")


def _read(path: Path) -> str | None:
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PermanentError(f"{path} cannot be read: {error.strerror}; it was made by another user.") from error


def _write(path: Path, key: str) -> None:
    try:
        atomic.write(path, f"{key}\n".encode(), mode=0o400)
    except OSError as error:
        raise PermanentError(f"{path} cannot be written: {error.strerror}.") from error
