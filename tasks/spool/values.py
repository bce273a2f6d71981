"""The values that are written beside a claimed file."""

from __future__ import annotations

import stat
from typing import Literal, TypeAlias

from articles.article import Article, Part, Value
from articles.fates import Fate, Reason

Kind: TypeAlias = Literal["file", "link", "special"]


# In the files a generation is called "round", as it has always been there.
class Claim(Value, frozen=True, kw_only=True, rename={"generation": "round"}):
    """A file was taken from the inbox."""

    intake: str
    name: str  #: the file's name, printable
    path: str  #: its path below the inbox, printable
    source: str | None = None  #: the first folder level
    claimed_at: int  #: microseconds since 1970
    size: int = 0  #: bytes
    mtime_ns: int = 0
    kind: Kind = "file"
    generation: int = 0  #: grows with every replay


class Split(Value, frozen=True, kw_only=True, rename={"generation": "round"}):
    """A file that holds many articles has been cut into chunks, all of them."""

    articles: int  #: entries, of which gathered rejections take one
    gathered: int = 0  #: how many more records they stand for
    chunks: int
    chunk_articles: int  #: in every chunk but the last
    generation: int = 0

    @property
    def records(self) -> int:
        """Return how many records the form read."""
        return self.articles + self.gathered

    def size_of(self, chunk: int) -> int:
        """Return how many articles a chunk holds."""
        return min(self.chunk_articles, self.articles - chunk * self.chunk_articles)


class Assessment(Value, frozen=True, kw_only=True):
    """The outcome of one record: as the stages decided it, and its fate once Elasticsearch has acknowledged it."""

    number: int
    fate: Fate
    reason: Reason
    detail: str = ""
    traceback: str = ""
    article: Article | None = None  #: what to write to the index; None if nothing is to be written
    article_id: str | None = None
    source: str | None = None  #: as the record or a side file names it, else the folder
    title: str = ""
    similarity: float | None = None
    sketch: bytes = b""
    depends_on: tuple[str, ...] = ()  #: arrivals in flight that this assessment depends on
    takes_lead: str | None = None  #: article id of the lead that this one replaces
    tries: int = 1
    count: int = 1  #: how many records in a row it stands for, if they were rejected
    part: Part | None = None  #: what it gives to other items
    owner: str | None = None  #: of the part

    @property
    def is_order(self) -> bool:
        """Return whether it is an order to take an article down, or to hold it back, that has no text of its own."""
        return self.article is not None and not self.article.body and self.reason in (Reason.KILLED, Reason.KEPT_APART)


class Kept(Value, frozen=True, kw_only=True, rename={"generation": "round"}):
    """The knowledge from earlier generations of a file that is taken up again."""

    generation: int  #: the new one
    articles: int  #: how many it held; those that it no longer holds are withdrawn
    size: int = 0  #: of the file when it was taken up again
    mtime_ns: int = 0
    fates: tuple[Assessment, ...] = ()  #: these remain, provided that the file still holds as many articles


def kind_of(mode: int) -> Kind:
    """Return what a directory entry is, by its mode."""
    if stat.S_ISLNK(mode):
        return "link"
    return "file" if stat.S_ISREG(mode) else "special"
