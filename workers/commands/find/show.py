"""``copydesk show``: one article, with all that is known of it."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.text import Text

from search.exchange.rows import DERIVED
from search.find.articles import documents
from search.find.whole import Revision, revisions
from search.schema.index_names import Names
from search.stories.read import Story, read
from workers.app.services import elasticsearch_of
from workers.commands import output
from workers.commands.escape import printable
from workers.commands.find.named import identifier_of
from workers.commands.options import settings_option
from workers.settings import Settings

#: Lines of a story's copies, and of cut pieces, that are shown.
_MOST = 12
_WIDTH = 100


@click.command()
@click.argument("wanted", metavar="ID")
@settings_option()
@click.option("--cut", is_flag=True, help="Show every piece that was cut, whole.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: id, document, story, revisions.")
def show(wanted: str, settings: Settings, cut: bool, as_json: bool) -> None:
    """Show an article: its text, entities and quotes, its story, what was cut from it, and its earlier texts.

    ID is its id, the beginning of a lead's id (8 digits or more), or its URL.
    """
    client, names = elasticsearch_of(settings)(), Names(settings.prefix)
    identifier = identifier_of(client, names, wanted)
    document = documents(client, names, [identifier]).get(identifier)
    if document is None:
        raise click.ClickException(f"{identifier} was taken down in the meantime")
    for field in DERIVED:
        document.pop(field, None)
    story = read(client, names, document.get("story_id", identifier))
    earlier = revisions(client, names, identifier)
    if as_json:
        row = {"id": identifier, "document": document}
        row["story"], row["revisions"] = msgspec.to_builtins(story), msgspec.to_builtins(earlier)
        click.echo(json.dumps(row))
        return
    console = output.out()
    _head(identifier, document, console)
    _text(document, console)
    _names(document, console)
    _story(identifier, story, console)
    _cut(document.get("removed", ()), console, whole=cut)
    _earlier(earlier, console)


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(Text(text, style="bold"))


def _head(identifier: str, document: Mapping[str, Any], console: Console) -> None:
    console.print(Text(printable(document.get("title", "")) or "(no title)", style="bold"))
    published = document.get("published_at", "")
    dateline = document.get("dateline", {})
    rows = {
        "id": identifier,
        "source": document.get("source") or document.get("domain"),
        "url": document.get("url"),
        "by": document.get("byline"),
        "published": f"{published}  ({document.get('published_at_from', '')})" if published else None,
        "filed from": dateline.get("place") or dateline.get("text"),
        "section": document.get("section"),
        "tags": ", ".join(document.get("tags", ())),
        "language": document.get("language"),
        "words": f"{document.get('word_count', 0):,}",
        "indexed": document.get("ingested_at"),
        "arrival": document.get("arrival"),
    }
    for name, value in rows.items():
        if value:
            console.print(Text(f"  {name:<11}", style="dim").append(printable(str(value)), style="not dim"))


def _text(document: Mapping[str, Any], console: Console) -> None:
    console.print()
    width = min(_WIDTH, console.width) if console.is_terminal else 0
    for paragraph in document.get("body", "").split("\n"):
        line = printable(paragraph)
        console.print(Text(textwrap.fill(line, width) if width else line))


def _names(document: Mapping[str, Any], console: Console) -> None:
    entities: Sequence[Mapping[str, Any]] = document.get("entities", ())
    if entities:
        _heading(console, "names")
    for entity in sorted(entities, key=lambda one: -one.get("salience", 0)):
        line = Text(f"  {entity.get('mentions', 0):>4} × ").append(printable(entity.get("name", "")))
        console.print(line.append(f"  {entity.get('type', '')}, {entity.get('key', '')}", style="dim"))
    if document.get("keywords"):
        _heading(console, "keywords")
        console.print(Text(f"  {printable(', '.join(document['keywords']))}"))
    if document.get("quotes"):
        _heading(console, "said")
    for quote in document.get("quotes", ()):
        line = Text(f"  “{printable(quote.get('text', ''))}”")
        console.print(line.append(f"  {printable(quote.get('speaker', ''))}", style="dim"))


def _story(identifier: str, story: Story | None, console: Console) -> None:
    if story is None or not story.copies:
        return
    _heading(console, f"story {story.id[:12]}: {story.total} {'copy' if story.total == 1 else 'copies'}")
    for member in (story.lead, *story.copies)[:_MOST]:
        mark = "▸" if member.id == identifier else " "
        when = (member.published_at or member.ingested_at or "")[:16].replace("T", " ")
        what = "lead" if not member.is_copy else f"{(member.similarity or 0):.0%}"
        console.print(Text(f" {mark}{when:<17} {what:>5}  {printable(member.source or '')}"))
    if story.total + 1 > _MOST:
        console.print(Text(f"  `copydesk story {story.id[:12]}` shows all", style="dim"))


def _cut(removed: Sequence[Mapping[str, Any]], console: Console, *, whole: bool) -> None:
    if not removed:
        return
    _heading(console, "cut")
    if whole:
        for piece in removed:
            console.print(
                Text(f"  {piece['reason']:<16} ", style="dim").append(printable(piece["text"]), style="not dim")
            )
        return
    counts = Counter(piece["reason"] for piece in removed)
    sizes: Counter[str] = Counter()
    for piece in removed:
        sizes[piece["reason"]] += len(piece["text"])
    for reason, count in counts.most_common(_MOST):
        console.print(Text(f"  {count:>4} × {reason}, {sizes[reason]:,} characters"))
    console.print(Text("  --cut shows each", style="dim"))


def _earlier(earlier: Sequence[Revision] | None, console: Console) -> None:
    if earlier is None:
        _heading(console, "earlier texts")
        console.print(Text("  this key may not read them", style="dim"))
        return
    if earlier:
        _heading(console, "earlier texts")
    for one in earlier:
        when = (one.replaced_at or "")[:16].replace("T", " ")
        words = len(one.body.split())
        console.print(Text(f"  {one.revision:>3}  replaced {when}  {words:,} words  {printable(one.title)}"))
