"""Limits on sizes, depths and numbers beyond which a file is refused."""

from __future__ import annotations

from articles.article import Value

_MIB = 1024 * 1024


class Limits(Value, frozen=True, kw_only=True):
    """Bounds on a file. What goes beyond them becomes a `Rejection`, never an exception."""

    max_file_bytes: int = 4096 * _MIB  #: a file on disk larger than this is too_large
    max_article_bytes: int = 20 * _MIB  #: one article (a text, a page, a line, a message) larger is too_large
    max_document_bytes: int = 64 * _MIB  #: forms that are read whole: PDF, Word, feeds
    max_members: int = 1_000_000  #: members of all archives in a file together
    max_directory_bytes: int = 32 * _MIB  #: a zip's directory, which is held in memory (about 300,000 members)
    max_unpacked_bytes: int = 32 * 1024 * _MIB  #: bytes out of all archives in a file together
    max_spooled_bytes: int = 512 * _MIB  #: a zip inside another archive, which needs a temporary file
    max_ratio: float = 200.0  #: unpacked to packed bytes; text packs 3 to 20 times, deflate's worst is 1032
    ratio_from_bytes: int = 16 * _MIB  #: the ratio is judged beyond this many unpacked bytes
    max_depth: int = 4  #: archives in archives: .txt in .zip in .tar in .gz is three deep
    max_nesting: int = 200  #: levels of JSON and XML
    max_html_nesting: int = 200  #: levels of open tags in a page; libxml2 drops what is deeper than 254
    max_pages: int = 5000  #: pages of a PDF
