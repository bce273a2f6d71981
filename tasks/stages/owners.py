"""Find the owner of an item if the items of its id name their provider only sometimes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import msgspec

from articles.article import Article
from articles.wire.ownership import is_weak, other_owners, producer_key
from tasks.stages.arrival import Arrival
from tasks.stages.clean import Cleaned


class Owners:
    """Gives an item to the owner under whom its id is known.

    Args:
        trusted: first folder of the inbox → names of the providers that it may speak for, in lower case.
        known: returns those of the keys that are in the register of producers' ids.
    """

    def __init__(
        self, *, trusted: Mapping[str, Collection[str]], known: Callable[[Collection[str]], Collection[str]]
    ) -> None:
        self._trusted = trusted
        self._known = known

    def adopted(self, cleaned: Sequence[tuple[Arrival, Cleaned]]) -> Sequence[tuple[Arrival, Cleaned]]:
        """Return these; an item whose id is unknown under its own owner may get another that its folder speaks for."""
        others = {arrival.id: found for arrival, one in cleaned if (found := self._others(arrival, one.article))}
        if not others:
            return cleaned
        own = {one.article.producer_key or "" for arrival, one in cleaned if arrival.id in others}
        known = self._known({*own, *(key for found in others.values() for key in found)})
        return [(arrival, _adopted(one, others.get(arrival.id, {}), known)) for arrival, one in cleaned]

    def _others(self, arrival: Arrival, article: Article) -> dict[str, str]:
        """Return the keys that an item may have under other owners, and these owners."""
        wire, folder = article.wire, arrival.claim.source
        if folder not in self._trusted or wire is None or not wire.id or is_weak(wire.id) or not article.producer_key:
            return {}
        return {
            producer_key(owner, article.source, wire.id): owner for owner in other_owners(wire, folder, self._trusted)
        }


def _adopted(one: Cleaned, others: Mapping[str, str], known: Collection[str]) -> Cleaned:
    key = next((key for key in others if key in known), None)
    if key is None or one.article.producer_key in known:
        return one
    return msgspec.structs.replace(
        one, article=msgspec.structs.replace(one.article, owner=others[key], producer_key=key)
    )
