"""What an agent gets: is a known article found by a question, do citations hold, how large are answers?

    python -m benchmarks.agents FILE [--articles 2000] [--questions 200] [--citations 500]

FILE has one article per line, as JSON with `title`, `body` and, where they are known, `url` and `source` (plain, or
packed by xz); it is not part of the repository. The articles go into an index of their own, removed at the end, in the
Elasticsearch that COPYDESK_TEST_ELASTICSEARCH_URL names. Questions are made from titles: their words in another order,
half of them without those that are everywhere.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import os
import random
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from elasticsearch import Elasticsearch

from articles.article import Article
from articles.citations import parse
from search.documents import to_document
from search.lifecycle.create import create_indices
from search.reading.passages import verify
from search.schema.index_names import Names
from search.transport import bulk
from search.transport.bulk import Operation
from search.transport.client import connect
from web.archive import LOCAL, Archive
from web.asking import Missing
from web.mcp import tools
from web.mcp.fitting import MOST_BYTES, size

_COMMON = frozenset(
    (
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "has",
        "in",
        "is",
        "it",
        "of",
        "on",
        "the",
        "to",
        "with",
    )
)
_LEAST_WORDS = 5


def articles(path: Path, most: int) -> Iterator[Article]:
    unpack: Any = lzma.open if path.suffix == ".xz" else open
    with unpack(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number >= most:
                return
            row = json.loads(line)
            title, body = row.get("title") or "", row.get("body") or row.get("text") or ""
            yield Article(
                id=hashlib.sha256(f"{number}".encode()).hexdigest(),
                arrival=f"benchmark:{number}",
                claimed_at=number,
                title=title,
                body=body,
                url=row.get("url"),
                source=row.get("source"),
                language=row.get("language") or "en",
                word_count=len(body.split()),
            )


def fill(client: Elasticsearch, names: Names, made: list[Article]) -> None:
    create_indices(client, names)
    now = datetime.now(UTC)
    operations = [
        Operation(action="index", index=names.everything, id=one.id, body=to_document(one, now=now)) for one in made
    ]
    bulk.require_done(bulk.write(client, operations, max_bytes=8 << 20))
    client.indices.refresh(index=names.everything)


def question(title: str, chance: random.Random) -> str:
    words = title.split()
    chance.shuffle(words)
    if chance.random() < 0.5:
        words = [word for word in words if word.lower() not in _COMMON]
    return " ".join(words)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--citations", type=int, default=500)
    arguments = parser.parse_args()
    url = os.environ.get("COPYDESK_TEST_ELASTICSEARCH_URL")
    if not url:
        sys.exit("COPYDESK_TEST_ELASTICSEARCH_URL names no Elasticsearch")
    names = Names(f"bench{uuid.uuid4().hex[:8]}-")
    with connect(url, timeout=120) as client:
        try:
            made = list(articles(arguments.file, arguments.articles))
            fill(client, names, made)
            measure(client, names, made, arguments.questions, arguments.citations)
        finally:
            for index in client.indices.get(index=f"{names.prefix}*"):
                client.indices.delete(index=index)
            client.indices.delete_index_template(name=f"{names.prefix}*")


def measure(client: Elasticsearch, names: Names, made: list[Article], questions: int, citations: int) -> None:
    chance = random.Random(1)
    archive = Archive(lambda: client, names)
    asked = [one for one in made if len(one.title.split()) >= _LEAST_WORDS]
    if not asked:
        sys.exit(f"no article has a title of {_LEAST_WORDS} words or more")
    chance.shuffle(asked)
    found, sizes, seconds = 0, [], []
    cited: dict[str, str] = {}
    for one in asked[:questions]:
        begun = time.perf_counter()
        answer = tools.search(archive.seen_by(LOCAL), tools.Search(words=question(one.title, chance)))
        seconds.append(time.perf_counter() - begun)
        if isinstance(answer, Missing):
            continue
        hits = answer.material.hits  # type: ignore[attr-defined]
        # Another article of the very same title answers the question as well.
        found += any(hit.id == one.id or hit.title == one.title for hit in hits)
        sizes.append(size(answer))
        cited |= {passage.citation: passage.text for hit in hits for passage in hit.passages}
    some = list(cited.items())[:citations]
    hold = altered = 0
    for written, text in some:
        verdict = verify(client, names, parse(written))
        hold += verdict.holds and verdict.wording == text
        one_more = parse(written)
        changed = msgspec.structs.replace(one_more, end=one_more.end - 1)
        altered += verify(client, names, changed).holds
    count = min(questions, len(asked))
    print(f"articles {len(made)}, questions {count}")
    print(f"recall in the first ten {found / max(count, 1):.3f}")
    print(f"citations that hold {hold} of {len(some)}, altered ones that hold {altered}")
    print(f"largest answer {max(sizes, default=0):,} bytes of {MOST_BYTES:,}")
    print(f"median time of an answer {sorted(seconds)[len(seconds) // 2] * 1000:.0f} ms")


if __name__ == "__main__":
    main()
