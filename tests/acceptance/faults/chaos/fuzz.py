"""Inputs that nobody would write, and what is done with them. In a module of its own: processes import it."""

from __future__ import annotations

import faulthandler
import multiprocessing
import random
import time
from pathlib import Path

import msgspec

from articles.article import Article, Given, Record, Rejection
from articles.cleaning import clean, line_hashes
from articles.duplicates import sketch
from articles.forms import Limits, read
from articles.identity import article_id, content_hash

SAMPLES = Path(__file__).parents[3] / "samples"
#: One input may take so long, seconds.
HANG = 5.0
LIMITS = Limits(max_file_bytes=4 << 20, max_article_bytes=1 << 20)
TOKENS = (
    b"<", b">", b"&", b"]]>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<p>", b"</div>", b"\x00", b"\xff\xfe",
    b"\xef\xbb\xbf",
    b'"', b"{", b"}", b"[" * 500, b"\\u0000", b"\\ud800", b"1e999", b"-0", b"\r", b"\n\n", b"From ", b"WARC/1.0\r\n",
    b"Content-Length: 99999999999\r\n", b"%PDF-1.7", b"PK\x03\x04", b"\x1f\x8b", b"BZh9", b"(AP) -- ", b"a " * 4000,
    b"\xe2\x80\xae", b"<![CDATA[", b"<script>", b"---\n", b"|" * 300, b"\t" * 300, b"http://[::1", b"9" * 400,
)  # fmt: skip


def fates(path: Path) -> int:
    """Read and clean a file as the stages do; how many records it held. Raises what they raise."""
    number = 0
    for item in read(path, name=path.name, given=Given(source="Fuzz"), limits=LIMITS):
        assert number == item.number
        number += 1
        result: Article | Rejection = (
            item if isinstance(item, Rejection) else clean(item, arrival=f"fuzz:{item.number}", claimed_at=10**15)
        )
        if isinstance(item, Record):
            line_hashes(item)
        if isinstance(result, Article):
            article_id(result.url, result.source, result.decoded_hash)
            content_hash(result.title, result.body)
            sketch(result.title, result.body, result.language).to_bytes()
        msgspec.json.encode(result)  # it must fit into a spill
        if number >= 2000:
            break
    assert number > 0, "a file without a fate"
    return number


def mutated(chance: random.Random, seeds: list[bytes]) -> bytes:
    """A sample with a few bytes changed, cut, doubled, or mixed with another."""
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.choice((1, 1, 2, 4, 8, 32))):
        place = chance.randrange(len(data) + 1)
        match chance.randrange(8):
            case 0 if data:
                data[min(place, len(data) - 1)] = chance.randrange(256)
            case 1:
                data[place:place] = chance.choice(TOKENS)
            case 2:
                del data[place : place + chance.choice((1, 4, 64, 1024))]
            case 3:
                data[place:place] = data[place : place + chance.choice((8, 256, 4096))]
            case 4:
                other = chance.choice(seeds)
                start = chance.randrange(len(other) + 1)
                data[place:] = other[start:]
            case 5:
                del data[place:]
            case 6:
                data[place : place + 4] = chance.randbytes(4)
            case _:
                data[place:place] = chance.choice(TOKENS) * chance.randrange(1, 20)
        if len(data) > 200_000:
            del data[200_000:]
    return bytes(data)


def mutate(seed: int, number: int, folder: Path, beats: multiprocessing.Array) -> None:  # type: ignore[valid-type]
    """Run `number` mutations; note before each when it began, and keep what fails."""
    faulthandler.enable((folder / f"crash-{seed}.txt").open("w"))
    chance = random.Random(seed)
    samples = [path for path in sorted(SAMPLES.rglob("*")) if path.is_file() and path.suffix != ".py"]
    contents = [path.read_bytes() for path in samples]
    for n in range(number):
        like = chance.choice(samples)
        seeds = [like.read_bytes()] * 3 + [chance.choice(contents)]
        path = folder / f"{seed}-{like.name}"
        path.write_bytes(mutated(chance, seeds))
        beats[seed] = time.monotonic()  # type: ignore[index]
        before = time.process_time()  # other things that run on the machine are not to count
        try:
            fates(path)
        except BaseException as error:
            path.rename(folder / f"failed-{seed}-{n}-{like.name}")
            (folder / f"failed-{seed}-{n}.txt").write_text(repr(error))
            raise
        if (took := time.process_time() - before) > HANG:
            path.rename(folder / f"slow-{seed}-{n}-{took:.0f}s-{like.name}")
        else:
            path.unlink()
    beats[seed] = 0.0  # type: ignore[index]
