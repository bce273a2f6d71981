"""Writes the table of settings into README.md, from the settings themselves: `make docs`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from workers.settings import Settings

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN, END = "<!-- settings: written by `make docs` -->\n", "<!-- end of settings -->\n"


def table() -> str:
    """The table: variable, what it is when it is not set, what it does."""
    rows = ["| variable | when not set | |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        description = (field.description or "").replace("|", "\\|")
        rows.append(f"| `COPYDESK_{name.upper()}` | {_shown(field.default)} | {description} |")
    return "\n".join(rows) + "\n"


def _shown(default: Any) -> str:
    if default is None or default == "":
        return ""
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, (tuple, list, dict)):
        return f"`{json.dumps(default)}`"
    return f"`{default}`"


def written(text: str) -> str:
    """The README with the table of now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


if __name__ == "__main__":
    README.write_text(written(README.read_text()))
