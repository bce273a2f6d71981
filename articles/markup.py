"""HTML markup in text that should have none: told apart from other uses of "<", and taken out."""

from __future__ import annotations

import html
import re

#: Elements of HTML, of all its versions. Other names in angle brackets may be anything.
ELEMENTS: frozenset[str] = frozenset(
    {
        "a", "abbr", "acronym", "address", "applet", "area", "article", "aside", "audio", "b", "base", "basefont",
        "bdi", "bdo", "big", "blink", "blockquote", "body", "br", "button", "canvas", "caption", "center", "cite",
        "code", "col", "colgroup", "data", "datalist", "dd", "del", "details", "dfn", "dialog", "dir", "div", "dl",
        "dt", "em", "embed", "fieldset", "figcaption", "figure", "font", "footer", "form", "frame", "frameset", "h1",
        "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "i", "iframe", "img", "input", "ins",
        "kbd", "label", "legend", "li", "link", "main", "map", "mark", "marquee", "menu", "meta", "meter", "nav",
        "nobr", "noscript", "object", "ol", "optgroup", "option", "output", "p", "param", "picture", "pre", "progress",
        "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "script", "section", "select", "small", "source", "span",
        "strike", "strong", "style", "sub", "summary", "sup", "svg", "table", "tbody", "td", "template", "textarea",
        "tfoot", "th", "thead", "time", "title", "tr", "track", "tt", "u", "ul", "var", "video", "wbr",
    }
)  # fmt: skip
#: Elements that never have an end tag.
_VOID = frozenset(
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    }
)  # fmt: skip
#: Elements inside a line: nothing comes between the letters beside their tags.
_INLINE = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "ins", "kbd", "label", "mark", "nobr", "q", "rb", "rbc", "rtc",
        "ruby", "s", "samp", "small", "span", "strike", "strong",
        "sub", "sup", "time", "tt", "u", "var", "wbr",
    }
)  # fmt: skip
_BARE = (
    "allowfullscreen|async|autoplay|checked|compact|controls|defer|disabled|hidden|ismap|itemscope|loop|muted|noshade|"
    "nowrap|selected"
)
_VALUE = r"(?:\"[^\"]{0,4000}+\"|'[^']{0,4000}+'|[^\s\"'<>]{1,4000}+)"
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-z][a-z0-9:\-]{0,30}+)(?![\w:\-])"
    rf"(?P<attributes>(?:[\s/]{{1,200}}+(?:[\w:.@\-]{{1,60}}+\s*+=\s*+{_VALUE}|(?:{_BARE})\b)){{0,60}}+)[\s/]{{0,200}}+>",
    re.IGNORECASE,
)
_END = re.compile(r"</([a-z][a-z0-9:\-]{0,30})\s{0,9}>", re.IGNORECASE)
_FRAME = re.compile(r"<!\[CDATA\[|\]\]>|<!doctype\b[^<>]{0,300}>", re.IGNORECASE)
#: What shows nothing, with all that is in it: where it begins, and where it ends.
_UNSEEN = tuple(
    (re.compile(start, re.IGNORECASE), re.compile(end, re.IGNORECASE))
    for start, end in (("<!--", "-->"), (r"<script\b", r"</script\s{0,9}>"), (r"<style\b", r"</style\s{0,9}>"),
                       (r"<rt\b", r"</rt\s{0,9}>"), (r"<rp\b", r"</rp\s{0,9}>"))
)  # fmt: skip
#: A reference to a character. A semicolon must end it: "AT&T" and "?a=1&copy=2" hold none.
REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
#: What a program writes to colour a terminal, and characters that no line of a text needs: controls but white space,
#: soft hyphen, zero-width space and joiner, byte order mark, what is no character.
_FOR_TERMINALS = re.compile(r"\x1b\[[0-?]{0,20}[ -/]{0,5}[@-~]")
_UNSHOWN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f\u00ad\u200b\u2060\ufeff\ufffe\uffff]")
#: Whatever makes a line differ from what is shown of it.
_SUSPECT = re.compile("[<&\x00-\x1f\x7f-\x9f\u00ad\u200b\u2028\u2029\u2060\ufeff\ufffe\uffff]|]]>")
#: Producers escape twice, some three times.
_ROUNDS = 3
#: Tags that part paragraphs.
_PARTING = re.compile(r"<(?:p|br|div|li|h[1-6]|blockquote|section|article)\b[^<>]{0,2000}>", re.IGNORECASE)


