"""The age of a file in processing/ is never negative."""

from __future__ import annotations

import os
import time
from pathlib import Path

from tasks.audit.fate_counts import age_of


def test_a_file_that_is_gone_has_no_age(tmp_path: Path) -> None:
    """It settled between the count and the question; "-0 s" would be shown of a difference of two readings."""
    assert "0" == f"{age_of(tmp_path / 'gone'):.0f}"
    assert 0.0 == age_of(tmp_path / "gone")


def test_the_age_of_a_claim(tmp_path: Path) -> None:
    """It counts from the time of claim.json; one that is dated in the future is of this moment."""
    claim = tmp_path / "claim.json"
    claim.touch()
    os.utime(claim, times=(time.time() - 3600,) * 2)
    assert 3600 <= age_of(tmp_path)
    os.utime(claim, times=(time.time() + 3600,) * 2)
    assert "0" == f"{age_of(tmp_path):.0f}"
