"""What somebody writes in an afternoon: text from a page by trafilatura, names by spaCy's stock model, nothing else.

`benchmarks.end_to_end` runs it in a pool of processes, and in a plain chain of four Celery tasks:

    celery --app benchmarks.afternoon worker

The chain reads the broker and Elasticsearch from the variables `AFTERNOON_BROKER`, `AFTERNOON_URL`, `AFTERNOON_KEY` and
`AFTERNOON_INDEX`. An article is settled when its file is gone. Nothing is written down between tasks: what is in a
worker that dies is lost.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import Any

import celery

from articles.enrichment.tagging.spacy_tagger import installed
from search.transport.client import connect

MODEL = "en_core_web_sm"
QUEUE = "benchmark-afternoon"

app = celery.Celery("afternoon", broker=os.environ.get("AFTERNOON_BROKER", "memory://"))
app.conf.update(
    task_default_queue=QUEUE,
    task_ignore_result=True,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
)


def fields_of(name: str, content: bytes) -> dict[str, Any]:
    """Return title and body of a page; plain texts are taken as they are."""
    import trafilatura

    text = content.decode("utf-8", "replace")
    if name.endswith(".html"):
        document = trafilatura.bare_extraction(text, with_metadata=True, include_comments=False)
        return {"title": getattr(document, "title", None) or "", "body": getattr(document, "text", None) or ""}
    title, _, body = text.partition("\n\n")
    return {"title": title, "body": body}


@functools.cache
def _model() -> Any:
    import spacy

    return spacy.load(installed(MODEL))


def with_names(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields with the names that the stock model finds, by its labels."""
    found: dict[str, set[str]] = {}
    for one in _model()(fields["body"]).ents:
        found.setdefault(one.label_, set()).add(one.text)
    return {**fields, "names": {label: sorted(texts) for label, texts in found.items()}}


@app.task  # type: ignore[untyped-decorator]
def read(path: str) -> list[str]:
    """Read a file."""
    return [path, Path(path).read_bytes().decode("utf-8", "replace")]


@app.task  # type: ignore[untyped-decorator]
def extract(given: list[str]) -> list[Any]:
    """Find title and body."""
    path, text = given
    return [path, fields_of(path, text.encode())]


@app.task  # type: ignore[untyped-decorator]
def names(given: list[Any]) -> list[Any]:
    """Find names."""
    path, fields = given
    return [path, with_names(fields)]


@app.task  # type: ignore[untyped-decorator]
def index(given: list[Any]) -> None:
    """Write the document, and remove the file."""
    path, fields = given
    _client().index(index=os.environ["AFTERNOON_INDEX"], id=Path(path).name, document=fields)
    Path(path).unlink()


@functools.cache
def _client() -> Any:
    return connect(os.environ["AFTERNOON_URL"], api_key=os.environ.get("AFTERNOON_KEY") or None)


def send(path: Path) -> None:
    """Send a file on its way through the four tasks."""
    celery.chain(read.s(str(path)), extract.s(), names.s(), index.s()).apply_async()
