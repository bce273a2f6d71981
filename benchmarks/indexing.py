"""What Elasticsearch takes to index an article: processor time, warm, in bulks of as many as a worker writes at once.

    python -m benchmarks.indexing DATA [--articles 5000] [--warm 5000] [--cache FOLDER] [--heap 1g]

DATA is the folder of the evaluation data. Recombined articles (`benchmarks.archive`) go into an empty index: first some
that are not counted, while Elasticsearch's compilers are at work, then, in turn, as many with this mapping and with one
without stems. Refreshes come every 15 s, as in a system without small drops; merges until the end are counted. An
article has its quotations, its sketch and all that the stages find. What a story's lead gets of its copies is left out.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch

from benchmarks import archive
from benchmarks.desk import cpu_of_index
from benchmarks.recombine import Recombiner
from search.schema import mapping
from search.transport import bulk
from search.transport.bulk import Operation
from search.transport.client import connect

_BULK = 32
_REQUEST = 32 << 20
_SETTLE_SECONDS = 16.0


def bulks(maker: Recombiner) -> Iterator[list[Operation]]:
    """Yield articles, as many as go into a request."""
    each = itertools.chain.from_iterable(archive.operations(maker, block) for block in itertools.count())
    while True:
        yield list(itertools.islice(each, _BULK))


def write(client: Elasticsearch, index: str, some: Iterator[list[Operation]], articles: int, *, without: str) -> float:
    """Write articles, and return the processor time of each, ms.

    Args:
        client: Elasticsearch.
        index: Where they go.
        some: Requests.
        articles: How many.
        without: A field that they do not have; none if empty.
    """
    # made before: what makes them takes processor time, too, and Elasticsearch would idle meanwhile
    requests = list(itertools.islice(some, articles // _BULK))
    operations = [
        [
            dataclasses.replace(one, index=index, body={k: v for k, v in (one.body or {}).items() if k != without})
            for one in request
        ]
        for request in requests
    ]
    before = cpu_of_index(client)
    for request in operations:
        bulk.require_done(bulk.write(client, request, max_bytes=_REQUEST))
    time.sleep(_SETTLE_SECONDS)
    return 1000 * (cpu_of_index(client) - before) / (len(operations) * _BULK)


def main() -> None:
    """Read the arguments, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--warm", type=int, default=5000)
    parser.add_argument("--pairs", type=int, default=2, help="turns of each")
    archive.add_arguments(parser)
    given = parser.parse_args()
    maker = Recombiner(archive.pool(given.data, given.cache))
    some = bulks(maker)
    fields: dict[str, Any] = mapping.ARTICLE
    with (
        tempfile.TemporaryDirectory(prefix="copydesk-benchmark-") as name,
        archive.opened(Path(name), url=given.url, heap=given.heap) as url,
        connect(url, timeout=300) as client,
    ):
        for turn in range(given.pairs + 1):
            for said, without in (("with stems", ""), ("without stems", "stem")):
                if turn == 0 and without:
                    continue
                index = f"bench-{uuid.uuid4().hex[:8]}"
                client.indices.create(
                    index=index, mappings=fields, settings=mapping.article_settings() | {"refresh_interval": "15s"}
                )
                count = given.articles if turn else given.warm
                each = write(client, index, some, count, without=without)
                print(f"{said if turn else 'not counted':14}{count:8,} articles{each:8.2f} ms an article", flush=True)
                client.indices.delete(index=index)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
