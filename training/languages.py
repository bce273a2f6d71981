"""Train the tagger of many languages: from a folder of labelled sentences to the weights that Copydesk ships.

    python training/languages.py DATA --out articles/enrichment/tagging/languages.npz
    python training/languages.py DATA --out FILE.npz --hold-out      a tenth kept aside, and scored
    python training/languages.py DATA --out FILE.npz --few           those of languages with little text of today
    python training/languages.py DATA --out FILE.npz --add NAME      sets beside those that are shipped

DATA holds a file `NAME.jsonl.xz` for each of `SETS`: rows of `text`, `ents` ([start, end, label] in characters). What
they are, and what came of it, is in `model-card-languages.md`.

Needs `pip install .[training]`. One thread, fixed seed: the same weights on the same machine and versions.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import sys
import time
import zlib
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from layers import UNKNOWN, Maxout, tags_of
from torch import nn
from torch.nn import functional

from articles.enrichment.tagging import segments, tags, word_features
from articles.enrichment.tagging.languages import LanguageTagger

VERSION = "3"
#: Sets that are shipped, and how often a sentence of each is drawn beside those of the language's other sets. Gold
#: of today's news counts most; papers of 1800 to 1950 (europeana) and automatic labels (twnertc) least.
SETS = {
    "de-germeval": 2.5, "de-pud": 2.5, "de-europeana": 0.3, "de-silver": 1.0,
    "fr-silver": 1.0, "fr-europeana": 0.3,
    "es-silver": 1.0,
    "it-silver": 1.0,
    "pt-bosque": 1.0, "pt-pud": 1.0,
    "nl-silver": 1.0, "nl-europeana": 0.3,
    "sv-news": 1.0, "sv-pud": 1.0, "sv-talbanken": 0.5,
    "da-ddt": 1.0, "nb-norne": 1.0, "nn-norne": 1.0,
    "ru-factrueval": 3.0, "ru-pud": 2.0, "ru-wikiner": 0.7,
    "tr-wiki": 1.0, "tr-twnertc": 0.2,
}  # fmt: skip
#: Sets beside these, and batches, for the weights of Dutch, Polish, Russian and Ukrainian.
FEW, FEW_STEPS = {"ru-nerel": 1.0}, 5_000
STEPS = 18_000
GAP = -1
WIDTH, PIECES, DEPTH, HEAD = 96, 3, 4, 64
TABLE, LANGUAGE = 64, 16  #: numbers of a piece, of a language
BATCH = 1_000  #: tokens
RATE = 2e-3
WARM_UP = 50  #: steps
DECAY = 0.3  #: share of the steps at whose end the rate has fallen to nothing
DROPOUT = 0.15
LOST_WORD, LOST_END, LOST_LANGUAGE, LOST_FACTS = 0.2, 0.08, 0.1, 0.05
RECASED = 0.08  #: share of sentences
JOINED = 0.4  #: share of sentences that follow the one before without a gap
SWAPPED = 0.15  #: share of sentences whose mentions are replaced by others of their kind and language
RUN = 4  #: sentences of one language in a row
AVERAGE = 0.998
#: Taken off the score of "outside", which a network finds too often in texts unlike those of training: by language.
BOLDNESS: dict[str, float] = {
    "": 0.5, "da": 1.0, "de": 0.0, "es": 1.0, "fr": 0.0, "nb": 1.0, "nl": 1.0, "pl": 0.0, "uk": 1.0,
}  # fmt: skip
#: Languages without training text → one as which they are read; others are read as no language in particular.
LIKE: dict[str, str] = {"pl": "fr"}

Floats = npt.NDArray[np.float32]


class Sentence(NamedTuple):
    """A training example."""

    set: str
    text: str
    types: npt.NDArray[np.int64]  #: numbers of its tokens in `Vocabulary`
    tags: npt.NDArray[np.int64]
    entities: list[tuple[int, int, str]]


class Vocabulary:
    """The distinct words of the data by language, numbered, each in other cases too."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self.words: list[tuple[str, str]] = []
        self.recased: list[tuple[int, int, int]] = []

    def number(self, language: str, word: str) -> int:
        """The number of a word."""
        key = (language, word)
        if key not in self._numbers:
            self._numbers[key] = len(self.words)
            self.words.append(key)
        return self._numbers[key]

    def recase(self) -> None:
        """Add every word in lower case, in capitals and in title case."""
        for language, word in list(self.words):
            forms = (word.lower(), word.upper(), word[:1].upper() + word[1:].lower())
            lower, upper, title = (self.number(language, form) for form in forms)
            self.recased.append((lower, upper, title))


