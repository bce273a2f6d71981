"""The stream that a form reads from, with a look at its beginning and the limits that hold for it.

Bytes are pulled through one raw stream that counts them, so that no library can
be talked into reading more than the limits allow.
"""

from __future__ import annotations

import codecs
import io
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import IO, Any, NoReturn, Protocol, TypeVar, runtime_checkable

import msgspec

from articles.article import Given, Part, Record, Rejection
from articles.fates import Reason
from articles.fields.explaining import Explanation
from articles.fields.mapping import FieldMap, Rule
from articles.forms.decoding import decode, encoding_of, has_stray_nuls
from articles.forms.isolation import Isolation, LibraryDied, in_this_process
from articles.forms.limits import Limits

T = TypeVar("T")

#: How much of a stream is looked at to tell its form.
HEAD_BYTES = 64 * 1024


class Refused(Exception):  # noqa: N818 -- control flow inside `articles.forms`; becomes a Rejection
    """Stops the reading of a source from any depth of a library's calls."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


@runtime_checkable
class Readable(Protocol):
    """Anything with `read(n)`."""

    def read(self, size: int = -1, /) -> bytes: ...


class Head:
    """The beginning of a source and its name: all that a form is told by."""

    def __init__(self, data: bytes, name: str) -> None:
        self.complete = len(data) < HEAD_BYTES  #: there is nothing after the head
        self.has_stray_nuls = b"\x00" in data and has_stray_nuls(data)
        self.data = data.replace(b"\x00", b"") if self.has_stray_nuls else data
        self.name = name
        self.suffix = PurePosixPath(name.lower()).suffix
        self._text: str | None = None

    def __eq__(self, other: object) -> bool:
        """Compare all that a form is told by, so that heads read twice of one file count as one."""
        if not isinstance(other, Head):
            return NotImplemented
        return (self.name, self.has_stray_nuls, self.data) == (other.name, other.has_stray_nuls, other.data)

    def __hash__(self) -> int:
        return hash((self.name, self.has_stray_nuls, self.data))

    @property
    def text(self) -> str:
        """The head as text, without byte order mark and leading white space; wrong bytes are replaced."""
        if self._text is None:
            encoding = encoding_of(self.data) or "utf-8"
            self._text = self.data.decode(encoding, "replace").lstrip("\ufeff \t\r\n\x0b\x0c")
        return self._text


class _ReadsOnce(Protocol):
    def read1(self, size: int = -1, /) -> bytes: ...


class Piecewise:
    """A stream for libraries that read ahead: gives what is there before it meets a break in it."""

    def __init__(self, stream: _ReadsOnce) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        return self._stream.read1(size if size >= 0 else HEAD_BYTES)


def message_of(error: object) -> str:
    """Return a library's error as the end of a sentence: one short line, without its full stop."""
    message = " ".join(str(error).split())
    return (message[:160] or type(error).__name__).rstrip(". ")


class Progress:
    """How far the reading of a file has come, for somebody who watches it."""

    def __init__(self) -> None:
        self.bytes = 0  #: read from the disk or out of an archive
        self.items = 0  #: articles and rejections


class State:
    """What is shared by a file and everything inside it."""

    def __init__(self, progress: Progress | None = None) -> None:
        self.progress = progress or Progress()
        self.unpacked = 0
        self.members = 0
        self.disk_error: OSError | None = None  # the file system or the machine failed: not the content's fault
        self.refused: Refused | None = None  # remembered in case a library swallows it
        self.exhausted = False  # a limit of the whole file is reached: nothing more is read
        self.left_out: Counter[str] = Counter()  # by kind: neither an article nor a fault, such as pictures in a WARC

        self.isolation: Isolation = in_this_process  # keeps libraries apart that may end their process
        self.field_map = FieldMap()  # a user's own meanings of fields
        self.rule = Rule()  # what of it holds for the file
        self.explained: list[Explanation] | None = None  # told where fields came from, where somebody asks

    def stop(self, reason: Reason, detail: str) -> NoReturn:
        """Raise `Refused`, and remember it."""
        self.refused = Refused(reason, detail)
        raise self.refused


