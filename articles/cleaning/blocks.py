"""The blocks of text of a parsed page, in reading order, and where each is in its tree."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from articles.cleaning.lines import split
from articles.cleaning.survey import Floats, Page
from articles.markup import ELEMENTS

#: Elements without text of the page.
_SKIPPED = frozenset(
    {
        "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "head", "link", "meta", "math",
        "video", "audio", "canvas", "map", "datalist",
    }
)  # fmt: skip
#: Elements inside a line; other elements of HTML begin a new one. Names that are not HTML's are asked for their place.
_INLINE = frozenset(
    {
        "a", "abbr", "acronym", "b", "basefont", "bdi", "bdo", "big", "blink", "cite", "code", "data", "del", "dfn",
        "em", "font", "i", "img", "ins", "kbd", "label", "mark", "meter", "nobr", "output", "progress", "q", "rb",
        "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
        "amp-img", "picture", "source",
    }
)  # fmt: skip
#: Elements that begin a new line.
_BLOCKS = ELEMENTS - _INLINE - _SKIPPED
#: Elements that hold nothing but a line.
_LINES = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
#: Elements whose line ends are folded even where line ends count elsewhere.
_FOLDED = _LINES | {"li", "td", "th", "dd", "dt", "figcaption", "caption"}
#: Elements that show line ends as they are, and the styles that do.
_PREFORMATTED = frozenset({"pre", "xmp", "listing", "plaintext"})
_PREFORMATTED_STYLE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_CODE = re.compile(r"code|highlight|prettyprint|syntax|brush|\blang", re.IGNORECASE)
_SENTENCE_END = (".", "!", "?", ":", "\u2026", "\u201d", "\u3002", "\uff01", "\uff1f", '"')
_STOPS = frozenset(".!?\u2026")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
#: Class names of the words under a picture.
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:fig-?)?(?:caption|legend|cutline|photo-?credits?|image-?credits?|bildunterschrift)"
    r"(?:[\s_-]+(?:text|inner|dd|body|content|credit))?(?:$|\s)"
)
#: The same of who took the picture, where a figure is around it.
_CREDIT = re.compile(r"byline|credit|photographer|copyright", re.IGNORECASE)
#: Deeper than this the text is taken as it comes.
_DEEPEST = 300

#: A page with more blocks is not an article; further blocks are not read.
MOST_BLOCKS = 20_000

#: Ancestors whose presence is a column.
_ANCESTORS = (
    "nav",
    "header",
    "footer",
    "aside",
    "figure",
    "article",
    "main",
    "form",
    "table",
    "ul",
    "section",
    "button",
)
_ANCESTOR_BIT = {tag: 1 << i for i, tag in enumerate(_ANCESTORS)} | {"ol": 1 << _ANCESTORS.index("ul")}
_IN_FIGURE = _ANCESTOR_BIT["figure"]
_ROLES = {"navigation": "nav", "banner": "header", "contentinfo": "footer", "complementary": "aside", "main": "main"}
_TAGS = ("p", "li", "heading", "cell", "div", "blockquote", "figcaption", "h1", "other")
_TAG_NUMBER = {
    "p": 0, "li": 1, "h1": 7, "h2": 2, "h3": 2, "h4": 2, "h5": 2, "h6": 2, "td": 3, "th": 3, "dd": 3, "dt": 3, "div": 4,
    "section": 4, "article": 4, "blockquote": 5, "figcaption": 6,
}  # fmt: skip

#: Families of words in `class`, `id`, `itemprop` and `data-*` names.
_FAMILIES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in {
        "comment": r"comment|kommentar|disqus|respond|discussion|reply",
        "related": r"relat|recommend|teaser|also|more-|read-?more|readmore|popular|most-|trending|outbrain|taboola|"
        r"promo|carousel|slider|next-|up-next|recirc|suggest|latest|card|list-item|tease",
        "share": r"share|social|sharing|follow|facebook|twitter|whatsapp",
        "letter": r"newsletter|subscri|signup|sign-up|paywall|regwall|piano|login|register|donat|abo-|premium",
        "page": r"nav|menu|breadcrumb|header|footer|sidebar|side-bar|masthead|toolbar|widget|modal|popup|overlay|"
        r"cookie|consent|gdpr|banner",
        "advert": r"\bads?\b|advert|sponsor|anzeige|commercial|affiliate|dfp|gpt-",
        "caption": r"caption|figure|image|photo|media|credit|gallery|video|player|legend|bild|copyright",
        "author": r"author|byline|bio|meta|date|time|publish|dateline|info|source|tags?\b|topic|kicker|label",
        "body": r"article-?_?body|articlebody|story-?_?body|storytext|entry-content|post-content|article-?_?content|"
        r"article-?_?text|body-?text|content-?body|post-?body|richtext|rich-text|paragraph|article__|main-content",
        "title": r"title|headline|heading|lead|intro|summary|standfirst|subtitle|dek|excerpt|abstract",
    }.items()
)


class Block(NamedTuple):
    """A line of a page, and its place in the tree."""

    text: str
    tag: int  #: index into `_TAGS`
    ancestors: int  #: bits of `_ANCESTORS`
    families: int  #: bits of `_FAMILIES`, on itself and its ancestors up to the body
    near: int  #: the same, on itself, its parent and its parent's parent
    linked: int  #: characters inside links
    depth: int
    parent: int  #: number of its parent element
    grandparent: int


#: Lines that a fixed width breaks are not longer.
_WIDTH = 120


class LineEnds(IntEnum):
    """What line ends in a text are."""

    FOLDED = 0  #: white space
    BLANK_LINES = 1  #: a blank line parts paragraphs
    WRITTEN = 2  #: each is as the writer made it, unless a fixed width did
    SHOWN = 3  #: shown as they are: blank lines part paragraphs, and so do the ends of lines that are sentences


#: The same as plain names: members of an enumeration take several times as long to read.
_ENDS_FOLDED, _ENDS_BLANK_LINES, _ENDS_SHOWN = LineEnds.FOLDED, LineEnds.BLANK_LINES, LineEnds.SHOWN


def blocks_of(tree: Any) -> list[Block]:
    """Return the blocks of a tree by lxml, white space folded, in document order."""
    return walk(tree)[0]


def walk(tree: Any, line_ends: LineEnds = LineEnds.FOLDED) -> tuple[list[Block], set[int]]:
    """Return the blocks of a tree, and the numbers of those that are captions.

    Args:
        tree: a page or fragment, by lxml.
        line_ends: what line ends in the text outside paragraphs are.
    """
    body = tree.find("body")
    result: list[Block] = []
    steps = _Walk(result, line_ends)
    steps.element(body if body is not None else tree)
    steps.flush()  # of a root that is inline
    return result, steps.captions


def _joined(parts: list[str]) -> str:
    """Return the text of neighbouring elements; sentences that nothing parts get a space between them."""
    if len(parts) == 1:
        return parts[0]
    for i, left in enumerate(parts[:-1]):
        if left[-1:] in _STOPS and parts[i + 1][:1].isupper() and left[-2:-1].islower():
            parts[i] = left + " "
    return "".join(parts)


def _paragraphs(text: str, line_ends: LineEnds) -> list[str]:
    """Return the paragraphs of the text of a block."""
    if line_ends is _ENDS_FOLDED or "\n" not in text:
        return [" ".join(text.split())]
    if line_ends is _ENDS_BLANK_LINES:
        return [" ".join(part.split()) for part in _BLANK_LINE.split(text)]
    if line_ends is _ENDS_SHOWN:
        return [line for part in _BLANK_LINE.split(text) for line in _sentence_lines(part)]
    paragraphs: list[str] = []
    open_end = False
    for paragraph in split(text)[1]:
        line = " ".join(paragraph.text.split())
        if open_end and line[:1].islower():  # in the middle of a sentence
            paragraphs[-1] += " " + line
        else:
            paragraphs.append(line)
        open_end = paragraph.gap.count("\n") < 2 and not line.endswith(_SENTENCE_END)
    return paragraphs


def _sentence_lines(text: str) -> list[str]:
    """Return the lines of a text where each ends a sentence and is longer than a fixed width makes them; else one."""
    lines = [line for part in text.split("\n") if (line := " ".join(part.split()))]
    if len(lines) > 1 and max(map(len, lines)) > _WIDTH and all(line.endswith(_SENTENCE_END) for line in lines):
        return lines
    return [" ".join(lines)]


class _Walk:
    """One pass through a tree; text gathers until a block begins or ends."""

    def __init__(self, result: list[Block], line_ends: LineEnds) -> None:
        self.result = result
        self.captions: set[int] = set()
        self.text: list[str] = []
        self.linked = 0
        self.links = 0
        self.elements = 0
        # block elements, the innermost last: tag, ancestors, own families, depth, number, families of all so far; what
        # its line ends are, and whether it is a caption
        self.stack: list[tuple[int, int, int, int, int, int, LineEnds, bool]] = [(8, 0, 0, 0, 0, 0, line_ends, False)]

    def flush(self) -> None:
        if not self.text:
            return
        for text in _paragraphs(_joined(self.text), self.stack[-1][6]):
            if text and len(self.result) < MOST_BLOCKS:
                self.result.append(self.block(text))
        self.text = []
        self.linked = 0

    def block(self, text: str) -> Block:
        stack = self.stack
        tag, ancestors, near, depth, _, every, _, caption = stack[-1]
        if caption:
            self.captions.add(len(self.result))
        parent = stack[-2] if len(stack) > 1 else stack[-1]
        grand = stack[-3] if len(stack) > 2 else parent
        near |= parent[2] | grand[2]
        return Block(text, tag, ancestors, every, near, min(self.linked, len(text)), depth, parent[4], grand[4])

    def add(self, text: str) -> None:
        if self.links:
            self.linked += len(text)
        elif not self.text and text.isspace():
            return  # at the beginning of a block nobody sees it
        self.text.append(text)

    # Calls of `element` nest as deep as the page does; the functions that it calls return before its children are read.
    def element(self, element: Any) -> None:
        tag = element.tag
        kind = _KINDS.get(tag, _UNKNOWN)
        if kind < _BLOCK or len(self.stack) > _DEEPEST or (kind == _UNKNOWN and not isinstance(tag, str)):
            self.leaf(element, kind)
            return
        is_block = kind == _BLOCK or (kind > _LINK and self.is_apart(element, kind))
        if is_block:
            self.enter(element, tag, caption=kind == _EMPHASIZED)
        elif kind == _LINK:
            self.links += 1
        text = element.text
        if text:
            self.add(text)
        for child in element:
            self.element(child)
            tail = child.tail
            if tail:
                self.add(tail)
        if is_block:
            self.flush()
            self.stack.pop()
        elif kind == _LINK:
            self.links -= 1

    def leaf(self, element: Any, kind: int) -> None:
        """Read an element whose children are not looked at."""
        if kind == _BREAK:
            self.flush()
        elif kind != _SKIP and isinstance(element.tag, str):
            self.add("".join(element.itertext()))

    def is_apart(self, element: Any, kind: int) -> bool:
        """Return whether an element that is not always in a line is a block here."""
        if kind == _EMPHASIZED:
            return _is_below_picture(element)
        return kind == _UNKNOWN and not self.within_line(element)

    def enter(self, element: Any, tag: str, *, caption: bool = False) -> None:
        """Put a block element onto the stack."""
        self.flush()
        self.elements += 1
        _, ancestors, _, depth, _, every, line_ends, in_caption = self.stack[-1]
        caption = caption or in_caption or tag == "figcaption"
        ancestors |= _ANCESTOR_BIT.get(tag, 0)
        families = 0
        if line_ends is not _ENDS_SHOWN:
            if tag in _PREFORMATTED and not (len(element) and element[0].tag == "code"):
                line_ends = _ENDS_SHOWN
            elif tag in _FOLDED:
                line_ends = _ENDS_FOLDED
        attributes = dict(element.items())
        if attributes:
            class_name = attributes.get("class", "")
            families = _families_of(class_name, attributes.get("id", ""), attributes.get("itemprop", ""))
            caption = caption or (len(class_name) > 5 and _is_caption(class_name))
            if ancestors & _IN_FIGURE and not caption:
                caption = _CREDIT.search(class_name) is not None
            if tag == "pre" and _CODE.search(class_name):
                line_ends = _ENDS_FOLDED
            elif "style" in attributes and _PREFORMATTED_STYLE.search(attributes["style"]):
                line_ends = _ENDS_SHOWN
            role = attributes.get("role")
            if role in _ROLES:
                ancestors |= _ANCESTOR_BIT[_ROLES[role]]
        number = _TAG_NUMBER.get(tag, 8)
        every |= families
        self.stack.append((number, ancestors, families, depth + 1, self.elements, every, line_ends, caption))

    def within_line(self, element: Any) -> bool:
        """Return whether an element that is not HTML's is in a line, as <person> does, or is a block of its own."""
        parent = element.getparent()
        if parent is None or (len(element) and any(child.tag in _BLOCKS for child in element.iterdescendants())):
            return False
        while parent is not None and parent.tag in _INLINE:
            parent = parent.getparent()
        if parent is not None and parent.tag in _LINES:
            return True
        before = element.getprevious()
        beside = element.getparent().text if before is None else before.tail
        return bool((element.tail or "").strip() or (beside or "").strip())


