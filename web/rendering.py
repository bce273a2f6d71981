"""Make answers of templates: everything that comes from articles is text, and nothing in it is markup."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from search.find.articles import MARK, framed
from web.access import csrf_token, user_of
from web.strings import LANGUAGES, Speech, preferred

#: Cookie with the language of the interface.
LANGUAGE_COOKIE = "copydesk_language"

#: Marks that change the direction of what comes after them.
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_LONGEST_LINE = 300


def line(text: object, longest: int = _LONGEST_LINE) -> str:
    """Return a title, name or source for one line: without what has no shape or turns the direction, and not endless.

    >>> line("a\\u202eb\\x00c\\nd")
    'ab\ufffdc d'
    """
    plain = _DIRECTIONS.sub("", "" if text is None else str(text)[: longest * 4])
    shown = "".join(_shown(char) for char in plain)
    shown = " ".join(shown.split())
    return shown if len(shown) <= longest else shown[:longest].rstrip() + "…"


def _shown(char: str) -> str:
    if char.isspace():
        return " "
    return "\ufffd" if unicodedata.category(char) in ("Cc", "Cs") else char


def marked(piece: str) -> Markup:
    """Return a piece of text with the words that were found in `mark`."""
    shown = Markup()
    for place, part in enumerate(piece.split(MARK[0])):
        found, _, rest = part.partition(MARK[1]) if place else ("", "", part)
        if found:
            shown += Markup("<mark>") + escape(found) + Markup("</mark>")
        shown += escape(rest.replace(MARK[1], ""))
    return shown


def sentence(text: str) -> Markup:
    """Return a remark as a sentence: it begins with a capital letter, and what is between backticks is code.

    The name of a field, with its colon, stays as it is written.

    >>> sentence("take `a<b` for this")
    Markup('Take <code>a&lt;b</code> for this')
    """
    plain = text if text.partition(" ")[0].endswith(":") else text[:1].upper() + text[1:]
    shown = Markup()
    for place, part in enumerate(plain.split("`")):
        shown += Markup("<code>{}</code>").format(part) if place % 2 else escape(part)
    return shown


def address(path: str, params: Mapping[str, Any] | list[tuple[str, str]], /, **changed: Any) -> str:
    """Return a path with a query string: the parameters, some of them changed; None and "" leave one out."""
    pairs = list(params.items()) if isinstance(params, Mapping) else list(params)
    pairs = [(name, value) for name, value in pairs if name not in changed]
    pairs += [(name, str(value)) for name, value in changed.items() if value not in (None, "", False)]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def page_number(params: QueryParams) -> int:
    """Return which page an address asks for, from 1 on; what is not such a number counts as not given."""
    said = params.get("page", "")
    return max(int(said), 1) if said.isascii() and said.isdigit() and len(said) < 6 else 1


@cache
def static(name: str) -> str:
    """Return the address of a static file; it changes with the file, so browsers may keep it."""
    content = resources.files("web").joinpath("static", name).read_bytes()
    return f"/static/{name}?{hashlib.sha256(content).hexdigest()[:12]}"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {"line": line, "framed": framed, "marked": marked, "sentence": sentence}
    made.globals |= {"static": static, "address": address, "languages": LANGUAGES}
    return made


def speech_of(request: Request) -> Speech:
    """Return the language of the interface for this request."""
    return preferred(request.headers.get("accept-language", ""), request.cookies.get(LANGUAGE_COOKIE))


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """Return a page.

    Args:
        request: What asks for it.
        template: Name of the template in `web/templates`.
        status: Of the answer.
        values: What the template shows.
    """
    state = request.app.state
    text = (
        _environment()
        .get_template(template)
        .render(
            t=speech_of(request),
            user=user_of(request),
            has_login=state.directory is not None,
            csrf=csrf_token(request) if state.directory is not None else "",
            here=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            path=request.url.path,
            navigation=request.app.state.navigation,
            **values,
        )
    )
    # Half a character, as a hostile text may have it, has no place in UTF-8.
    return HTMLResponse(
        text.encode("utf-8", "replace"), status_code=status, headers={"Vary": "Accept-Language, Cookie"}
    )


def problem(request: Request, status: int, key: str) -> Response:
    """Return a page that says what is wrong and what to do: the strings `problem.<key>` and `problem.<key>.do`."""
    t = speech_of(request)
    title, advice = t(f"problem.{key}"), t(f"problem.{key}.do")
    return page(request, "problem.html", status=status, title=title, advice=advice)
