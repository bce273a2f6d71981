"""The new version takes over what the version before left: its archive, and the work it had in hand.

`upgrade/0.1.0` was written by version 0.1.0, stopped at different points of an article's way: one file settled, one
claimed with its side file, one judged, one of ten articles with four of them settled and four judged, one cut by half,
one dead letter, and one in the inbox.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

if TYPE_CHECKING:
    from conftest import Running

BEFORE = Path(__file__).parent / "upgrade" / "0.1.0"
#: Articles in its files: 1 + 1 + 1 + 10 + 10 + 1 + 1.
ARTICLES = 25


def take_over(data: Path, client: Elasticsearch, prefix: str) -> None:
    """Lay the old queue folder and the old indices where the new version will find them."""
    shutil.copytree(BEFORE / "queue", data / "queue")
    for folder in [*(data / "queue" / "processing").iterdir(), *(data / "queue").glob("done/*/*")]:
        claim = json.loads((folder / "claim.json").read_text("utf-8"))
        os.utime(folder / "file", ns=(claim["mtime_ns"], claim["mtime_ns"]))
    archive = json.loads((BEFORE / "index.json").read_text("utf-8"))
    for name, about in archive["indices"].items():
        client.indices.create(
            index=prefix + name,
            mappings=about["mappings"],
            settings={"number_of_replicas": 0, "analysis": about["analysis"] or {}},
            aliases={prefix + alias: options for alias, options in about["aliases"].items()},
        )
    bulk(client, (_action(prefix + name, row) for name, rows in archive["documents"].items() for row in rows))


def _action(index: str, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "_op_type": "index",
        "_index": index,
        "_id": row["_id"],
        "_source": row["_source"],
        "version": row["_version"],
        "version_type": "external",
    }


@pytest.mark.parametrize("chunk_articles", ["4", "5"], ids=["same settings", "another size of chunks"])
def test_work_in_hand_of_the_version_before_is_finished(
    start: Callable[..., AbstractContextManager[Running]], chunk_articles: str
) -> None:
    """Every article has a fate, none is indexed twice, and the audit finds nothing."""
    with start(prepare=take_over, chunk_articles=chunk_articles) as running:
        running.fates("Old Gazette/half-cut.jsonl", articles=10, seconds=120)
        running.fates("Old Gazette/many.jsonl", articles=10, seconds=120)
        for name in ("settled", "claimed", "judged", "waiting"):
            running.fates(f"Old Gazette/{name}.txt")
        accounts = running.quiet()
        assert (ARTICLES, 0, 0) == (accounts.arrivals, accounts.gap, accounts.in_flight)
        assert {"indexed": 24, "failed": 1} == {fate: n for fate, n in accounts.fates.items() if n}
        running.parts.elasticsearch.indices.refresh(index=running.parts.names.everything)
        assert 24 == running.quiet().documents
        running.copydesk("audit")
        running.copydesk("failed", "replay", "--all")
        assert 25 == running.quiet().fates["indexed"]
