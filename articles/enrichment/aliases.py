"""Names that mean the same, and keys that do.

A table in TOML, one section per type, one line per entity: its key, then its
names. The first is the name it is shown by; an item that is itself a key
("organization:twitter") says that what was indexed under that key is the same.

    [organizations]
    "organization:x" = ["X", "Twitter", "organization:twitter"]
"""

from __future__ import annotations

import functools
import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path

from articles.article import Value
from articles.enrichment.gazetteer import fold
from articles.enrichment.spelling_keys import canonical_key, spelled_keys
from articles.errors import ConfigurationError

#: Section of the file → type of its entities.
SECTIONS = {"people": "person", "organizations": "organization", "places": "place"}
_KEY = re.compile(r"(?:person|organization|place|country|region|geonames):\S+")


class AliasFileError(ConfigurationError):
    """The user's table of names cannot be used; the message says what is wrong and where."""


class Alias(Value, frozen=True, kw_only=True):
    """An entity of the table."""

    key: str
    type: str  #: "person", "organization", "place"
    name: str  #: what it is shown by


class AliasTable:
    """Names → entity, and key → the keys that mean the same."""

    def __init__(self, entries: Iterable[tuple[Alias, tuple[str, ...]]] = (), *, digest: str = "") -> None:
        self.digest = digest  #: tells one user's table from another; empty without one
        self._by_name: dict[str, Alias] = {}
        self._by_key: dict[str, Alias] = {}
        self._canonical: dict[str, str] = {}
        self._same: dict[str, set[str]] = {}
        for alias, names in entries:
            self._by_key[alias.key] = alias
            if (spelled := canonical_key(alias.key)) != alias.key:
                self._canonical[spelled] = alias.key
                self._same.setdefault(alias.key, set()).add(spelled)
            for name in names:
                if _KEY.fullmatch(name):
                    self._canonical[name] = alias.key
                    self._same.setdefault(alias.key, set()).add(name)
                else:
                    self._by_name[_form(name)] = alias

    def find(self, name: str) -> Alias | None:
        """Return the entity with this name, or None. "US" and "us" differ: names in capitals alone keep their case."""
        return self._by_name.get(_form(name))

    def canonical(self, key: str) -> str:
        """Return the canonical key of an entity with this key: the table's, else in the spelling for all."""
        if key in self._by_key:
            return key
        spelled = canonical_key(key)
        return self._canonical.get(key) or self._canonical.get(spelled, spelled)

    def name(self, key: str) -> str | None:
        """Return the display name of an entity of the table."""
        alias = self._by_key.get(key)
        return alias.name if alias else None

    def keys(self, key: str) -> tuple[str, ...]:
        """Return all keys under which an entity may have been indexed: to search for any of them.

        A person's key of an index that an older version filled is spelled as the articles did.
        """
        canonical = self.canonical(key)
        older = spelled_keys(canonical_key(canonical))
        return tuple(dict.fromkeys((canonical, *sorted(self._same.get(canonical, ())), key, *older)))


@functools.lru_cache(maxsize=10_000)
def _form(name: str) -> str:
    """Short names in capitals ("US", "WHO", "UN") are told from words ("us", "who"); the others are folded."""
    folded = fold(name)
    bare = name.replace(".", "")
    return bare if len(bare) <= 5 and bare.isupper() and bare.isalpha() else folded


def read(text: str, where: str) -> list[tuple[Alias, tuple[str, ...]]]:
    """Return the entries of a table.

    Args:
        text: TOML.
        where: What the text is called in messages.

    Raises:
        AliasFileError: It is not such a table; the message says what is wrong and where.
    """
    try:
        sections = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AliasFileError(f"{where}: {error}") from error
    entries = []
    for section, rows in sections.items():
        if section not in SECTIONS or not isinstance(rows, Mapping):
            raise AliasFileError(f"{where}: section {section!r} is none of {', '.join(SECTIONS)}")
        for key, names in rows.items():
            if not _KEY.fullmatch(key):
                raise AliasFileError(f"{where}: {key!r} is not a key such as person:jinping-xi or country:US")
            if not isinstance(names, list) or not names or not all(isinstance(n, str) and n for n in names):
                raise AliasFileError(f"{where}: {key} wants a list of names")
            alias = Alias(key=key, type=SECTIONS[section], name=names[0])
            entries.append((alias, tuple(names)))
    return entries


def load(user_file: Path | None = None) -> AliasTable:
    """Return the bundled table with the user's on top.

    Raises:
        AliasFileError: The user's file cannot be read, or is not such a table.
    """
    bundled = resources.files("articles.enrichment") / "aliases.toml"
    entries = read(bundled.read_text(encoding="utf-8"), "aliases.toml")
    digest = ""
    if user_file is not None:
        try:
            text = user_file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else f"it is not UTF-8 ({error.reason})"
            raise AliasFileError(f"{user_file} cannot be read: {why}") from error
        entries += read(text, str(user_file))
        digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return AliasTable(entries, digest=digest)
