"""Comparing a download with its checksum."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from workers.local.elasticsearch.download import verify
from workers.local.errors import ServiceError


def test_verify(tmp_path: Path) -> None:
    """The right checksum passes, in either case; a wrong one is one sentence."""
    path = tmp_path / "file"
    path.write_bytes(b"text")
    right = hashlib.sha512(b"text").hexdigest()
    verify(path, "sha512", right.upper() + "\n")
    with pytest.raises(ServiceError, match="file is not what it should be"):
        verify(path, "sha512", "0" * 128)
