"""Real pages and texts in other words: as many as a long run needs, none of them a copy of another.

A text takes half of its paragraphs from one real article and the rest from others of its language; a page keeps its
own. In both, one word of six or four is another one of the same language or page, or a name that is made of two
others, so that few have many sequences of words in common, no paragraph recurs, and there are ever more names. A page
has an address of its own. All follows from the number: the same number gives the same article.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from benchmarks.system import rows

#: Of so many words one is another. Pages have more in common with others than texts do, as they keep their paragraphs.
_IN_TEXT, _IN_PAGE = 6, 4
_OWN = 0.5
#: Of so many words that are put in, one is a name.
_NAMES = 6
#: Texts between tags of a page that are long enough to be prose, not script.
_PROSE = re.compile(r">([^<>{}]{40,})<")
_ADDRESS = re.compile(
    r"""<link\b[^>]{0,200}?\brel=["']?canonical["']?[^>]{0,200}?\bhref=["']([^"'\s>]+)"""
    r"""|<link\b[^>]{0,200}?\bhref=["']([^"'\s>]+)["'][^>]{0,200}?\brel=["']?canonical"""
    r"""|<meta\b[^>]{0,200}?\bproperty=["']og:url["'][^>]{0,200}?\bcontent=["']([^"'\s>]+)"""
    r"""|<meta\b[^>]{0,200}?\bcontent=["']([^"'\s>]+)["'][^>]{0,200}?\bproperty=["']og:url"""
)
_WORD = re.compile(r"\S+")
_NAME = re.compile(r"(?<![.!?] )\b([A-Z][a-z]{2,}) ([A-Z][a-z]{2,})\b")


class Renewed:
    """Makes pages and texts from real ones.

    Args:
        data: Folder of the evaluation data. Where it lacks the texts, the program ends with a clear message.
        longest_page: Pages of more characters are left out.
    """

    def __init__(self, data: Path, *, longest_page: int | None = None) -> None:
        names = ("aeb", "fundus", "segments")
        pages = [row["html"] for name in names for row in rows(data / "cleaning" / f"{name}.html.jsonl.xz")]
        self._pages = [page for page in pages if longest_page is None or len(page) <= longest_page]
        found = rows(data / "near_duplicates" / "pairs-and-clusters.jsonl.xz")
        texts = [row for row in found if "~" not in row["id"]]
        self._texts = [(row["lang"], row.get("title") or "", _paragraphs(row["text"])) for row in texts]
        self._of_language: dict[str, list[str]] = defaultdict(list)
        for language, _, paragraphs in self._texts:
            self._of_language[language] += paragraphs
        self._words = {language: _words(" ".join(parts)) for language, parts in self._of_language.items()}
        pairs = _NAME.findall("\n".join(row["text"] for row in texts))
        self._first, self._last = sorted({first for first, _ in pairs}), sorted({last for _, last in pairs})

    def text(self, number: int) -> bytes:
        """A plain text with a headline."""
        chance = random.Random(f"text {number}")
        language, title, own = self._texts[chance.randrange(len(self._texts))]
        others = self._of_language[language]
        paragraphs = [one if chance.random() < _OWN else chance.choice(others) for one in own]
        words = self._words[language]
        headline = self._other_words(f"{title} {chance.choice(words)}", words, _IN_TEXT, chance)
        body = "\n\n".join(self._other_words(one, words, _IN_TEXT, chance) for one in paragraphs)
        return f"{headline}\n\n{body}\n".encode("utf-8", "surrogatepass")

    def page(self, number: int) -> bytes:
        """A page of HTML."""
        chance = random.Random(f"page {number}")
        page = self._pages[chance.randrange(len(self._pages))]
        words = _words(" ".join(_PROSE.findall(page))) or self._words["en"]
        page = _PROSE.sub(lambda found: f">{self._other_words(found[1], words, _IN_PAGE, chance)}<", page)
        for address in {next(filter(None, found)) for found in _ADDRESS.findall(page[:200_000])}:
            page = _readdressed(page, address, number)
        return page.encode("utf-8", "surrogatepass")

    def file(self, number: int) -> tuple[str, bytes]:
        """Name and content: a page and a text in turn."""
        return (f"{number:07}.txt", self.text(number)) if number % 2 else (f"{number:07}.html", self.page(number))

    def _other_words(self, text: str, words: Sequence[str], every: int, chance: random.Random) -> str:
        at = chance.randrange(every)

        def other(found: re.Match[str]) -> str:
            nonlocal at
            at += 1
            if at % every:
                return found[0]
            if chance.randrange(_NAMES) == 0:
                return f"{chance.choice(self._first)} {chance.choice(self._last)}"
            return chance.choice(words)

        return _WORD.sub(other, text)


def _readdressed(page: str, address: str, number: int) -> str:
    new = f"{address.rstrip('/')}-{number}"
    for written in (str, _escaped):
        page = page.replace(written(address), written(new))
    return page


def _escaped(address: str) -> str:
    return address.replace("/", "\\/")


def _words(text: str) -> list[str]:
    return sorted({word for word in text.split() if word.isalpha() and word.islower()})


def _paragraphs(text: str) -> list[str]:
    return [part for part in re.split(r"\n+", text) if part.strip()]
