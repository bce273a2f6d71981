"""Write `articles/enrichment/tagging/english_tokens.json`: ``python training/english_tokens.py``.

The rules of spaCy's English tokenizer, as `articles.enrichment.tagging.english_tokens` applies them: special cases with
the norm of each token, regular expressions, norms of signs, and the numbers that spaCy has for some strings in place of
their hash. Each regular expression is there twice: as it is, and without the letters that are seldom in English text,
which is compiled in a twentieth of the time.
"""

from __future__ import annotations

import json
import re
import sys

from spacy.lang import char_classes
from spacy.lang.en import English
from spacy.lang.norm_exceptions import BASE_NORMS
from spacy.symbols import IDS

from articles.enrichment.tagging.english_tokens import FILE, USUAL, Rules

#: Classes of characters that the expressions are made of, as spaCy names them.
_CLASSES = ("ALPHA_LOWER", "ALPHA_UPPER", "ALPHA", "ICONS")


def reduced(pattern: str) -> str:
    """An expression with the usual characters alone in its classes."""
    for name in _CLASSES:
        whole = getattr(char_classes, name)
        of_class = re.compile(f"[{whole}]")
        pattern = pattern.replace(whole, _ranges([c for c in map(chr, range(sys.maxunicode)) if _is_in(c, of_class)]))
    return pattern


def _is_in(character: str, of_class: re.Pattern[str]) -> bool:
    return USUAL.fullmatch(character) is not None and of_class.fullmatch(character) is not None


def _ranges(characters: list[str]) -> str:
    """Characters in order as what stands in a class."""
    spans: list[list[str]] = []
    for character in characters:
        if spans and ord(character) == ord(spans[-1][1]) + 1:
            spans[-1][1] = character
        else:
            spans.append([character, character])
    return "".join(re.escape(first) + (f"-{re.escape(last)}" if last != first else "") for first, last in spans)


def main() -> None:
    """The command."""
    tokenizer = English().tokenizer
    expressions = {
        "prefix": tokenizer.prefix_search,
        "suffix": tokenizer.suffix_search,
        "infix": tokenizer.infix_finditer,
        "url": tokenizer.url_match,
    }
    patterns = {name: method.__self__.pattern for name, method in expressions.items()}
    cases = {
        case: [[token.text, token.norm_] for token in tokenizer(case)]
        for case in sorted(tokenizer.rules)
        if not re.search(r"\s", case)
    }
    tests = tokenizer.find_prefix, tokenizer.find_infix, tokenizer.find_suffix
    found = [case for case in cases if any(test(case) for test in tests)]
    plain = Rules({"cases": {}, "norms": BASE_NORMS, "usual": patterns, "all": patterns, "found": [], "numbers": {}})
    rules = {
        "cases": cases,
        "found": [[token.text for token in plain.tokens(case)] for case in found],
        "norms": BASE_NORMS,
        "numbers": IDS,
        "usual": {name: reduced(pattern) for name, pattern in patterns.items()},
        "all": patterns,
    }
    FILE.write_text(json.dumps(rules, ensure_ascii=False, separators=(",", ":"), sort_keys=True), encoding="utf-8")
    print(f"{len(cases)} special cases, {FILE.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
