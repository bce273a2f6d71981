"""Documents as Elasticsearch returns them, decoded into typed values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

import msgspec

from articles.article import Value

T = TypeVar("T")


class Stored(Value, Generic[T], frozen=True, kw_only=True):
    """A document that is in the index, with its place in the index's history."""

    id: str
    index: str
    source: T
    version: int = 0
    seq_no: int = -1
    primary_term: int = 0
    sort: tuple[Any, ...] = ()  #: where a search goes on after it

    @property
    def unchanged(self) -> dict[str, int]:
        """Parameters of a write that is to fail if somebody else writes to the document first."""
        return {"if_seq_no": self.seq_no, "if_primary_term": self.primary_term}


def fields_of(of: type[Any]) -> list[str] | bool:
    """Return the source fields that a value of this type is made of; True (all) where `of` is `dict`."""
    if issubclass(of, msgspec.Struct):
        return [field.encode_name for field in msgspec.structs.fields(of)] or False
    return True


def decode(hit: Mapping[str, Any], of: type[T]) -> Stored[T]:
    """Decode a hit of a search or of a multi-get.

    Raises:
        msgspec.ValidationError: A field has another type than `of` says.
    """
    source: Any = hit.get("_source", {})
    return Stored(
        id=hit["_id"],
        index=hit["_index"],
        source=source if of is dict else msgspec.convert(source, of),
        version=hit.get("_version", 0),
        seq_no=hit.get("_seq_no", -1),
        primary_term=hit.get("_primary_term", 0),
        sort=tuple(hit.get("sort", ())),
    )


class Nothing(Value, frozen=True):
    """No source at all: only the id matters."""
