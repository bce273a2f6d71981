"""How well copies are found, and forms are not taken for copies.

    python -m benchmarks.near_duplicates DATA [--broker URL]
        The evaluation set in DATA, next to other methods, in one table; then sets made here: articles
        whose figures were replaced, scripts without spaces, foreign paragraphs, scanning errors; then other
        orders, eight workers, and everything delivered twice.

    python benchmarks/near_duplicates.py FILE.jsonl[.xz] --out PRED.jsonl
        Writes the clusters of FILE's rows {"id", "title", "text"} as rows {"id", "cluster"}.

    python -m benchmarks.near_duplicates DATA --system [RUNNING]
        The evaluation set, sent as a file through a whole running system: the one whose folder is given, or one of
        its own. The stories are read back from Elasticsearch.

All but the last goes through `tasks.duplicates.index.DuplicateIndex` on a real Valkey, as in a worker: the one at
--broker, or a private one that is started for it.
"""

from __future__ import annotations

import argparse
import json
import lzma
import multiprocessing
import random
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import redis

from articles.duplicates import compare, sketch
from articles.duplicates.values import Candidate
from articles.identity import article_id, content_hash, decoded_hash
from tasks.duplicates.index import DuplicateIndex
from workers.local.valkey import EmbeddedValkey

Row = dict[str, Any]
BATCH = 16


def read(path: Path) -> list[Row]:
    """The rows of a file of JSON lines."""
    data = path.read_bytes()
    text = (lzma.decompress(data) if path.suffix == ".xz" else data).decode()
    return [json.loads(line) for line in text.split("\n") if line.strip()]


# the system


def candidates(rows: Sequence[Row]) -> list[Candidate]:
    """The rows as arrivals, each under a URL of its own, claimed in this order."""
    made = []
    for number, row in enumerate(rows):
        title, text = row.get("title") or "", row["text"]
        url = f"https://benchmark.example/{row['id']}"
        made.append(
            Candidate(
                arrival=f"benchmark:{row['id']}",
                claimed_at=time.time_ns() // 1000 + number,
                article_id=article_id(url, None, ""),
                url=url,
                decoded_hash=decoded_hash(f"{title}\n{text}"),
                content_hash=content_hash(title, text),
                sketch=sketch(title, text).to_bytes(),
            )
        )
    return made


_memory: DuplicateIndex


def _connect(url: str, prefix: str) -> None:
    global _memory
    _memory = DuplicateIndex(redis.Redis.from_url(url), prefix)


def _judge(batch: list[Candidate]) -> list[tuple[str, str]]:
    return [(c.arrival, j.story_id) for c, j in zip(batch, _memory.judge(batch), strict=True)]


def clusters(
    arrivals: Sequence[Candidate], url: str, *, workers: int = 1, twice: bool = False, seed: int = 0
) -> tuple[dict[str, str], int]:
    """Each row's story, and how many deliveries were answered otherwise than another of the same arrival."""
    prefix = f"benchmark-{seed}-{time.time_ns()}:"
    _connect(url, prefix)
    _memory.mark_complete()
    batches = [list(arrivals[i : i + BATCH]) for i in range(0, len(arrivals), BATCH)]
    if twice:
        # Another message holds the same arrivals, in other batches, some time later.
        again = list(arrivals)
        random.Random(seed).shuffle(again)
        batches += [again[i : i + BATCH] for i in range(0, len(again), BATCH)]
        random.Random(seed + 1).shuffle(batches)
    stories: dict[str, str] = {}
    differing = 0
    with ExitStack() as stack:
        run: Callable[[Any, Any], Iterable[Any]] = map
        if workers > 1:
            context = multiprocessing.get_context("fork")
            run = stack.enter_context(context.Pool(workers, _connect, (url, prefix))).imap_unordered
        for answers in run(_judge, batches):
            for arrival, story in answers:
                name = arrival.removeprefix("benchmark:")
                differing += stories.setdefault(name, story) != story
    _memory.clear()
    return stories, differing


# scores


