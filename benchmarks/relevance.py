"""Is the article that was meant found, and how far up: known items by class, and judged questions.

    python -m benchmarks.relevance DATA [--url http://127.0.0.1:9200] [--misses CLASS] [--rounds 3] [--archive ALIAS]

DATA is the folder of the evaluation data; it is not part of the repository. Four ways to ask answer the same questions
in one run: `before` is the command line of version 0.1, `standard` one field under Elasticsearch's defaults, `most` is
`search.relevance` where words may be missing, as for questions, and `command` what `copydesk search` asks: for all
words, and if no article has them, for most. A class's figure is the mean reciprocal rank of the article meant; TIME's
is nDCG@10, of the relevant articles that the set has (it lacks two, among them all that one question is about).

Processor time is that of the whole Elasticsearch, in milliseconds a question without the request cache: the median of
the rounds, in each of which all ways are measured one after the other; with no rounds, it is not measured. Nothing else
should use that Elasticsearch meanwhile. With --archive, the questions are asked of that index too, for their processor
time alone: of the large archive that `benchmarks.archive` makes, for example.

How the queries are made. *words*: 3 to 5 words of a title. *forms*: the same, with words replaced by others of the
archive that have the same beginning and another ending of the language. *ae*: German titles with ae, oe, ue, ss.
*compounds*: two words that a German title writes as one. *accents*: titles without their accents. *cjk*, *arabic*: a
piece of a Chinese, Japanese, Korean or Arabic text that has letters of these languages.
"""

from __future__ import annotations

import argparse
import json
import lzma
import math
import random
import re
import statistics
import sys
import time
import unicodedata
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk
from rich.console import Console
from rich.table import Table

from articles.article import Article
from articles.enrichment.language import detect
from search.documents import stem
from search.relevance.words import words_query
from search.schema import mapping

