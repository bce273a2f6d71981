"""The words of the interface, in each language that it speaks: one file each, the same keys in all."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from articles.article import Value
from search.query_language.problems import PROBLEMS

#: Languages of the interface, in their own words.
LANGUAGES: Mapping[str, str] = {"en": "English", "de": "Deutsch"}
_FALLBACK = "en"


@cache
def words(language: str) -> Mapping[str, str]:
    """Return the strings of a language by key ("search.title")."""
    text = resources.files(__name__).joinpath(f"{language}.toml").read_text("utf-8")
    read = {f"{room}.{key}": said for room, keys in tomllib.loads(text).items() for key, said in keys.items()}
    if language == _FALLBACK:
        read |= {f"query.{kind}": said for kind, said in PROBLEMS.items()}  # the command line says the same
    return read


class Speech(Value, frozen=True):
    """The interface in one language."""

    language: str

    def __call__(self, key: str, count: int | None = None, **values: object) -> str:
        """Return a string, with `{name}` replaced by the value of that name.

        Args:
            key: Which.
            count: Takes `key.one` for 1 and `key.many` else, where the string counts; `{count}` is the number.
            values: What is in it.
        """
        table = words(self.language)
        if count is not None:
            key = f"{key}.{'one' if count == 1 else 'many'}" if f"{key}.one" in table else key
            values["count"] = self.number(count)
        said = table[key]
        for name, value in values.items():
            shown = self.number(value) if isinstance(value, int) and name != "count" else str(value)
            said = said.replace("{" + name + "}", shown)
        return said

    def has(self, key: str) -> bool:
        """Return whether there is such a string."""
        return key in words(self.language)

    def maybe(self, key: str, otherwise: str) -> str:
        """Return a string, or another where there is none: for values that come from the index."""
        return words(self.language).get(key, otherwise)

    def number(self, value: int) -> str:
        """Return a number as this language groups it."""
        grouped = f"{value:,}"
        return grouped.replace(",", ".") if self.language == "de" else grouped

    def day(self, moment: str | None) -> str:
        """Return the day of a time (ISO 8601) in words; the text itself if it is not a time."""
        if not moment or len(moment) < 10:
            return moment or ""
        year, month, day = moment[:4], moment[5:7], moment[8:10]
        name = words(self.language).get(f"months.{month}")
        if name is None or not (year + day).isdigit():
            return moment
        return f"{int(day)}. {name} {year}" if self.language == "de" else f"{int(day)} {name} {year}"

    def moment(self, moment: str | None) -> str:
        """Return a time (ISO 8601) in words, with hours and minutes."""
        if not moment or len(moment) < 16 or moment[10] not in "T ":
            return self.day(moment)
        return f"{self.day(moment)}, {moment[11:16]}"


def preferred(accept: str, chosen: str | None = None) -> Speech:
    """Return the interface in the language that a browser asks for.

    Args:
        accept: The header Accept-Language.
        chosen: What the user chose, which goes first.
    """
    if chosen in LANGUAGES:
        return Speech(str(chosen))
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept.split(",")[:20]):
        tag, _, rest = part.strip().partition(";")
        try:
            quality = float(rest.strip().removeprefix("q=")) if rest else 1.0
        except ValueError:
            continue
        wanted.append((-quality, place, tag.strip().lower().partition("-")[0]))
    for _, _, language in sorted(wanted):
        if language in LANGUAGES:
            return Speech(language)
    return Speech(_FALLBACK)
