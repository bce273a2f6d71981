"""What Elasticsearch takes to index an article: processor time, warm, in bulks of as many as a worker writes at once.

    python -m benchmarks.indexing DATA [--articles 5000] [--warm 5000] [--cache FOLDER] [--heap 1g]

DATA is the folder of the evaluation data. Recombined articles (`benchmarks.archive`) go into an empty index: first some
that are not counted, while Elasticsearch's compilers are at work, then, in turn, as many with this mapping, without
stems, and with all updates that copies bring: a fifth of the articles are copies, and after as many articles as a
backlog has in half a minute leads count them and copies are told their lag and rank, as the watcher does. Refreshes
come every 15 s, as in a system without small drops; merges until the end are counted. An article has its quotations,
its sketch and all that the stages find.
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

from elasticsearch import Elasticsearch

from benchmarks import archive
from benchmarks.desk import cpu_of_index
from benchmarks.recombine import Recombiner
from search.lifecycle.create import create_indices
from search.schema.index_names import Names
from search.stories.order import order
from search.stories.repair import repair
from search.transport import bulk
from search.transport.bulk import Operation
from search.transport.client import connect
from search.transport.refresh import refresh

_BULK = 32
_REQUEST = 32 << 20
_SETTLE_SECONDS = 16.0
#: Articles of half a minute in a backlog: as often the watcher repairs stories; it puts them in order half as often.
_REPAIRED_AFTER = 1_200

WITH_STEMS, WITHOUT_STEMS, WITH_COPIES = WAYS = "with stems", "without stems", "and copies' updates"


def bulks(maker: Recombiner) -> Iterator[list[Operation]]:
    """Yield articles, as many as go into a request."""
    each = itertools.chain.from_iterable(archive.operations(maker, block) for block in itertools.count())
    while True:
        yield list(itertools.islice(each, _BULK))


def write(
    client: Elasticsearch, names: Names, some: Iterator[list[Operation]], articles: int, *, way: str
) -> tuple[float, int]:
    """Write articles.

    Args:
        client: Elasticsearch.
        names: Indices where they go.
        some: Requests.
        articles: How many.
        way: One of `WAYS`.

    Returns:
        Processor time of each, ms; documents that were written again because of copies.
    """
    # made before: what makes them takes processor time, too, and Elasticsearch would idle meanwhile
    requests = list(itertools.islice(some, articles // _BULK))
    left_out = {"stem", "copies"} if way == WITHOUT_STEMS else {"copies"}
    operations = [
        [
            dataclasses.replace(
                one, index=names.everything, body={k: v for k, v in (one.body or {}).items() if k not in left_out}
            )
            for one in request
        ]
        for request in requests
    ]
    before, again = cpu_of_index(client), 0
    touched: set[str] = set()
    for done, request in enumerate(operations, 1):
        bulk.require_done(bulk.write(client, request, max_bytes=_REQUEST))
        touched |= {one.body["story_id"] for one in request if one.body and one.body["is_copy"]}
        if way == WITH_COPIES and (done % (_REPAIRED_AFTER // _BULK) == 0 or done == len(operations)):
            again += repair(client, names, touched).counted
            refresh(client, [names.everything])
            order(client, names, touched)
            touched.clear()
    time.sleep(_SETTLE_SECONDS)
    spent = cpu_of_index(client) - before
    if way == WITH_COPIES:
        refresh(client, [names.everything])
        again += client.count(index=names.everything, query={"exists": {"field": "rank"}})["count"]
    return 1000 * spent / (len(operations) * _BULK), again


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
    with (
        tempfile.TemporaryDirectory(prefix="copydesk-benchmark-") as name,
        archive.opened(Path(name), url=given.url, heap=given.heap) as url,
        connect(url, timeout=300) as client,
    ):
        for turn in range(given.pairs + 1):
            for way in WAYS if turn else WAYS[:1]:
                names = Names(f"bench-{uuid.uuid4().hex[:8]}-")
                create_indices(client, names)
                client.indices.put_settings(index=names.everything, settings={"refresh_interval": "15s"})
                count = given.articles if turn else given.warm
                each, again = write(client, names, some, count, way=way)
                said = f"{way if turn else 'not counted':20}{count:8,} articles{each:8.2f} ms an article"
                print(said + (f", {again:,} documents written again" if again else ""), flush=True)
                client.indices.delete(index=list(client.indices.get(index=f"{names.prefix}*", expand_wildcards="all")))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
