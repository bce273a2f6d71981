from __future__ import annotations

import json
from pathlib import Path

from workers.commands.run import demo


def test_samples_come_in_waves_and_lie_in_folders_of_their_sources() -> None:
    waves = list(demo.samples())

    assert len(waves) == 2
    assert all(wave for wave in waves)
    assert all(file.parent.parent.parent.name == "samples" for wave in waves for file in wave)


def test_a_sample_is_dropped_with_its_side_file_first(tmp_path: Path) -> None:
    """Nothing else is left in the inbox: both are renamed in."""
    file = tmp_path / "made" / "herald" / "story.txt"
    file.parent.mkdir(parents=True)
    file.write_text("Text")
    inbox = tmp_path / "inbox"
    inbox.mkdir()

    demo.drop(file, inbox, "s1")

    assert sorted(path.name for path in (inbox / "herald").iterdir()) == ["story.txt", "story.txt.meta.json"]
    assert json.loads((inbox / "herald" / "story.txt.meta.json").read_text()) == {"sent": "s1"}
