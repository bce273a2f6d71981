"""What a reader's client refuses before it asks the index."""

from __future__ import annotations

import pytest
from elasticsearch import Elasticsearch

from articles.errors import PermanentError
from search.schema.index_names import Names
from search.transport.scoped import Scope, scoped, sees_all

NAMES = Names("test-")


@pytest.mark.parametrize(
    ("index", "field"),
    [
        pytest.param(NAMES.everything, "source", id="a field that tells of sources not seen"),
        pytest.param(NAMES.everything, "people", id="a field that tells of articles not seen"),
        pytest.param(NAMES.intake, "language", id="another index"),
    ],
)
def test_terms_are_listed_of_the_languages_alone(index: str, field: str) -> None:
    """A list of terms knows no filter by source."""
    client = scoped(Elasticsearch("http://127.0.0.1:1"), NAMES, Scope(sources=("Harbour Gazette",)))
    with pytest.raises(PermanentError, match="may not be read here"):
        client.terms_enum(index=index, field=field, size=10)


def test_what_is_counted_over_all_sources() -> None:
    """The index of entities is for those alone who may see all sources."""
    nowhere = Elasticsearch("http://127.0.0.1:1", max_retries=0)
    client = scoped(nowhere, NAMES, Scope(sources=("Harbour Gazette",)))
    assert not sees_all(client)
    with pytest.raises(PermanentError, match="may not be read here"):
        client.search(index=NAMES.entities)
    assert all(sees_all(one) for one in (nowhere, scoped(nowhere, NAMES, Scope())))
