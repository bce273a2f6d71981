"""Cut page furniture out of plain text and HTML, and keep all that was cut, with reasons."""

from __future__ import annotations

from articles.cleaning.article import VERSION, clean
from articles.cleaning.parsed_record import Opened, line_hashes
from articles.cleaning.pieces import restore
from articles.cleaning.reasons import CutReason

__all__ = ["VERSION", "CutReason", "Opened", "clean", "line_hashes", "restore"]
