"""What remembering costs: time and memory from the first article to the last, on a real Valkey.

    python -m benchmarks.duplicate_index DATA [--articles 100000] [--plot FILE.png] [--broker URL]

The articles are made from those in DATA by recombination: runs of 4 to 12 words of real articles with a new word
between them, 600 words each, so that common phrases are common and each article has something of its own. One in
ten is a copy of an earlier one, a third of its end cut off. The memory is filled as after a wipe, and at ten points
1,460 articles are judged: 500 one by one, the others in batches of 32. What is measured: the decision, Redis
included, for each; making a sketch from plain text is measured apart, on the real articles. At the end, what the
last percent would cost a server that has dropped the first percent (eviction).
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import redis

from articles.duplicates import sketch
from articles.duplicates.sketch import HEADER, sketch_of, three_grams
from articles.duplicates.tokens import Tokens, tokens
from articles.duplicates.values import Candidate, Verdict
from benchmarks.near_duplicates import read
from tasks.duplicates.index import DuplicateIndex, IndexedArticle
from workers.local.valkey import EmbeddedValkey

WORDS = 600
BATCH = 32


class Maker:
    """Makes articles, as rows of tokens, from the tokens of real ones."""

    def __init__(self, texts: list[str], seed: int = 1) -> None:
        real = [tokens(text) for text in texts]
        self._hashes = np.concatenate([r.hashes for r in real])
        self._kinds = np.concatenate([r.kinds for r in real])
        self._grams = three_grams(self._hashes)
        self._chance = np.random.default_rng(seed)
        self._pick = random.Random(seed)
        self._recent: list[Tokens] = []
        self.copies = 0

    def packed(self) -> bytes:
        """A sketch like that of `article`, made without the article: to fill the memory faster.

        Its 3-grams are those inside runs of eight words, and as many of its own as join such runs.
        """
        starts = self._chance.integers(0, self._grams.size - 6, WORDS // 8)
        grams = self._grams[(starts[:, None] + np.arange(6)).ravel()]
        own = self._chance.integers(0, 2**64, WORDS // 4, np.uint64)
        upper = np.unique((np.concatenate([grams, own]) >> np.uint64(32)).astype(np.uint32))
        sampled = upper[upper < 2**30]
        slots = self._chance.integers(0, 2**32, 34, np.uint32)
        return (
            HEADER.pack(1, 2, 12, 22, sampled.size, min(48, upper.size // 16), WORDS)
            + sampled.astype("<u4").tobytes()
            + np.packbits(self._chance.random(sampled.size) < 0.25).tobytes()
            + np.packbits(self._chance.random(sampled.size) < 0.67).tobytes()
            + np.sort(slots[:12]).astype("<u4").tobytes()
            + np.sort(slots[12:]).astype("<u4").tobytes()
        )

    def article(self) -> Tokens:
        """The next article."""
        if self._recent and self._pick.random() < 0.1:
            whole = self._recent[self._pick.randrange(len(self._recent))]
            end = 2 * len(whole.hashes) // 3
            self.copies += 1
            return Tokens(whole.hashes[:end], whole.kinds[:end], whole.numbers, whole.words[:end])
        lengths = self._chance.integers(4, 13, WORDS // 8)
        starts = self._chance.integers(0, self._hashes.size - 13, lengths.size)
        places = np.concatenate([np.arange(s, s + n) for s, n in zip(starts, lengths, strict=True)])
        hashes, kinds = self._hashes[places].copy(), self._kinds[places].copy()
        ends = np.cumsum(lengths) - 1
        hashes[ends] = self._chance.integers(0, 2**64, ends.size, np.uint64)
        kinds[ends] = self._chance.choice([0, 1, 2], ends.size, p=[0.6, 0.2, 0.2])
        numbers = {int(i): str(hashes[i] % 10_000) for i in np.flatnonzero(kinds == 1)}
        made = Tokens(hashes, kinds, numbers, np.arange(1, hashes.size + 1, dtype=np.float32))
        if len(self._recent) < 5000:
            self._recent.append(made)
        else:
            self._recent[self._pick.randrange(5000)] = made
        return made


def candidate(number: int, drawn: bytes) -> Candidate:
    """An arrival of its own."""
    digest = f"{(number * 0x9E3779B97F4A7C15) % 2**64:016x}" * 4
    return Candidate(
        arrival=f"20261124T101112-{number:08x}:{number % 64}",
        claimed_at=1_700_000_000_000_000 + number,
        article_id=digest,
        decoded_hash=digest,
        content_hash=digest,
        sketch=drawn,
    )


def entry(known: Candidate) -> IndexedArticle:
    """The same, as the index would give it back: to fill the memory without judging."""
    return IndexedArticle(
        arrival=known.arrival,
        claimed_at=known.claimed_at,
        article_id=known.article_id,
        decoded_hash=known.decoded_hash,
        content_hash=known.content_hash,
        sketch=known.sketch,
        story_id=known.article_id,
    )


def memory_of(client: redis.Redis) -> int:
    """Bytes that the server uses for its data, with what its allocator wastes."""
    return int(client.info("memory")["used_memory"])


def measure(data: Path, articles: int, url: str, plot: Path | None) -> None:
    """Fill the memory, and measure at ten points on the way."""
    rows = read(data / "near_duplicates" / "pairs-and-clusters.jsonl.xz")
    texts = [row["text"] for row in rows if "~" not in row["id"]]
    words = sum(len(text.split()) for text in texts)
    started = time.process_time()
    for text in texts:
        sketch("", text)
    print(f"sketch: {(time.process_time() - started) * 1000 / words * WORDS:.2f} ms of CPU for {WORDS} words")

    client = redis.Redis.from_url(url)
    prefix = f"benchmark-{time.time_ns()}:"
    memory = DuplicateIndex(client, prefix)
    memory.mark_complete()
    maker = Maker(texts)
    empty = memory_of(client)
    points = sorted({min(articles, round(10 ** (4 + i / 4))) for i in range(0, 10, 2)} | {articles})
    number = 0
    shown = []
    print(
        f"{'articles':>9} {'ms each':>8} {'CPU':>6} {'server':>7} {'p99 of one':>11} {'copies':>7} {'bytes each':>11}"
    )
    for point in points:
        found = 0
        more = max(0, point - number)
        memory.load(entry(candidate(number + i, maker.packed())) for i in range(more))
        number += more
        # One by one, then in batches; what was judged is settled outside the clock.
        alone = []
        for _ in range(500):
            one = [candidate(number, sketch_of(maker.article()).to_bytes())]
            number += 1
            begun = time.perf_counter()
            memory.judge(one)
            alone.append(time.perf_counter() - begun)
            memory.settle([one[0].arrival])
        batches = [
            [candidate(number + 32 * b + i, sketch_of(maker.article()).to_bytes()) for i in range(BATCH)]
            for b in range(30)
        ]
        number += 30 * BATCH
        server = client.info("cpu")
        cpu, begun = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
        for batch in batches:
            found += sum(j.verdict is not Verdict.NEW for j in memory.judge(batch))
        elapsed, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF)
        ended = client.info("cpu")
        for batch in batches:
            memory.settle([c.arrival for c in batch])
        judged_now = 30 * BATCH
        ours = (after.ru_utime + after.ru_stime - cpu.ru_utime - cpu.ru_stime) * 1000 / judged_now
        theirs = sum(ended[k] - server[k] for k in ("used_cpu_user", "used_cpu_sys")) * 1000 / judged_now
        each = elapsed * 1000 / judged_now
        p99 = sorted(alone)[len(alone) * 99 // 100] * 1000
        held = (memory_of(client) - empty) / memory.count()
        print(f"{number:9} {each:8.2f} {ours:6.2f} {theirs:7.2f} {p99:8.2f} ms {found:7} {held:11.0f}", flush=True)
        shown.append((number, each, ours + theirs, p99, held))
    evicting = DuplicateIndex(
        client, prefix, window_days=1e6, window_articles=memory.count() - min(5000, articles // 10)
    )
    begun = time.perf_counter()
    gone = evicting.evict()
    print(f"eviction: {(time.perf_counter() - begun) * 1000 / max(gone, 1):.2f} ms each, of {gone}")
    if plot:
        draw(shown, plot)
    if articles <= 200_000:
        memory.clear()


def draw(shown: list[tuple[int, float, float, float, float]], plot: Path) -> None:
    """Plot time and memory over the number of articles in the index."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    numbers = [line[0] for line in shown]
    left.plot(numbers, [line[2] for line in shown], "o-", label="CPU, ours and the server's, in batches of 32")
    left.plot(numbers, [line[1] for line in shown], ".:", label="elapsed, in batches of 32")
    left.set(xscale="log", xlabel="articles in the index", ylabel="ms for each", ylim=0)
    left.legend()
    right.plot(numbers, [line[4] for line in shown], "o-")
    right.set(xscale="log", xlabel="articles in the index", ylabel="bytes in Valkey for each", ylim=0)
    figure.tight_layout()
    figure.savefig(plot, dpi=120)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder of the evaluation data")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--broker", help="redis://... of a running Valkey that holds nothing else")
    arguments = parser.parse_args()
    if not (arguments.data / "near_duplicates").is_dir():
        sys.exit(f"{arguments.data} does not hold the evaluation data")
    with ExitStack() as stack:
        url = arguments.broker
        if url is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            server = EmbeddedValkey(Path(folder) / "valkey", port=None)
            url = server.start()
            stack.callback(server.stop)
        measure(arguments.data, arguments.articles, url, arguments.plot)


if __name__ == "__main__":
    main()
