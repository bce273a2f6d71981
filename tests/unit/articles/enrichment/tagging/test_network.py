"""The network in NumPy: the same numbers as spaCy's encoder, and bounded memory."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import spacy
from thinc.api import NumpyOps

from articles.enrichment.tagging.english_tagger import Tokens
from articles.enrichment.tagging.network import Model, Table, Words, four_hashes
from articles.enrichment.tagging.spacy_tagger import REPACKAGED

TEXT = (
    "The mayor of Little Wobbling told reporters on Tuesday that Ms. Quennell's bakery, which opened in 1987, "
    "would not have to close; the council had voted 9-4 to keep the lease as it was for another ten years."
)


@pytest.fixture(scope="module")
def encoder() -> Any:
    """The encoder of spaCy's `ner`."""
    nlp = spacy.load(REPACKAGED["en_core_web_sm"], exclude=["tok2vec", "tagger", "parser", "lemmatizer"])
    return nlp.get_pipe("ner").model.get_ref("tok2vec").layers[0]


@pytest.fixture(scope="module")
def model(encoder: Any) -> Model:
    """That encoder as a file of weights has it, with a head that scores all tags alike."""
    nodes = list(encoder.walk())
    embeds = [node for node in nodes if node.name == "hashembed"]
    maxouts = [node for node in nodes if node.name == "maxout"]
    norms = [node for node in nodes if node.name == "layernorm"]
    about = {
        "version": "test",
        "depth": len(maxouts) - 1,
        "seeds": [node.attrs["seed"] for node in embeds],
        "sizes": [node.get_dim("nV") for node in embeds],
        "tables": [],
    }
    arrays = {
        "about": np.frombuffer(json.dumps(about).encode(), dtype=np.uint8),
        "hashed": np.concatenate([node.get_param("E") for node in embeds]),
        "head_weights": np.zeros((96, 128)),
        "head_bias": np.zeros(128),
        "head_gain": np.ones(64),
        "head_shift": np.zeros(64),
        "out_weights": np.zeros((64, 13)),
        "out_bias": np.arange(13),
    }
    for name, maxout, norm in zip(["mix", *(f"layer{i}" for i in range(4))], maxouts, norms, strict=True):
        weights, bias = np.array(maxout.get_param("W")), np.array(maxout.get_param("b"))
        arrays[f"{name}_weights"] = weights.swapaxes(0, 1).reshape(-1, weights.shape[2]).T
        arrays[f"{name}_bias"] = bias.T.reshape(-1)
        arrays[f"{name}_gain"], arrays[f"{name}_shift"] = norm.get_param("G"), norm.get_param("b")
    return Model(arrays)


def test_words_are_embedded_as_spacy_does(encoder: Any, model: Model) -> None:
    """The vectors without context are those of spaCy's embedding layers."""
    doc = spacy.blank("en").make_doc(TEXT)
    expected = encoder.layers[0].predict([doc])[0]
    attributes = Tokens().read(TEXT).attributes
    np.testing.assert_allclose(expected, model.embed(attributes), atol=1e-4)


def test_layers_are_spacys(encoder: Any, model: Model) -> None:
    """After all layers a token has spaCy's vector, away from the edges, where spaCy pads otherwise."""
    doc = spacy.blank("en").make_doc(TEXT)
    expected = encoder.predict([doc])[0]
    attributes = Tokens().read(TEXT).attributes
    words = Words(model)
    rows = words.rows(attributes)
    actual = model.encode(rows, words, rows != 0)
    np.testing.assert_allclose(expected[5:-5], actual[5:-5], atol=1e-3)


def test_segments_know_nothing_of_each_other(model: Model) -> None:
    """A text between two gaps scores as it does alone."""
    attributes = Tokens().read(TEXT).attributes
    words = Words(model)
    rows = words.rows(attributes)
    alone = model.scores(rows, words, rows != 0)
    joined = np.concatenate([rows[:7], [0], rows, [0], rows[3:9]])
    between = model.scores(joined, words, joined != 0)
    np.testing.assert_allclose(alone, between[7 : 7 + len(rows)], atol=1e-5)


def test_wanted_tokens_score_as_they_do_among_all(model: Model) -> None:
    """Tokens that are not asked for change nothing for those that are, beside gaps and at the edges, too."""
    attributes = Tokens().read(TEXT).attributes
    words = Words(model)
    rows = np.insert(words.rows(attributes), [0, 11, 12], 0)
    everything = model.encode(rows, words, rows != 0)
    kept = np.flatnonzero(rows)
    for seed in range(8):
        wanted = (np.random.default_rng(seed).random(len(rows)) < 0.2) & (rows != 0)
        some = model.encode(rows, words, wanted)
        np.testing.assert_allclose(everything[wanted[kept]], some, atol=1e-4)


@pytest.mark.parametrize("remembered", [50, 65_536])
def test_words_are_kept_up_to_a_bound(model: Model, remembered: int) -> None:
    """More words than there is room for push the old ones out, and change no result."""
    tokens, small, large = Tokens(), Words(model, capacity=40, remembered=remembered), Words(model)
    for i in range(20):
        attributes = tokens.read(f"Text {i} says that word{i} and thing{i} and {i}{i} are of {i * 7} kinds.").attributes
        kept, bounded = large.rows(attributes), small.rows(attributes)
        np.testing.assert_allclose(large.vectors[kept], small.vectors[bounded], atol=1e-5)
    assert len(small.vectors) <= 41


def test_a_table_looks_in_its_columns_in_turn() -> None:
    """The first attribute that is known counts; a word that is not known has row 0."""
    table = Table(
        columns=(2, 0),
        keys=np.array([10, 20, 30], dtype=np.uint32),
        rows=np.array([1, 2, 3], dtype=np.uint16),
        vectors=np.array([[-1], [1], [2], [3]], dtype=np.int8),
        scale=np.array([0.5], dtype=np.float32),
    )
    words = np.array([[10, 0, 20], [30, 0, 99], [99, 0, 99], [10, 0, 2**32 + 30]], dtype=np.uint64)
    assert [1.0, 1.5, -0.5, 1.5] == table.find(words)[:, 0].tolist()


@pytest.mark.parametrize("seed", [0, 8, 123, 2**32 - 1])
def test_hashes_are_thincs(seed: int) -> None:
    """The rows of the tables are those that spaCy's embeddings were trained with."""
    keys = np.random.default_rng(7).integers(0, 2**64, 1000, dtype=np.uint64)
    assert NumpyOps().hash(keys, seed).tolist() == four_hashes(keys, seed).tolist()
