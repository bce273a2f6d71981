"""List what is kept from readers: who printed a killed story and when, and what waits for its time."""

from __future__ import annotations

from collections.abc import Sequence

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.wire.hold_decisions import Hold, story_key
from search.holds import hold_records, moving
from search.schema.index_names import Names
from search.stories.read import story_of


class Print(Value, frozen=True, kw_only=True):
    """An article of a story: proof of who printed it and when."""

    id: str
    title: str = ""
    source: str | None = None
    owner: str | None = None
    url: str | None = None
    published_at: str | None = None
    ingested_at: str | None = None
    withdrawn_at: str | None = None  #: None: readers can see it
    kind: str | None = None  #: "kill", "copy", "withheld", "embargo"
    embargo_broken: bool = False
    killed_elsewhere: bool = False


class Withdrawn(Value, frozen=True, kw_only=True):
    """A story of which something is or was kept from readers."""

    story_id: str
    holds: dict[str, Hold]
    prints: tuple[Print, ...] = ()


def story_id_of(client: Elasticsearch, names: Names, wanted: str) -> str | None:
    """Return the story that an id names: of a story, of an article that is held, or of one that readers can see."""
    own = hold_records.read(client, names, [wanted, story_key(wanted)])
    if wanted in own:
        return own[wanted].story_id or wanted
    if own:
        return wanted
    kept = moving.find(client, names, [wanted]).get(wanted)
    if kept is not None:
        return kept.source.story_id or wanted
    return story_of(client, names, wanted)


def read(client: Elasticsearch, names: Names, story_id: str) -> Withdrawn:
    """Return the holds over a story, and who printed it when."""
    over = hold_records.of_story(client, names, story_id)
    own = hold_records.read(client, names, [story_id])
    killed = {hold.article_id for hold in (own | over).values()}
    reached = hold_records.of_stories_reached(client, names, killed, but=story_id)
    stories = [story_id, *(hold.story_id or hold.article_id for hold in reached.values())]
    prints = [one for each in stories for one in moving.prints_of(client, names, each)]
    return Withdrawn(story_id=story_id, holds=own | over | reached, prints=tuple(_print(*one) for one in prints))


def waiting(client: Elasticsearch, names: Names) -> Sequence[tuple[str, Hold]]:
    """Return the holds that are in force, with the ids of their articles: those that end first before others."""
    found = hold_records.active(client, names)
    return sorted(found.items(), key=lambda pair: (pair[1].until is None, pair[1].until or pair[1].since))


def _print(identifier: str, document: dict[str, object]) -> Print:
    withdrawal = document.get("withdrawal")
    why = withdrawal if isinstance(withdrawal, dict) else {}
    names = ("title", "source", "owner", "url", "published_at", "ingested_at", "embargo_broken", "killed_elsewhere")
    fields = {name: document[name] for name in names if name in document}
    return Print(id=identifier, withdrawn_at=why.get("at"), kind=why.get("kind"), **fields)  # type: ignore[arg-type]
