"""Text set in capitals, as older wires send it, with capitals only where its language has them."""

from __future__ import annotations

from articles.enrichment.casing.frequency import restored_by_frequency
from articles.enrichment.casing.restoring import in_capitals, restored

__all__ = ["in_capitals", "restored", "restored_by_frequency"]
