"""Read the settings, and say in a sentence what is wrong with one."""

from __future__ import annotations

import contextlib
import difflib
import os
import re
from pathlib import Path
from typing import Any

import structlog
from dotenv import dotenv_values
from pydantic import ValidationError

from articles.errors import CopydeskError
from workers.settings import PREFIX, RENAMED, SECRETS, Settings, allowed, variable

log = structlog.get_logger()

_DOTENV = Path(".env")
#: Variables of the tests, and those that Kubernetes sets for a service called "copydesk".
_FOREIGN = re.compile(r"COPYDESK_(TEST_.*|SERVICE_(HOST|PORT).*|PORT(_\d+_.*)?)")
#: Name and password in an address.
_PASSWORD = re.compile(r"(?<=://)[^/?#]*(?=@)")
_ENVIRONMENT, _FILE = "in the environment", "in .env"


class SettingsError(CopydeskError):
    """Settings that cannot be used; the message has a sentence for each."""


def load(**given: Any) -> Settings:
    """Read the settings.

    Args:
        given: settings from the command line, which take precedence.

    Raises:
        SettingsError: a value is not allowed, or a name is unknown.
    """
    found = _found(_dotenv())
    wrong = [_misspelt(name, where) for name, (_, where) in found.items() if not _is_known(name)]
    extra, where = _indirect(found)
    named = {field: found[name][0] for field in Settings.model_fields if (name := variable(field)) in found}
    try:
        settings = Settings(**{**named, **extra, **given})
    except ValidationError as error:
        wrong += [_sentence(problem, given, {**found, **where}) for problem in error.errors()]
    if wrong:
        raise SettingsError("\n".join(dict.fromkeys(wrong)))
    return settings


def _dotenv() -> dict[str, str | None]:
    """Read ``.env``, except inside an inbox: there it is a producer's file."""
    if not _DOTENV.is_file():
        return {}
    here = Path.cwd()
    if any(folder.name == "inbox" and (folder.parent / "processing").is_dir() for folder in (here, *here.parents)):
        log.warning("dotenv_ignored", folder=str(here), why="it is inside an inbox")
        return {}
    return dict(dotenv_values(_DOTENV))


def _found(dotenv: dict[str, str | None]) -> dict[str, tuple[str, str]]:
    """Return our variables with their values and the place where each is set; empty and blank ones count as not set."""
    found = {name.upper(): (value, _FILE) for name, value in dotenv.items() if value and value.strip()}
    found |= {name.upper(): (value, _ENVIRONMENT) for name, value in os.environ.items() if value.strip()}
    return {name: entry for name, entry in found.items() if name.startswith(PREFIX)}


def _is_known(name: str) -> bool:
    if _FOREIGN.fullmatch(name):
        return True
    field = name.removeprefix(PREFIX).lower()
    return field in Settings.model_fields or field in RENAMED or field.removesuffix("_file") in SECRETS


def _misspelt(name: str, where: str) -> str:
    near = difflib.get_close_matches(name, [variable(field) for field in Settings.model_fields], n=1, cutoff=0.75)
    advice = f"did you mean {near[0]}?" if near else "docs/reference/settings.md lists them all."
    return f"Unknown setting {name} (set {where}): {advice}"


def _indirect(found: dict[str, tuple[str, str]]) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """Return the values under old names and in files of secrets, and where; a setting's own variable wins."""
    values: dict[str, str] = {}
    places: dict[str, tuple[str, str]] = {}
    for old, new in RENAMED.items():
        if variable(old) in found and variable(new) not in found:
            values[new] = found[variable(old)][0]
            places[variable(new)] = values[new], f"as {variable(old)}"
            log.warning("setting_renamed", old=variable(old), new=variable(new))
    for name in SECRETS:
        file = found.get(f"{variable(name)}_FILE")
        if file is not None and variable(name) not in found:
            values[name] = _secret(name, *file)
            places[variable(name)] = values[name], f"in {file[0]}"
    return values, places


def _secret(name: str, path: str, where: str) -> str:
    try:
        return Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        said = error.strerror if isinstance(error, OSError) else "it is not text"
        if isinstance(error, PermissionError):
            with contextlib.suppress(OSError):
                owner = Path(path).stat().st_uid
                said = (
                    f"{said}; the file belongs to user {owner}, and this is user {os.geteuid()}. "
                    f"Run as user {owner}, or make the file anew for this one"
                )
        raise SettingsError(
            f"Invalid value for {variable(name)}_FILE: {path!r} (set {where}) cannot be read: {said}."
        ) from error


def _sentence(problem: Any, given: dict[str, Any], found: dict[str, tuple[str, str]]) -> str:
    """Say what is wrong: name, value, where it was set, what is allowed."""
    if not problem["loc"]:  # several settings do not fit together
        return str(problem["msg"]).removeprefix("Value error, ") + "."
    name = str(problem["loc"][0]).lower().removeprefix(PREFIX.lower())
    value, place = found.get(variable(name), (problem["input"], "here"))
    where = f"given as --{name}" if name in given else f"set {place}"
    return f"Invalid value for {variable(name)}: {_shown(name, value)} ({where}); allowed: {allowed(name)}."


def _shown(name: str, value: object) -> str:
    if name in SECRETS:
        return "not shown"
    text = str(value)
    # Not by `urlsplit`, which refuses some addresses: what is refused is shown as well.
    return repr(_PASSWORD.sub("***", text)[:200])
