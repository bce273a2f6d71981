"""Wire the pages: from the settings to the application that `copydesk web` serves."""

from __future__ import annotations

from starlette.applications import Starlette

from web.app import build
from web.config import Config
from workers.app.archive import archive_of
from workers.settings import Settings


def config_of(settings: Settings) -> Config:
    """Return what the settings say of the pages."""
    password = settings.web_password
    return Config(
        address=settings.web_address,
        port=settings.web_port,
        hosts=settings.web_hosts,
        users=settings.web_users,
        password=password.get_secret_value() if password else None,
    )


def application(settings: Settings) -> Starlette:
    """Return the application.

    Raises:
        PermanentError: No Elasticsearch is known, or the pages would be open to others without a login.
    """
    return build(config_of(settings), archive_of(settings))
