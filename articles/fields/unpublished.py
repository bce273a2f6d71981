"""Recognise what a producer's own fields mark as unpublished: drafts, private posts, attachments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from articles.fields.shapes import line_in, unwrapped

#: Values of a status that mean: not for readers (yet, or any more).
_HIDDEN = {
    "draft": "a draft", "drafts": "a draft", "auto-draft": "a draft", "autodraft": "a draft", "unpublished": "a draft",
    "pending": "a post that waits for review", "in review": "a post that waits for review",
    "review": "a post in review",
    "private": "a private post", "secret": "a private post", "future": "a post that is scheduled", "scheduled":
    "a post that is scheduled", "trash": "a post in the trash", "trashed": "a post in the trash", "deleted":
    "a post that was deleted", "inherit": "an attachment or revision", "spam": "spam", "hidden": "a hidden post",
    "spiked": "an item that was spiked", "in_progress": "an item in progress", "in-progress": "an item in progress",
    "unlisted": "a post that is not listed", "not published": "a draft", "offline": "a post that is offline",
}  # fmt: skip
#: Kinds of objects that exports hold beside articles.
_OTHER_KINDS = {
    "attachment": "an attachment", "revision": "an older revision", "nav_menu_item": "an item of a menu",
    "custom_css": "a style sheet", "customize_changeset": "a change of settings", "oembed_cache": "a stored embed",
    "wp_block": "a block for reuse", "wp_template": "a template", "wp_template_part": "a template",
    "wp_global_styles": "a style sheet", "wp_navigation": "a menu", "user_request": "a request of a user",
    "wpcf7_contact_form": "a form", "acf-field": "a field's settings", "acf-field-group": "a field's settings",
}  # fmt: skip
#: What FollowTheMoney knows beside articles and documents; a person's summary is not an article.
_ENTITIES = frozenset({
    "person", "company", "organization", "publicbody", "legalentity", "asset", "address", "vehicle", "vessel",
    "airplane", "realestate", "security", "bankaccount", "cryptowallet", "identification", "passport", "sanction",
    "position", "project", "event", "contract", "family", "associate", "ownership", "directorship", "membership",
    "employment", "representation", "occupancy", "unknownlink", "mention", "payment", "license", "useraccount",
})  # fmt: skip
#: How serious an entry of a log is; numbers as bunyan and pino write them.
_LEVELS = frozenset(
    {"trace", "debug", "info", "notice", "warn", "warning", "error", "critical", "fatal", "panic"}
    | {"10", "20", "30", "40", "50", "60"}
)
_STATUS = (
    "status",
    "poststatus",
    "wp:status",
    "state",
    "workflowstate",
    "publishstatus",
    "publicationstatus",
    "moderationstate",
)
_KIND = ("type", "posttype", "wp:posttype")
#: What WordPress and Ghost keep beside posts: the pages of a site about itself.
_PAGE = "a page of the site, such as About or Contact"
#: Fields by which an object of type "page" is one of WordPress or Ghost.
_BLOG_MARKS = frozenset(
    {"mobiledoc", "lexical", "posttype", "commentstatus", "pingstatus", "menuorder", "featureimage"}
)
_PRIVATE = frozenset({"private", "password", "draft", "hidden"})
_VISIBILITY = ("visibility", "access", "audience")
_FALSE_IS_DRAFT = ("published", "ispublished", "publish", "public", "ispublic", "revision.published", "live")
_TRUE_IS_DRAFT = {
    "draft": "a draft", "isdraft": "a draft", "unpublished": "a draft", "private": "a private post",
    "isprivate": "a private post", "protected": "a post behind a password", "isdeleted": "a post that was deleted",
    "deleted": "a post that was deleted", "trashed": "a post in the trash",
}  # fmt: skip


#: An object with none of these names is published, unless what is in `content` says otherwise.
_MARKS = frozenset({
    "page", *_STATUS, *_KIND, *_VISIBILITY, *_FALSE_IS_DRAFT, *_TRUE_IS_DRAFT, "attributes.status", "publishedat",
    "schema", "$schema", "level", "levelname", "severity",
})  # fmt: skip


def why_unpublished(flat: Mapping[str, Any]) -> str | None:
    """Return what an object is, if it is not a published article ("a draft"); `flat` maps folded names to values."""
    if _MARKS.isdisjoint(flat) and not isinstance(flat.get("content"), dict):
        return None
    for names, table in ((_STATUS, _HIDDEN), (_KIND, _OTHER_KINDS)):
        for name in names:
            value = unwrapped(flat[name]) if name in flat else None
            if isinstance(value, str) and (found := table.get(value.strip().lower())):
                return found
    if any(str(flat.get(name, "")).strip().lower() in _PRIVATE for name in _VISIBILITY):
        return "a private post"
    for name, what in _TRUE_IS_DRAFT.items():
        if name in flat and _truth(flat[name]) is True:
            return what
    if any(name in flat and _truth(flat[name]) is False for name in _FALSE_IS_DRAFT):
        return "a draft"
    return _by_shape(flat)


def _is_page(flat: Mapping[str, Any]) -> bool:
    """Return whether this is a page that a blog keeps beside its posts."""
    if any(str(flat.get(name, "")).strip().lower() == "page" for name in ("posttype", "wp:posttype")):
        return True
    if str(flat.get("type", "")).strip().lower() == "page":
        return not _BLOG_MARKS.isdisjoint(flat) or {"slug", "visibility"} <= flat.keys()
    # Ghost before version 3
    return str(flat.get("page", "")).lower() in {"1", "true"} and {"slug", "html", "uuid"} <= flat.keys()


def _by_shape(flat: Mapping[str, Any]) -> str | None:
    """Read Drupal's `status` of false, Sanity's identifiers, Strapi's empty date, WordPress's passwords and pages."""
    if _is_page(flat):
        return _PAGE
    if line_or_value(flat.get("status", flat.get("attributes.status"))) is False:
        return "a draft"
    if "type" in flat and str(flat.get("id", "")).startswith("drafts."):
        return "a draft"
    if "publishedat" in flat and flat["publishedat"] is None and ("documentid" in flat or "createdat" in flat):
        return "a draft"
    if str(flat.get("schema", "")).lower() in _ENTITIES and "id" in flat:
        return f"an entity of FollowTheMoney ({flat['schema']})"
    if "json-schema.org" in str(flat.get("schema", flat.get("$schema", ""))):
        return "a schema"
    if str(flat.get("level", flat.get("levelname", flat.get("severity", "")))).strip().lower() in _LEVELS:
        return "an entry of a log" if any(name in flat for name in ("msg", "message", "logger")) else None
    content = flat.get("content")
    if isinstance(content, dict) and content.get("protected") is True:
        return "a post behind a password"
    return None


def line_or_value(value: Any) -> Any:
    """Return the value in Drupal's lists of one object."""
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
        return value[0].get("value")
    return value


def _truth(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    text = line_in(value) if isinstance(value, str) else None
    return {"true": True, "yes": True, "false": False, "no": False}.get((text or "").lower())
