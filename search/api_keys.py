"""API keys of least privilege: for the processes that index, for programs that only search, for a machine's owner."""

from __future__ import annotations

import base64
from typing import Any

from elasticsearch import ApiError, Elasticsearch

from articles.errors import PermanentError
from search.schema.index_names import Names
from search.transport.client import translated

WRITER = "writer"
READER = "reader"
#: For the pages: reads what readers may see, earlier texts of it, and the ledger.
WEB = "web"
#: Of the embedded server: what a reader may, and reads the ledger too, and may refresh.
LOCAL_READER = "local-reader"
#: Of the embedded server: may do everything with our indices, for the commands of the machine's owner.
OPERATOR = "operator"

#: The actions by name. The privilege `write` still lets its holder change mappings, for compatibility (tried on 9.4.3:
#: put_mapping answers 200 to it and 403 to this).
_WRITE = "indices:data/write/*"
#: What its holder learns of the cluster: its version, and whether it is healthy. The privilege `monitor` would show its
#: whole state: the mappings and settings of everybody's indices, and what every node is doing.
_HEALTH = ("cluster:monitor/main", "cluster:monitor/health")
#: How much room is left on each node, and from which mark on nothing is written.
_ROOM = ("cluster:monitor/nodes/stats", "cluster:monitor/allocation/stats", "cluster:monitor/settings")


def roles(names: Names) -> dict[str, dict[str, Any]]:
    """Return what each key may do; everything else is denied.

    The writer cannot create, change or delete an index: the administrator who makes the keys creates the indices first
    (`search.lifecycle.indices.create`).
    """
    return {
        WRITER: {
            "cluster": [*_HEALTH, *_ROOM],
            "indices": [
                {
                    "names": [
                        names.articles,
                        names.everything,
                        names.versions,
                        *names.beside,
                        names.entities,
                        names.state,
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
                    "names": [names.articles, names.everything, names.changes, names.entities],
                    "privileges": ["read", "view_index_metadata"],
                }
            ],
        },
        WEB: {
            "cluster": [],
            "indices": [
                {
                    # Neither `article-withdrawn` nor `article-holds`: what is kept from readers, no page can show.
                    "names": [
                        names.articles,
                        names.everything,
                        names.changes,
                        names.entities,
                        names.revisions,
                        names.intake,
                    ],
                    "privileges": ["read", "view_index_metadata"],
                }
            ],
        },
        LOCAL_READER: {
            "cluster": [*_HEALTH],
            "indices": [
                {
                    "names": [names.articles, names.everything, names.changes, names.entities, names.intake],
                    "privileges": ["read", "maintenance", "monitor", "view_index_metadata"],
                }
            ],
        },
        OPERATOR: {
            "cluster": ["manage"],
            "indices": [
                {
                    "names": [f"{names.prefix}article*", names.intake, names.entities, names.state],
                    "privileges": ["all"],
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
        # Refreshed at once, so that the next search for earlier keys finds it: the default waits up to a second.
        answer = admin.security.create_api_key(name=name, role_descriptors={which: roles(names)[which]}, refresh=True)
        found = admin.security.get_api_key(name=name, owner=True)["api_keys"]
        old = [key["id"] for key in found if key["id"] != answer["id"] and not key["invalidated"]]
        if old:
            admin.security.invalidate_api_key(ids=old)
    return str(answer["encoded"])


def renew(admin: Elasticsearch, names: Names, which: str, key: str) -> None:
    """Give a key that exists the rights of this version.

    Raises:
        TransientError: Elasticsearch is away.
        PermanentError: Elasticsearch does not know the key, or it is another's.
    """
    try:
        number = base64.b64decode(key, validate=True).decode().partition(":")[0]
    except ValueError as error:
        raise PermanentError("That is not an API key.") from error
    with translated():
        found = admin.security.get_api_key(id=number)["api_keys"]
        if any(about["invalidated"] for about in found):
            raise PermanentError(f"The API key {number} was invalidated.")
        admin.security.update_api_key(id=number, role_descriptors={which: roles(names)[which]})


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
