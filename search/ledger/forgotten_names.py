"""Forget the names of files in which all was taken down: a name may be the title of what was in it."""

from __future__ import annotations

from collections.abc import Iterable

from elasticsearch import Elasticsearch

from articles.batches import batched
from articles.fates import Reason
from search.schema.index_names import Names
from search.transport.client import translated
from search.transport.refresh import refresh

#: Files whose names are looked at in one request.
_AT_ONCE = 500
# The name of a file may be its title. The folder of its source stays.
_UNNAMED = """
int end = ctx._source.name == null ? -1 : ctx._source.name.indexOf('/');
String name = (end < 0 ? '' : ctx._source.name.substring(0, end + 1)) + ctx._source.intake;
if (name == ctx._source.name) { ctx.op = 'noop'; return }
ctx._source.name = name;
"""


def forget(client: Elasticsearch, names: Names, intakes: Iterable[str]) -> None:
    """Replace the names of files by their intakes, where all that is known to be in them was taken down.

    Safe to repeat.
    """
    for some in batched(sorted(intakes), _AT_ONCE):
        among = {"terms": {"intake": some}}
        refresh(client, [names.intake])
        with translated():
            answer = client.search(
                index=names.intake,
                size=0,
                query={
                    "bool": {
                        "filter": [{"term": {"kind": "arrival"}}, among],
                        "must_not": {"term": {"reason": Reason.DELETED}},
                    }
                },
                aggs={"others": {"terms": {"field": "intake", "size": len(some)}}},
            )
            others = [bucket["key"] for bucket in answer["aggregations"]["others"]["buckets"]]
            client.update_by_query(
                index=names.intake,
                query={"bool": {"filter": [among], "must_not": {"terms": {"intake": others}}}},
                script={"source": _UNNAMED},
                conflicts="proceed",
                refresh=True,
            )
