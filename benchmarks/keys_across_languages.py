"""Whether a person has one key in articles about the same event in several languages.

    python -m benchmarks.keys_across_languages FILE [--others]

FILE has articles as JSON lines, xz-compressed: `event`, `language`, `title`, `body`; `storylines/meantime.jsonl.xz` of
the evaluation data, for example. Asked are the people whom the tagger finds in the English article by a name of
several words: how many the article in another language has under the same key, and under another key by a name alike;
the rest it does not name, or names by the last name alone. --others lists those under another key.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections import Counter, defaultdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from articles.article import Article
from articles.enrichment import build
from articles.enrichment.sounds import distance, latin

_ASKED_OF = "en"
#: Of two names alike, at most this share of the letters differ.
_ALIKE = 1 / 3

#: Key → name of the people of an article.
People = dict[str, str]


def people_of(path: Path) -> dict[str, dict[str, People]]:
    """Return the people of each event's articles, by language."""
    found: dict[str, dict[str, People]] = defaultdict(dict)
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    chain = build(["language", "entities"], models={row["language"]: "copydesk" for row in rows})
    for number, row in enumerate(rows):
        article = Article(
            arrival=f"event:{number}", claimed_at=1, title=row["title"], body=row["body"], language=row["language"]
        )
        named = chain.enrich(article).entities
        people = {one.key: one.name for one in named if one.type == "person" and " " in one.name}
        found[row["event"]].setdefault(row["language"], {}).update(people)
    return found


def alike(name: str, people: People) -> tuple[str, str] | None:
    """Return key and name of somebody who is called nearly so, or bears one of the words."""
    said = latin(name)
    for key, other in people.items():
        there = latin(other)
        if distance(said, there) <= _ALIKE * max(len(said), len(there)) or set(said.split()) & set(there.split()):
            return key, other
    return None


def main() -> None:
    """Read the arguments, look and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--others", action="store_true", help="list the people under another key")
    given = parser.parse_args()
    if not given.file.exists():
        parser.exit(0, f"{given.file} is not there: the evaluation data is kept apart from the repository\n")
    asked: Counter[str] = Counter()
    same: Counter[str] = Counter()
    others: dict[str, list[str]] = defaultdict(list)
    for by_language in people_of(given.file).values():
        english = by_language.pop(_ASKED_OF, {})
        for language, people in by_language.items():
            new = {key: name for key, name in people.items() if key not in english}
            asked[language] += len(english)
            same[language] += sum(key in people for key in english)
            for key, name in english.items():
                if key not in people and (found := alike(name, new)):
                    others[language].append(f"{name} ({key}): {found[1]} ({found[0]})")
    table = Table("language", "people in English", "under the same key", "under another key", "not named", box=None)
    for language in sorted(asked):
        left = asked[language] - same[language] - len(others[language])
        table.add_row(language, *map(str, (asked[language], same[language], len(others[language]), left)))
    Console().print(table)
    for language in sorted(others) if given.others else ():
        print(language, *sorted(set(others[language])), sep="\n  ")


if __name__ == "__main__":
    main()
