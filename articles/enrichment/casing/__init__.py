"""Text set in capitals, as older wires send it, with capitals only where its language has them."""

from __future__ import annotations

from articles.enrichment.casing.frequency import capital, restored_by_frequency
from articles.enrichment.casing.restoring import in_capitals, restored

__all__ = ["capital", "in_capitals", "restored", "restored_by_frequency"]
