"""Gradient-boosted trees, evaluated with NumPy alone. Made by `training/cleaning.py`."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import IO

import numpy as np
import numpy.typing as npt

from articles.errors import PermanentError

Floats = npt.NDArray[np.float32]


#: Rows that are evaluated together: a few megabytes for each step.
_AT_ONCE = 1000


class Forest:
    """Trees in flat arrays.

    Node i asks whether column `feature[i]` is at most `threshold[i]` and goes on at `left[i]`, else at `right[i]`. A
    leaf goes on at itself and has a `value`; the sum over all trees is a log-odds. Trees begin at `roots`.
    """

    def __init__(
        self,
        *,
        names: tuple[str, ...],
        feature: npt.NDArray[np.int32],
        threshold: Floats,
        left: npt.NDArray[np.int32],
        right: npt.NDArray[np.int32],
        value: Floats,
        roots: npt.NDArray[np.int32],
        depth: int,
    ) -> None:
        self.names = names
        self._feature, self._threshold, self._value = feature, threshold, value
        self._children = np.stack([right, left], axis=1).ravel()
        self._roots, self._depth = roots, depth

    @classmethod
    def load(cls, file: IO[bytes]) -> Forest:
        """Read what `training/cleaning.py` wrote: an .npz without objects."""
        with np.load(file, allow_pickle=False) as data:
            return cls(
                names=tuple(str(data["names"]).split()),
                feature=data["feature"].astype(np.int32),
                threshold=data["threshold"].astype(np.float32),
                left=data["left"].astype(np.int32),
                right=data["right"].astype(np.int32),
                value=data["value"].astype(np.float32),
                roots=data["roots"].astype(np.int32),
                depth=int(data["depth"]),
            )

    def probabilities(self, rows: Floats, asked: npt.NDArray[np.bool_] | None = None) -> Floats:
        """Sigmoid of the trees' sum for each row; columns as in `names`. Rows that are not `asked` for are 0."""
        if asked is not None:
            result = np.zeros(rows.shape[0], dtype=np.float32)
            if asked.any():
                result[asked] = self.probabilities(rows[asked])
            return result
        if rows.shape[0] > _AT_ONCE:
            return np.concatenate(
                [self.probabilities(rows[i : i + _AT_ONCE]) for i in range(0, rows.shape[0], _AT_ONCE)]
            )
        count, width = rows.shape
        flat = np.ascontiguousarray(rows, dtype=np.float32).ravel()
        base = (np.arange(count, dtype=np.int32) * width)[:, None]
        at = np.broadcast_to(self._roots, (count, self._roots.size)).copy()
        for _ in range(self._depth):
            smaller = flat.take(self._feature.take(at) + base) <= self._threshold.take(at)
            at = self._children.take(2 * at + smaller)
        total = self._value.take(at).sum(axis=1)
        return np.asarray(1.0 / (1.0 + np.exp(-total)), dtype=np.float32)


@cache
def forest(name: str, columns: tuple[str, ...]) -> Forest:
    """The weights that lie beside this module as `<name>.npz`.

    Raises PermanentError where they were made for other columns than `columns`: they must be trained again.
    """
    with resources.files("articles.cleaning").joinpath(f"{name}.npz").open("rb") as file:
        weights = Forest.load(file)
    if weights.names != columns:
        raise PermanentError(
            f"The weights {name}.npz do not fit the features: train them again (training/cleaning.py)."
        )
    return weights
