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
    FAILED = "failed"  #: an error that is not cured by trying again; the file is a dead letter, which can be replayed


class Reason(StrEnum):
    """Why an arrival has its fate."""

    # indexed
    NEW = "new"  #: nothing like it was known
    URL_REUSED = "url_reused"  #: a known URL with a text that does not overlap: it counts as another article
    EMBARGOED = "embargoed"  #: under an embargo: kept in `article-withdrawn` until its time
    WITHHELD = "withheld"  #: its producer withholds it: kept in `article-withdrawn` until a usable version arrives
    KILLED_BEFORE = "killed_before"  #: its producer had killed it before it arrived: kept in `article-withdrawn`
    # updated
    NEW_TEXT = "new_text"  #: a known URL with new, overlapping text
    CORRECTED = "corrected"  #: a correction by its producer; the note is kept in `corrections`
    KEPT_APART = "kept_apart"  #: a version of an article that is killed, withheld or under an embargo
    KILLED = "killed"  #: its producer killed it: moved to `article-withdrawn`, with its copies if they are hidden
    # copy
    NEAR_DUPLICATE = "near_duplicate"  #: nearly the same text as its lead
    SAME_TEXT = "same_text"  #: exactly the same text as its lead, published elsewhere
    COPY_OF_KILLED = "copy_of_killed"  #: a copy of an article that an agency killed: kept in `article-withdrawn`
    # duplicate
    SAME_ARTICLE = "same_article"  #: the same URL (without a URL: the same source) and the same text
    OLDER_VERSION = "older_version"  #: claimed before the indexed version, or a lower version of a wire item
    # rejected
    EMPTY = "empty"  #: it contains no text
    TOO_SHORT = "too_short"  #: too few words are left for an article
    TOO_LARGE = "too_large"  #: the file or the article is larger than its limit
    UNSUPPORTED_FORMAT = "unsupported_format"  #: a form that is not read, or no article at all, such as a program
    UNDECODABLE = "undecodable"  #: no character encoding makes text of its bytes
    MALFORMED = "malformed"  #: the form is known, but this record is broken
    ENCRYPTED = "encrypted"  #: a file with a password, or an encrypted message
    NO_ARTICLE = "no_article"  #: well-formed, but contains no article text
    UNSAFE_ARCHIVE = "unsafe_archive"  #: an archive with a bomb, a path that leads out of it, or too many members
    UNSAFE_CONTENT = "unsafe_content"  #: XML, HTML or JSON that would overload a parser (entities, deep nesting)
    NOT_A_FILE = "not_a_file"  #: a device, a socket, a symbolic link
    DELETED = "deleted"  #: it was taken down before; a tombstone keeps it out
    KILL_WAITS = "kill_waits"  #: a kill or hold of an article that is not here; it is withdrawn if it arrives later
    PACKAGE = "package"  #: it joins other items: its pictures, topics and tags are added to the texts among them
    WITHDRAWN = "withdrawn"  #: it had been removed from the file when the file was replayed; it left the index
    # failed
    UNREADABLE = "unreadable"  #: the file system did not allow the file to be read
    STAGE_ERROR = "stage_error"  #: an exception in a stage, at every try (`COPYDESK_ATTEMPTS`)
    TIMED_OUT = "timed_out"  #: it took longer than an article may, at every try (`COPYDESK_ATTEMPTS`)
    OUT_OF_MEMORY = "out_of_memory"  #: it took more memory than an article may, at every try (`COPYDESK_ATTEMPTS`)
    KILLED_WORKER = "killed_worker"  #: its process died at every try (`COPYDESK_ATTEMPTS`), or a PDF ended its reader
    REFUSED_BY_INDEX = "refused_by_index"  #: Elasticsearch rejected this document; not tried again


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
