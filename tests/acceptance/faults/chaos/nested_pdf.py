"""PDFs of a few kilobytes whose contents show other contents, each of them many times or without end."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping

_TEXT = b"BT /F 10 Tf 50 700 Td (The board met on Monday and agreed to lengthen the pier.) Tj ET\n"
_FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]"


def _stream(content: bytes, entries: bytes = b"", names: bytes = b"") -> bytes:
    resources = b"/Resources<</Font<</F 5 0 R/T 20 0 R>>%s>>" % names
    return b"<<%s%s/Length %d>>stream\n%s\nendstream" % (entries, resources, len(content), content)


def _document(content: bytes, objects: Mapping[int, bytes], names: bytes = b"", page: bytes = b"") -> bytes:
    """Make a document of one page; without a table of its objects, which readers make themselves."""
    packed = zlib.compress(content)
    everything = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R/T 20 0 R>>%s>>%s>>" % (names, page),
        4: b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        **objects,
    }
    out = b"".join(b"%d 0 obj\n%s\nendobj\n" % one for one in everything.items())
    return b"%PDF-1.7\n" + out + b"trailer<</Root 1 0 R>>\n%%EOF\n"


def _chain(depth: int, width: int, entries: bytes = _FORM, first: int = 10) -> dict[int, bytes]:
    """Forms of which each shows the next so many times; the last is text."""
    shown = _TEXT + b"/X Do\n" * width
    names = [b"/XObject<</X %d 0 R>>" % (first + level + 1) for level in range(depth - 1)]
    forms = {first + level: _stream(shown, entries, name) for level, name in enumerate(names)}
    return forms | {first + depth - 1: _stream(_TEXT, entries)}


def _fan(depth: int, width: int) -> bytes:
    return _document(_TEXT + b"/X Do\n" * width, _chain(depth, width), b"/XObject<</X 10 0 R>>")


def _ring(size: int, width: int) -> bytes:
    names = b"/XObject<<%s>>" % b"".join(b"/X%d %d 0 R" % (n, 10 + n) for n in range(size))
    shown = _TEXT + b"".join(b"/X%d Do\n" % n for n in range(size)) * width
    return _document(shown, {10 + n: _stream(shown, _FORM, names) for n in range(size)}, names)


def _pattern() -> bytes:
    entries = b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9"
    tiles = {30: _stream(b"/X Do\n/Pattern cs /P scn 0 0 9 9 re f\n" * 10, entries, b"/XObject<</X 10 0 R>>")}
    return _document(
        b"/Pattern cs /P scn 0 0 500 500 re f\n" * 10 + _TEXT, _chain(8, 10) | tiles, b"/Pattern<</P 30 0 R>>"
    )


def _type3() -> bytes:
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 97/LastChar 97/Widths[9]"
        b"/Encoding<</Differences[97/a]>>/CharProcs<</a 21 0 R>>"
        b"/Resources<</Font<</T 20 0 R>>/XObject<</X 10 0 R>>>>>>"
    )
    glyph = _stream(b"9 0 d0 BT /T 9 Tf (aaaaaaaaaa) Tj ET\n" + b"/X Do\n" * 10)
    return _document(b"BT /T 9 Tf 50 700 Td (aaaaaaaaaa) Tj ET\n" * 10 + _TEXT, _chain(8, 10) | {20: font, 21: glyph})


def _annotations() -> bytes:
    stamp = b"<</Type/Annot/Subtype/Stamp/Rect[0 0 500 500]/AP<</N 10 0 R>>>>"
    return _document(_TEXT, _chain(8, 10) | {30: stamp}, page=b"/Annots[%s]" % (b"30 0 R " * 50))


def _soft_mask() -> bytes:
    state = b"<</Type/ExtGState/SMask<</S/Luminosity/G 10 0 R>>>>"
    group = _FORM + b"/Group<</S/Transparency>>"
    return _document(b"/G gs\n" * 10 + _TEXT, _chain(8, 10, group) | {30: state}, b"/ExtGState<</G 30 0 R>>")


#: By kind. What unfolds to most is first.
NESTED: Mapping[str, Callable[[], bytes]] = {
    "fan": lambda: _fan(9, 10),
    "pairs": lambda: _fan(30, 2),
    "wide": lambda: _fan(3, 1000),
    "ring": lambda: _ring(12, 1),
    "itself": lambda: _ring(1, 100),
    "deep": lambda: _fan(5000, 1),
    "pattern": _pattern,
    "type3": _type3,
    "annotations": _annotations,
    "soft_mask": _soft_mask,
    "marks": lambda: _document(b"/A <</B [1 2 3]>> BDC " * 600_000, {}),
    "images": lambda: _document(b"BI /W 1 /H 1 /BPC 8 /CS /G ID a EI\n" * 200_000, {}),
    "characters": lambda: _document(b"BT /F 9 Tf [" + b"(a) 1 " * 2_000_000 + b"] TJ ET", {}),
}
