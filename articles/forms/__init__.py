"""Read articles out of files: one reader for each format, and the registry that chooses it.

    for item in read(path, name="wire.jsonl", given=Given(source="AFP")):
        ...  # Record or Rejection, numbered from 0

A form is told by its content, with the name as a hint for forms that look like
text. Bad content never raises: it yields a `Rejection`. Errors of the file
system (OSError) are raised as they come.

How to add a form
-----------------
1. Write a module `articles/forms/<form>.py` with one function that takes a
   `Source` and yields `source.record(text, given=Given(...))` for each article
   and `source.refuse(reason, sentence)` for each thing that is not one. Use
   `source.read_text()`, `read_all()`, `lines()`, `seekable()`: they keep the
   limits. For what holds files of other forms, `yield from source.inside(...)`.
2. End it with ``FORM = Form(name=..., recognise=..., read=...)``. `recognise`
   sees the first 64 KiB and the name; `many` says whether it may hold more than
   one article; `raises` names the exceptions its library raises on bad content.
   A library that may loop or end its process is called by `source.isolated`.
3. Put its `FORM` into `registry.FORMS`, before forms that would take it for theirs.
4. Add `tests/samples/<form>` with a sound and a broken file, a row to the table
   in `docs/reference/forms.md`; the tests go over all samples by themselves.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from articles.article import Given, Record, Rejection
from articles.characters import whole_strings
from articles.errors import MACHINE_LACKS
from articles.fates import Reason
from articles.fields.explaining import Explanation
from articles.fields.mapping import FieldMap
from articles.forms.form import Form
from articles.forms.isolation import Isolation, in_this_process
from articles.forms.limits import Limits
from articles.forms.registry import form_of
from articles.forms.source import HEAD_BYTES, Head, Progress, Refused, Source, message_of, open_file

__all__ = ["Limits", "Progress", "holds_many", "read"]

#: Compressed files in compressed files that `holds_many` looks through.
_MAX_WRAPPERS = 4
#: What Python's and the forms' libraries raise on broken content. Listed rather than `Exception`, so that a task's
#: time limit, which arrives as an exception of its own, passes through; MemoryError passes too.
_BAD_CONTENT: tuple[type[Exception], ...] = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RecursionError,
    NotImplementedError,
    EOFError,
    OSError,  # unpackers raise it for broken content; that of the file system is told apart
    zlib.error,
)


def read(
    path: Path,
    *,
    name: str,
    given: Given,
    limits: Limits = Limits(),  # noqa: B008
    left_out: Counter[str] | None = None,
    field_map: FieldMap = FieldMap(),  # noqa: B008
    explained: list[Explanation] | None = None,
    progress: Progress | None = None,
    isolation: Isolation = in_this_process,
) -> Iterator[Record | Rejection]:
    """Yield the articles of a file, streamed, numbered 0, 1, 2, ... in an order that stays the same.

    `name` is what the file was called; `given` is what was said about it from
    outside. Each thing that should have been an article is either a `Record` or
    a `Rejection`; a file of which nothing can be read is one `Rejection`.
    `left_out` is told how many things were passed over that nobody takes for
    articles, by kind: the pictures, redirects and revisits of a web archive.
    `field_map` is what a user's `fields.toml` says; `explained` is given, before
    an article of an object or row, where each of its fields came from.
    `progress` is told how far the reading has come. `isolation` calls libraries
    that may end their process on a broken file.

    Raises OSError where the file system does.
    """
    with path.open("rb", buffering=0) as file:
        size = path.stat().st_size
        if size > limits.max_file_bytes:
            yield Rejection(
                reason=Reason.TOO_LARGE, detail=f"The file has {size:,} bytes; {limits.max_file_bytes:,} are allowed."
            )
            return
        source = open_file(file, name=name, given=given, limits=limits, dispatch=_dispatch, progress=progress)
        if left_out is not None:
            source.state.left_out = left_out
        source.state.rule = field_map.rule((name,), given.source or given.default_source)
        source.state.field_map = field_map
        source.state.explained = explained
        source.state.isolation = isolation
        for number, item in enumerate(_dispatch(source)):
            if source.state.disk_error is not None:
                raise source.state.disk_error
            source.state.progress.items += 1
            item = whole_strings(item)
            yield item if number == 0 else msgspec.structs.replace(item, number=number)
        if source.state.disk_error is not None:
            raise source.state.disk_error


def holds_many(path: Path, *, name: str) -> bool:
    """Return whether a file may hold more than one article, by its beginning alone.

    Raises OSError where the file system does.
    """
    with path.open("rb", buffering=0) as file:
        head = Head(file.read(HEAD_BYTES), name)
    for _ in range(_MAX_WRAPPERS):
        if not head.data:
            return False
        form = form_of(head)
        if form.wrapped is None:
            return form.many(head)
        head = form.wrapped(head)
    return True


def _nothing_found(form: Form, left_out: Counter[str]) -> str:
    counts = ", ".join(f"{kind} {count:,}" for kind, count in left_out.most_common(6))
    return f"No article in this file of the form {form.name}" + (f" (passed over: {counts})." if counts else ".")


def _dispatch(source: Source) -> Iterator[Record | Rejection]:
    """Read a source by the form it has. Faults of its content become rejections."""
    state = source.state
    if not source.head.data:
        yield source.refuse(Reason.EMPTY, "The file is empty.")
        return
    form = form_of(source.head)
    source.form = form.name
    bad: tuple[type[Exception], ...] = (Refused, *_BAD_CONTENT, *form.raises)
    found = False
    try:
        for item in form.read(source):
            found = True
            yield item
        if not found:
            yield source.refuse(Reason.NO_ARTICLE, _nothing_found(form, state.left_out))
    except TimeoutError:
        raise  # an OSError, but never the content's fault
    except bad as error:
        if state.disk_error is not None:
            raise state.disk_error from error
        if isinstance(error, OSError) and error.errno in MACHINE_LACKS:
            raise  # for example, a full folder for temporary files
        yield _refusal(source, form, error)


def _refusal(source: Source, form: Form, error: Exception) -> Rejection:
    """Return the rejection of content that could not be read."""
    refused = error if isinstance(error, Refused) else source.state.refused
    source.state.refused = None
    if refused is not None:
        return source.refuse(refused.reason, refused.detail)
    if isinstance(error, RecursionError):
        return source.refuse(Reason.UNSAFE_CONTENT, f"Nested deeper than is safe to read, as {form.name}.")
    if isinstance(error, AttributeError | TypeError | AssertionError | LookupError):
        return source.refuse(Reason.MALFORMED, f"Broken {form.name}: something in it is missing or damaged.")
    return source.refuse(Reason.MALFORMED, f"Broken {form.name}: {message_of(error)}.")
