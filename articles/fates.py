"""The closed lists: what can become of an arrival, and why."""

from __future__ import annotations

from enum import StrEnum


class Fate(StrEnum):
    """What became of an arrival. Every arrival has exactly one current fate."""

    INDEXED = "indexed"  #: a new article
    UPDATED = "updated"  #: a known article with new text; its revision went up
    COPY = "copy"  #: another publication of a known story, marked as a copy of its lead
    DUPLICATE = "duplicate"  #: the same publication and the same text once more
    REJECTED = "rejected"  #: cannot be an article
    FAILED = "failed"  #: an error that retries did not cure; set aside for replay


class Reason(StrEnum):
    """Why an arrival has its fate."""

    # indexed
    NEW = "new"
    URL_REUSED = "url_reused"  #: a known URL with a text that does not overlap: another article
    EMBARGOED = "embargoed"  #: under an embargo: kept in `article-withdrawn` until its time
    WITHHELD = "withheld"  #: its producer holds it back: kept in `article-withdrawn` until a version that is usable
    KILLED_BEFORE = "killed_before"  #: its producer killed it before it came: kept in `article-withdrawn`
    # updated
    NEW_TEXT = "new_text"  #: a known URL with new, overlapping text
    CORRECTED = "corrected"  #: its producer's correction; the note is kept in `corrections`
    KEPT_APART = "kept_apart"  #: a version of an article that is killed, withheld or under an embargo
    KILLED = "killed"  #: its producer killed it: it went to `article-withdrawn`, with its copies where they are hidden
    # copy
    NEAR_DUPLICATE = "near_duplicate"  #: nearly the text of its lead
    SAME_TEXT = "same_text"  #: exactly the text of its lead, published elsewhere
    COPY_OF_KILLED = "copy_of_killed"  #: a copy of what an agency killed: kept in `article-withdrawn`
    # duplicate
    SAME_ARTICLE = "same_article"  #: the same URL or source, and the same text
    OLDER_VERSION = "older_version"  #: an earlier claim of an article that was updated meanwhile
    # rejected
    EMPTY = "empty"
    TOO_SHORT = "too_short"  #: too few words are left for an article
    TOO_LARGE = "too_large"
    UNSUPPORTED_FORMAT = "unsupported_format"
    UNDECODABLE = "undecodable"
    MALFORMED = "malformed"  #: the form is known, this record of it is broken
    ENCRYPTED = "encrypted"
    NO_ARTICLE = "no_article"  #: well-formed, but holds no article text
    UNSAFE_ARCHIVE = "unsafe_archive"  #: a bomb, a path out of the archive, too many members
    UNSAFE_CONTENT = "unsafe_content"  #: a bomb in XML, HTML or JSON
    NOT_A_FILE = "not_a_file"  #: a device, a socket, a link out of the folder
    DELETED = "deleted"  #: taken down before; a tombstone keeps it from coming back
    KILL_WAITS = (
        "kill_waits"  #: a kill, or an order to hold back, whose article is not here: it is kept out should it come
    )
    PACKAGE = "package"  #: joins other items: its pictures, topics and tags go to the texts among them
    WITHDRAWN = "withdrawn"  #: no longer in the file when it was replayed
    # failed
    UNREADABLE = "unreadable"  #: the file system did not let us read it
    STAGE_ERROR = "stage_error"  #: an exception that retries did not cure
    TIMED_OUT = "timed_out"  #: took longer than an article may, three times
    OUT_OF_MEMORY = "out_of_memory"  #: took more memory than an article may, three times
    KILLED_WORKER = "killed_worker"  #: its worker died with it in hand, three times
    REFUSED_BY_INDEX = "refused_by_index"  #: Elasticsearch rejected this document


#: The reasons a fate may have.
REASONS: dict[Fate, frozenset[Reason]] = {
    Fate.INDEXED: frozenset({Reason.NEW, Reason.URL_REUSED, Reason.EMBARGOED, Reason.WITHHELD, Reason.KILLED_BEFORE}),
    Fate.UPDATED: frozenset({Reason.NEW_TEXT, Reason.CORRECTED, Reason.KEPT_APART, Reason.KILLED}),
    Fate.COPY: frozenset({Reason.NEAR_DUPLICATE, Reason.SAME_TEXT, Reason.COPY_OF_KILLED}),
    Fate.DUPLICATE: frozenset({Reason.SAME_ARTICLE, Reason.OLDER_VERSION}),
    Fate.REJECTED: frozenset(
        {
            Reason.EMPTY,
            Reason.TOO_SHORT,
            Reason.TOO_LARGE,
            Reason.UNSUPPORTED_FORMAT,
            Reason.UNDECODABLE,
            Reason.MALFORMED,
            Reason.ENCRYPTED,
            Reason.NO_ARTICLE,
            Reason.UNSAFE_ARCHIVE,
            Reason.UNSAFE_CONTENT,
            Reason.NOT_A_FILE,
            Reason.DELETED,
            Reason.KILL_WAITS,
            Reason.PACKAGE,
            Reason.WITHDRAWN,
        }
    ),
    Fate.FAILED: frozenset(
        {
            Reason.UNREADABLE,
            Reason.STAGE_ERROR,
            Reason.TIMED_OUT,
            Reason.OUT_OF_MEMORY,
            Reason.KILLED_WORKER,
            Reason.REFUSED_BY_INDEX,
        }
    ),
}
