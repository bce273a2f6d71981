"""``python -m workers.commands`` is ``copydesk``."""

from __future__ import annotations

from workers.commands import main

main(prog_name="copydesk")
