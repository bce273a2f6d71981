"""Show in ``copydesk clean`` from which fields an article was made."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from articles.fields.explaining import Explanation, as_toml
from workers.commands.escape import printable, printable_lines

#: Paths of fields that were not read, at most.
_MOST = 20


def as_json(explanation: Explanation | None) -> dict[str, object]:
    """Return the entry for ``--json``; nothing where an article was not made of fields."""
    if explanation is None:
        return {}
    return {
        "fields": {
            "producer": explanation.producer or None,
            "from": {meaning.value: path for meaning, path in explanation.origins.items()},
            "not_read": list(explanation.unread),
            "proposed": {meaning.value: path for meaning, path in explanation.proposed.items()},
        }
    }


def show(console: Console, name: str, explanation: Explanation | None) -> None:
    """Print where the fields came from, which were not read, and a mapping for them."""
    if explanation is None:
        return
    console.print()
    if explanation.producer:
        console.print(Text.assemble(("fields of: ", "dim"), printable(explanation.producer)))
    for meaning, path in explanation.origins.items():
        console.print(Text.assemble((f"{meaning.value} from: ", "dim"), printable(path)))
    if explanation.unread:
        more = len(explanation.unread) - _MOST
        paths = ", ".join(explanation.unread[:_MOST]) + (f" and {more} more" if more > 0 else "")
        console.print(Text.assemble(("not read: ", "dim"), printable(paths)))
    if proposal := as_toml(explanation, name):
        console.print(Text("a mapping for fields.toml that may fit:", "dim"))
        console.print(Text(printable_lines(proposal)))
