"""Read up to where the operations of indices are done. Operations of a shard are numbered in order (`_seq_no`)."""

from __future__ import annotations

from collections.abc import Sequence

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.errors import TransientError
from search.transport.client import translated


class Reached(Value, frozen=True, kw_only=True):
    """The place that the operations of an index have reached."""

    uuid: str  #: of the index; another one of the same name has another
    marks: dict[str, int]  #: shard → number up to which every operation is done


def reached(client: Elasticsearch, indices: Sequence[str]) -> dict[str, Reached]:
    """Return it for each index, by the index's own name where an alias was given.

    Raises:
        TransientError: Elasticsearch does not answer, or a shard is not up.
        PermanentError: An index is missing.
    """
    with translated():
        answer = client.indices.stats(
            index=list(indices),
            level="shards",
            metric="docs",
            filter_path=["indices.*.uuid", "indices.*.shards.*.routing.primary", "indices.*.shards.*.seq_no"],
        )
    found = {}
    for index, about in answer.get("indices", {}).items():
        marks = {}
        for shard, copies in about.get("shards", {}).items():
            primary = next((one for one in copies if one["routing"]["primary"]), None)
            if primary is None:
                raise TransientError(f"shard {shard} of {index} is not up")
            marks[shard] = int(primary["seq_no"]["local_checkpoint"])
        found[index] = Reached(uuid=about["uuid"], marks=marks)
    return found
