"""Writes `articles/forms/letters.json`: how often languages use their letters beyond ASCII, and their commonest words.

    python -m training.letters

By the word frequencies of `wordfreq`. For each language "letters" (the commonest first) with "letter_costs", and
"words" of ASCII letters with "word_costs"; a cost is the negative logarithm of the probability, in hundredths.
Undeclared encodings are told by it: see `articles/forms/guessing.py`.
"""

from __future__ import annotations

import collections
import json
import math
import unicodedata
from pathlib import Path

import wordfreq

TARGET = Path(__file__).parents[1] / "articles" / "forms" / "letters.json"
LANGUAGES = (
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hu", "is", "it", "ja", "ko", "lt",
    "lv", "mk", "nb", "nl", "pl", "pt", "ro", "ru", "sh", "sk", "sl", "sv", "tr", "uk", "vi", "zh",
)  # fmt: skip
#: Capitals are this often as frequent as small letters.
_CAPITALS = 0.08
_WORDS, _MOST_WORDS, _MOST_LETTERS = 20_000, 60, 700
_CYRILLIC = str.maketrans("abvgdđežzijklmnoprstćufhcčšABVGD", "абвгдђежзијклмнопрстћуфхцчшАБВГД")


def costs(counts: collections.Counter[str], most: int) -> tuple[list[str], list[int]]:
    """Return what is counted, the commonest first, and what each costs."""
    total = counts.total()
    found = [(name, count) for name, count in counts.most_common(most) if count / total > 1e-6]
    return [name for name, _ in found], [round(-100 * math.log(count / total)) for _, count in found]


def table_of(words: dict[str, float], *, decomposed: bool = False) -> dict[str, object]:
    """Return the entry of a language from its words and their frequencies."""
    letters: collections.Counter[str] = collections.Counter()
    for word, frequency in words.items():
        for letter in unicodedata.normalize("NFD", word) if decomposed else word:
            if letter.isascii():
                continue
            weight = round(frequency * 1e9)
            letters[letter] += weight
            if len(letter.upper()) == 1 and letter.upper() != letter:
                letters[letter.upper()] += round(weight * _CAPITALS)
    for comma, cedilla in zip("șțȘȚ", "şţŞŢ", strict=True):  # the older encodings have no others
        letters[cedilla] += letters[comma]
    common = {
        word: round(frequency * 1e9)
        for word, frequency in list(words.items())[:300]
        if word.isascii() and word.isalpha()
    }
    names, letter_costs = costs(letters, _MOST_LETTERS)
    ascii_words, word_costs = costs(collections.Counter(common), _MOST_WORDS)
    return {"letters": "".join(names), "letter_costs": letter_costs, "words": ascii_words, "word_costs": word_costs}


def main() -> None:
    """Write the table."""
    table = {}
    for language in LANGUAGES:
        frequencies = wordfreq.get_frequency_dict(language, "best")
        words = dict(sorted(frequencies.items(), key=lambda item: -item[1])[:_WORDS])
        table[language] = table_of(words, decomposed=language == "vi")
        if language == "sh":
            cyrillic = {
                word.replace("lj", "љ").replace("nj", "њ").replace("dž", "џ").translate(_CYRILLIC): frequency
                for word, frequency in words.items()
                if all(letter in "abvgdđežzijklmnoprstćufhcčš" for letter in word)
            }
            table["sr"] = table_of(cyrillic)
    thai = "".join(map(chr, [*range(0xE01, 0xE3B), *range(0xE40, 0xE4F)]))
    table["th"] = {"letters": thai, "letter_costs": [430] * len(thai), "words": [], "word_costs": []}
    TARGET.write_text(json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
