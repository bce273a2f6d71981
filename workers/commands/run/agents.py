"""``copydesk mcp``: the tools for agents."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import click
import structlog

from articles.errors import PermanentError
from web.archive import Archive
from web.config import Config
from workers import logs
from workers.app import serving
from workers.app.archive import archive_of
from workers.commands.options import settings_option
from workers.local.supervision import ports
from workers.settings import Settings

log = structlog.get_logger()

_TOKEN = "mcp-token"  # noqa: S105 - the name of a file


@click.command()
@settings_option()
@click.option("--http", is_flag=True, help="Serve over HTTP with a token, instead of standard input and output.")
@click.option("--address", default="127.0.0.1", show_default=True, help="With --http: address to listen on.")
@click.option(
    "--port", default=5081, show_default=True, type=click.IntRange(0, 65_535), help="With --http: port; 0 is any."
)
@click.option(
    "--token-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="With --http: file with the token; made if it is missing. Default DATA/mcp-token.",
)
def mcp(settings: Settings, http: bool, address: str, port: int, token_file: Path | None) -> None:
    """Give agents tools to search and read the archive, over the Model Context Protocol.

    An agent on this machine starts it and talks to it by standard input and output. With --http it serves others at
    /mcp, under the names of COPYDESK_WEB_HOSTS; the tokens of the users in COPYDESK_WEB_USERS are good too, and see
    what these may see. See docs/how-to/use-with-agents.md.
    """
    archive = archive_of(settings)
    if http:
        _serve(settings, archive, address, port, token_file or settings.data / _TOKEN)
        return
    from web.mcp.transports import serve_stdio

    serve_stdio(archive)


def _serve(settings: Settings, archive: Archive, address: str, port: int, token_file: Path) -> None:
    from web.mcp import transports
    from web.users import Directory

    logs.configure(level=settings.log_level, format_=settings.log_format, process="mcp")
    own = transports.of_token(_token(token_file))
    directory = Directory(settings.web_users) if settings.web_users is not None else None
    config = Config(address=address, hosts=settings.web_hosts)
    app = transports.application(
        config, archive, lambda token: own(token) or (directory.by_token(token) if directory is not None else None)
    )
    chosen = ports.choose(5081, port, what="agents", address=address)
    log.info("mcp_serving", address=f"{ports.origin(address, chosen)}/mcp", token_file=str(token_file))
    serving.serve(app, address=address, port=chosen, health_file=settings.health_file)


def _token(path: Path) -> str:
    """Return the token in a file; make one that its owner alone can read if there is no file.

    Raises:
        PermanentError: The file cannot be read or written.
    """
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(f"{secrets.token_urlsafe(32)}\n")
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise PermanentError(f"The token's file {path} cannot be read or written: {error}.") from error