class Features:
    """Rows of pieces and facts of the words of a vocabulary, worked out when they are first asked for."""

    def __init__(self, vocabulary: Vocabulary, languages: dict[str, int]) -> None:
        count = len(vocabulary.words)
        self._words = vocabulary.words
        self._rows = np.zeros((count, 2 * (len(word_features.TABLES) + word_features.MOST_GRAMS)), dtype=np.int32)
        self._facts = np.zeros((count, word_features.FACTS), dtype=np.float32)
        self._known = np.zeros(count, dtype=bool)
        self._told = np.array([languages[language] for language, _ in vocabulary.words])

    def of(self, numbers: npt.NDArray[np.int64]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Rows, facts and language of words."""
        for number in numbers[~self._known[numbers]].tolist():
            language, word = self._words[number]
            self._rows[number] = word_features.pieces(word)
            self._facts[number] = word_features.facts(word, language)
        self._known[numbers] = True
        rows = torch.tensor(self._rows[numbers].astype(np.int64))
        return rows, torch.tensor(self._facts[numbers]), torch.tensor(self._told[numbers])


def read(data: Path, names: dict[str, float], vocabulary: Vocabulary) -> dict[str, list[Sentence]]:
    """The sentences of the sets by name, tokenized as the tagger does it, with a tag for each token."""
    found: dict[str, list[Sentence]] = {}
    for name in names:
        found[name] = []
        with lzma.open(data / f"{name}.jsonl.xz", "rt", encoding="utf-8") as file:
            for row in map(json.loads, file):
                text = row["text"].replace("\n", " ")
                tokens = segments.read(text)
                if not tokens.words:
                    continue
                types = np.array([vocabulary.number(name[:2], word) for word in tokens.words])
                entities = [(a, b, label) for a, b, label in row["ents"] if label in tags.LABELS]
                found[name].append(
                    Sentence(name, text, types, tags_of(tokens.starts, tokens.ends, text, entities), entities)
                )
    return found


class Network(nn.Module):
    """`languages.LanguageModel`, to train, for the words of a vocabulary."""

    def __init__(self, vocabulary: Vocabulary, languages: dict[str, int]) -> None:
        super().__init__()
        self.features = Features(vocabulary, languages)
        self.languages = nn.Parameter(torch.randn(len(languages) + 1, LANGUAGE) * 0.1)
        self.table = nn.Parameter(torch.randn(word_features.NOTHING + 1, TABLE) * 0.1)
        self.table.data[-1] = 0
        fixed = len(word_features.TABLES)
        self.mix = Maxout.random((fixed + 1) * TABLE + LANGUAGE + word_features.FACTS, WIDTH, PIECES)
        self.layers = nn.ModuleList([Maxout.random(3 * WIDTH, WIDTH, PIECES) for _ in range(DEPTH)])
        self.head = Maxout.random(WIDTH, HEAD, 2)
        self.out = nn.Linear(HEAD, len(tags.TAGS))
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def embed(self, types: torch.Tensor) -> torch.Tensor:
        """Vectors of words without context; some lose parts of what is known of them."""
        count, fixed = len(types), 2 * len(word_features.TABLES)
        rows, known, spoken = self.features.of(types.numpy())
        single = functional.embedding(rows[:, :fixed], self.table).view(count, fixed // 2, 2, TABLE).sum(2)
        grams = functional.embedding(rows[:, fixed:], self.table, padding_idx=word_features.NOTHING).sum(1) / 2
        word, end, gram, language, facts = (
            (torch.rand(count, 1) > share).float()
            for share in (LOST_WORD, LOST_END, LOST_END, LOST_LANGUAGE, LOST_FACTS)
        )
        one = torch.ones(count, 1)
        lost = torch.stack([word, one, end, end, one], 1)
        told = self.languages[spoken * language[:, 0].long()]
        return self.mix(torch.cat([(single * lost).flatten(1), grams * gram, told, known * facts], 1))

    def forward(self, types: torch.Tensor) -> torch.Tensor:
        """Scores (tokens, tags) of the words `types`; GAP between texts."""
        keep = (types != GAP).float()[:, None]
        distinct, inverse = torch.unique(types.clamp(min=0), return_inverse=True)
        x = functional.dropout(self.embed(distinct)[inverse], DROPOUT) * keep
        edge = torch.zeros(1, x.shape[1])
        for layer in self.layers:
            window = torch.cat([torch.cat([edge, x[:-1]]), x, torch.cat([x[1:], edge])], 1)
            x = (x + functional.dropout(layer(window), DROPOUT)) * keep
        return self.out(functional.dropout(self.head(x), DROPOUT))

    def arrays(self, about: dict[str, Any]) -> dict[str, npt.NDArray[Any]]:
        """The weights as `languages.LanguageModel` reads them: 8 bits for the tables, 16 for the rest."""
        table = self.table.detach().numpy()
        bounds = np.cumsum([0, *(size for _, size in word_features.TABLES), word_features.GRAMS])
        eighth = np.zeros(table.shape, dtype=np.int8)
        scales = []
        for start, end in pairwise(bounds.tolist()):
            scale = np.quantile(np.abs(table[start:end]), 0.9999, axis=0) / 127
            eighth[start:end] = np.rint(table[start:end] / scale).clip(-127, 127)
            scales.append(scale)
        arrays: dict[str, npt.NDArray[Any]] = {
            "about": np.frombuffer(json.dumps(about | {"depth": DEPTH}).encode(), dtype=np.uint8),
            "pieces": eighth,
            "scales": np.array(scales, dtype=np.float32),
            "languages": self.languages.detach().numpy().astype(np.float16),
            "out_weights": self.out.weight.detach().numpy().T.astype(np.float16),
            "out_bias": self.out.bias.detach().numpy().astype(np.float16),
        }
        for name, layer in [
            ("mix", self.mix),
            *((f"layer{i}", x) for i, x in enumerate(self.layers)),
            ("head", self.head),
        ]:
            arrays |= layer.arrays(name)
        return arrays


def drawn(found: dict[str, list[Sentence]], shares: dict[str, float]) -> Iterator[Sentence]:
    """Sentences without end: runs of one language, languages by the root of their tokens, sets by tokens and share."""
    sets: dict[str, list[str]] = defaultdict(list)
    weights: dict[str, list[float]] = defaultdict(list)
    for name, sentences in found.items():
        sets[name[:2]].append(name)
        weights[name[:2]].append(len(sentences) * shares[name])
    languages = list(sets)
    size = {name: sum(len(s.types) for s in sentences) * shares[name] for name, sentences in found.items()}
    roots = [sum(size[name] for name in sets[language]) ** 0.5 for language in languages]
    waiting: dict[str, list[Sentence]] = {name: [] for name in found}
    while True:
        language = random.choices(languages, roots)[0]
        for name in random.choices(sets[language], weights[language], k=RUN):
            if not waiting[name]:
                waiting[name] = random.sample(found[name], len(found[name]))
            yield waiting[name].pop()


Mentions = dict[tuple[str, str], list[npt.NDArray[np.int64]]]


def mentions(found: dict[str, list[Sentence]]) -> Mentions:
    """The words of all mentions of the sets, by language and label."""
    out: Mentions = defaultdict(list)
    for name, sentences in found.items():
        for sentence in sentences:
            for first, last, label in tags.mentions(np.maximum(sentence.tags, tags.OUTSIDE)):
                out[name[:2], label].append(sentence.types[first : last + 1])
    return out


def swapped(sentence: Sentence, others: Mentions) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Words and tags of a sentence with half of its mentions replaced."""
    types, tagged, done = [], [], 0
    for first, last, label in tags.mentions(np.maximum(sentence.tags, tags.OUTSIDE)):
        if random.random() < 0.5:
            continue
        new = random.choice(others[sentence.set[:2], label])
        inside = np.full(len(new), tags.number("I", label))
        inside[0], inside[-1] = tags.number("B", label), tags.number("L", label)
        if len(new) == 1:
            inside[0] = tags.number("U", label)
        types += [sentence.types[done:first], new]
        tagged += [sentence.tags[done:first], inside]
        done = last + 1
    types.append(sentence.types[done:])
    tagged.append(sentence.tags[done:])
    return np.concatenate(types), np.concatenate(tagged)


def batches(
    sentences: Iterator[Sentence], vocabulary: Vocabulary, others: Mentions
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Words and tags of sentences without end, some with other names, some in another case, some joined."""
    types: list[npt.NDArray[np.int64]] = []
    tagged: list[npt.NDArray[np.int64]] = []
    size = 0
    for sentence in sentences:
        words, answers = swapped(sentence, others) if random.random() < SWAPPED else (sentence.types, sentence.tags)
        if random.random() < RECASED:
            form = random.choices((0, 1, 2), (0.3, 0.4, 0.3))[0]
            words = np.array([vocabulary.recased[word][form] for word in words])
        types.append(words)
        tagged.append(answers)
        size += len(words) + 1
        if random.random() >= JOINED:
            types.append(np.array([GAP]))
            tagged.append(np.array([UNKNOWN]))
        if size >= BATCH:
            yield torch.tensor(np.concatenate(types)), torch.tensor(np.concatenate(tagged))
            types, tagged, size = [], [], 0


def train(network: Network, stream: Iterator[tuple[torch.Tensor, torch.Tensor]], steps: int, stop: Path) -> int:
    """Train, and leave the averaged weights in the network.

    The rate is constant, then falls to nothing over the last `DECAY` of the steps; it begins to fall early when the
    file `stop` appears. Returns the number of steps with which the same weights come out again.
    """
    optimizer = torch.optim.Adam(network.parameters(), lr=RATE, betas=(0.9, 0.99), fused=True)
    weights = list(network.state_dict().values())
    average = [weight.clone() for weight in weights]
    loss_sum, began = 0.0, time.process_time()
    for step, (types, tagged) in enumerate(stream):
        if step % 100 == 0 and step < (1 - DECAY) * steps and stop.exists():
            steps = round(step / (1 - DECAY))
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / WARM_UP, (steps - step) / (DECAY * steps))
        loss = functional.cross_entropy(network(types), tagged, ignore_index=UNKNOWN)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        if step % 4 == 3:
            decay = min(AVERAGE, (step + 1) / (10 + step)) ** 4
            torch._foreach_lerp_(average, weights, 1 - decay)
        loss_sum += loss.item()
        if step % 250 == 249:
            print(
                f"{step + 1:6}/{steps}  loss {loss_sum / 250:.4f}  {time.process_time() - began:.0f} s CPU", flush=True
            )
            loss_sum = 0.0
        if step + 1 >= steps:
            break
    with torch.no_grad():
        for weight, mean in zip(weights, average, strict=True):
            weight.copy_(mean)
    return steps


def f1(tagger: LanguageTagger, sentences: list[Sentence]) -> float:
    """Exact-span micro F1."""
    both = total = 0
    for sentence in sentences:
        gold = set(sentence.entities)
        found = {(span.start, span.end, span.label) for span in tagger.tag(sentence.text)}
        both += 2 * len(gold & found)
        total += len(gold) + len(found)
    return both / max(total, 1)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with the sets")
    parser.add_argument("--out", type=Path, required=True, help="the weights (.npz)")
    parser.add_argument("--add", action="append", default=[], metavar="SET", help="a set beside those that are shipped")
    parser.add_argument("--without", action="append", default=[], metavar="SET", help="leave a set out")
    parser.add_argument("--hold-out", action="store_true", help="keep a tenth aside and score on it")
    parser.add_argument("--few", action="store_true", help="the weights of languages with little text of today")
    parser.add_argument("--steps", type=int, help="batches of about a thousand tokens")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    shares = {name: share for name, share in SETS.items() if name not in options.without}
    shares |= dict.fromkeys(options.add, 1.0) | (FEW if options.few else {})
    missing = [name for name in shares if not (options.data / f"{name}.jsonl.xz").is_file()]
    if missing:
        sys.exit(f"{options.data} has no {', '.join(missing)}: give the folder with the labelled sentences")
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    random.seed(options.seed)
    vocabulary = Vocabulary()
    found = read(options.data, shares, vocabulary)
    vocabulary.recase()
    aside: dict[str, list[Sentence]] = {}
    if options.hold_out:
        for name, sentences in found.items():
            aside[name] = [s for s in sentences if zlib.crc32(s.text.encode()) % 10 == 0]
            found[name] = [s for s in sentences if zlib.crc32(s.text.encode()) % 10]
    languages = {code: i for i, code in enumerate(sorted({name[:2] for name in shares}), start=1)}
    network = Network(vocabulary, languages)
    count = sum(map(len, found.values()))
    print(f"{count} sentences, {len(vocabulary.words)} words, {time.process_time():.0f} s CPU", flush=True)
    stream = batches(drawn(found, shares), vocabulary, mentions(found))
    wanted = options.steps or (FEW_STEPS if options.few else STEPS)
    steps = train(network, stream, wanted, options.out.with_suffix(".stop"))
    print(f"{steps} steps")
    told = languages | {code: languages[like] for code, like in LIKE.items()}
    about = {"version": VERSION, "languages": told, "boldness": BOLDNESS}
    np.savez_compressed(options.out, **network.arrays(about))
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB")
    for name, sentences in aside.items():
        print(f"{name:20} {f1(LanguageTagger(name[:2], options.out), sentences):.4f}")


if __name__ == "__main__":
    main()
