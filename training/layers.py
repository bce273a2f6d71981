"""What the networks of both taggers are trained with: the layer, and the tags of labelled text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

from articles.enrichment.tagging import tags

UNKNOWN = -1  #: tag of a token whose label does not begin and end with tokens


class _Largest(torch.autograd.Function):
    """Maxout over pieces that stand side by side (three times as fast as autograd's)."""

    @staticmethod
    def forward(ctx: Any, x: torch.Tensor, pieces: int) -> torch.Tensor:
        width = x.shape[1] // pieces
        largest = x[:, :width]
        for piece in range(1, pieces):
            largest = torch.maximum(largest, x[:, piece * width : (piece + 1) * width])
        ctx.save_for_backward(x, largest)
        ctx.pieces = pieces
        return largest

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[torch.Tensor, None]:
        x, largest = ctx.saved_tensors
        won = (x.view(len(x), ctx.pieces, -1) == largest[:, None]).float()
        return won.mul_(gradient[:, None]).view(len(x), -1), None


class Maxout(nn.Module):
    """`network.Maxout`, to train."""

    def __init__(self, weights: torch.Tensor, pieces: int, *, half: bool = False) -> None:
        """Take the weights (pieces * outputs, inputs); bias and shift begin with zero, gain with one.

        Args:
            weights: The weights to begin with.
            pieces: How many products the largest is taken of.
            half: Multiply in 16 bits.
        """
        super().__init__()
        self.pieces, self._half = pieces, half
        outputs = len(weights) // pieces
        self.weights = nn.Parameter(weights)
        self.bias = nn.Parameter(torch.zeros(len(weights)))
        self.gain = nn.Parameter(torch.ones(outputs))
        self.shift = nn.Parameter(torch.zeros(outputs))

    @classmethod
    def random(cls, inputs: int, outputs: int, pieces: int) -> Maxout:
        """Return a layer with random weights."""
        return cls(torch.randn(pieces * outputs, inputs) * (1 / inputs) ** 0.5, pieces)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        with torch.autocast("cpu", torch.bfloat16, enabled=self._half):
            product = functional.linear(x, self.weights)
        largest = _Largest.apply(product.float() + self.bias, self.pieces)
        return functional.layer_norm(largest, self.gain.shape, self.gain, self.shift, 1e-8)

    def arrays(self, name: str) -> dict[str, npt.NDArray[np.float16]]:
        """As `network` reads it."""
        half = {"weights": self.weights.T, "bias": self.bias, "gain": self.gain, "shift": self.shift}
        return {f"{name}_{k}": np.ascontiguousarray(v.detach().numpy().astype(np.float16)) for k, v in half.items()}


def tags_of(starts: Sequence[int], ends: Sequence[int], text: str, entities: Iterable[tuple[int, int, str]]) -> Any:
    """BILOU tags of tokens; where an entity does not begin and end with tokens, its tokens teach nothing."""
    found = np.full(len(starts), tags.OUTSIDE)
    first_at = {start: i for i, start in enumerate(starts)}
    last_at = {end: i for i, end in enumerate(ends)}
    for start, end, label in entities:
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start not in first_at or end not in last_at:
            found[[i for i in range(len(starts)) if starts[i] < end and ends[i] > start]] = UNKNOWN
            continue
        i, j = first_at[start], last_at[end]
        found[i : j + 1] = tags.number("I", label)
        found[i], found[j] = tags.number("B", label), tags.number("L", label)
        if i == j:
            found[i] = tags.number("U", label)
    return found