def pairs(assigned: dict[str, str], gold: dict[str, str]) -> dict[str, float]:
    """Pairwise precision, recall and F1, and the adjusted Rand index."""

    def two(count: int) -> int:
        return count * (count - 1) // 2

    both = sum(map(two, Counter((assigned[i], gold[i]) for i in gold).values()))
    found = sum(map(two, Counter(assigned[i] for i in gold).values()))
    right = sum(map(two, Counter(gold.values()).values()))
    precision, recall = both / max(found, 1), both / max(right, 1)
    expected = found * right / max(two(len(gold)), 1)
    top = (found + right) / 2 - expected
    return {
        "f1": 2 * precision * recall / max(precision + recall, 1e-9),
        "precision": precision,
        "recall": recall,
        "ari": (both - expected) / top if top else 1.0,
    }


def scores(rows: Sequence[Row], assigned: dict[str, str]) -> list[str]:
    """One line of the table."""
    everything = pairs(assigned, {r["id"]: r["cluster"] for r in rows})
    others = pairs(assigned, {r["id"]: r["cluster"] for r in rows if r["role"] != "template"})
    level: dict[str, list[bool]] = defaultdict(list)
    for row in rows:
        if "~" in row["id"]:
            level[row["role"]].append(assigned[row["id"]] == assigned[row["id"].split("~")[0]])
    share = {role: sum(found) / len(found) for role, found in level.items()}
    numbers = [everything["f1"], others["f1"], everything["precision"], everything["recall"], everything["ari"]]
    numbers += [share.get(role, 0.0) for role in ("exact", "light", "medium", "heavy", "template")]
    return [f"{number:.3f}" for number in numbers]


HEADER = ["method", "F1", "no tmpl", "precis", "recall", "ARI", "exact", "light", "medium", "heavy", "tmpl", "ms/art"]


def table(lines: Sequence[Sequence[str]]) -> None:
    """Print lines of cells in columns."""
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    for line in lines:
        cells = [cell.rjust(width) for cell, width in zip(line, widths, strict=True)]
        print("  ".join([line[0].ljust(widths[0]), *cells[1:]]))


# other methods

_WORD = re.compile(r"\w+")


class Union:
    """Sets that are joined."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def find(self, item: str) -> str:
        while (parent := self.parent.setdefault(item, item)) != item:
            self.parent[item] = item = self.parent[parent]
        return item

    def join(self, a: str, b: str) -> None:
        self.parent[self.find(b)] = self.find(a)


def minhash(rows: Sequence[Row], words: int, threshold: float) -> dict[str, str]:
    """datasketch's MinHashLSH over word n-grams, 128 permutations; what it finds is joined."""
    from datasketch import MinHash, MinHashLSH

    index, union = MinHashLSH(threshold=threshold, num_perm=128), Union()
    for row in rows:
        found = _WORD.findall(row["text"].lower())
        grams = {" ".join(found[i : i + words]).encode() for i in range(max(1, len(found) - words + 1))}
        hashed = MinHash(num_perm=128)
        hashed.update_batch(grams)
        union.find(row["id"])
        for other in index.query(hashed):
            union.join(other, row["id"])
        index.insert(row["id"], hashed)
    return {row["id"]: union.find(row["id"]) for row in rows}


def simhash(rows: Sequence[Row], bits: int = 3) -> dict[str, str]:
    """64 bits of SimHash over word 3-grams; what differs in at most `bits` is joined."""
    import numpy as np
    from xxhash import xxh3_64_intdigest

    union, hashes = Union(), []
    for row in rows:
        found = _WORD.findall(row["text"].lower())
        grams = [" ".join(found[i : i + 3]) for i in range(max(1, len(found) - 2))]
        digests = np.array([xxh3_64_intdigest(gram.encode()) for gram in grams], np.uint64)
        ones = np.unpackbits(digests.view(np.uint8).reshape(-1, 8), axis=1).sum(axis=0)
        hashes.append(np.packbits(ones * 2 > len(grams)).view(np.uint64)[0])
    values = np.array(hashes)
    for i, row in enumerate(rows):
        union.find(row["id"])
        for j in np.flatnonzero(np.bitwise_count(values[:i] ^ values[i]) <= bits):
            union.join(rows[int(j)]["id"], row["id"])
    return {row["id"]: union.find(row["id"]) for row in rows}


