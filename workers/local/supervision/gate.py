"""Let a process get ready before it knows the services that it will work with.

`copydesk up` starts its parts while Elasticsearch starts. They import and load what they need, and wait at a gate: a
pipe on standard input, through which they learn the addresses and keys. A process that was started without a gate goes
on at once. A waiting process has opened no connection and touched no file of the queue. It ends with SIGTERM, or when
the pipe closes without a message.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from workers.settings import Settings
from workers.settings_source import load

#: Says that standard input is a gate. No setting: those begin with COPYDESK_.
VARIABLE = "_COPYDESK_GATE"


def closed(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a process that is to wait at a gate."""
    return {**environment, VARIABLE: "1"}


def message(variables: Mapping[str, str]) -> bytes:
    """Return what opens the gate: the variables that the process lacked."""
    return msgspec.json.encode(variables)


def passed(settings: Settings) -> Settings:
    """Return the settings, read again with what comes through the gate if there is one.

    Raises:
        SettingsError: a value that came is not allowed.
    """
    if os.environ.pop(VARIABLE, None) is None:
        return settings
    os.environ.update(_told())
    return load(data=settings.data)


def _told() -> dict[str, str]:
    said = sys.stdin.buffer.read()
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), sys.stdin.fileno())
    try:
        return msgspec.json.decode(said, type=dict[str, str])
    except msgspec.DecodeError:
        sys.exit("the process that started this one is gone")
