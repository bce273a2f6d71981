"""Bundled arrays are read as NumPy reads them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import articles.enrichment
from articles.enrichment import arrays

BUNDLED = sorted(Path(articles.enrichment.__file__).parent.rglob("*.npz"))


@pytest.mark.parametrize("file", BUNDLED, ids=lambda file: file.name)
def test_bundled_files_are_read_as_numpy_reads_them(file: Path) -> None:
    with np.load(file, allow_pickle=False) as expected:
        found = arrays.read(file)
        assert sorted(expected.files) == sorted(found)
        for name, array in found.items():
            assert expected[name].dtype == array.dtype
            np.testing.assert_array_equal(expected[name], array)


@pytest.mark.parametrize("compressed", [False, True])
def test_every_shape_and_order(tmp_path: Path, *, compressed: bool) -> None:
    """Numbers without dimensions, nothing at all, strings, and arrays that lie by columns."""
    written = {
        "number": np.array(2.5),
        "nothing": np.empty((0, 3), np.int8),
        "strings": np.array([b"ab", b"c"]),
        "text": np.array("x y"),
        "columns": np.asfortranarray(np.arange(12, dtype=np.float16).reshape(3, 4)),
    }
    (np.savez_compressed if compressed else np.savez)(tmp_path / "some.npz", **written)
    found = arrays.read(tmp_path / "some.npz")
    assert list(written) == list(found)
    for name, array in written.items():
        np.testing.assert_array_equal(array, found[name])
        assert array.dtype == found[name].dtype
        assert found[name].flags.aligned


def test_objects_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "some.npz", things=np.array([{}], dtype=object))
    with pytest.raises(ValueError, match="holds objects"):
        arrays.read(tmp_path / "some.npz")
