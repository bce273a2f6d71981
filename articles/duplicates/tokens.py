"""A text as a row of tokens that copies share in any typography and script.

Words are runs of letters, marks and digits, NFKC and casefolded. Scripts that put no space
between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) give overlapping pieces of
characters instead, so that three neighbours in a row span about as much text as three words
of a spaced script.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from xxhash import xxh3_64_intdigest

from articles.characters import normalised

WORD, NUMBER, CAPITAL = 0, 1, 2

# Scripts without spaces. Their digits are left out: a number is a token of its own.
_IDEOGRAPHS = "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SYLLABLES = "\u0e01-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u103f\u104c-\u109f\u1780-\u17d3\u17d7-\u17dd"
_UNSPACED = _IDEOGRAPHS + _SYLLABLES
# Vowel signs and accents are not alphanumeric to `re`, but belong to the word they follow.
_MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0962\u0963"
_MARKS += "\u0981-\u0983\u09bc-\u09cd\u0a01-\u0a03\u0a3c-\u0a4d\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b4d"
_MARKS += "\u0bbe-\u0bcd\u0c00-\u0c04\u0c3c-\u0c4d\u0c81-\u0c83\u0cbc-\u0ccd\u0d00-\u0d03\u0d3b-\u0d4d\u0dca-\u0ddf"
_MARKS += "\u135d-\u135f"

# What makes a capital mean nothing: a sentence, line, heading or quotation begins. Closing quotation
# marks count too, so that the style of quotation marks makes no difference.
_OPENS = r"[.!?:;\n\"'`´«»‹›“”„‟‘’‚‛「」『』。！？：؟।።]"
_OPENING = re.compile(_OPENS)
# Words only, and what lies between them by splitting: a pattern for both tries a row of dots from each of its dots.
_SPACED = re.compile(rf"([^\W_{_UNSPACED}](?:[^\W_{_UNSPACED}]|[{_MARKS}])*)")
_MIXED = re.compile(
    rf"({_OPENS})|([^\W_{_UNSPACED}](?:[^\W_{_UNSPACED}]|[{_MARKS}])*)|([{_IDEOGRAPHS}]+)|([{_SYLLABLES}]+)"
)
_IS_UNSPACED = re.compile(rf"[{_UNSPACED}]")
_SPACE_INSIDE = re.compile(rf"(?<=[{_UNSPACED}])\s+(?=[{_UNSPACED}])")
_DIGITS = re.compile(r"\d")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")

# Characters in a piece, and how much of a word one more piece is worth. Three neighbouring pieces span five
# ideographs or nine Thai letters. An English word has 1.6 to 1.7 ideographs in translation, a Thai word four letters.
_IDEOGRAPH_PIECE, _IDEOGRAPH_WORDS = 3, 0.6
_SYLLABLE_PIECE, _SYLLABLE_WORDS = 7, 0.25


class Tokens(NamedTuple):
    """The tokens of a text, in order."""

    hashes: npt.NDArray[np.uint64]  #: of the casefolded tokens
    kinds: npt.NDArray[np.uint8]  #: WORD, NUMBER or CAPITAL
    numbers: dict[int, str]  #: place of each NUMBER → its digits
    words: npt.NDArray[np.float32]  #: how many words had been read with this token, estimated


def tokens(text: str) -> Tokens:
    """Return the tokens of `text`. An empty or unlettered text has none."""
    if not text.isascii():
        text = normalised("NFKC", text)
        text = _INVISIBLE.sub("", text)
        if _IS_UNSPACED.search(text):
            return _mixed(text)
    parts = _SPACED.split(text)
    between, found = parts[::2], parts[1::2]
    kinds = bytearray(len(found))
    numbers: dict[int, str] = {}
    for place, word in enumerate(found):
        if not word.isalpha() and _has_digit(word):
            kinds[place] = NUMBER
            numbers[place] = "".join(_DIGITS.findall(word))
        elif place and word[0].isupper() and (between[place] == " " or not _OPENING.search(between[place])):
            kinds[place] = CAPITAL
    digest = xxh3_64_intdigest
    folded = text.isascii()
    hashes = [digest((word.lower() if folded else word.casefold()).encode()) for word in found]
    return Tokens(
        np.array(hashes, np.uint64),
        np.frombuffer(bytes(kinds), np.uint8),
        numbers,
        np.arange(1, len(found) + 1, dtype=np.float32),
    )


def _has_digit(word: str) -> bool:
    return _DIGITS.search(word) is not None


def _mixed(text: str) -> Tokens:
    """Return the tokens of a text in which scripts without spaces occur."""
    hashes: list[int] = []
    kinds = bytearray()
    numbers: dict[int, str] = {}
    worth: list[float] = []
    digest = xxh3_64_intdigest
    opened = True
    for mark, word, ideographs, syllables in _MIXED.findall(_SPACE_INSIDE.sub("", text)):
        if mark:
            opened = True
            continue
        if word:
            if _has_digit(word):
                numbers[len(kinds)] = "".join(_DIGITS.findall(word))
                kinds.append(NUMBER)
            else:
                kinds.append(CAPITAL if not opened and word[0].isupper() else WORD)
            hashes.append(digest(word.casefold().encode()))
            worth.append(1.0)
        else:
            run, piece, words = (
                (ideographs, _IDEOGRAPH_PIECE, _IDEOGRAPH_WORDS)
                if ideographs
                else (syllables, _SYLLABLE_PIECE, _SYLLABLE_WORDS)
            )
            pieces = [run[i : i + piece] for i in range(max(1, len(run) - piece + 1))]
            hashes.extend(digest(p.encode()) for p in pieces)
            kinds.extend(bytes(len(pieces)))
            worth.extend([words] * len(pieces))
        opened = False
    return Tokens(
        np.array(hashes, np.uint64),
        np.frombuffer(bytes(kinds), np.uint8),
        numbers,
        np.cumsum(worth, dtype=np.float32),
    )