_WORD = re.compile(r"[^\W\d_]+")
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
#: Endings of nouns, adjectives and verbs that may stand for each other.
_ENDINGS: dict[str, set[str]] = {
    "en": {"", "s", "es", "ed", "ing", "e", "er", "ers", "y", "ies", "ied"},
    "de": {"", "e", "en", "er", "es", "em", "n", "s", "te", "ten", "t", "et", "ung", "ungen"},
    "fr": {"", "s", "e", "es", "é", "ée", "és", "ées", "er", "ent", "ait", "ant", "aux", "al", "ale"},
    "es": {"", "s", "es", "o", "a", "os", "as", "ar", "ado", "ada", "an", "ó"},
    "it": {"o", "a", "i", "e", "are", "ato", "ata", "ati"},
    "pl": {"", "a", "y", "i", "e", "ego", "ej", "ów", "om", "ie", "ą", "ę"},
}
#: Letters of Arabic, Chinese, Japanese and Korean.
_EASTERN = re.compile(r"[\u0600-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
#: Questions of a class, at most, for which processor time is measured.
_MEASURED = 100
#: Seconds after which Elasticsearch has read its processor time again.
_STALE = 1.1
#: The queries for words: a further one is asked where the one before finds nothing.
Ask = Callable[[str], list[dict[str, Any]]]


class Doc(NamedTuple):
    id: str
    title: str
    body: str
    language: str


class Question(NamedTuple):
    text: str
    relevant: frozenset[str]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        sys.exit(f"{path} is not there: the evaluation data is kept apart from the repository")
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def archive(data: Path) -> list[Doc]:
    """Return the texts of several sets, each once."""
    found: dict[str, Doc] = {}

    def add(identifier: str, title: str, body: str, language: str = "") -> None:
        key = re.sub(r"\W+", "", body)[:200]
        if len(key) > 40 and key not in found:
            found[key] = Doc(identifier, title, body, language or detect(body) or "")

    for row in rows(data / "near_duplicates" / "pairs-and-clusters.jsonl.xz"):
        if "~" not in row["id"]:
            add(row["id"], row["title"], row["text"])
    for row in rows(data / "cleaning" / "fundus.html.jsonl.xz"):
        add(row["id"], row.get("title") or "", row["gold"])
    for row in rows(data / "near_duplicates" / "natural-overlap.jsonl.xz"):
        for one in (row["a"], row["b"]):
            add(one["id"], one["title"], one["text"])
    for row in rows(data / "cleaning" / "segments.plain.jsonl.xz"):
        add(row["id"], "", row["full"])
    for row in rows(data / "language" / "labelled.jsonl.xz"):
        if row["src"] in ("lingua-sentences", "fundus", "masakhanews"):
            short = row["src"] == "lingua-sentences"
            add(row["id"], row["text"] if short else row.get("headline", ""), row["text"], row["lang"])
    return list(found.values())


def known_items(docs: list[Doc]) -> dict[str, list[Question]]:
    """Return questions by class; always the same ones."""
    vocabulary = _vocabulary(docs)
    made: dict[str, list[Question]] = defaultdict(list)
    for doc in docs:
        for name, text in _asked(doc, random.Random(doc.id), vocabulary[doc.language]):
            made[name].append(Question(text, frozenset({doc.id})))
    return made


def _asked(doc: Doc, chance: random.Random, vocabulary: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    if doc.language in ("zh", "ja", "ko", "ar"):
        yield from _pieces(doc, chance)
        return
    words = [word for word in _WORD.findall(doc.title) if len(word) > 2]
    if doc.id.startswith("lg-") or len(words) < 3:
        return
    some = sorted(chance.sample(range(len(words)), min(len(words), chance.randint(3, 5))))
    picked = [words[place] for place in some]
    yield "words", " ".join(picked)
    others = [_other_form(word, doc.language, vocabulary, chance) for word in picked]
    if sum(other != word for other, word in zip(others, picked, strict=True)) >= 2:
        yield "forms", " ".join(others)
    if doc.language != "de":
        plain = _plain(" ".join(picked))
        if plain != " ".join(picked):
            yield "accents", plain
        return
    spelled = " ".join(picked).translate(_SPELLED)
    if spelled != " ".join(picked):
        yield "ae", spelled
    for word in words:
        if parts := _parts(word.lower(), vocabulary):
            rest = [other for other in words if other != word]
            yield "compounds", f"{parts[0]} {parts[1]} {chance.choice(rest)}"
            return


def _pieces(doc: Doc, chance: random.Random) -> Iterator[tuple[str, str]]:
    text, name, piece = (doc.title or doc.body).split("\n")[0][:60], "", ""
    if doc.language in ("zh", "ja"):
        if len(text) > 12:
            start = chance.randrange(len(text) - 8)
            name, piece = f"cjk ({doc.language})", text[start : start + 8]
    elif len(words := text.split()) > 4:
        start = chance.randrange(len(words) - 3)
        name, piece = "cjk (ko)" if doc.language == "ko" else "arabic", " ".join(words[start : start + 3])
    if _EASTERN.search(piece):
        yield name, piece


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _vocabulary(docs: list[Doc]) -> dict[str, dict[str, set[str]]]:
    """Return for each language the words of the archive, by their first four letters."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for doc in docs:
        for word in _WORD.findall(f"{doc.title} {doc.body}".lower()):
            if len(word) >= 4:
                found[doc.language][word[:4]].add(word)
    return found


def _other_form(word: str, language: str, vocabulary: dict[str, set[str]], chance: random.Random) -> str:
    endings, low = _ENDINGS.get(language), word.lower()
    if not endings or len(low) < 5:
        return word
    forms = set()
    for other in vocabulary[low[:4]]:
        shared = _shared(low, other)
        if other != low and shared >= max(4, 0.6 * len(low)) and {low[shared:], other[shared:]} <= endings:
            forms.add(other)
    return chance.choice(sorted(forms)) if forms else word


def _shared(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _parts(word: str, vocabulary: dict[str, set[str]]) -> tuple[str, str] | None:
    for place in range(4, len(word) - 3):
        first, second = word[:place], word[place:]
        for left in (first, first.removesuffix("s")):
            if len(left) >= 4 and left in vocabulary[left[:4]] and second in vocabulary[second[:4]]:
                return left, second
    return None


def before(text: str) -> list[dict[str, Any]]:
    """Return the query of the command line of version 0.1."""
    fields = ["title^3", "body", "byline", "authors.text", "keywords.text^2"]
    return [{"simple_query_string": {"query": text, "fields": fields, "default_operator": "and"}}]


def standard(text: str) -> list[dict[str, Any]]:
    return [{"match": {"all": text}}]


def ways(languages: Collection[str]) -> dict[str, Ask]:
    """Return the ways to ask, of an archive in these languages."""

    def most(text: str) -> list[dict[str, Any]]:
        return [words_query(text, languages=languages)]

    def command(text: str) -> list[dict[str, Any]]:
        return [words_query(text, languages=languages, every_word=True), *most(text)]

    return {"before": before, "standard": standard, "most": most, "command": command}


class Cost:
    """Measure Elasticsearch's processor time a question."""

    def __init__(self, client: Elasticsearch, rounds: int) -> None:
        self._client = client
        self._rounds = rounds

    def of(self, asks: Mapping[str, tuple[str, Ask]], questions: Sequence[Question]) -> dict[str, float]:
        """Return the milliseconds of each way to ask an index; nothing without rounds.

        The first round of each is not counted: code is compiled, and blocks are read from the disk.
        """
        some = random.Random(1).sample(questions, min(len(questions), _MEASURED))
        took: dict[str, list[float]] = {name: [] for name in asks}
        for turn in range(self._rounds + 1 if self._rounds else 0):
            for name, (index, ask) in asks.items():
                begun = self._processor_time()
                for question in some:
                    answered(self._client, index, ask, question.text, size=10)
                if turn:
                    took[name].append((self._processor_time() - begun) / len(some))
        return {name: statistics.median(each) for name, each in took.items() if each}

    def _processor_time(self) -> float:
        time.sleep(_STALE)
        nodes = self._client.nodes.stats(metric="process")["nodes"]
        return float(sum(node["process"]["cpu"]["total_in_millis"] for node in nodes.values()))


def answered(client: Elasticsearch, index: str, ask: Ask, text: str, *, size: int) -> list[str]:
    """Return the ids of what is found, the best first."""
    for query in ask(text):
        answer = client.search(
            index=index, query=query, size=size, source=False, track_total_hits=False, request_cache=False
        )
        if hits := answer["hits"]["hits"]:
            return [hit["_id"] for hit in hits]
    return []


class Bench:
    """An index for the length of the run."""

    def __init__(self, client: Elasticsearch, docs: list[Doc]) -> None:
        self.client = client
        self.name = f"relevance-{uuid.uuid4().hex[:8]}"
        self.plain = f"{self.name}-plain"
        fields = {"all": {"type": "text"}}
        client.indices.create(index=self.name, mappings=mapping.ARTICLE, settings=mapping.article_settings())
        client.indices.create(index=self.plain, mappings={"properties": fields}, settings={"number_of_replicas": 0})
        bulk(client, (self._action(doc) for doc in docs), chunk_size=100)
        bulk(client, ({"_index": self.plain, "_id": d.id, "all": f"{d.title}\n{d.body}"} for d in docs), chunk_size=100)
        client.indices.forcemerge(index=f"{self.name}*", max_num_segments=1)
        client.indices.refresh(index=f"{self.name}*")

    def _action(self, doc: Doc) -> dict[str, Any]:
        article = Article(arrival="", claimed_at=0, title=doc.title, body=doc.body, language=doc.language or None)
        return {"_index": self.name, "_id": doc.id, "title": doc.title, "body": doc.body, "stem": stem(article)}

    def index_of(self, ask: Ask) -> str:
        return self.plain if ask is standard else self.name

    def ranks(self, ask: Ask, questions: list[Question], size: int = 100) -> list[list[int]]:
        """Return for each question the places of what is relevant."""
        places = []
        for question in questions:
            found = answered(self.client, self.index_of(ask), ask, question.text, size=size)
            places.append([n for n, one in enumerate(found, 1) if one in question.relevant])
        return places

    def close(self) -> None:
        self.client.indices.delete(index=[self.name, self.plain], ignore_unavailable=True)


def mrr(places: list[list[int]]) -> float:
    return sum(1 / some[0] for some in places if some) / max(len(places), 1)


def ndcg(places: list[list[int]], questions: list[Question], most: int = 10) -> float:
    total = 0.0
    for some, question in zip(places, questions, strict=True):
        best = sum(1 / math.log2(n + 1) for n in range(1, min(most, len(question.relevant)) + 1))
        total += sum(1 / math.log2(n + 1) for n in some if n <= most) / best
    return total / max(len(places), 1)


def judged(data: Path, name: str, language: str = "en") -> tuple[list[Doc], list[Question]]:
    folder = data / "search-questions"
    docs = [Doc(row["id"], "", row["body"], language) for row in rows(folder / f"{name}.docs.jsonl.xz")]
    there = {doc.id for doc in docs}
    asked = [
        Question(row["text"], relevant)
        for row in rows(folder / f"{name}.queries.jsonl.xz")
        if (relevant := frozenset(there.intersection(row["relevant"])))
    ]
    return docs, asked


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--url", default="http://127.0.0.1:9200")
    parser.add_argument("--misses", metavar="CLASS", help="list the questions of a class that `most` answers badly")
    parser.add_argument("--rounds", type=int, default=3, help="in which processor time is measured")
    parser.add_argument("--archive", metavar="ALIAS", help="whose processor time is measured as well")
    arguments = parser.parse_args()
    client = Elasticsearch(arguments.url, request_timeout=120)
    cost = Cost(client, arguments.rounds)
    names = tuple(ways(()))
    table = Table("class", "questions", *names, *(f"CPU {name}" for name in names if arguments.rounds), box=None)
    docs = archive(arguments.data)
    sets = [(docs, known_items(docs), mrr)]
    for name in ("known", "time"):
        texts, asked = judged(arguments.data, name)
        score = mrr if name == "known" else (lambda places, asked=asked: ndcg(places, asked))
        sets.append((texts, {"paraphrased" if name == "known" else "TIME": asked}, score))
    for texts, classes, score in sets:
        bench = Bench(client, texts)
        asks = ways({doc.language for doc in texts})
        try:
            for name, asked in sorted(classes.items()):
                found = {which: bench.ranks(ask, asked) for which, ask in asks.items()}
                spent = cost.of({which: (bench.index_of(ask), ask) for which, ask in asks.items()}, asked)
                figures = [f"{score(places):.3f}" for places in found.values()]
                table.add_row(name, str(len(asked)), *figures, *(f"{each:.1f}" for each in spent.values()))
                if arguments.misses == name:
                    _list_misses(asked, found["most"], texts)
        finally:
            bench.close()
        if arguments.archive and arguments.rounds:
            _ask_archive(table, cost, client, arguments.archive, classes)
    console = Console()
    console.print(f"{len(docs):,} texts; {time.process_time():.0f} s of this program's CPU")
    console.print(table)


def _ask_archive(
    table: Table, cost: Cost, client: Elasticsearch, index: str, classes: Mapping[str, Sequence[Question]]
) -> None:
    """Add what the questions cost in another archive, which has no plain index."""
    listed = client.terms_enum(index=index, field="language", size=300)
    asks = {name: (index, ask) for name, ask in ways(listed["terms"]).items() if ask is not standard}
    for name, asked in sorted(classes.items()):
        spent = cost.of(asks, asked)
        figures = [f"{spent[which]:.1f}" if which in spent else "" for which in ways(())]
        table.add_row(f"{name} ({index})", str(len(asked)), *("" for _ in figures), *figures)


def _list_misses(asked: list[Question], places: list[list[int]], docs: list[Doc]) -> None:
    titles = {doc.id: doc.title or doc.body[:80] for doc in docs}
    for question, some in zip(asked, places, strict=True):
        if not some or some[0] > 1:
            print(f"{some[:1]}  {question.text}  |  {titles[next(iter(question.relevant))]}")


if __name__ == "__main__":
    main()
