"""What the index of entities costs and saves, over the archive of `benchmarks.archive`.

    python -m benchmarks.entity_index [--cache FOLDER] [--heap 1g] [--url URL] [--names 24]

Counts all entities anew, steps where nothing was written, and asks for frequent names that are spelled wrong: once over
the articles, once over the index of entities. Elasticsearch's processor time is that of its whole process, so nothing
else may ask it meanwhile.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence

from elasticsearch import Elasticsearch

from benchmarks.archive import NAMES, add_arguments, opened
from search.entity_index.passes import EntityIndex, number_of_entities
from search.find.counted_entities import CountedEntities
from search.find.entities import entities_of
from search.find.flat_entities import FlatEntities
from search.find.name_lookup import likeness
from search.find.nested_entities import NestedEntities
from search.lifecycle.create import create_indices
from search.transport.client import connect

_ALIKE = 0.78
#: Elasticsearch reads its own processor time once a second.
_SETTLE = 1.2
_IDLE = 50


def _processor_time(client: Elasticsearch) -> float:
    time.sleep(_SETTLE)
    nodes = client.nodes.stats(metric="process")["nodes"].values()
    return float(sum(node["process"]["cpu"]["total_in_millis"] for node in nodes))


def rebuild(client: Elasticsearch) -> None:
    """Count all entities anew."""
    index = EntityIndex(client, NAMES)
    index.begin_again()
    began, spent, own = time.monotonic(), _processor_time(client), time.process_time()
    while index.step():
        pass
    number = number_of_entities(client, NAMES)
    spent, own = _processor_time(client) - spent, time.process_time() - own
    size = client.indices.stats(index=NAMES.entities)["_all"]["primaries"]["store"]["size_in_bytes"]
    print(
        f"{number:,} entities, {size / 1e6:.0f} MB, in {time.monotonic() - began:.0f} s: "
        f"Elasticsearch {spent / number:.2f} ms each, this process {1000 * own / number:.2f} ms"
    )


def idle(client: Elasticsearch) -> None:
    """Step where nothing was written."""
    index, spent = EntityIndex(client, NAMES), _processor_time(client)
    for _ in range(_IDLE):
        index.step()
    print(f"a step where nothing was written: Elasticsearch {(_processor_time(client) - spent) / _IDLE:.1f} ms")


def frequent_names(client: Elasticsearch, most: int) -> list[str]:
    """Return frequent names of several words."""
    answer = client.search(index=NAMES.entities, size=20 * most, sort=[{"articles": "desc"}], source_includes=["name"])
    names = [str(hit["_source"]["name"]) for hit in answer["hits"]["hits"]]
    return [name for name in names if len(name) > 6 and " " in name][::4][:most]


def meant(client: Elasticsearch, asked: FlatEntities | NestedEntities | CountedEntities, names: Sequence[str]) -> str:
    """Ask for names whose fourth letter is wrong, and return what that took and found."""
    spent, right, times = _processor_time(client), 0, []
    for name in names:
        client.indices.clear_cache(index=NAMES.everything, request=True)
        said = name[:3] + ("x" if name[3] != "x" else "y") + name[4:]
        began = time.monotonic()
        rows = asked.spelled_like(said, None, 50)
        scored = sorted(((likeness(said, row.name), row.articles, row.name) for row in rows), reverse=True)
        times.append(time.monotonic() - began)
        right += name in list(dict.fromkeys(found for score, _, found in scored if score >= _ALIKE))[:3]
    each = (_processor_time(client) - spent) / len(names)
    return f"{1000 * statistics.median(times):.0f} ms, Elasticsearch {each:.0f} ms, right {right} of {len(names)}"


def main() -> None:
    """Read the arguments, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=int, default=24)
    add_arguments(parser)
    arguments = parser.parse_args()
    with opened(arguments.cache, url=arguments.url, heap=arguments.heap) as url, connect(url, timeout=300) as client:
        create_indices(client, NAMES)
        print(f"{client.count(index=NAMES.everything)['count']:,} articles")
        rebuild(client)
        idle(client)
        names = frequent_names(client, arguments.names)
        for where, asked in (("articles", entities_of(client, NAMES)), ("entities", CountedEntities(client, NAMES))):
            print(f"a name that may have been meant, in the {where}: {meant(client, asked, names)}")


if __name__ == "__main__":
    main()
