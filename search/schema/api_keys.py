"""API keys of least privilege: one for the processes that index, one for programs that only search."""

from __future__ import annotations

from typing import Any

from elasticsearch import ApiError, Elasticsearch

from search.schema.index_names import Names
from search.transport.client import translated

WRITER = "writer"
READER = "reader"

#: The actions by name. The privilege `write` still lets its holder change mappings, for compatibility (tried on 9.4.3:
#: put_mapping answers 200 to it and 403 to this).
_WRITE = "indices:data/write/*"


def roles(names: Names) -> dict[str, dict[str, Any]]:
    """Return what each key may do; everything else is denied.

    The writer cannot create, change or delete an index: the administrator who makes the keys creates the indices first
    (`search.lifecycle.indices.create`). `monitor` lets it see the cluster's health and the indices' sizes.
    """
    return {
        WRITER: {
            "cluster": ["monitor"],
            "indices": [
                {
                    "names": [
                        names.articles,
                        names.everything,
                        names.versions,
                        names.intake,
                        names.revisions,
                        names.tombstones,
                        names.withdrawn,
                        names.holds,
                        names.identities,
                        names.changes,
                    ],
                    "privileges": ["read", _WRITE, "maintenance", "monitor", "view_index_metadata"],
                }
            ],
        },
        READER: {
            "cluster": [],
            "indices": [
                {
                    # Not `names.versions`, nor `article-withdrawn`: what is killed or under an embargo is not theirs.
                    "names": [names.articles, names.everything, names.changes],
                    "privileges": ["read", "view_index_metadata"],
                }
            ],
        },
    }


def make(admin: Elasticsearch, names: Names, which: str) -> str:
    """Create a key, in the form that `search.transport.client.connect` takes; earlier keys of the same name end.

    Raises:
        TransientError: Elasticsearch is away.
        PermanentError: `admin` may not make keys, or security is off.
    """
    name = f"{names.prefix}copydesk-{which}"
    with translated():
        answer = admin.security.create_api_key(name=name, role_descriptors={which: roles(names)[which]})
        found = admin.security.get_api_key(name=name, owner=True)["api_keys"]
        old = [key["id"] for key in found if key["id"] != answer["id"] and not key["invalidated"]]
        if old:
            admin.security.invalidate_api_key(ids=old)
    return str(answer["encoded"])


def works(url: str, key: str, **options: Any) -> bool:
    """Return whether Elasticsearch still knows the key.

    Raises:
        TransientError: Elasticsearch is away.
    """
    with translated(), Elasticsearch(url, api_key=key, **options) as client:
        try:
            client.security.authenticate()
        except ApiError as error:
            if error.status_code == 401:
                return False
            raise
    return True
