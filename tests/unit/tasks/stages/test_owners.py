"""Whose an item is that does not name its provider."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from articles.article import Article, Wire
from articles.wire.ownership import owner_of, producer_key
from tasks.spool.values import Claim
from tasks.stages.arrival import Arrival
from tasks.stages.clean import Cleaned
from tasks.stages.owners import Owners

TRUSTED = {"tna": ("the news agency",)}
NAMED, PROVIDER, FOLDER = "The News Agency", "provider:the news agency", "folder:tna"


def cleaned(folder: str, provider: str | None, identifier: str = "urn:tna:1") -> tuple[Arrival, Cleaned]:
    """An item."""
    wire = Wire(id=identifier, provider=provider)
    owner = owner_of(wire, folder, TRUSTED)
    claim = Claim(intake="20250304-a", name="a", path=f"{folder}/a", source=folder, claimed_at=1, size=1, mtime_ns=1)
    key = producer_key(owner, None, identifier)
    article = Article(arrival="20250304-a:0", claimed_at=1, wire=wire, owner=owner, producer_key=key)
    return Arrival(claim=claim, chunk=0, number=0), Cleaned(article=article, sketch=b"")


@pytest.mark.parametrize(
    ("folder", "provider", "there", "wanted"),
    [
        ("tna", None, (PROVIDER,), PROVIDER),
        ("tna", NAMED, (FOLDER,), FOLDER),
        ("tna", None, (PROVIDER, FOLDER), FOLDER),
        ("tna", None, (), FOLDER),
        ("tna", "Another", (PROVIDER,), FOLDER),
        ("rival", None, (PROVIDER, FOLDER), "folder:rival"),
        ("rival", NAMED, (PROVIDER, FOLDER), "folder:rival"),
    ],
    ids=["left out", "named later", "its own first", "unknown", "another", "another folder", "a name alone"],
)
def test_an_item_gets_the_owner_who_is_known(
    folder: str, provider: str | None, there: Collection[str], wanted: str
) -> None:
    register = {producer_key(owner, None, "urn:tna:1") for owner in there}
    owners = Owners(trusted=TRUSTED, known=lambda keys: register & set(keys))

    ((_, found),) = owners.adopted([cleaned(folder, provider)])

    assert (wanted, producer_key(wanted, None, "urn:tna:1")) == (found.article.owner, found.article.producer_key)


def test_a_mere_number_leads_nowhere_else() -> None:
    """Two exports in one folder both begin at 1."""
    register = {producer_key(PROVIDER, None, "7")}
    owners = Owners(trusted=TRUSTED, known=lambda keys: register & set(keys))

    ((_, found),) = owners.adopted([cleaned("tna", None, "7")])

    assert FOLDER == found.article.owner
