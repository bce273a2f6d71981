"""What enrichment costs and finds, beside spaCy's stock model and YAKE, in one run.

    python benchmarks/enrichment.py DATA                cost per stage, memory, and the seed document against its list
    python benchmarks/enrichment.py DATA --show 20      bodies with entities, quotes and keywords, to read by eye

DATA is the folder of the evaluation data: DATA/cleaning/fundus.html.jsonl.xz has real English bodies, DATA/seed
the document that the project started from. Times are CPU milliseconds of this process per 600 words, the best of three
passes; compare them within one run only.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import resource
import sys
import textwrap
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from articles.article import Article, Dateline
from articles.enrichment import Enrichment, build
from articles.enrichment import entities as entities_enricher
from articles.enrichment.resolution import resolve

NAMES = ("language", "reading", "entities", "dateline", "dates", "quotes", "keywords")
PER_WORDS = 600

PEOPLE = {
    "Joe Biden", "Wang Yi", "Xi Jinping", "Nikolai Patrushev", "Qin Gang", "Vladimir Putin", "Zheng Wang",
    "Joseph Torigian",
}  # fmt: skip
ORGANIZATIONS = {"NBC News", "Seton Hall University", "American University", "European Union"}
PLACES = {"China", "Russia", "Ukraine", "United States", "Moscow", "Kyiv", "Beijing", "Hong Kong", "Washington"}
#: Words of each quotation → who says it.
QUOTES = {
    "rock solid": "Wang Yi",
    "fueling the fire": "Qin Gang",
    "old friends": "Zheng Wang",
    "two things at once": "Joseph Torigian",
    "supportive of Russia": "Joseph Torigian",
    "reputational cost": "Joseph Torigian",
    "breaking sanctions": "Joseph Torigian",
    "increasing pressure": "Joseph Torigian",
}


def bodies(data: Path) -> list[Article]:
    """English bodies of 300 to 4,000 words, by id."""
    path = data / "cleaning" / "fundus.html.jsonl.xz"
    if not path.exists():
        sys.exit(f"{path} is not there: give the folder of the evaluation data")
    with lzma.open(path, "rt", encoding="utf-8") as file:
        rows = sorted((json.loads(line) for line in file), key=lambda row: row["id"])
    return [
        Article(
            arrival=f"fundus:{n}", claimed_at=1, id=row["id"], title=row["title"] or "", body=row["gold"], language="en"
        )
        for n, row in enumerate(rows)
        if row["lang"] == "en" and 300 <= len(row["gold"].split()) <= 4000
    ]


def seed(data: Path) -> Article:
    """The seed document without its furniture."""
    paths = sorted((data / "seed").glob("*.txt"))
    if not paths:
        sys.exit(f"{data / 'seed'} holds no .txt: give the folder of the evaluation data")
    title, _, rest = paths[0].read_text(encoding="utf-8").partition("\n\n")
    body = rest.partition("\n\nLeave a Reply")[0].rstrip()
    return Article(arrival="seed:0", claimed_at=1, title=title, body=body, dateline=Dateline(text="HONG KONG"))


def best(run: Callable[[], object], words: int) -> float:
    """CPU milliseconds per 600 words, the best of three."""
    times = []
    for _ in range(3):
        began = time.process_time()
        run()
        times.append(time.process_time() - began)
    return 1000 * min(times) * PER_WORDS / words


def memory() -> float:
    """Megabytes that this process has in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def cost(chain: Enrichment, articles: Sequence[Article]) -> list[tuple[str, float]]:
    """Each stage's cost per 600-word article."""
    words = sum(len(article.body.split()) for article in articles)
    done = [chain.enrich(article) for article in articles]
    rows = []
    for name, enricher in chain._enrichers:
        rows.append((name, best(lambda e=enricher: [e.enrich(a, chain.resources) for a in done], words)))  # type: ignore[misc]
        if name == "entities":
            rows += parts_of_entities(chain, articles, words)
    rows.append(("all of it", best(lambda: [chain.enrich(a) for a in articles], words)))
    return rows


def parts_of_entities(chain: Enrichment, articles: Sequence[Article], words: int) -> list[tuple[str, float]]:
    """The tagger and what is made of its spans."""
    tagger = chain.resources.tagger("en")
    assert tagger is not None
    texts = [entities_enricher.readable(a.title, a.body) for a in articles]
    docs = [tagger.doc(text) for text, _ in texts]
    tables = chain.resources.aliases, chain.resources.gazetteer

    def resolution() -> None:
        for article, (_, start), doc in zip(articles, texts, docs, strict=True):
            resolve(f"{article.title}\n\n{article.body}", start, doc, *tables)

    return [
        ("  tagger", best(lambda: [tagger.doc(text) for text, _ in texts], words)),
        ("  resolution", best(resolution, words)),
    ]


