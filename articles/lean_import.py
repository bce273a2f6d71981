"""Import a library without the optional packages that it would import as well where they are installed."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable


def import_without(library: str, unused: Iterable[str]) -> None:
    """Import a library with the unused packages hidden from it; those that were imported before stay visible."""
    if library in sys.modules:
        return
    hidden = [name for name in unused if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # an import of it fails, as if it were not installed
    try:
        importlib.import_module(library)
    finally:
        for name in hidden:
            del sys.modules[name]
