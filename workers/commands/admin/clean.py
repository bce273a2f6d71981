"""``copydesk clean``: show what would be indexed of a file, and what would be cut. Needs no service."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import click
import msgspec
from rich.console import Console
from rich.text import Text

from articles.article import Article, Record, Rejection, Removed, Value
from articles.cleaning import CutReason
from articles.cleaning import clean as clean_record
from articles.cleaning.decide import Policy
from articles.enrichment import Enrichment, build
from articles.fields.explaining import Explanation
from articles.fields.mapping import FieldMap, load_field_map
from articles.forms import Progress, read
from tasks.spool import side_file
from tasks.spool.file_names import SIDE
from workers.commands import output
from workers.commands.admin import read_fields
from workers.commands.escape import printable, printable_lines
from workers.commands.exit_codes import ExitCode, epilog
from workers.commands.in_child import InChild
from workers.settings_source import load

#: Reasons that lose nothing: shown on demand only.
_QUIET = frozenset({CutReason.WHITE_SPACE, CutReason.REPAIR})


@click.command(name="clean", epilog=epilog("clean"))
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="A line of JSON per article.")
@click.option("--safe", is_flag=True, help="Cut less; COPYDESK_CLEANING=safe does the same.")
@click.option("--enrich", is_flag=True, help="Run the enrichers too (models take a few seconds to load).")
@click.option("--all", "show_all", is_flag=True, help="Show white space and repairs too.")
@click.pass_context
def clean(ctx: click.Context, files: tuple[Path, ...], as_json: bool, safe: bool, enrich: bool, show_all: bool) -> None:
    """Show what would be indexed of FILES, and what would be cut and why.

    Of objects and rows it shows which field each thing came from, which fields were not read, and a proposal for
    fields.toml. What a file holds beside articles, such as the pictures and redirects of a web archive, is counted on
    the error output. A side file (NAME.meta.json) beside a file is read. Lines that a source repeats are not known
    here: they are learned while articles come in. Each file has the time and the memory that a worker gives to an
    article.
    """
    for path in files:
        if not path.is_file():
            raise click.BadParameter(f"{printable(str(path))} is a pipe or a device, not a file", param_hint="FILES")
    settings = load()
    field_map = load_field_map(settings.fields_file)
    chain = build(settings.enrichers, models=settings.models, aliases=settings.entities_file) if enrich else None
    policy = "safe" if safe else settings.cleaning
    console = output.out()
    if chain is not None:
        with output.err().status("loading models"):
            chain.preload()  # before the child is started, so that they do not count as memory of an article
    reading = _Reading(policy, settings.min_words, chain, field_map)
    child = InChild(reading.results, seconds=settings.article_seconds, megabytes=settings.max_memory_megabytes)
    refused, shown = False, 0
    for path, found in child.each(files):
        if isinstance(found, _Remark):
            output.err().print(Text(printable(f"{path}{found.text}"), found.style))
            continue
        result, explanation = (found, None) if isinstance(found, Rejection) else found
        refused = refused or isinstance(result, Rejection)
        if as_json:
            row = {"file": str(path), **_fields(result), **read_fields.as_json(explanation)}
            click.echo(json.dumps(row))  # in ASCII: nothing in it drives a terminal
        else:
            if shown:
                console.print()
            shown += 1
            _show(console, path, result, show_all=show_all)
            read_fields.show(console, path.name, explanation)
    ctx.exit(ExitCode.PROBLEM if refused else ExitCode.DONE)


class _Remark(Value, frozen=True):
    """What is said of a file as a whole, on the error output, after its name."""

    text: str
    style: str


_Item: TypeAlias = tuple[Record | Rejection, Explanation | None]
_Result: TypeAlias = tuple[Article | Rejection, Explanation | None]


class _Reading:
    """Reads, cleans and enriches what a file holds."""

    def __init__(self, policy: Policy, min_words: int, chain: Enrichment | None, field_map: FieldMap) -> None:
        self._policy: Policy = policy
        self._min_words = min_words
        self._chain = chain
        self._field_map = field_map

    def results(self, path: Path, progress: Progress) -> Iterator[_Result | _Remark]:
        """Yield what becomes of each item of a file, and remarks.

        Raises:
            ClickException: the file cannot be read.
        """
        for found in self._items(path, progress):
            if isinstance(found, _Remark):
                yield found
                continue
            item, explanation = found
            if isinstance(item, Rejection):
                yield item, explanation
                continue
            result = clean_record(
                item,
                arrival=f"{path.name}:{item.number}",
                claimed_at=time.time_ns() // 1000,
                policy=self._policy,
                min_words=self._min_words,
            )
            if self._chain is not None and isinstance(result, Article):
                result = self._chain.enrich(result)
            yield result, explanation

    def _items(self, path: Path, progress: Progress) -> Iterator[_Item | _Remark]:
        """Yield each item with where its fields came from, if it was made of fields."""
        side = side_file.read(path.parent, path.name + SIDE)
        if side.problems:
            yield _Remark(f"{SIDE}: {'; '.join(side.problems)}.", "yellow")
        explained: list[Explanation] = []
        left_out: Counter[str] = Counter()
        found = read(
            path,
            name=path.name,
            given=side.given,
            left_out=left_out,
            field_map=self._field_map,
            explained=explained,
            progress=progress,
        )
        try:
            for item in found:
                yield item, explained[-1] if explained else None
                explained.clear()
        except OSError as error:
            raise click.ClickException(f"{printable(str(path))} cannot be read: {error.strerror or error}.") from error
        if left_out:
            counts = ", ".join(f"{kind} {count:,}" for kind, count in left_out.most_common())
            yield _Remark(f": passed over, being no articles: {counts}", "dim")


def _fields(result: Article | Rejection) -> dict[str, object]:
    fields = msgspec.to_builtins(result, builtin_types=())
    assert isinstance(fields, dict)
    if isinstance(result, Article):
        fields = {"title": result.title, "body": result.body, "removed": [], **fields}
        del fields["claimed_at"]
    return fields


def _show(console: Console, path: Path, result: Article | Rejection, *, show_all: bool) -> None:
    if isinstance(result, Rejection):
        said = f"{path}, record {result.number}: refused, {result.reason.value}. {result.detail}"
        console.print(Text(printable(said), "red"))
        return
    console.print(Text(printable(str(path)), "dim"))
    console.print(Text(printable(result.title or "(no title)"), "bold"))
    for name, value in _facts(result):
        console.print(Text.assemble((f"{name}: ", "dim"), printable(value)))
    console.print()
    if any(piece.reason not in _QUIET for piece in result.removed):
        console.print(Text("Lines that begin with - were cut from the text; the word before each says why.", "dim"))
        console.print()
    for piece in _woven(result.body, result.removed, show_all=show_all):
        console.print(piece)


def _facts(article: Article) -> Iterator[tuple[str, str]]:
    if article.byline or article.authors:
        yield "by", article.byline or ", ".join(article.authors)
    if article.published_at is not None:
        found = article.published_at_from
        where = "given with the text" if found == "given" else f"found in {found}"
        yield "published", f"{article.published_at.isoformat()} ({where})"
    if article.dateline is not None:
        yield "dateline", article.dateline.text
    for name in ("source", "url", "language", "section"):
        value = getattr(article, name)
        if value:
            yield name, value
    if article.tags:
        yield "tags", ", ".join(article.tags)
    yield from _enriched(article)


def _enriched(article: Article) -> Iterator[tuple[str, str]]:
    if article.entities:
        yield "entities", ", ".join(f"{entity.name} ({entity.key})" for entity in article.entities)
    if article.keywords:
        yield "keywords", ", ".join(article.keywords)
    for quote in article.quotes:
        yield "quote", f"“{quote.text}” {quote.speaker or ''}".rstrip()


def _woven(body: str, removed: tuple[Removed, ...], *, show_all: bool) -> Iterator[Text]:
    """Yield the paragraphs that stay, with each cut in its place between them."""
    position = 0
    line = Text()
    for piece in removed:
        quiet = piece.reason in _QUIET
        if quiet and not show_all:
            continue
        line.append(printable_lines(body[position : piece.start]))
        position = piece.start
        if quiet:
            line.append(f"[{piece.reason} {piece.text!r}]", "yellow")
            continue
        if line.plain.strip():
            line.rstrip()
            yield line
            yield Text()
        line = Text()
        for cut in piece.text.split("\n"):
            if cut.strip():
                yield Text.assemble((f"- {piece.reason:>18}  ", "red"), (printable(cut.strip()), "dim strike"))
        yield Text()
    line.append(printable_lines(body[position:]))
    if line.plain.strip():
        yield line
