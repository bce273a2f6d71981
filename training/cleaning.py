"""Trains the three line models of `articles/cleaning`: `plain.npz`, `alone.npz` and `page.npz`.

    python -m training.cleaning DATA                    cross-validation by site, then weights into articles/cleaning
    python -m training.cleaning DATA --out FOLDER       weights into FOLDER
    python -m training.cleaning DATA --only-train       no cross-validation

DATA holds `cleaning/<set>.html.jsonl.xz` (rows: `id`, `url`, `gold`, `html`), `cleaning/<set>.plain.jsonl.xz` (`full`
and `main` instead of `html`) and, if there are any, `training/pages.jsonl.xz` (`html`, and strings that must stay,
`with`, or go, `without`) and `training/pages-soft.jsonl.xz` (`lines`: hash of a line, chance of being body). Your own
pages in these files are as good; see training/cleaning.md.

How: a line is body if it is in the gold, or half of its 4-grams do. The page model learns from the gold pages,
labels the pages without gold (softly; where a given string is in a line, it decides; the mean with the labels that
are given), and learns from both; so does the model that is asked first and knows nothing of trafilatura. The plain
model learns from the gold as plain text and from the labelled pages, once whole and once without navigation,
headers, footers and asides; and from pages made of these: with some of their furniture left out, and with the
furniture of pages of other sites. Nothing of a site that is measured on is trained on.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import os
import pickle
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

os.environ.setdefault("OMP_NUM_THREADS", "1")

import lightgbm as lgb
import numpy as np
import numpy.typing as npt

from articles.article import Given
from articles.cleaning.blocks import BLOCK_NAMES, blocks_of
from articles.cleaning.decide import ALONE, PAGE, PLAIN, Policy, cuts
from articles.cleaning.extractors import quick, thorough, votes
from articles.cleaning.features import NAMES, features, fill, in_question
from articles.cleaning.headline import find_headline
from articles.cleaning.lines import split
from articles.cleaning.page_model import (
    ALONE_NAMES,
    MOST_DOUBT,
    PAGE_NAMES,
    asked_alone,
    asked_page,
    doubt,
    first_rows,
    taken,
    with_vote,
)
from articles.cleaning.survey import Floats, Page, survey
from articles.cleaning.tree import parse
from articles.metadata import page_metadata
from training.cleaning_scores import TOKEN, rows_of, score, segments, shingles

SETS = ("aeb", "fundus")
PARAMETERS: dict[str, Any] = {
    "objective": "cross_entropy",
    "learning_rate": 0.06,
    "num_leaves": 31,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "max_depth": 9,
    "lambda_l2": 3.0,
    "verbosity": -1,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
}
ROUNDS = 300
PLAIN_ROUNDS = 350
#: Weight of the pages that are made of others.
MADE = 0.5


@dataclass
class Example:
    """The lines of a page with what is known of them."""

    kind: str  #: set
    form: str  #: "html", "full", "main"
    name: str
    site: str
    page: Page
    rows: Floats
    asked: npt.NDArray[np.bool_]
    gold: str | None
    labels: npt.NDArray[np.float64]
    row: dict[str, Any] = field(default_factory=dict)
    soft: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))  #: labels that were given, -1 where none

    @property
    def texts(self) -> list[str]:
        """The lines."""
        return [line.text for line in self.page.lines]


def site_of(url: str) -> str:
    """The registered domain of an address, nearly."""
    parts = (urlsplit(url).hostname or url).split(".")
    return ".".join(parts[-3:] if len(parts) > 2 and len(parts[-2]) <= 3 and len(parts[-1]) == 2 else parts[-2:])


def fold_of(site: str, folds: int) -> int:
    """The same for a site in every run."""
    return int(hashlib.sha256(site.encode()).hexdigest(), 16) % folds


def label(texts: Sequence[str], gold: str) -> npt.NDArray[np.float64]:
    """1.0 for lines of the body: equal to a line of the gold, or half of their 4-grams in it."""
    whole = {tuple(key) for line in gold.split("\n") for key in [_words(line)] if key}
    grams = set(shingles(gold))
    result = np.zeros(len(texts))
    for i, text in enumerate(texts):
        words = _words(text)
        if tuple(words) in whole:
            result[i] = 1.0
        elif len(words) >= 4:
            own = shingles(text)
            result[i] = float(sum(count for gram, count in own.items() if gram in grams) >= 0.5 * own.total())
    return result


def _words(text: str) -> list[str]:
    return TOKEN.findall(text)


def html_example(kind: str, row: dict[str, Any]) -> Example | None:
    """A page as blocks."""
    tree = parse(row["html"])
    blocks = blocks_of(tree) if tree is not None else []
    if not blocks:
        return None
    metadata = page_metadata(tree, given=Given(url=row["url"]), url=row["url"], today=datetime.now(UTC))
    page = survey([block.text for block in blocks])
    page = page._replace(title=find_headline(page, metadata.title))
    first = first_rows(blocks, page, votes(page, quick(tree, row["html"])))
    rows = with_vote(first, votes(page, thorough(tree)))
    fill(rows, page, np.ones(len(rows), dtype=bool))
    gold = row.get("gold")
    labels = label([block.text for block in blocks], gold) if gold is not None else np.zeros(len(blocks))
    keep = {key: row[key] for key in ("with", "without") if key in row}
    return Example(kind, "html", row["id"], site_of(row["url"]), page, rows, asked_page(rows), gold, labels, keep)


def alone(example: Example) -> Example:
    """A page as the model sees it that is asked first."""
    rows = example.rows[:, : len(ALONE_NAMES)]
    return replace(example, rows=rows, asked=asked_alone(rows))


def plain_example(kind: str, form: str, name: str, site: str, texts: list[str], gold: str | None) -> Example:
    """A plain text as lines."""
    page = survey(texts)
    page = page._replace(title=find_headline(page))
    rows = features(page)
    labels = label(texts, gold) if gold is not None else np.zeros(len(texts))
    return Example(kind, form, name, site, page, rows, in_question(rows), gold, labels)


def thinned(example: Example, random: np.random.Generator) -> Example:
    """A page with a third of its furniture left out."""
    stays = (example.labels >= 0.5) | (random.random(len(example.labels)) > 0.33)
    if example.page.title is not None:
        stays[example.page.title] = True
    numbers = np.flatnonzero(stays)
    return _made(example, [example.texts[i] for i in numbers], example.labels[numbers])


def mixed(example: Example, above: Example, below: Example) -> Example:
    """A page from its headline to the end of its body, between what is above and below the bodies of two others."""
    start, end = _body_span(example)
    above_end, below_start = _body_span(above)[0], _body_span(below)[1]
    texts = [*above.texts[:above_end], *example.texts[start:end], *below.texts[below_start:]]
    labels = np.concatenate([above.labels[:above_end], example.labels[start:end], below.labels[below_start:]])
    return _made(example, texts, labels)


def _body_span(example: Example) -> tuple[int, int]:
    lines = np.flatnonzero(example.labels >= 0.5)
    title = example.page.title
    first = int(lines[0]) if title is None else min(title, int(lines[0]))
    return first, int(lines[-1]) + 1


def _made(example: Example, texts: list[str], labels: npt.NDArray[np.float64]) -> Example:
    made = plain_example(example.kind, "made", example.name, example.site, texts, None)
    made.labels = labels
    return made


def made_examples(
    plain: Sequence[Example], others: Sequence[Example] = (), *, seed: int, times: int = 4
) -> list[Example]:
    """Pages that never were, of those that are: thinned and mixed, `times` of each page with gold.

    What is above and below comes from `others` where there are any: pages without gold are of more sites, and a
    body is told from their furniture all the same.
    """
    random = np.random.default_rng(seed)
    whole = [example for example in plain if _has_body(example)]
    frames = [example for example in others if _has_body(example)] or whole
    result = []
    for example in whole:
        for _ in range(times):
            above, below = random.choice(len(frames), 2)
            result += [thinned(example, random), mixed(example, frames[above], frames[below])]
    return result


def _has_body(example: Example) -> bool:
    return example.form == "full" and int((example.labels >= 0.5).sum()) >= 3


def weights(example: Example) -> npt.NDArray[np.float64]:
    """Long lines count more than short ones, and every page about the same."""
    words = np.array([min(line.words, 60.0) for line in example.page.lines])
    return np.asarray((0.2 + words / 15) * 150 / (words.sum() + 50))


def fit(
    examples: Sequence[Example], *, seed: int, factor: dict[str, float] | None = None, rounds: int = ROUNDS
) -> lgb.Booster:
    """A model of the lines in question; `factor` weighs examples without gold by their form."""
    rows, labels, weight = [], [], []
    for example in examples:
        rows.append(example.rows[example.asked])
        labels.append(example.labels[example.asked])
        scale = 1.0 if example.gold is not None or factor is None else factor[example.form]
        weight.append(scale * weights(example)[example.asked])
    data = lgb.Dataset(np.concatenate(rows), np.concatenate(labels), weight=np.concatenate(weight))
    return lgb.train({**PARAMETERS, "seed": seed}, data, rounds)


def predict(model: lgb.Booster, example: Example) -> npt.NDArray[np.float32]:
    """Probabilities, 0 for lines that are not in question."""
    result = np.zeros(len(example.labels), dtype=np.float32)
    if example.asked.any():
        result[example.asked] = model.predict(example.rows[example.asked])
    return result


def label_silver(model: lgb.Booster, examples: Iterable[Example]) -> None:
    """Soft labels for pages without gold; a string that must stay or go decides where it is."""
    for example in examples:
        chances = predict(model, example).astype(float)
        for i, text in enumerate(example.texts):
            if any(string in text for string in example.row.get("with", ())):
                chances[i] = max(chances[i], 0.95)
            if any(string in text and 2 * len(string) > len(text) for string in example.row.get("without", ())):
                chances[i] = min(chances[i], 0.05)
        example.labels = chances


def given_labels(example: Example, lines: dict[str, float]) -> npt.NDArray[np.float64]:
    """The labels of a page that DATA/training/pages-soft.jsonl.xz gives, by the hashes of its lines."""
    folded = (" ".join(text.split()).encode() for text in example.texts)
    return np.array([lines.get(hashlib.sha1(text, usedforsecurity=False).hexdigest()[:12], -1.0) for text in folded])


def silver_plain(silver: Sequence[Example]) -> list[tuple[Example, npt.NDArray[np.int64], Example]]:
    """Pages without gold as plain text, whole and without their frame: (page, numbers of the blocks, plain text)."""
    frame = [len(NAMES) + BLOCK_NAMES.index(name) for name in ("in_nav", "in_header", "in_footer", "in_aside")]
    result = []
    for page in silver:
        texts = page.texts
        everything = np.arange(len(texts))
        inner = np.flatnonzero(page.rows[:, frame].sum(axis=1) == 0)
        for form, numbers in (("full", everything), ("main", inner)):
            if numbers.size >= 3:
                lines = [texts[i] for i in numbers]
                result.append((page, numbers, plain_example("silver", form, page.name, page.site, lines, None)))
    return result


class Models(NamedTuple):
    """The three models that are shipped."""

    alone: lgb.Booster
    page: lgb.Booster
    plain: lgb.Booster

    def predict(self, example: Example) -> Judged:
        """What cleaning would make of an example; of a page the models are asked in their order."""
        if example.form != "html":
            return Judged(predict(self.plain, example))
        first = alone(example)
        chances = predict(self.alone, first)
        if doubt(example.page, chances) <= MOST_DOUBT:
            return Judged(chances, by_alone=True)
        return Judged(predict(self.page, example))


class Judged(NamedTuple):
    """Probabilities of being body."""

    chances: Floats
    by_alone: bool = False  #: trafilatura was not asked


def models(
    pages: Sequence[Example],
    plain: Sequence[Example],
    silver: Sequence[Example],
    silver_texts: Sequence[tuple[Example, npt.NDArray[np.int64], Example]],
    *,
    seed: int,
    factor: float,
) -> Models:
    """Fits the three models."""
    page_model = fit(pages, seed=seed)
    if not silver or factor <= 0:
        made = made_examples(plain, seed=seed)
        plain_model = fit([*plain, *made], seed=seed, factor={"made": MADE}, rounds=PLAIN_ROUNDS)
        return Models(fit([alone(e) for e in pages], seed=seed), page_model, plain_model)
    label_silver(page_model, silver)
    # the plain model gains nothing from the given labels
    for page, numbers, text in silver_texts:
        text.labels = page.labels[numbers]
    for page in silver:
        page.labels = np.where(page.soft >= 0, (page.soft + page.labels) / 2, page.labels)
    scale = {"html": factor, "full": factor, "main": factor, "made": MADE}
    every = [*pages, *silver]
    texts = [text for _, _, text in silver_texts]
    made = made_examples(plain, texts, seed=seed)
    return Models(
        fit([alone(example) for example in every], seed=seed, factor=scale),
        fit(every, seed=seed, factor=scale),
        fit([*plain, *made, *texts], seed=seed, factor=scale, rounds=PLAIN_ROUNDS),
    )


def body(example: Example, judged: Judged, policy: Policy) -> str:
    """What cleaning would keep, by its own rules."""
    if example.form == "html":
        rows = alone(example).rows if judged.by_alone else example.rows
        thresholds = (ALONE if judged.by_alone else PAGE)[policy]
        reasons = cuts(example.page, judged.chances, thresholds=thresholds, taken=taken(rows))
    else:
        reasons = cuts(example.page, judged.chances, thresholds=PLAIN[policy])
    return "\n\n".join(text for text, reason in zip(example.texts, reasons, strict=True) if reason is None)


def report(found: dict[int, Judged], examples: Sequence[Example]) -> None:
    """Prints F1, precision and recall per set, form and policy."""
    for policy in ("default", "safe"):
        groups: dict[str, list[tuple[str, str]]] = collections.defaultdict(list)
        for example in examples:
            if example.gold is not None:
                groups[f"{example.kind} {example.form}"].append(
                    (example.gold, body(example, found[id(example)], policy))
                )
        for name, pairs in sorted(groups.items()):
            f1, precision, recall = score(pairs)
            print(f"{policy:8} {name:14} {len(pairs):4} pages  F1 {f1:.4f}  P {precision:.4f}  R {recall:.4f}")
        for kind in ("silver", "segments"):
            marked = [example for example in examples if example.kind == kind and "with" in example.row]
            if marked:
                texts = [body(example, found[id(example)], policy) for example in marked]
                f1, recall, gone = segments([example.row for example in marked], texts)
                print(f"{policy:8} {kind:14} {len(marked):4} pages  F1 {f1:.4f}  R {recall:.4f}  gone {gone:.4f}")
    for kind in (*SETS, "segments"):
        asked = [
            not found[id(example)].by_alone for example in examples if example.kind == kind and example.form == "html"
        ]
        if asked:
            print(f"{kind}: trafilatura asked on {sum(asked)} of {len(asked)} pages")
    sys.stdout.flush()


def export(model: lgb.Booster, names: Sequence[str], path: Path) -> None:
    """Writes a model as flat arrays (see `articles.cleaning.forest`)."""
    feature: list[int] = []
    threshold: list[np.float32] = []
    left: list[int] = []
    right: list[int] = []
    value: list[float] = []
    roots: list[int] = []
    deepest = 0

    def add(node: dict[str, Any], depth: int) -> int:
        nonlocal deepest
        deepest = max(deepest, depth)
        number = len(feature)
        feature.append(0)
        threshold.append(np.float32(np.inf))
        left.append(number)
        right.append(number)
        value.append(float(node.get("leaf_value", 0.0)))
        if "leaf_value" not in node:
            feature[number] = node["split_feature"]
            limit = np.float32(node["threshold"])
            threshold[number] = limit if limit <= node["threshold"] else np.nextafter(limit, np.float32(-np.inf))
            left[number] = add(node["left_child"], depth + 1)
            right[number] = add(node["right_child"], depth + 1)
        return number

    for tree in model.dump_model()["tree_info"]:
        roots.append(add(tree["tree_structure"], 0))
    np.savez_compressed(
        path,
        names=np.array(" ".join(names)),
        feature=np.array(feature, np.uint8),
        threshold=np.array(threshold, np.float32),
        left=np.array(left, np.uint16),
        right=np.array(right, np.uint16),
        value=np.array(value, np.float16),
        roots=np.array(roots, np.uint16),
        depth=np.array(deepest),
    )
    print(f"{path}: {path.stat().st_size:,} bytes, {len(roots)} trees, {len(feature)} nodes")


def main() -> None:
    """Reads the pages, reports, trains, writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "articles" / "cleaning")
    parser.add_argument("--only-train", action="store_true", help="no cross-validation")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--silver", type=float, default=0.6, help="weight of pages without gold; 0 leaves them out")
    parser.add_argument("--keep", type=Path, help="write the held-out pages and their probabilities here (a pickle)")
    arguments = parser.parse_args()
    folder = arguments.data / "cleaning"
    if not folder.is_dir():
        sys.exit(f"{folder} does not exist: give a folder with cleaning/<set>.html.jsonl.xz and .plain.jsonl.xz.")
    pages, plain = [], []
    for kind in SETS:
        for row in rows_of(folder / f"{kind}.html.jsonl.xz"):
            example = html_example(kind, row)
            if example is not None:
                pages.append(example)
        for row in rows_of(folder / f"{kind}.plain.jsonl.xz"):
            for form in ("full", "main"):
                texts = [paragraph.text for paragraph in split(row[form])[1] if paragraph.text]
                plain.append(plain_example(kind, form, row["id"], site_of(row["url"]), texts, row["gold"]))
    silver: list[Example] = []
    more = arguments.data / "training" / "pages.jsonl.xz"
    if more.exists():
        silver = [example for row in rows_of(more) if (example := html_example("silver", row)) is not None]
    labelled = arguments.data / "training" / "pages-soft.jsonl.xz"
    given = {row["id"]: dict(row["lines"]) for row in rows_of(labelled)} if labelled.exists() else {}
    for example in silver:
        example.soft = given_labels(example, given.get(example.name, {}))
    marked: list[Example] = []
    if not arguments.only_train and (folder / "segments.html.jsonl.xz").exists():
        rows = rows_of(folder / "segments.html.jsonl.xz")
        marked = [example for row in rows if (example := html_example("segments", row)) is not None]
    texts = silver_plain(silver)
    print(f"{len(pages)} pages with gold, {len(silver)} without", flush=True)
    if not arguments.only_train:
        found: dict[int, Judged] = {}
        for fold in range(arguments.folds):

            def out(example: Example, fold: int = fold) -> bool:
                return fold_of(example.site, arguments.folds) == fold

            fitted = models(
                [e for e in pages if not out(e)],
                [e for e in plain if not out(e)],
                [e for e in silver if not out(e)],
                [entry for entry in texts if not out(entry[0])],
                seed=arguments.seed,
                factor=arguments.silver,
            )
            found.update({id(e): fitted.predict(e) for e in (*pages, *silver, *marked, *plain) if out(e)})
            print(f"fold {fold + 1} of {arguments.folds}", flush=True)
        report(found, [*pages, *silver, *marked, *plain])
        if arguments.keep:
            with arguments.keep.open("wb") as file:
                pickle.dump([(example, found[id(example)].chances) for example in (*pages, *silver, *plain)], file)
    fitted = models(pages, plain, silver, texts, seed=arguments.seed, factor=arguments.silver)
    arguments.out.mkdir(parents=True, exist_ok=True)
    export(fitted.alone, ALONE_NAMES, arguments.out / "alone.npz")
    export(fitted.page, PAGE_NAMES, arguments.out / "page.npz")
    export(fitted.plain, NAMES, arguments.out / "plain.npz")


if __name__ == "__main__":
    main()