_EMPHASIS = frozenset({"em", "i", "small"})


#: What elements are to the lines of a page. Plain numbers, as above; those of elements without text come first.
_SKIP, _BREAK, _BLOCK, _IN_LINE, _LINK, _EMPHASIZED, _UNKNOWN = range(7)
_KINDS: dict[object, int] = {
    **dict.fromkeys(ELEMENTS, _BLOCK),
    **dict.fromkeys(_INLINE, _IN_LINE),
    **dict.fromkeys(_EMPHASIS, _EMPHASIZED),
    **dict.fromkeys(_SKIPPED, _SKIP),
    "br": _BREAK,
    "a": _LINK,
}

_PICTURES = frozenset({"figure", "img", "picture"})
#: Words of a caption that says who took the picture.
_TAKEN_BY = re.compile(
    r"\b(?:photo(?:graph)?s?|foto|image|picture|bild|courtesy|credit|illustration|crédit|photographie)\b\s*(?:by|:|/|of|par|von|di|de)"
    r"|[(\[]\s*(?:photo|foto|image|bild|picture)\b|©|/\s?(?:AFP|AP|Reuters|Getty|dpa|EPA)\b",
    re.IGNORECASE,
)
_LONGEST_CAPTION = 400


def _is_below_picture(element: Any) -> bool:
    """Return whether an emphasized line stands for itself below a picture and says who took it."""
    before = element.getprevious()
    if before is not None and before.tag == "br" and not (before.tail or "").strip():
        before = before.getprevious()
    if before is None or before.tag not in _PICTURES or (before.tail or "").strip() or (element.tail or "").strip():
        return False
    after = element.getnext()
    if after is not None and after.tag in _INLINE:
        return False
    text = "".join(element.itertext())
    return len(text) <= _LONGEST_CAPTION and _TAKEN_BY.search(text) is not None