def others(articles: Sequence[Article]) -> list[tuple[str, float]]:
    """What the packages cost that one would take otherwise."""
    import yake

    from articles.enrichment.tagging import spacy_tagger

    words = sum(len(article.body.split()) for article in articles)
    extractor = yake.KeywordExtractor(lan="en", n=3, top=10)
    tagger = spacy_tagger.StockTagger("en_core_web_sm")
    return [
        ("spaCy en_core_web_sm, entities alone", best(lambda: [tagger.tag(a.body) for a in articles], words)),
        ("YAKE", best(lambda: [extractor.extract_keywords(a.body) for a in articles[:6]],
                      sum(len(a.body.split()) for a in articles[:6]))),
    ]  # fmt: skip


def check(article: Article) -> list[tuple[str, bool, str]]:
    """The seed document against its list."""
    by_type = {kind: [e for e in article.entities if e.type == kind] for kind in ("person", "organization", "place")}
    names = {kind: [e.name for e in found] for kind, found in by_type.items()}
    located = {e.name for e in by_type["place"] if e.latitude is not None}
    wrong = [
        f"{words!r}: {[q.speaker for q in article.quotes if words in q.text]}"
        for words, speaker in QUOTES.items()
        if [q.speaker for q in article.quotes if words in q.text] != [speaker]
    ]
    spans = [
        m.surface
        for e in article.entities
        for m in e.mentions
        if (article.title if m.field == "title" else article.body)[m.start : m.end] != m.surface
    ]
    return [
        ("people, exactly", sorted(names["person"]) == sorted(PEOPLE), f"{set(names['person']) ^ PEOPLE or ''}"),
        (
            "organizations",
            set(names["organization"]) >= ORGANIZATIONS,
            f"{ORGANIZATIONS - set(names['organization']) or ''}",
        ),
        ("places with coordinates", located >= PLACES, f"{PLACES - located or ''}"),
        ("eight quotes, right speakers", not wrong and len(article.quotes) == len(QUOTES), "; ".join(wrong)),
        ("spans", not spans, ", ".join(spans)),
        ("dateline", article.dateline is not None and article.dateline.key == "geonames:1819729", ""),
    ]


def show(chain: Enrichment, articles: Sequence[Article]) -> None:
    """Bodies with what was found, to read by eye."""
    import yake

    extractor = yake.KeywordExtractor(lan="en", n=3, top=10)
    for article in articles:
        done = chain.enrich(article)
        print(f"\n=== {article.id}: {article.title}\n")
        pieces, at = [], 0
        for number, quote in enumerate(done.quotes):
            pieces += [done.body[at : quote.start], f"⟦{number} {quote.speaker}/{quote.kind}⟧", quote.text, "⟧"]
            at = quote.end
        print("".join([*pieces, done.body[at:]]))
        for kind in ("person", "organization", "place"):
            found = (f"{e.name} ({e.key}, {len(e.mentions)})" for e in done.entities if e.type == kind)
            print(textwrap.fill(f"\n{kind}: {'; '.join(found)}", 140))
        print("keywords:", "; ".join(done.keywords))
        print("YAKE:    ", "; ".join(k for k, _ in extractor.extract_keywords(article.body)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N bodies with what was found")
    parser.add_argument("--model", default="copydesk", help="entity model")
    options = parser.parse_args()
    articles = bodies(options.data)
    before = memory()
    chain = build(NAMES, models={"en": options.model})
    chain.preload()
    loaded = memory()
    if options.show:
        show(chain, articles[: options.show])
        return
    print(f"{len(articles)} English bodies, {sum(len(a.body.split()) for a in articles):,} words\n")
    rows = cost(chain, articles)
    worked = memory()
    rows += others(articles)
    print(f"{'CPU ms per 600 words':40}")
    for name, milliseconds in rows:
        print(f"  {name:38} {milliseconds:7.2f}")
    print(f"\nmemory: {before:.0f} MB bare, {loaded:.0f} MB loaded, {worked:.0f} MB after all bodies")
    print("\nthe seed document")
    results = check(chain.enrich(seed(options.data)))
    for what, right, detail in results:
        print(f"  {'ok ' if right else 'NOT'} {what:32} {detail}")
    if not all(right for _, right, _ in results):
        sys.exit(1)


if __name__ == "__main__":
    main()
