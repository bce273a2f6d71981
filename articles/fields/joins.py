"""Resolve references in answers that store a value once and point to it.

JSON:API (`included`), Contentful (`includes`, `entries`), JSON-LD (`@graph`), Ghost's tables, Medium's references.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

_DEPTH = 6


def joined(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an answer with its pointers followed, as far as what they point to is in it."""
    if isinstance(answer.get("included"), list) and "data" in answer:
        return _json_api(answer)
    if isinstance(answer.get("includes"), dict) or (
        isinstance(answer.get("entries"), list) and "contentTypes" in answer
    ):
        return _contentful(answer)
    if isinstance(graph := answer.get("@graph"), list):
        return {**answer, "@graph": _linked(graph)}
    if (tables := _ghost_tables(answer)) is not None:
        return {"posts": _ghost(tables)}
    if (story := _medium(answer)) is not None:
        return story
    if (feed := _feed_title(answer)) is not None:
        return feed
    return answer


def prepared(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an object with its mixed lists apart by kind: the Guardian's tags, WordPress's terms."""
    if "webTitle" in item and (blocks := _published_blocks(item.get("blocks"))):
        item = {**item, **blocks}
    if "webTitle" in item and isinstance(tags := item.get("tags"), list):
        tags = [tag for tag in tags if isinstance(tag, dict)]
        return {
            **item,
            "contributor_tags": [tag.get("webTitle") for tag in tags if tag.get("type") == "contributor"],
            "keyword_tags": [
                tag.get("webTitle") for tag in tags if tag.get("type", "keyword") in {"keyword", "series"}
            ],
        }
    embedded = item.get("_embedded")
    if isinstance(embedded, dict) and isinstance(groups := embedded.get("wp:term"), list):
        terms = [term for group in groups if isinstance(group, list) for term in group if isinstance(term, dict)]
        return {
            **item,
            "embedded_sections": [term.get("name") for term in terms if term.get("taxonomy") == "category"],
            "embedded_tags": [term.get("name") for term in terms if term.get("taxonomy") == "post_tag"],
        }
    return item


def _published_blocks(blocks: Any) -> Mapping[str, Any]:
    """Return the Guardian's blocks without those of a live blog that are not published, or nothing."""
    body = blocks.get("body") if isinstance(blocks, dict) else None
    if not isinstance(body, list):
        return {}
    shown = [block for block in body if not isinstance(block, dict) or block.get("published") is not False]
    return {"blocks": {**blocks, "body": shown}} if len(shown) < len(body) else {}


def _json_api(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    known = {
        (item.get("type"), str(item.get("id"))): item
        for item in answer["included"]
        if isinstance(item, dict)
    }  # fmt: skip
    data = answer["data"]
    items = data if isinstance(data, list) else [data]
    found = [_with_relationships(item, known) if isinstance(item, dict) else item for item in items]
    rest = {name: value for name, value in answer.items() if name != "included"}
    return {**rest, "data": found if isinstance(data, list) else found[0]}


def _with_relationships(item: Mapping[str, Any], known: Mapping[Any, Any]) -> Mapping[str, Any]:
    relationships = item.get("relationships")
    if not isinstance(relationships, dict):
        return item
    followed = {}
    for name, relation in relationships.items():
        data = relation.get("data") if isinstance(relation, dict) else None
        pointers = data if isinstance(data, list) else [data]
        found = [known.get((p.get("type"), str(p.get("id")))) for p in pointers if isinstance(p, dict)]
        followed[name] = [entry.get("attributes", {}) for entry in found if isinstance(entry, dict)]
    return {**item, "relationships": followed}


def _contentful(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    items = answer.get("items") if isinstance(answer.get("items"), list) else answer.get("entries")
    includes = answer.get("includes")
    entries: list[Any] = [*(items or []), *((includes.get("Entry") or []) if isinstance(includes, dict) else [])]
    known = {
        sys["id"]: entry.get("fields", {})
        for entry in entries
        if isinstance(entry, dict) and isinstance(sys := entry.get("sys"), dict) and "id" in sys
    }
    found = [{**item, "fields": _followed(item.get("fields"), known)} for item in items or [] if isinstance(item, dict)]
    return {"items": [item for item in found if _has_text(item)] or found}


def _has_text(entry: Mapping[str, Any]) -> bool:
    """Return whether an entry of an export has a text; authors and categories have none."""
    names = {str(name).lower() for name in entry.get("fields") or ()}
    return bool(names & {"body", "content", "text", "articlebody", "bodytext", "story", "blocks"})


def _followed(value: Any, known: Mapping[str, Any], depth: int = 0) -> Any:
    if depth > _DEPTH:
        return value
    if isinstance(value, dict):
        sys = value.get("sys")
        if isinstance(sys, dict) and sys.get("type") == "Link":
            return known.get(str(sys.get("id")), {})
        return {name: _followed(inner, known, depth + 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [_followed(inner, known, depth + 1) for inner in value]
    return value


#: Nodes of a graph that describe the page or the paper around the article.
_AROUND = frozenset({
    "person", "organization", "newsmediaorganization", "webpage", "website", "imageobject", "breadcrumblist",
    "videoobject", "listitem", "searchaction", "readaction", "collectionpage", "itempage", "place",
    "corporation", "itemlist", "faqpage", "sitenavigationelement", "wpheader", "wpfooter", "profilepage",
    "product", "postaladdress", "contactpoint",
})  # fmt: skip


def _linked(graph: Sequence[Any]) -> list[Any]:
    known = {node["@id"]: node for node in graph if isinstance(node, dict) and isinstance(node.get("@id"), str)}
    articles = [
        node for node in graph if not isinstance(node, dict) or not _types(node) & _AROUND or "articleBody" in node
    ]
    found = []
    for node in articles or graph:
        if isinstance(node, dict):
            node = {name: value if name == "@id" else _pointed(value, known) for name, value in node.items()}
        found.append(node)
    return found


def _types(node: Mapping[str, Any]) -> set[str]:
    kinds = node.get("@type")
    return {str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])}


def _pointed(value: Any, known: Mapping[str, Any]) -> Any:
    if isinstance(value, dict) and len(value) == 1 and isinstance(pointer := value.get("@id"), str):
        target = known.get(pointer)
        return target if target is not None and not _types(target) & {"webpage", "website"} else value
    if isinstance(value, list):
        return [_pointed(item, known) for item in value]
    return value


def _ghost_tables(answer: Mapping[str, Any]) -> Mapping[str, Any] | None:
    database = answer.get("db")
    first = database[0] if isinstance(database, list) and database else answer
    tables = first.get("data") if isinstance(first, dict) else None
    return tables if isinstance(tables, dict) and isinstance(tables.get("posts"), list) else None


def _ghost(tables: Mapping[str, Any]) -> list[Any]:
    def rows(name: str) -> list[Mapping[str, Any]]:
        found = tables.get(name)
        return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []

    names = {row.get("id"): row.get("name") for row in rows("users")}
    tags = {row.get("id"): row.get("name") for row in rows("tags")}
    authors_of: defaultdict[Any, list[Any]] = defaultdict(list)
    tags_of: defaultdict[Any, list[Any]] = defaultdict(list)
    for row in sorted(rows("posts_authors"), key=lambda row: row.get("sort_order") or 0):
        authors_of[row.get("post_id")].append(names.get(row.get("author_id")))
    for row in sorted(rows("posts_tags"), key=lambda row: row.get("sort_order") or 0):
        tags_of[row.get("post_id")].append(tags.get(row.get("tag_id")))
    posts = []
    for post in rows("posts"):
        authors = authors_of[post.get("id")] or [names.get(post.get("author_id"))]
        own = [name for name in tags_of[post.get("id")] if isinstance(name, str) and not name.startswith("#")]
        posts.append({**post, "authors": [name for name in authors if name], "tags": own})
    return posts


def _medium(answer: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return a story of Medium's interface, with the name of its author from the references beside it."""
    payload = answer.get("payload")
    value = payload.get("value") if isinstance(payload, dict) else None
    if not isinstance(payload, dict) or not isinstance(value, dict):
        return None
    references = payload.get("references")
    users = references.get("User") if isinstance(references, dict) else None
    creator = users.get(value.get("creatorId")) if isinstance(users, dict) else None
    return {**value, "creator": creator.get("name")} if isinstance(creator, dict) else value


def _feed_title(answer: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Give the items of JSON feeds the feed's title and language if they have none."""
    items = answer.get("items")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return None
    about = answer.get("feed") or answer.get("channel")
    if "jsonfeed" in str(answer.get("version", "")):
        about = answer
    if not isinstance(about, dict) or not isinstance(title := about.get("title"), str):
        return None
    language = about.get("language")
    shared = {"feed_title": title, **({"language": language} if isinstance(language, str) else {})}
    return {**answer, "items": [{**shared, **item} for item in items]}