#: The names of an element are read up to here.
_LONGEST_NAMES = 300


# A site uses the same names on all of its pages, and many sites use those of one framework.
@lru_cache(maxsize=32_768)
def _families_of(*names: str) -> int:
    """Return the bits of the families that the classes, the id and the property of an element belong to."""
    families = 0
    for name in " ".join(names)[:_LONGEST_NAMES].split():
        families |= _families(name)
    return families


@lru_cache(maxsize=32_768)
def _families(name: str) -> int:
    """Return the bits of the families that a class, id or property belongs to."""
    lower = name.lower()
    return sum(1 << i for i, (_, pattern) in enumerate(_FAMILIES) if pattern.search(lower))


@lru_cache(maxsize=32_768)
def _is_caption(class_names: str) -> bool:
    return _CAPTION.search(class_names.lower()) is not None


def block_features(blocks: list[Block], page: Page) -> Floats:
    """Return the columns of `BLOCK_NAMES` for the blocks of a page, whose lines were surveyed as `page`."""
    n = len(blocks)
    raw = np.array([block[1:] for block in blocks], dtype=np.int64).reshape(n, 8)
    tag, ancestors, families, near, linked, depth, parent, grandparent = raw.T
    lengths = np.array([len(block.text) for block in blocks])
    words = np.array([min(line.words, 100.0) for line in page.lines])
    first, last = page.core
    good = np.array(page.good, dtype=bool)
    good_words = words * good
    total = max(float(good_words.sum()), 1.0)
    _, parents = np.unique(parent, return_inverse=True)
    _, grandparents = np.unique(grandparent, return_inverse=True)
    under_parent = np.bincount(parents, weights=good_words)[parents] / total
    under_grand = np.bincount(grandparents, weights=good_words)[grandparents] / total
    words_parent = np.bincount(parents, weights=words)[parents]
    siblings = np.bincount(parents)[parents]
    core_depth = float(np.median(depth[first:last][good[first:last]])) if good[first:last].any() else 0.0
    density = linked / np.maximum(lengths, 1)
    core_like = np.zeros(n)
    members = np.flatnonzero(good)
    if members.size:
        form = tag * 4096 + ancestors
        values, counts = np.unique(form[members], return_counts=True)
        core_like = (form == values[counts.argmax()]).astype(float)
    columns = [
        *(tag == i for i in range(len(_TAGS))),
        *((ancestors >> i) & 1 for i in range(len(_ANCESTORS))),
        *((families >> i) & 1 for i in range(len(_FAMILIES))),
        *((near >> i) & 1 for i in range(len(_FAMILIES))),
        density,
        linked,
        depth,
        depth - core_depth,
        under_parent,
        under_grand,
        words_parent,
        np.minimum(siblings, 60),
        core_like,
        np.clip(np.arange(n) - (np.flatnonzero(tag == 7)[0] if (tag == 7).any() else 0), -40, 150),
    ]
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


_PLACE = "link_density linked depth core_depth under_parent under_grandparent parent_words siblings core_like since_h1"

#: The columns of `block_features`.
BLOCK_NAMES: tuple[str, ...] = (
    *(f"tag_{tag}" for tag in _TAGS),
    *(f"in_{tag}" for tag in _ANCESTORS),
    *(f"family_{name}" for name, _ in _FAMILIES),
    *(f"near_{name}" for name, _ in _FAMILIES),
    *_PLACE.split(),
)
