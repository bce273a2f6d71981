"""Gradient-boosted trees, evaluated with NumPy alone. Made by `training/cleaning.py`."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import IO

import numpy as np
import numpy.typing as npt

from articles.errors import PermanentError

Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.intp]


#: Rows that are evaluated together: a few megabytes for each step.
_AT_ONCE = 1000
#: Steps that all ways through the trees are followed; half of them have then come to a leaf, and only the others go on.
_STEPS_OF_ALL = 5


class Forest:
    """Trees in flat arrays.

    Node i asks whether column `feature[i]` is at most `threshold[i]` and goes on at `left[i]`, else at `right[i]`. A
    leaf goes on at itself and has a `value`; the sum over all trees is a log-odds. Trees begin at `roots`.
    """

    def __init__(
        self,
        *,
        names: tuple[str, ...],
        feature: Indices,
        threshold: Floats,
        left: Indices,
        right: Indices,
        value: Floats,
        roots: Indices,
        depth: int,
    ) -> None:
        self.names = names
        self._feature, self._threshold, self._value = feature, threshold, value
        self._children = np.stack([right, left], axis=1).ravel()
        self._goes_on = left != np.arange(left.size)
        self._roots, self._depth = roots, depth

    @classmethod
    def load(cls, file: IO[bytes]) -> Forest:
        """Read what `training/cleaning.py` wrote: an .npz without objects."""
        with np.load(file, allow_pickle=False) as data:
            return cls(
                names=tuple(str(data["names"]).split()),
                feature=data["feature"].astype(np.intp),
                threshold=data["threshold"].astype(np.float32),
                left=data["left"].astype(np.intp),
                right=data["right"].astype(np.intp),
                value=data["value"].astype(np.float32),
                roots=data["roots"].astype(np.intp),
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
        base = np.repeat(np.arange(count) * width, self._roots.size)
        at = self._follow(np.tile(self._roots, count), base, flat, min(_STEPS_OF_ALL, self._depth))
        if self._depth > _STEPS_OF_ALL:
            on = np.flatnonzero(self._goes_on.take(at))
            at[on] = self._follow(at.take(on), base.take(on), flat, self._depth - _STEPS_OF_ALL)
        total = self._value.take(at).reshape(count, -1).sum(axis=1)
        return np.asarray(1.0 / (1.0 + np.exp(-total)), dtype=np.float32)

    def _follow(self, at: Indices, base: Indices, flat: Floats, steps: int) -> Indices:
        """Return the nodes that are so many steps below `at`, whose memory is used.

        Args:
            at: numbers of nodes.
            base: where in `flat` the row begins that each is asked of.
            flat: the rows, one after the other.
            steps: how many.
        """
        # Into the same memory at each step, with indices of the machine's own size: a quarter faster.
        place, smaller = np.empty_like(at), np.empty(at.size, dtype=np.bool_)
        asked_for, limit = np.empty(at.size, dtype=np.float32), np.empty(at.size, dtype=np.float32)
        for _ in range(steps):
            self._feature.take(at, out=place, mode="clip")
            place += base
            flat.take(place, out=asked_for, mode="clip")
            self._threshold.take(at, out=limit, mode="clip")
            np.less_equal(asked_for, limit, out=smaller)
            at += at
            at += smaller
            self._children.take(at, out=place, mode="clip")
            at, place = place, at
        return at


@cache
def forest(name: str, columns: tuple[str, ...]) -> Forest:
    """Return the weights that lie beside this module as `<name>.npz`.

    Raises PermanentError where they were made for other columns than `columns`: they must be trained again.
    """
    with resources.files("articles.cleaning").joinpath(f"{name}.npz").open("rb") as file:
        weights = Forest.load(file)
    if weights.names != columns:
        raise PermanentError(
            f"The weights {name}.npz do not fit the features: train them again (training/cleaning.py)."
        )
    return weights
