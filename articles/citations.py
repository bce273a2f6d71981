"""Citations: name a passage of an article so that anybody can check it against the archive.

A citation is written ``ARTICLE:REVISION:START-END:SEAL``. Start and end count characters into the body of that
revision; the seal is made from all of these and from the wording, so that a change of any of them breaks it.
"""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum

from articles.article import Value
from articles.errors import PermanentError

#: Hex digits of a seal.
SEAL = 16
_WRITTEN = re.compile(rf"(\S{{1,512}}?):(\d{{1,9}}):(\d{{1,9}})-(\d{{1,9}}):([0-9a-f]{{{SEAL}}})")


class Problem(StrEnum):
    """Why a citation does not hold."""

    UNKNOWN_ARTICLE = "unknown_article"  #: there is none, or it is kept from readers
    UNKNOWN_REVISION = "unknown_revision"
    OUTSIDE = "outside"  #: the text ends before the passage does
    WORDING = "wording"  #: the passage has other words


class CitationError(PermanentError):
    """A text that is not a citation."""


class Citation(Value, frozen=True, kw_only=True):
    """Where the words of a passage are."""

    article_id: str
    revision: int
    start: int  #: characters into the body of that revision
    end: int
    seal: str

    def __str__(self) -> str:
        """Return the citation as it is written."""
        return f"{self.article_id}:{self.revision}:{self.start}-{self.end}:{self.seal}"


def cite(article_id: str, revision: int, body: str, start: int, end: int) -> Citation:
    """Return the citation of `body[start:end]`.

    Args:
        article_id: The article's id.
        revision: The revision that the body is of.
        body: Its whole body.
        start: First character of the passage.
        end: The character after its last.
    """
    return Citation(
        article_id=article_id,
        revision=revision,
        start=start,
        end=end,
        seal=_seal(article_id, revision, start, end, body[start:end]),
    )


def parse(written: str) -> Citation:
    """Read a citation.

    Raises:
        CitationError: It is not a citation.
    """
    match = _WRITTEN.fullmatch(written.strip())
    if match is None or int(match[3]) >= int(match[4]):
        raise CitationError(
            f"{written[:200]!r} is not a citation: one looks like ARTICLE:REVISION:START-END:SEAL, "
            f"with {SEAL} hex digits at its end"
        )
    return Citation(article_id=match[1], revision=int(match[2]), start=int(match[3]), end=int(match[4]), seal=match[5])


def problem(citation: Citation, body: str) -> Problem | None:
    """Return why a citation does not hold in the body of its revision; None if it does."""
    if citation.end > len(body):
        return Problem.OUTSIDE
    wording = body[citation.start : citation.end]
    right = _seal(citation.article_id, citation.revision, citation.start, citation.end, wording)
    return None if right == citation.seal else Problem.WORDING


def _seal(article_id: str, revision: int, start: int, end: int, wording: str) -> str:
    said = f"{article_id}\n{revision}\n{start}-{end}\n{wording}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:SEAL]