class _File(io.RawIOBase):
    """The file on disk. Remembers the file system's errors, which libraries confuse with broken content."""

    def __init__(self, file: io.FileIO, state: State) -> None:
        self._file = file
        self._state = state

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            filled = self._file.readinto(buffer) or 0
        except OSError as error:
            self._state.disk_error = error
            raise
        self._state.progress.bytes += filled
        return filled

    def seek(self, offset: int, whence: int = 0) -> int:
        try:
            return self._file.seek(offset, whence)
        except OSError as error:
            if offset >= 0 or whence:
                self._state.disk_error = error if whence == 0 else None
            raise

    def tell(self) -> int:
        return self._file.tell()


class _Unpacked(io.RawIOBase):
    """What comes out of an archive or a compressed stream: counted and bounded."""

    def __init__(self, stream: Readable, limits: Limits, state: State, packed: Callable[[], int] | None) -> None:
        self._stream = stream
        self._limits = limits  # not the source itself: a cycle would keep a million buffers until the next collection
        self._state = state
        self._packed = packed
        self._count = 0
        self._error: Exception | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._error is not None:
            raise self._error
        filled = 0
        while filled < len(buffer):  # short reads would cut the head short
            try:
                data = self._stream.read(len(buffer) - filled)
            except Exception as error:
                if not filled:
                    raise
                self._error = error  # first what was unpacked before the break
                break
            if not data:
                break
            buffer[filled : filled + len(data)] = data
            filled += len(data)
        self._count += filled
        self._check(filled)
        return filled

    def _check(self, filled: int) -> None:
        limits, state = self._limits, self._state
        state.unpacked += filled
        state.progress.bytes += filled
        if state.unpacked > limits.max_unpacked_bytes:
            state.exhausted = True
            state.stop(Reason.UNSAFE_ARCHIVE, f"Unpacks to more than the {limits.max_unpacked_bytes:,} bytes allowed.")
        if self._packed is not None and self._count > limits.ratio_from_bytes:
            packed = max(self._packed(), 1)
            if self._count > limits.max_ratio * packed:
                state.stop(
                    Reason.UNSAFE_ARCHIVE,
                    f"Unpacks to more than {limits.max_ratio:g} times its size, as a decompression bomb does.",
                )


