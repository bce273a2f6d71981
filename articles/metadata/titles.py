"""A page's title without the name of its site."""

from __future__ import annotations

import re
from collections.abc import Iterable

from articles.characters import normalised

_SEPARATOR = re.compile(r"\s+[|\-–—·•»«:/~]+\s+|\s*[|｜]\s*|\s*：\s*|\s+::\s+|\s+—\s*|\s*»\s*")
#: No headline is longer.
_MAX_CHARACTERS = 500
#: "The Guardian" and "Guardian" are one name.
_ARTICLE = re.compile(r"^(?:the|der|die|das|le|la|el|il)(?=\w{4})")


def without_site(title: str, *, names: Iterable[str | None] = (), headings: Iterable[str] = ()) -> str:
    """Return `title` without the name of the site before or after a separator.

    `names` are what the site is called (og:site_name, publisher, domain);
    `headings` are other titles of the same page: a part that equals one of them is
    the title.
    """
    title = " ".join(title[:_MAX_CHARACTERS].split())
    known = {folded(heading) for heading in headings}
    if not title or folded(title) in known:
        return title
    sites = {site for name in names if name for site in _site_names(name)}
    while True:
        cuts = list(_SEPARATOR.finditer(title))
        if not cuts:
            return title
        for cut in cuts:
            if folded(title[: cut.start()]) in known:
                return title[: cut.start()]
            if folded(title[cut.end() :]) in known:
                return title[cut.end() :]
        last, first = cuts[-1], cuts[0]
        if _is_site(title[last.end() :], sites) and len(title[: last.start()]) > 5:
            title = title[: last.start()]
        elif _is_site(title[: first.start()], sites) and len(title[first.end() :]) > 15:
            title = title[first.end() :]
        else:
            return title


def _site_names(name: str) -> set[str]:
    whole = folded(name)
    names = {whole}
    if "." in name:  # a domain: "www.sn.at" is "sn.at", "snat" and "sn"
        names.add(folded(name.removeprefix("www.")))
        names.add(folded(name.removeprefix("www.").split(".")[0]))
    names.add(_ARTICLE.sub("", whole))
    return {name for name in names if len(name) >= 2}


def _is_site(part: str, sites: set[str]) -> bool:
    part_folded = folded(part)
    if not part_folded or len(part.split()) > 6:
        return False
    if part_folded in sites or _ARTICLE.sub("", part_folded) in sites:
        return True
    if re.fullmatch(r"(?:www\.)?[\w\-]+(?:\.[a-z]{2,4}){1,2}", part.strip(), re.I):
        return True
    return len(part_folded) >= 5 and any(
        (len(site) >= 5 and site.startswith(part_folded)) or (len(site) >= 3 and part_folded.startswith(site))
        for site in sites
    )


def folded(text: str) -> str:
    """Return a form by which titles are compared: letters and digits only, without accents."""
    text = normalised("NFKD", text).casefold()
    return "".join(character for character in text if character.isalnum())