# sets made here

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_CONFUSED = dict(zip("l1O0ec5S8Bhb6un2Z", "1l0OceS5B8bhbnuZ2", strict=True))


def other_figures(text: str, share: float, chance: random.Random) -> tuple[str, int]:
    """`text` with this share of its figures replaced by others of the same look, and how many were."""
    replaced = 0

    def one(match: re.Match[str]) -> str:
        nonlocal replaced
        if chance.random() >= share:
            return match.group()
        while True:
            other = "".join(chance.choice("0123456789") if c.isdigit() else c for c in match.group())
            if other != match.group():
                replaced += 1
                return other

    return _FIGURE.sub(one, text), replaced


def scanned(text: str, share: float, chance: random.Random) -> str:
    """`text` with this share of its letters and digits misread, dropped or followed by specks."""
    out = []
    for char in text:
        if not char.isalnum() or chance.random() >= share:
            out.append(char)
        elif (kind := chance.random()) < 0.75:
            out.append(_CONFUSED.get(char, chance.choice("aeiocltrn")))
        elif kind < 0.9:
            out.append(char + chance.choice(".,'"))
    return "".join(out)


def paragraphs(text: str) -> list[str]:
    """Its paragraphs; halves where there is one only."""
    found = [p for p in re.split(r"\n+", text) if p.strip()]
    if len(found) > 1:
        return found
    words = text.split()
    return [" ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])]


def with_foreign(text: str, other: str, words: int, place: str, chance: random.Random) -> str:
    """`text` with a paragraph of `other` before it, between its paragraphs, after it, or in all three places."""
    strange = other.split()
    pieces = [" ".join(strange[i : i + words]) for i in range(0, 3 * words, words)]
    own = paragraphs(text)
    if place in ("between", "all"):
        own.insert(chance.randrange(1, len(own)), pieces[0])
    if place in ("before", "all"):
        own.insert(0, pieces[1] or pieces[0])
    if place in ("after", "all"):
        own.append(pieces[2] or pieces[0])
    return "\n\n".join(own)


# Common Thai words, to make texts from: scripts without spaces are written as their speakers do, but say nothing.
_THAI = (
    "รัฐบาล ประเทศ ประชาชน ตำรวจ นายก รัฐมนตรี กรุงเทพ จังหวัด เมือง โรงพยาบาล โรงเรียน นักเรียน ครู แพทย์ ผู้ป่วย "
    "เศรษฐกิจ ตลาด ราคา น้ำมัน ทองคำ ข้าว เกษตรกร บริษัท ธุรกิจ ธนาคาร เงิน บาท ล้าน พัน ร้อย ปี เดือน วัน เวลา เช้า เย็น "
    "ฝน น้ำท่วม พายุ อากาศ ร้อน หนาว ทะเล ภูเขา แม่น้ำ ป่า ถนน รถยนต์ รถไฟ เครื่องบิน สนามบิน อุบัติเหตุ เสียชีวิต บาดเจ็บ "
    "เลือกตั้ง พรรค การเมือง สภา กฎหมาย ศาล คดี ทนาย จับกุม ผู้ต้องหา สอบสวน รายงาน ข่าว หนังสือพิมพ์ โทรทัศน์ นักข่าว "
    "ฟุตบอล ทีม ผู้เล่น การแข่งขัน ชนะ แพ้ ประตู สนาม โค้ช เหรียญ ดนตรี ภาพยนตร์ นักแสดง นักร้อง คอนเสิร์ต วัฒนธรรม ประเพณี "
    "วัด พระ ศาสนา ครอบครัว พ่อ แม่ ลูก เด็ก ผู้หญิง ผู้ชาย บ้าน อาหาร น้ำ ร้าน ซื้อ ขาย ทำงาน เดินทาง กลับ ไป มา อยู่ เป็น "
    "คือ และ หรือ แต่ เพราะ เมื่อ ถ้า ว่า ที่ ซึ่ง ของ ใน บน จาก ถึง กับ โดย เพื่อ ให้ ได้ ต้อง จะ กำลัง แล้ว ยัง ไม่ มาก น้อย ใหม่ เก่า "
    "ใหญ่ เล็ก ดี สูง ต่ำ แรก สุดท้าย ทั้งหมด หลาย บาง ทุก นี้ นั้น พบ กล่าว เปิดเผย ระบุ ยืนยัน ปฏิเสธ เรียกร้อง ประกาศ ประชุม หารือ "
    "ลงนาม สัญญา โครงการ แผน งบประมาณ พัฒนา ก่อสร้าง สะพาน พลังงาน ไฟฟ้า เทคโนโลยี คอมพิวเตอร์ อินเทอร์เน็ต ข้อมูล วิจัย มหาวิทยาลัย"
)


def _vocabulary(language: str) -> list[str]:
    from wordfreq import top_n_list

    return (
        _THAI.split() if language == "th" else [w for w in top_n_list(language, 6000) if not re.search(r"[\da-z]", w)]
    )


def made_up(language: str, chance: random.Random, vocabulary: Sequence[str]) -> str:
    """A text of ten to twenty paragraphs of words drawn by Zipf's law, with figures, written without spaces."""
    weights = [1 / (rank + 3) for rank in range(len(vocabulary))]
    stop, comma = ("。", "、") if language == "ja" else ("。", "，") if language == "zh" else (" ", " ")
    text = []
    for _ in range(chance.randint(8, 14)):
        sentences = []
        for _ in range(chance.randint(2, 4)):
            words = chance.choices(vocabulary, weights, k=chance.randint(9, 22))
            if chance.random() < 0.5:
                words.insert(chance.randrange(1, len(words)), str(chance.randint(2, 9999)))
            if len(words) > 12:
                words.insert(len(words) // 2, comma)
            sentences.append("".join(words) + stop)
        text.append("".join(sentences))
    return "\n\n".join(text)


def edited(text: str, chance: random.Random, vocabulary: Sequence[str], *, spaced: bool) -> str:
    """Cut at the end, two paragraphs exchanged, some words changed, a line added at each end."""
    own = paragraphs(text)
    own = own[: max(2, round(0.7 * len(own)))]
    if len(own) > 3:
        i = chance.randrange(1, len(own) - 1)
        own[i], own[i + 1] = own[i + 1], own[i]
    gap = " " if spaced else ""
    for i, paragraph in enumerate(own):
        pieces = paragraph.split() if spaced else re.findall(r"[^、，。 ]+|[、，。 ]", paragraph)
        for j in range(len(pieces)):
            if chance.random() < 0.04:
                pieces[j] += gap + chance.choice(vocabulary)
        own[i] = gap.join(pieces)
    return "\n\n".join([chance.choice(vocabulary) * 3, *own, chance.choice(vocabulary) * 5])


def share_joined(bases: Sequence[str], variants: Sequence[str], url: str, seed: int = 1) -> str:
    """Of the variants this share is in the story of its base; both come in random order."""
    rows = [{"id": f"{i}", "text": text} for i, text in enumerate(bases)]
    rows += [{"id": f"{i}~", "text": text} for i, text in enumerate(variants)]
    random.Random(seed).shuffle(rows)
    stories, _ = clusters(candidates(rows), url)
    joined = sum(stories[f"{i}~"] == stories[f"{i}"] for i in range(len(variants)))
    firsts = [stories[str(i)] for i in range(len(bases))]
    merged = len(firsts) - len(set(firsts))
    return f"{joined / len(variants):.3f}" + (f" ({merged} bases merged)" if merged else "")


def own_sets(rows: Sequence[Row], languages: Sequence[Row], url: str) -> None:
    """The sets that are made here."""
    chance = random.Random(7)
    bases = [r["text"] for r in rows if "~" not in r["id"] and 150 < len(r["text"].split()) < 1500]
    chance.shuffle(bases)
    print("\nFigures replaced: share taken for copies (wanted: 0.02 at most)")
    for share in (0.3, 0.5, 1.0):
        for least in (3, 8):
            chosen = [b for b in bases if len(_FIGURE.findall(b)) >= least][:300]
            changed = [other_figures(b, share, chance) for b in chosen]
            kept = [(b, text) for b, (text, count) in zip(chosen, changed, strict=True) if count >= 2]
            joined = share_joined([b for b, _ in kept], [text for _, text in kept], url)
            print(f"  {share:4.0%} of the figures, articles with {least} or more ({len(kept)}): {joined}")
    print("\nForeign paragraphs: share found as copies")
    table(
        [["  words"] + (places := ["before", "between", "after", "all"])]
        + [
            [f"  {words}"]
            + [
                share_joined(
                    bases[:200],
                    [with_foreign(b, bases[200 + i], words, place, chance) for i, b in enumerate(bases[:200])],
                    url,
                )
                for place in places
            ]
            for words in (50, 100, 150, 250)
        ]
    )
    print("\nScanning errors: share found as copies")
    for share in (0.01, 0.03, 0.05, 0.08):
        joined = share_joined(bases[:200], [scanned(b, share, chance) for b in bases[:200]], url)
        print(f"  {share:4.0%} of the letters: {joined}")
    print(
        "\nOther scripts: copies found (cut, reordered, edited, lines added) | figures replaced (wanted: 0.02 at most)"
    )
    for language in ("ja", "zh", "th"):
        vocabulary = _vocabulary(language)
        texts = [made_up(language, chance, vocabulary) for _ in range(120)]
        copies = [edited(text, chance, vocabulary, spaced=False) for text in texts]
        forms = [other_figures(text, 1.0, chance)[0] for text in texts]
        print(f"  {language}: {share_joined(texts, copies, url)} | {share_joined(texts, forms, url)}")
    for language in ("am", "yo", "so", "ja", "ko"):
        texts = [r["text"] for r in languages if r["lang"] == language and len(r["text"]) > 500]
        if texts:
            words = _vocabulary("ja") if language == "ja" else texts[0].split()
            copies = [edited(text, chance, words, spaced=language != "ja") for text in texts]
            print(f"  {language} (real, {len(texts)}): {share_joined(texts, copies, url)}")


def natural(path: Path) -> None:
    """The pairs of real articles that overlap by themselves, and which of them are called copies."""
    print("\nReal articles that overlap by themselves and are called copies:")
    found = 0
    rows = read(path)
    for row in rows:
        a, b = row["a"], row["b"]
        likeness = compare(sketch(a["title"], a["text"]), sketch(b["title"], b["text"]))
        if likeness.is_copy or likeness.prefaced:
            found += 1
            print(f"  {likeness.containment:.2f} {likeness.jaccard:.2f}  {a['title'][:58]!r} | {b['title'][:58]!r}")
    print(f"  {found} of {len(rows)}")


def evaluate(data: Path, url: str) -> None:
    """Everything."""
    rows = read(data / "near_duplicates" / "pairs-and-clusters.jsonl.xz")
    lines = [HEADER]
    methods: list[tuple[str, Callable[[], dict[str, str]]]] = [
        ("SimHash 64, 3 bits", lambda: simhash(rows)),
        ("MinHashLSH, 5-grams, 0.7", lambda: minhash(rows, 5, 0.7)),
        ("MinHashLSH, 3-grams, 0.5", lambda: minhash(rows, 3, 0.5)),
        ("Copydesk", lambda: clusters(candidates(rows), url)[0]),
    ]
    for name, method in methods:
        started = time.perf_counter()
        assigned = method()
        lines.append([name, *scores(rows, assigned), f"{(time.perf_counter() - started) * 1000 / len(rows):.2f}"])
    table(lines)
    own_sets(rows, read(data / "language" / "labelled.jsonl.xz"), url)
    natural(data / "near_duplicates" / "natural-overlap.jsonl.xz")
    print("\nFive orders; one and eight workers; everything delivered twice")
    runs: list[dict[str, str]] = []
    lines = [["order", "workers", "delivered", "F1", "ARI", "changed answers"]]
    for seed in range(5):
        order = list(rows)
        random.Random(seed).shuffle(order)
        arrivals = candidates(order)
        for workers, twice in ((1, False), (8, False), (8, True)):
            assigned, differing = clusters(arrivals, url, workers=workers, twice=twice, seed=seed)
            runs.append(assigned)
            score = pairs(assigned, {r["id"]: r["cluster"] for r in rows})
            times = "twice" if twice else "once"
            lines.append([f"{seed}", f"{workers}", times, f"{score['f1']:.3f}", f"{score['ari']:.3f}", f"{differing}"])
    table(lines)
    between = [pairs(a, b)["ari"] for i, a in enumerate(runs) for b in runs[:i]]
    print(
        f"ARI between any two of these runs: {min(between):.4f} at least, {sum(between) / len(between):.4f} on average"
    )


def through_system(data: Path, folder: Path | None) -> None:
    """The evaluation set, end to end."""
    from elasticsearch.helpers import scan

    from benchmarks.system import drop, quiet, running

    rows = read(data / "near_duplicates" / "pairs-and-clusters.jsonl.xz")
    mark = f"{time.time_ns()}"
    lines = [
        json.dumps(
            {"url": f"https://{mark}.example/news/{number}", "title": row.get("title") or "", "text": row["text"]}
        )
        for number, row in enumerate(rows)
    ]
    with running(folder) as parts:
        before = sum(quiet(parts, 0).fates.values())
        started = time.perf_counter()
        drop(parts, f"near-duplicates-{mark}.jsonl", "\n".join(lines).encode())
        quiet(parts, before + len(rows))
        elapsed = time.perf_counter() - started
        time.sleep(3)
        parts.story_outbox.repair(parts.elasticsearch, parts.names)
        parts.elasticsearch.indices.refresh(index=parts.names.everything)
        hits = list(
            scan(
                parts.elasticsearch,
                index=parts.names.everything,
                query={
                    "query": {"prefix": {"url": f"https://{mark}.example/"}},
                    "_source": ["url", "story_id", "is_copy", "copies"],
                },
            )
        )
    assigned = {row["id"]: f"not indexed: {row['id']}" for row in rows}
    for hit in hits:
        assigned[rows[int(hit["_source"]["url"].rsplit("/", 1)[1])]["id"]] = hit["_source"]["story_id"]
    table([HEADER, ["Copydesk, end to end", *scores(rows, assigned), f"{elapsed * 1000 / len(rows):.2f}"]])
    sizes = Counter(hit["_source"]["story_id"] for hit in hits)
    leads = [hit["_source"] for hit in hits if not hit["_source"]["is_copy"]]
    right = sum(lead["copies"] == sizes[lead["story_id"]] - 1 for lead in leads)
    print(f"{len(hits)} of {len(rows)} indexed, {len(sizes)} stories, {len(leads)} leads, {right} of them count right")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder of the evaluation data, or one file of rows")
    parser.add_argument("--out", type=Path, help="where the clusters of a file go")
    parser.add_argument("--broker", help="redis://... of a running Valkey")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument(
        "--system",
        nargs="?",
        type=Path,
        const=Path(),
        help="send it through a whole system: the one that runs in this folder, or one that is started",
    )
    arguments = parser.parse_args()
    if not arguments.data.exists():
        sys.exit(f"{arguments.data} does not exist: give the folder of the evaluation data")
    if arguments.system is not None:
        through_system(arguments.data, arguments.system if arguments.system != Path() else None)
        return
    with ExitStack() as stack:
        url = arguments.broker
        if url is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            server = EmbeddedValkey(Path(folder) / "valkey", port=None)
            url = server.start()
            stack.callback(server.stop)
        if arguments.data.is_dir():
            evaluate(arguments.data, url)
            return
        rows = read(arguments.data)
        assigned, _ = clusters(candidates(rows), url, workers=arguments.workers)
        lines = [json.dumps({"id": row["id"], "cluster": assigned[row["id"]]}) + "\n" for row in rows]
        if arguments.out:
            arguments.out.write_text("".join(lines), encoding="utf-8")
        else:
            sys.stdout.writelines(lines)


if __name__ == "__main__":
    main()
