"""What an article takes in the index: bytes and Lucene documents, of this mapping and of the one before.

    python -m benchmarks.index_size DATA [--url http://127.0.0.1:9200] [--articles 400] [--pages] [--parts]

DATA is the folder of the evaluation data; it is not part of the repository. Texts of 300 to 1,000 words, or with
--pages the HTML pages of the cleaning set, go through the stages and are indexed twice: with entities as nested
documents, as mapping version 2 had them, and as they are now. Both indices are merged into one segment before they are
measured. --parts shows what the fields take.
"""

from __future__ import annotations

import argparse
import copy
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk
from rich.console import Console
from rich.table import Table

from articles import cleaning
from articles.article import Given, Record, Rejection
from articles.duplicates import sketch
from articles.enrichment import build
from articles.identity import content_hash
from benchmarks.relevance import archive
from search.documents import to_document
from search.exchange.rows import DERIVED
from search.schema import mapping
from training.cleaning_scores import rows_of

ENRICHERS = ("language", "reading", "entities", "dateline", "dates", "quotes", "keywords")
_WORDS = range(300, 1001)
_KEYWORD = {"type": "keyword", "ignore_above": 1024}


def nested() -> dict[str, Any]:
    """Return the mapping with entities as version 2 had them."""
    fields = copy.deepcopy(mapping.ARTICLE)
    properties = fields["properties"]
    for name in set(DERIVED) - {"stem"}:
        del properties[name]
    properties["entities"] = {
        "type": "nested",
        "properties": {
            "name": properties["people"],
            "type": _KEYWORD,
            "key": _KEYWORD,
            "mentions": {"type": "integer"},
            "salience": {"type": "float"},
            "surfaces": _KEYWORD,
            "spans": mapping.STORED,
            "country": _KEYWORD,
            "location": {"type": "geo_point"},
        },
    }
    return fields


def texts(data: Path) -> Iterator[Record]:
    """Yield texts of newspapers, of the usual length."""
    for doc in archive(data):
        if len(doc.body.split()) in _WORDS:
            given = Given(title=doc.title, url=f"https://paper.example/{doc.id}")
            yield Record(number=0, content=doc.body, whole=True, form="plain", given=given)


def pages(data: Path) -> Iterator[Record]:
    """Yield pages of newspapers."""
    for name in ("aeb", "fundus"):
        for row in rows_of(data / "cleaning" / f"{name}.html.jsonl.xz"):
            given = Given(url=f"https://paper.example/{row['id']}")
            yield Record(number=0, content=row["html"], is_html=True, form="html", given=given)


def documents(records: Iterator[Record], wanted: int) -> Iterator[dict[str, Any]]:
    """Yield documents of texts or pages, made by the stages."""
    chain = build(ENRICHERS, models={"en": "copydesk"})
    now = datetime.now(UTC)
    for record in records:
        article = cleaning.clean(record, arrival=f"benchmark:{wanted}", claimed_at=int(now.timestamp() * 1e6))
        if isinstance(article, Rejection):
            continue
        article = chain.enrich(article)
        article = msgspec.structs.replace(article, content_hash=content_hash(article.title, article.body))
        packed = sketch(article.title, article.body, article.language).to_bytes()
        yield to_document(article, now=now, sketch=packed)
        wanted -= 1
        if not wanted:
            return


def measure(client: Elasticsearch, fields: dict[str, Any], found: list[dict[str, Any]]) -> dict[str, Any]:
    """Return bytes and Lucene documents of an article, and bytes by field.

    Many more articles take fewer bytes each, since they share more of their words.
    """
    index = f"bench-{uuid.uuid4().hex[:8]}"
    settings = mapping.article_settings() | {"refresh_interval": "-1"}
    known = fields["properties"].keys()
    client.indices.create(index=index, mappings=fields, settings=settings)
    try:
        rows = ({"_index": index, "_source": {k: v for k, v in one.items() if k in known}} for one in found)
        bulk(client, rows, chunk_size=100)
        client.options(request_timeout=600).indices.forcemerge(index=index, max_num_segments=1)
        client.indices.refresh(index=index)
        lucene = client.indices.stats(index=index, metric="docs")["indices"][index]["primaries"]["docs"]["count"]
        usage: Any = client.indices.disk_usage(index=index, run_expensive_tasks=True)[index]  # stats lag by 10 s
        taken: dict[str, Any] = {"bytes": usage["store_size_in_bytes"] / len(found), "documents": lucene / len(found)}
        taken["fields"] = {name: one["total_in_bytes"] / len(found) for name, one in usage["fields"].items()}
        return taken
    finally:
        client.indices.delete(index=index)


def main() -> None:
    """Read the arguments, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--url", default="http://127.0.0.1:9200")
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--pages", action="store_true", help="HTML pages in place of plain texts")
    parser.add_argument("--parts", action="store_true", help="what each field takes")
    arguments = parser.parse_args()
    records = pages(arguments.data) if arguments.pages else texts(arguments.data)
    found = list(documents(records, arguments.articles))
    if not found:
        sys.exit(f"{arguments.data} has no texts of {_WORDS.start} to {_WORDS.stop - 1} words, or no pages")
    words = sum(len(one["body"].split()) for one in found) / len(found)
    table = Table(f"{len(found):,} articles of {words:.0f} words", "bytes", "Lucene documents", box=None)
    layouts = {"entities nested (mapping 2)": nested(), "entities flat (this mapping)": mapping.ARTICLE}
    with Elasticsearch(arguments.url) as client:
        for name, fields in layouts.items():
            taken = measure(client, fields, found)
            table.add_row(name, f"{taken['bytes']:,.0f}", f"{taken['documents']:.1f}")
            largest = sorted(taken["fields"].items(), key=lambda one: -one[1])[:30]
            for field, size in largest if arguments.parts else ():
                table.add_row(f"  {field}", f"{size:,.0f}", "")
    Console().print(table)


if __name__ == "__main__":
    main()