def has_markup(text: str) -> bool:
    """Return whether a text holds HTML rather than a "<" of another meaning.

    A start tag that the text also ends is markup, under any name; so is a tag of an HTML element that has no
    end tag, has attributes, or touches a word. "the <b> tag" alone is not.
    """
    if "<" not in text:
        return False
    ended = None
    for match in _TAG.finditer(text):
        name = match["name"].lower()
        known = name in ELEMENTS
        if known and (match["attributes"] or name in _VOID or _touches(text, match)):
            return True
        if not match["end"]:
            ended = ended if ended is not None else {found.lower() for found in _END.findall(text)}
            if name in ended:
                return True
    start = text.find("<!--")
    return start >= 0 and text.find("-->", start) > 0


def parting_tags(text: str) -> int:
    """Return how many tags in a text part paragraphs."""
    return len(_PARTING.findall(text))


def without_tags(text: str) -> str:
    """Return a text without the markup in it; the same object where there is none."""
    if "<" not in text and "]]>" not in text:
        return text
    text = _FRAME.sub(" ", _without_unseen(text))
    names = [(match["name"].lower(), bool(match["end"])) for match in _TAG.finditer(text)]
    paired = {name for name, end in names if end} & {name for name, end in names if not end}

    def replaced(match: re.Match[str]) -> str:
        name = match["name"].lower()
        known = name in ELEMENTS and (name in _VOID or match["attributes"] or _touches(match.string, match))
        if not known and name not in paired:
            return match[0]
        return "" if name in _INLINE else " "

    return _TAG.sub(replaced, text) if names else text


def unescaped(text: str) -> str:
    """Return a text with the characters that its references mean ("&#8217;"), however often they were escaped."""
    for _ in range(_ROUNDS):
        if "&" not in text or REFERENCE.search(text) is None:
            return text
        text = REFERENCE.sub(lambda match: html.unescape(match[0]), text)
    return text


def plain(text: str) -> str:
    """Return one line of a field as it is shown: without markup, references, control characters; white space folded."""
    if "&" in text:
        text = unescaped(text)
    return " ".join(_without_controls(without_tags(text)).split())


def may_differ(text: str) -> bool:
    """Return whether a line may be shown otherwise than it is written."""
    return _SUSPECT.search(text) is not None


def _without_controls(text: str) -> str:
    if _UNSHOWN.search(text) is None:
        return text
    return _UNSHOWN.sub(_windows_1252, _FOR_TERMINALS.sub("", text))


def _windows_1252(match: re.Match[str]) -> str:
    """Return the sign of Windows-1252 that was read as a control character: U+0092 for "’"."""
    return bytes([ord(match[0])]).decode("cp1252", "ignore") if "\x80" <= match[0] <= "\x9f" else ""


def _without_unseen(text: str) -> str:
    """Take out comments, scripts and styles. In linear time, unlike an expression."""
    for start, end in _UNSEEN:
        parts, position = [], 0
        while (first := start.search(text, position)) and (last := end.search(text, first.end())):
            parts.append(text[position : first.start()])
            position = last.end()
        if position:
            text = " ".join([*parts, text[position:]])
    return text


def _touches(text: str, match: re.Match[str]) -> bool:
    """Return whether a tag is at a word (or at the end of the text) on the side of what it encloses."""
    if match["end"]:
        return match.start() > 0 and not text[match.start() - 1].isspace()
    return match.end() < len(text) and not text[match.end()].isspace()
