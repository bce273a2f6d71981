"""Check that the parts will find the enrichers and entity models of the user's own, before anything starts."""

from __future__ import annotations

import json
import subprocess
import sys

from workers.settings import Settings
from workers.settings_source import SettingsError

_SECONDS = 120
_PROBLEM = 2


def check(settings: Settings) -> None:
    """Look for them as the parts will: in a process of its own, which does not search the working directory.

    Raises:
        SettingsError: One of them cannot be used.
    """
    own = {
        "enrichers": [name for name in settings.enrichers if "." in name],
        "models": sorted(set(settings.models.values()) - {"copydesk"}),
    }
    if not any(own.values()):
        return
    command = [sys.executable, "-P", "-m", __name__, json.dumps(own)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return  # a part that is as slow says so itself
    if done.returncode == _PROBLEM:
        raise SettingsError(done.stdout.strip())


def _problem(enrichers: list[str], models: list[str]) -> str | None:
    """Return in a sentence what cannot be used."""
    from articles.enrichment.chain import build
    from articles.enrichment.tagging.spacy_tagger import installed
    from articles.errors import ConfigurationError

    setting = "COPYDESK_ENRICHERS"
    try:
        build(enrichers, models={})
        setting = "COPYDESK_MODELS"
        for model in models:
            installed(model)
    except ConfigurationError as error:
        return f"{setting}: {error}."
    except Exception as error:  # noqa: BLE001  # whatever a module of the user's does when it is imported
        return f"{setting}: one of {', '.join(enrichers)} cannot be loaded ({type(error).__name__}: {error})."
    return None


if __name__ == "__main__":
    problem = _problem(**json.loads(sys.argv[1]))
    if problem:
        print(problem)  # noqa: T201
        sys.exit(_PROBLEM)
