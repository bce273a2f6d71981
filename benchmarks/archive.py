"""A large archive to measure with: recombined real texts, written straight to Elasticsearch and kept.

    python -m benchmarks.archive DATA [--articles 200000] [--cache FOLDER] [--heap 1g] [--url URL] [--stay]

DATA is the folder of the evaluation data; it is not part of the repository. The real texts go through the stages once
(`pool.json` in the cache folder). The archive lies in an Elasticsearch of its own in the cache folder, started by this
command, so that other benchmarks find it there; with --url it goes into one that runs already. What a stopped run has
written is kept, and the next one goes on. --stay keeps Elasticsearch running until Ctrl-C.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Semaphore

import msgspec
from elasticsearch import Elasticsearch

from articles import cleaning
from articles.article import Article, Given, Record, Rejection
from articles.duplicates import sketch
from articles.enrichment import build
from benchmarks import relevance
from benchmarks.recombine import BLOCK, Recombiner
from search.documents import to_document
from search.lifecycle.create import create_indices
from search.schema import mapping
from search.schema.index_names import Names
from search.transport import bulk
from search.transport.bulk import Operation
from search.transport.client import connect
from workers.local.elasticsearch import provision
from workers.local.elasticsearch.server import EmbeddedElasticsearch
from workers.local.supervision import users
from workers.settings_source import load

NAMES = Names("archive-")
CACHE = Path("~/.cache/copydesk-benchmarks").expanduser()
_ENRICHERS = ("language", "reading", "entities", "dateline", "dates", "quotes", "keywords")
_SHORTEST, _LONGEST = 60, 1500  # words of a real text that is taken
_POOL = 600
#: Blocks that a run writes again: requests under way when an earlier one was stopped.
_AGAIN = 20
_REQUEST = 8 << 20
#: Blocks that are made before they are written: makers may be faster than Elasticsearch.
_AHEAD = 50
_WHILE_LOADING = {
    "refresh_interval": "-1",
    "translog.durability": "async",
    "translog.flush_threshold_size": "2gb",
}
_AFTERWARDS = {**dict.fromkeys(_WHILE_LOADING), "refresh_interval": mapping.REFRESH}
_made_by: Recombiner


def pool(data: Path, cache: Path) -> list[Article]:
    """Return the real articles; from the cache if they have been through the stages before."""
    kept = cache / "pool.json"
    if kept.exists():
        return msgspec.json.decode(kept.read_bytes(), type=list[Article])
    print("the stages read the real texts ...", file=sys.stderr)
    chain = build(_ENRICHERS, models={"en": "copydesk"})
    real: list[Article] = []
    for doc in relevance.archive(data):
        if not _SHORTEST <= len(doc.body.split()) <= _LONGEST or len(real) == _POOL:
            continue
        record = Record(number=0, content=doc.body, whole=True, form="plain", given=Given(title=doc.title))
        article = cleaning.clean(record, arrival=f"pool:{len(real)}", claimed_at=1)
        if not isinstance(article, Rejection):
            real.append(msgspec.structs.replace(chain.enrich(article), removed=()))
    cache.mkdir(parents=True, exist_ok=True)
    partial = kept.with_suffix(".part")
    partial.write_bytes(msgspec.json.encode(real))
    partial.rename(kept)
    return real


def _begin(cache: Path) -> None:
    global _made_by  # one for each process of the pool
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _made_by = Recombiner(msgspec.json.decode((cache / "pool.json").read_bytes(), type=list[Article]))


def _documents(block: int) -> list[Operation]:
    return operations(_made_by, block)


def operations(maker: Recombiner, block: int) -> list[Operation]:
    """Return what writes the articles of a block."""
    operations = []
    for article, copies in maker.block(block):
        packed = sketch(article.title, article.body, article.language).to_bytes()
        assert article.published_at is not None
        document = to_document(article, now=article.published_at + timedelta(minutes=5), sketch=packed)
        document["copies"] = copies
        operations.append(Operation(action="index", index=NAMES.everything, id=article.id, body=document))
    return operations


def fill(client: Elasticsearch, cache: Path, articles: int, *, processes: int) -> None:
    """Write the articles that the archive lacks.

    Args:
        client: Elasticsearch.
        cache: Folder of the pool.
        articles: How many it is to hold; a multiple of `BLOCK`.
        processes: Processes that make them.
    """
    create_indices(client, NAMES)
    client.indices.refresh(index=NAMES.everything)
    there = int(client.count(index=NAMES.everything)["count"])
    if there >= articles:
        return
    first, begun = max(0, there // BLOCK - _AGAIN), time.monotonic()
    client.indices.put_settings(index=NAMES.everything, settings=_WHILE_LOADING)
    # spawned: a child that is forked while threads run may inherit a lock that nobody releases
    context = multiprocessing.get_context("spawn")
    with (
        context.Pool(processes, _begin, (cache,)) as makers,
        ThreadPoolExecutor(1) as writer,
    ):
        written = None
        ahead, ended = Semaphore(_AHEAD), Event()
        blocks = _allowed(range(first, articles // BLOCK), ahead, ended)
        try:
            for done, operations in enumerate(makers.imap(_documents, blocks), 1):
                ahead.release()
                if written is not None:
                    bulk.require_done(written.result())
                written = writer.submit(bulk.write, client, operations, max_bytes=_REQUEST)
                if done % 100 == 0:
                    rate = done * BLOCK / (time.monotonic() - begun)
                    print(f"  {(first + done) * BLOCK:,} of {articles:,}, {rate:.0f}/s", file=sys.stderr, flush=True)
            if written is not None:
                bulk.require_done(written.result())
        finally:  # the pool's thread may wait for the next block; without this the end of the pool waits for it
            ended.set()
            ahead.release()
    client.indices.put_settings(index=NAMES.everything, settings=_AFTERWARDS)
    client.options(request_timeout=600).indices.refresh(index=NAMES.everything)


def _allowed(blocks: Iterable[int], ahead: Semaphore, ended: Event) -> Iterator[int]:
    for block in blocks:
        ahead.acquire()
        if ended.is_set():
            return
        yield block


@contextmanager
def opened(cache: Path, *, url: str | None, heap: str) -> Iterator[str]:
    """Yield the URL of the archive's Elasticsearch: the one that is given, or one in the cache folder."""
    if url:
        yield url
        return
    settings = load()
    home = provision.find(
        settings.elasticsearch_source,
        cache=settings.cache,
        user=users.unprivileged(),
        archive_url=settings.elasticsearch_archive_url,
    )
    cache.mkdir(parents=True, exist_ok=True)
    with EmbeddedElasticsearch(cache / "elasticsearch", home=home, heap=heap, port=0) as server:
        yield server.url


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options by which benchmarks find the archive."""
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--heap", default="1g", help="of the Elasticsearch in the cache folder")
    parser.add_argument("--url", help="an Elasticsearch that runs already")


def main() -> None:
    """Read the arguments, and fill the archive."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--processes", type=int, default=max(1, (os.cpu_count() or 2) // 2))
    parser.add_argument("--stay", action="store_true")
    add_arguments(parser)
    arguments = parser.parse_args()
    pool(arguments.data, arguments.cache)
    with opened(arguments.cache, url=arguments.url, heap=arguments.heap) as url, connect(url, timeout=300) as client:
        fill(client, arguments.cache, arguments.articles, processes=arguments.processes)
        stats = client.indices.stats(index=NAMES.everything)["_all"]["primaries"]
        size, segments = stats["store"]["size_in_bytes"], stats["segments"]["count"]
        count = client.count(index=NAMES.everything)["count"]
        print(f"{count:,} articles, {size / 2**30:.2f} GB, {segments} segments, at {url}", flush=True)
        if arguments.stay:
            signal.pause()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
