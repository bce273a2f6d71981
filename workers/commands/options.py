"""Options that several commands share."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from workers import logs
from workers.local.runtime import settings_with_runtime
from workers.settings_source import load


def settings_option(running: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the option ``--data`` and pass `settings` to it.

    Args:
        running: fill in the services of the `copydesk up` that runs in that folder, if the settings name none.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @click.option(
            "--data",
            type=click.Path(path_type=Path, file_okay=False),
            help="Folder of the data; default COPYDESK_DATA, else ./copydesk-data.",
        )
        @functools.wraps(function)
        def wrapper(*args: Any, data: Path | None, **kwargs: Any) -> Any:
            logs.configure_for_command()
            settings = load(data=data) if data is not None else load()
            if running:
                settings = settings_with_runtime(settings)
            return function(*args, settings=settings, **kwargs)

        return wrapper

    return decorate
