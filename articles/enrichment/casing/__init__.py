"""English text set in capitals, as older wires send it, with capitals only where English has them."""

from __future__ import annotations

from articles.enrichment.casing.restoring import in_capitals, restored

__all__ = ["in_capitals", "restored"]
