"""Web addresses: two that lead to the same article become the same."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import SplitResult, quote, unquote, urlsplit

import idna

from articles.characters import whole

_PORTS = {"http": 80, "https": 443}
#: Parameters that say where a reader came from. Narrower than courlan's list, which drops "eid", "uid" and "source"
#: too: they choose the article on some sites, and two articles must not become one.
_TRACKING = re.compile(
    r"(?:utm_\w*|mc_[ce]id|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mkt_tok|"
    r"_hs(?:enc|mi)|vero_\w+|oly_\w+|cmpid|cmp|ocid|ito|s_cid|ncid|smid|smtyp|sref|partner|ref|ref_src|ref_url|"
    r"referrer|referer|xtor|wt_\w+|at_(?:medium|campaign|custom\d|link\w*)|ftag|feedtype|feedname|rss|__twitter_impression|"
    r"spm|share|sharetype|fb_\w+|ns_\w+|trk|trkinfo|guccounter|guce_\w+|__\w*source|intcid|taid|tpcc|soc_\w+)",
    re.I,
)
_HOST = re.compile(r"(?!-)[a-z0-9_\-]{1,63}(?:\.[a-z0-9_\-]{1,63})*\.?", re.I)
#: Two levels or more, which no front page has.
_DEEP = re.compile(r"https?://[a-z0-9.\-]+/+[^/?#\\\x00-\x20]+/+[^/?#\\\x00-\x20]", re.I)
_CONTROLS = re.compile(r"[\x00-\x20]+")
_SAFE = "/:@!$&'()*+,;=-._~%"
_MAX_LENGTH = 2048


def normalise_url(url: str) -> str | None:
    """Return the form of an address that identifies an article, or None if it is not an http(s) address.

    Scheme http becomes https, host and scheme lower case, IDNA hosts their ASCII
    form; default ports, user names, fragments (but "#!"), tracking parameters and
    the slash at the end go; the remaining parameters are sorted. "www." stays,
    since it can be another host, and so does an AMP suffix, a text of its own.
    """
    parts = _split(whole(url))
    if parts is None:
        return None
    host = _ascii_host(parts.hostname or "")
    if host is None:
        return None
    try:
        port = parts.port
    except ValueError:
        return None
    netloc = host if port is None or port in _PORTS.values() else f"{host}:{port}"
    path = _path(parts.path)
    query = _query(parts.query)
    fragment = f"#{quote(parts.fragment, safe=_SAFE)}" if parts.fragment.startswith("!") else ""
    normal = f"https://{netloc}{path}{'?' + query if query else ''}{fragment}"
    return normal if len(normal) <= _MAX_LENGTH else None


def domain(url: str) -> str | None:
    """Return the registered name in an address: "bbc.co.uk" for "https://www.bbc.co.uk/news"."""
    host = hostname(url)
    if host is None:
        return None
    from courlan import extract_domain  # with all its tables: when it is used

    found = extract_domain(f"https://{host}/", fast=True)
    return found.lower() if found else host


def hostname(url: str) -> str | None:
    """Return the host in an address, in lower case and ASCII, without "www."."""
    parts = _split(url)
    host = _ascii_host(parts.hostname or "") if parts else None
    return host.removeprefix("www.") if host else None


def is_home_page(url: str) -> bool:
    """Return whether an address leads to a front page rather than an article."""
    parts = None if _DEEP.match(url) else _split(url)
    if parts is None:
        return False
    path = parts.path.strip("/").lower()
    if parts.query and path in {"", "index.php"}:
        return False  # "/?p=123"
    return path in {"", "index", "index.html", "index.htm", "index.php", "home", "amp"} or bool(
        re.fullmatch(r"[a-z]{2}(?:[_-][a-z]{2})?", path)
    )


def _split(url: str) -> SplitResult | None:
    if len(url) > 4 * _MAX_LENGTH:
        return None
    text = url.strip().replace("\\", "/")
    if text.startswith("//"):
        text = "https:" + text
    if _CONTROLS.search(text):
        text = _CONTROLS.sub(lambda match: "%20" if " " in match[0] else "", text)
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    return parts if parts.scheme.lower() in _PORTS and host else None


def _ascii_host(host: str) -> str | None:
    host = host.lower().rstrip(".")
    if ":" in host:
        return f"[{host}]" if re.fullmatch(r"[0-9a-f:.]+", host) else None
    if not host.isascii():
        try:
            # UTS 46 without its transitional rules, as browsers do: "straße.de" is not "strasse.de". They take more
            # than `idna.encode` does: signs and pictures.
            labels = idna.uts46_remap(host, std3_rules=False, transitional=False).split(".")
            host = ".".join(part if part.isascii() else f"xn--{part.encode('punycode').decode()}" for part in labels)
        except UnicodeError:  # idna.IDNAError is one
            return None
    return host if _HOST.fullmatch(host) else None


def _path(path: str) -> str:
    path = quote(unquote(path, errors="surrogateescape"), safe=_SAFE.replace("%", ""), errors="surrogateescape")
    return posixpath.normpath("/" + path.lstrip("/"))


def _query(query: str) -> str:
    """Return the parameters that choose a text, sorted."""
    if not query:
        return ""
    kept = sorted(part for part in query.split("&") if part and not _TRACKING.fullmatch(part.split("=", 1)[0]))
    return quote("&".join(kept), safe=_SAFE + "?")