class _Transcoded(io.RawIOBase):
    """A stream in any encoding as UTF-8, with wrong bytes replaced."""

    def __init__(self, stream: io.BufferedReader[Any], encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._pending = b""
        self._ended = False
        self._first = True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._pending and not self._ended:
            data = self._stream.read1(HEAD_BYTES)
            self._ended = not data
            text = self._decoder.decode(data, final=self._ended)
            if text and self._first:
                text = text.removeprefix("\ufeff")
                self._first = False
            self._pending = text.encode("utf-8", "replace")
        taken = self._pending[: len(buffer)]
        self._pending = self._pending[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)


class _WithoutNuls(io.RawIOBase):
    """A stream of text without the NULs in it."""

    def __init__(self, stream: io.BufferedReader[Any]) -> None:
        self._stream = stream
        self._pending = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._pending and (data := self._stream.read1(HEAD_BYTES)):
            self._pending = data.replace(b"\x00", b"")
        taken = self._pending[: len(buffer)]
        self._pending = self._pending[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)


class Source:
    """One thing to read: a file, a member of an archive, a message of a mailbox."""

    def __init__(
        self,
        raw: io.RawIOBase,
        *,
        name: str,
        given: Given,
        limits: Limits,
        state: State,
        dispatch: Callable[[Source], Iterator[Record | Rejection]],
        depth: int = 0,
        one_of_many: bool = False,
    ) -> None:
        self.stream: io.BufferedReader[Any] = io.BufferedReader(raw, HEAD_BYTES)
        self.name = name
        self.given = given
        self.limits = limits
        self.state = state
        self.depth = depth
        self.one_of_many = one_of_many
        self.form = "unknown"
        self._dispatch = dispatch
        self.head = Head(self.stream.peek(HEAD_BYTES)[:HEAD_BYTES], name)
        if self.head.has_stray_nuls:
            self.stream = io.BufferedReader(_WithoutNuls(self.stream), HEAD_BYTES)

    @property
    def rule(self) -> Rule:
        """The user's rule for the fields of this file, by its own name or that of the archive it is in."""
        own = self.state.field_map.rule((self.name,), self.given.source)
        return own if own.fields or own.items else self.state.rule

    # what a form yields

    def record(
        self, content: str, *, is_html: bool = False, given: Given | None = None, form: str = "", whole: bool = False
    ) -> Record:
        """Return a record of an article. `given` is what the file itself says about it (see `refined`)."""
        said = refined(self.given, given or Given(), one_of_many=self.one_of_many)
        if said.default_source is not None:
            source = said.source or said.default_source
            said = msgspec.structs.replace(said, source=source, default_source=None)
        return Record(number=0, content=content, is_html=is_html, whole=whole, form=form or self.form, given=said)

    def refuse(self, reason: Reason, detail: str) -> Rejection:
        """Return the rejection of one item."""
        return Rejection(reason=reason, detail=detail)

    def order(self, given: Given, *, form: str = "") -> Record | None:
        """Return the record of an item without a text that kills its article or holds it back; None if it does not."""
        if given.wire is None or not given.wire.acts or not (given.wire.id or given.url):
            return None
        return self.record("", given=given, form=form, whole=True)

    def part(self, part: Part) -> Rejection:
        """Return the rejection of an item that is not an article, with what it gives to other items."""
        if not part.is_package:
            detail = "A picture: it goes to the texts of its package."
            return Rejection(reason=Reason.NO_ARTICLE, detail=detail, part=part)
        if part.wire.kills:
            detail = f"A package that is canceled{_named(part)}: its items stay, and lose what it gave them."
        else:
            items = f"{len(part.members):,} item{'' if len(part.members) == 1 else 's'}"
            detail = f"A package of {items}{_named(part)}: its pictures, topics and tags go to the texts among them."
        return Rejection(reason=Reason.PACKAGE, detail=detail, part=part)

    def leave_out(self, kind: str) -> None:
        """Count something that is neither an article nor a fault, such as a picture in a web archive."""
        self.state.left_out[kind] += 1

    def stop(self, reason: Reason, detail: str) -> NoReturn:
        """End the reading of this source here by raising `Refused`."""
        self.state.stop(reason, detail)

    def isolated(self, work: Callable[[], T]) -> T:
        """Return what a library returns that may loop or end its process. Raises `Refused` if it does.

        `work` and what it returns must be possible to pickle.
        """
        try:
            return self.state.isolation(work)
        except LibraryDied as died:
            self.stop(died.reason, died.detail)
        except OSError as error:  # no process was to be had: not the content's fault
            self.state.disk_error = error
            raise

    # how a form reads

    def read_all(self, limit: int | None = None) -> bytes:
        """Read everything; raise `Refused` (too_large) beyond `limit` bytes (`max_article_bytes`)."""
        limit = self.limits.max_article_bytes if limit is None else limit
        pieces: list[bytes] = []
        size = 0
        # not read(limit + 1), which takes that much memory before it looks
        while data := self.stream.read(min(HEAD_BYTES * (1 + 3 * len(pieces)), limit + 1 - size)):
            pieces.append(data)
            size += len(data)
            if size > limit:
                self.stop(Reason.TOO_LARGE, f"Larger than the {limit:,} bytes allowed for it.")
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def read_text(self, *, declared: str | None = None) -> str:
        """Read everything, decoded. Raises `Refused` (too_large, undecodable)."""
        text = decode(self.read_all(), declared=declared, language=self.given.language)
        if text is None:
            self.stop(Reason.UNDECODABLE, "The encoding of the text cannot be told.")
        return text

    def read_document_text(self) -> str:
        """Read a whole file of many articles as `read_text` does (`max_document_bytes`)."""
        text = decode(self.read_all(self.limits.max_document_bytes))
        if text is None:
            self.stop(Reason.UNDECODABLE, "The encoding of the text cannot be told.")
        return text

    def utf8(self, *, clean: bool = False, stream: io.BufferedReader[Any] | None = None) -> io.BufferedReader[Any]:
        """Return the stream as UTF-8 without byte order mark; with `clean`, wrong bytes are replaced too."""
        stream = stream or self.stream
        encoding = encoding_of(self.head.data) or "utf-8"
        if encoding in {"utf-8", "ascii"} and not clean:
            if self.head.data.startswith(codecs.BOM_UTF8):
                stream.read(len(codecs.BOM_UTF8))
            return stream
        return io.BufferedReader(_Transcoded(stream, encoding), HEAD_BYTES)

    def lines(self, stream: io.BufferedReader[Any] | None = None) -> Iterator[bytes | None]:
        """Yield lines with their ends; None for a line longer than an article may be."""
        stream = stream or self.utf8()
        limit = self.limits.max_article_bytes
        while line := stream.readline(limit + 1):
            if len(line) <= limit:
                yield line
                continue
            while line and not line.endswith(b"\n"):
                line = stream.readline(HEAD_BYTES)
            yield None

    def seekable(self, limit: int) -> IO[bytes]:
        """Return the source as a seekable file; a stream is spooled to one, up to `limit` bytes."""
        if self.stream.seekable():
            self.stream.seek(0)
            return self.stream
        spool = tempfile.SpooledTemporaryFile(max_size=8 * 1024 * 1024)  # noqa: SIM115 -- closed when collected
        size = 0
        try:
            while data := self.stream.read(HEAD_BYTES):
                size += len(data)
                if size > limit:
                    self.stop(Reason.TOO_LARGE, f"Larger than the {limit:,} bytes allowed for it inside an archive.")
                spool.write(data)
            spool.seek(0)
        except BaseException:
            spool.close()
            raise
        return spool

    def inside(
        self,
        stream: Readable,
        *,
        name: str,
        given: Given | None = None,
        packed: Callable[[], int] | None = None,
        one_of_many: bool = True,
        deeper: bool = True,
    ) -> Iterator[Record | Rejection]:
        """Read something inside this source, in any form.

        `packed` tells how many bytes were read so far to get it, where it was packed.
        """
        depth = self.depth + deeper
        if depth > self.limits.max_depth:
            yield self.refuse(Reason.UNSAFE_ARCHIVE, f"Archives within archives, more than {self.limits.max_depth}.")
            return
        one_of_many = one_of_many or self.one_of_many
        try:
            inner = Source(
                _Unpacked(stream, self.limits, self.state, packed),
                name=name,
                given=refined(self.given, given or Given(), one_of_many=one_of_many),
                limits=self.limits,
                state=self.state,
                dispatch=self._dispatch,
                depth=depth,
                one_of_many=one_of_many,
            )
        except Refused as refused:
            yield self.refuse(refused.reason, refused.detail)
            return
        yield from self._dispatch(inner)


def refined(producer: Given, file: Given, *, one_of_many: bool) -> Given:
    """Return what is known about an article from the producer (side file, folder, command line) and the file itself.

    In a file with one article the producer wins, field by field. Among many the
    record wins, and what can only be said of one article (URL, title, byline,
    dates) is not taken from the producer. A default counts where nobody names the thing itself.
    """
    if not one_of_many:
        return producer.filled_from(file)
    shared = Given(
        source=producer.source,
        default_source=producer.default_source,
        language=producer.language,
        section=producer.section,
        tags=producer.tags,
    )
    return file.filled_from(shared)


def open_file(
    file: io.FileIO,
    *,
    name: str,
    given: Given,
    limits: Limits,
    dispatch: Callable[[Source], Iterator[Record | Rejection]],
    progress: Progress | None = None,
) -> Source:
    """Return a source over an open file. Raises OSError where the file system does."""
    state = State(progress)
    return Source(_File(file, state), name=name, given=given, limits=limits, state=state, dispatch=dispatch)


def _named(part: Part) -> str:
    """Return a package's title and slug, as a part of a sentence."""
    names = [name[:100] for name in (part.title, part.slug) if name]
    return f" ({', '.join(names)})" if names else ""
