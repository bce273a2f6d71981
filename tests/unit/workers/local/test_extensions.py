"""Enrichers and models of the user's own are looked for before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from workers.local.extensions import check
from workers.settings import Settings
from workers.settings_source import SettingsError

ENRICHER = 'VERSION = "1"\n\n\ndef enrich(article, resources):\n    return {}\n'


def test_built_in_ones_need_no_look() -> None:
    check(Settings())


@pytest.mark.parametrize("on_path", [True, False])
def test_an_enricher_is_looked_for_where_the_parts_will(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, on_path: bool
) -> None:
    """In PYTHONPATH, and not in the working directory."""
    (tmp_path / "newsroom_of_ours").mkdir()
    (tmp_path / "newsroom_of_ours" / "desk.py").write_text(ENRICHER)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path) if on_path else "")
    settings = Settings(enrichers=("language", "newsroom_of_ours.desk"))
    if on_path:
        check(settings)
        return
    with pytest.raises(SettingsError, match=r"COPYDESK_ENRICHERS: enricher 'newsroom_of_ours.desk' cannot be imported"):
        check(settings)


def test_a_module_that_breaks_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken_of_ours").mkdir()
    (tmp_path / "broken_of_ours" / "desk.py").write_text("1 / 0\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(SettingsError, match=r"broken_of_ours.desk cannot be loaded \(ZeroDivisionError"):
        check(Settings(enrichers=("broken_of_ours.desk",)))


def test_a_model_that_is_not_installed_is_named() -> None:
    with pytest.raises(SettingsError, match="COPYDESK_MODELS: the entity model 'no_such_model' is not installed"):
        check(Settings(models={"en": "no_such_model"}))
