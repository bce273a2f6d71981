"""``python -m workers.local [FOLDER]``: run both services until Ctrl-C, for repeated test runs."""

from __future__ import annotations

import signal
from pathlib import Path

import click

from articles.errors import CopydeskError
from workers.local.elasticsearch import provision as elasticsearch_home
from workers.local.elasticsearch.server import SHORT_LIVED, EmbeddedElasticsearch
from workers.local.supervision import users
from workers.local.valkey import EmbeddedValkey
from workers.settings_source import load


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path("copydesk-data/services"))
def main(folder: Path) -> None:
    """Run Valkey and Elasticsearch with their data in FOLDER and print the variables that the tests read."""
    settings = load()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        user = users.unprivileged()
        home = elasticsearch_home.find(
            settings.elasticsearch_source,
            cache=settings.cache,
            user=user,
            archive_url=settings.elasticsearch_archive_url,
        )
        folder.mkdir(parents=True, exist_ok=True)
        with (
            EmbeddedValkey(folder / "valkey") as valkey,
            EmbeddedElasticsearch(
                folder / "elasticsearch", home=home, heap=settings.elasticsearch_heap, java_options=SHORT_LIVED
            ) as search,
        ):
            click.echo(f"export COPYDESK_TEST_BROKER_URL={valkey.url}")
            click.echo(f"export COPYDESK_TEST_ELASTICSEARCH_URL={search.url}")
            click.echo("Both run until Ctrl-C.", err=True)
            signal.pause()
    except KeyboardInterrupt:
        pass
    except CopydeskError as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
