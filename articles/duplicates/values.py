"""The values of the decision whether an arrival is new: candidate, verdict, judgement (no logic)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from articles.article import Value
from articles.fates import Fate, Reason


class Verdict(StrEnum):
    """How an arrival relates to earlier ones. The values are those of `articles.fates.Reason`."""

    NEW = "new"
    URL_REUSED = "url_reused"  #: a known URL with a text that does not overlap: another article
    NEW_TEXT = "new_text"  #: a known article with new text: an update
    SAME_ARTICLE = "same_article"  #: the same publication, the same text
    OLDER_VERSION = "older_version"  #: an earlier claim of an article that was updated meanwhile
    SAME_TEXT = "same_text"  #: a copy: exactly the text of a known article, published elsewhere
    NEAR_DUPLICATE = "near_duplicate"  #: a copy: nearly the text of a known article
    DELETED = "deleted"  #: taken down before

    @property
    def fate(self) -> Fate:
        """Return the fate that goes with it."""
        return _FATES[self]

    @property
    def reason(self) -> Reason:
        """Return the reason that goes with it."""
        return Reason(self.value)


_FATES = {
    Verdict.NEW: Fate.INDEXED,
    Verdict.URL_REUSED: Fate.INDEXED,
    Verdict.NEW_TEXT: Fate.UPDATED,
    Verdict.SAME_ARTICLE: Fate.DUPLICATE,
    Verdict.OLDER_VERSION: Fate.DUPLICATE,
    Verdict.SAME_TEXT: Fate.COPY,
    Verdict.NEAR_DUPLICATE: Fate.COPY,
    Verdict.DELETED: Fate.REJECTED,
}


class Candidate(Value, frozen=True, kw_only=True):
    """An arrival to be judged."""

    arrival: str
    claimed_at: int  #: microseconds since 1970
    article_id: str  #: by `articles.identity.article_id`
    url: str | None = None  #: normalised
    source: str | None = None
    decoded_hash: str
    content_hash: str
    published_at: datetime | None = None
    sketch: bytes  #: by `Sketch.to_bytes`
    is_identified: bool = False  #: its producer's id led to `article_id`: another text is a new version of it
    any_text: bool = False  #: however much that differs; else it must overlap
    has_version: bool = False  #: versions tell which is newer; else the time of arrival does


class Judgement(Value, frozen=True, kw_only=True):
    """The answer: what an arrival is."""

    verdict: Verdict
    article_id: str  #: the candidate's, or another one for a reused URL or a duplicate of such an article
    story_id: str  #: the article id of the story's first lead; stays when the lead moves
    copy_of: str | None = None  #: article id of the story's lead, where that is another article
    similarity: float | None = None  #: share of the smaller text found in the lead's or the other's, 0 to 1
    takes_lead: bool = False  #: an earlier publication date: this is the lead now, and `copy_of` was it before
    depends_on: tuple[str, ...] = ()  #: arrivals still in flight that this judgement depends on

    @property
    def is_copy(self) -> bool:
        """Return whether the article is to be marked as a copy."""
        return self.copy_of is not None and not self.takes_lead


class IndexedArticle(Value, frozen=True, kw_only=True):
    """An article in the search index, as the duplicate index is rebuilt from it."""

    arrival: str
    claimed_at: int
    article_id: str
    url: str | None = None
    source: str | None = None
    decoded_hash: str
    content_hash: str
    published_at: datetime | None = None
    sketch: bytes
    story_id: str
    copy_of: str | None = None
    similarity: float | None = None
    is_copy: bool = False
