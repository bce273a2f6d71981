"""Cut a stream of JSON into its items: the elements of its list, or the values that follow one another.

The stream is scanned for strings and brackets only; each item is decoded by itself. So an item that is broken costs
itself alone: the next one is found where an object begins with the same first name as the items before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice
from typing import Any

from articles.fates import Reason
from articles.forms.json_values import TooDeepError, json_value
from articles.forms.limits import Limits
from articles.forms.source import message_of

_PIECE = 64 * 1024
#: A string with its end (group 1, empty where it is still to come), or a bracket.
_STRUCTURE = re.compile(rb'"(?:[^"\\]++|\\.)*+("?)|[\[\]{}]', re.S)
#: What may lie between items: white space, commas, record separators (RFC 7464), byte order marks, ends of scripts.
_BETWEEN = re.compile(rb"(?:[\s,;\x00\x1e)]|\xef\xbb\xbf|/\*[^*]{0,600}+\*/|//[^\n]{0,300}+\n)*+")
_SCALAR = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\w+\-.]++', re.S)
_FIRST_KEY = re.compile(rb'\{\s*("(?:[^"\\]++|\\.)*+"\s*:)', re.S)
#: After a whole item of a list comes another one, or the end.
_SANE_END = re.compile(rb"\s*(?:,\s*[\[{\"]|,?\s*\]|,?\s*[\[{]|,?\s*\Z|\x1e)")
#: What a script or a guard against scripts puts before JSON: `callback(`, `var x =`, `)]}'`, `while(1);`.
PREFIX = re.compile(
    rb"\s*(?:(?://[^\n]{0,300}\n|/\*[^*]{0,600}\*/)\s*){0,20}+(?:\)\]\}'?,?|\]\)\}while\(1\);</x>|while\s*\(1\);|for\s*\(;;\);|(?:var|let|const)\s+[\w$]+\s*=|[\w.$]{1,60}\s*[(=])?"
    rb"\s*(?=[\[{])"
)
_JUNK_END = re.compile(rb"[\[{\x1e]|\]")
_JUNK_LINES_END = re.compile(rb"\n\s*(?=[\[{])|\x1e")
#: What follows a list inside an object.
_GOES_ON = re.compile(rb'\s*(?:,\s*"|\})')
_NAME = re.compile(rb'"([^"\\]{1,40})"\s*:')
_MARK = ord('"')
_CLOSING = {ord("{"): ord("}"), ord("["): ord("]")}
_DEEP = "JSON nested deeper than is safe to read."
_MAX_KEYS = 20
#: How far is looked to tell a list inside an item from the list of items.
_NESTED_BYTES = 64 * 1024
_NESTED_MARKS = 120
#: White space between items is seldom longer.
_GAP_BYTES = 64
#: A name, its colon and the brackets after it take no more.
_NAME_BYTES = 512


def _before_object(object_: bytes) -> re.Pattern[bytes]:
    """Return what finds the place before an object that is matched by `object_`."""
    # each alternative begins with a character that is not white space, so that long runs of it are passed once
    return re.compile(rb"(?:[^\s\[:]\s*+|[\[:][^\S\n]*+\n\s*+|\]\s*+\[\s*+)" + object_)


class _State(Enum):
    """How the search for the end of an item went."""

    WHOLE = auto()
    CUT = auto()  # the stream ends before
    CROSSED = auto()  # "[" closed by "}"
    DEEP = auto()  # nested deeper than is safe
    LARGE = auto()  # larger than an article may be


@dataclass(frozen=True, slots=True)
class Item:
    """A value; or why there is none."""

    value: Any = None
    listed: bool = False  #: an element of a list, not a value by itself
    reason: Reason | None = None
    detail: str = ""


class Items:
    """Cuts a stream into items. The stream is UTF-8, apart from single items that may be anything."""

    def __init__(
        self, read: Callable[[int], bytes], limits: Limits, *, list_names: re.Pattern[bytes] | None = None
    ) -> None:
        """Prepare to cut.

        Args:
            read: gives the next bytes of the stream, at most so many; none at its end.
            limits: what an item may take.
            list_names: matches `"name": [{` where a list inside an object holds the items. Used for objects that are
                too large to be decoded whole, or broken.
        """
        self._read = read
        self._limits = limits
        self._list_names = list_names
        self._data = bytearray()
        self._at = 0
        self._ended = False
        self._in_list = False
        self._wrapped = 0  # brackets open around the list
        self._keys: dict[bytes, None] = {}  # first names of the items so far
        self._dropped = 0  # bytes of the stream before the buffer
        self._seen_ends: set[int] = set()  # where the objects end that the last look ahead passed, in the stream
        self._seen_to = 0  # how far it looked
        self._barren: tuple[bytes, int, int] = (b"", 0, 0)  # names, and where a search found no object that begins so
        self._named: tuple[int, int, set[str]] = (-1, 0, set())  # item, how far it was searched, names in it
        self._shape: frozenset[str] = frozenset()  # all names of the first sound item

    def __iter__(self) -> Iterator[Item]:
        """Give the items one by one."""
        self._fill()
        if prefix := PREFIX.match(self._data):
            self._at = prefix.end()
        while self._skip_between():
            first = bytes(self._data[self._at : self._at + 1])
            if first == b"]" or (first == b"}" and not self._in_list):
                self._at += 1
                yield from self._close(first)
            elif first == b"[" and not self._in_list:
                self._at += 1
                self._in_list = True
            elif first in (b"{", b"["):
                yield from self._container()
            else:
                yield from self._other()
        if self._in_list or self._wrapped:
            yield Item(reason=Reason.MALFORMED, detail="The JSON breaks off: its list is not closed.")

    def _close(self, bracket: bytes) -> Iterator[Item]:
        """End the list; an object around it goes on."""
        if bracket == b"]":
            self._in_list = False
        if self._wrapped:
            yield from self._wrapper()

    # the buffer

    def _fill(self, at_least: int = _PIECE) -> bool:
        """Read on; False at the end of the stream. What was passed is dropped."""
        if self._ended:
            return False
        if self._at > _PIECE:
            del self._data[: self._at]
            self._dropped += self._at
            self._at = 0
        piece = self._read(max(at_least, _PIECE))
        self._ended = not piece
        self._data += piece
        return bool(piece)

    def _skip_between(self) -> bool:
        """Go on to the next item; False where nothing follows."""
        while True:
            match = _BETWEEN.match(self._data, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._data):
                return True
            if not self._fill():
                return False

    # one item

    def _container(self) -> Iterator[Item]:
        """Give the object or list that begins here."""
        end, state = self._extent()
        if state is _State.LARGE:
            yield from self._too_large()
        elif state is _State.DEEP:
            # on from where it became too deep, or each bracket would be counted again
            yield self._skipped(self._next_start(end or self._at), Reason.UNSAFE_CONTENT, _DEEP)
        elif end is None:
            yield from self._broken(None, "its brackets cross" if state is _State.CROSSED else "it breaks off")
        else:
            yield from self._decoded(end)

    def _decoded(self, end: int) -> Iterator[Item]:
        try:
            value = json_value(bytes(self._data[self._at : end]))
        except TooDeepError:
            yield self._skipped(end, Reason.UNSAFE_CONTENT, _DEEP)
        except ValueError as error:
            yield from self._broken(end, message_of(error))
        else:
            self._remember_key()
            if isinstance(value, dict) and not self._shape:
                self._shape = frozenset(map(str, value))
            self._at = end
            yield Item(value, listed=self._in_list)

    def _extent(self) -> tuple[int | None, _State]:
        """Return where the brackets that open here are closed, or why they are not."""
        position = 0
        opened = bytearray()
        while True:
            for match in _STRUCTURE.finditer(self._data, self._at + position):
                bracket = self._data[match.start()]
                if bracket == _MARK:
                    if not match[1]:
                        position = match.start() - self._at
                        break  # the string goes on in the next piece
                elif bracket in _CLOSING:
                    opened.append(_CLOSING[bracket])
                    if len(opened) > self._limits.max_nesting:
                        return match.end(), _State.DEEP
                elif opened.pop() != bracket:
                    return None, _State.CROSSED
                elif not opened:
                    return match.end(), _State.WHOLE
                position = match.end() - self._at
            if (state := self._read_on()) is not None:
                return None, state

    def _read_on(self) -> _State | None:
        """Read another piece of the item that begins here, or return why there is none."""
        size = len(self._data) - self._at
        if size > self._limits.max_article_bytes:
            return _State.LARGE
        return None if self._fill(size) else _State.CUT

    def _broken(self, end: int | None, why: str) -> Iterator[Item]:
        """Pass over a broken item, as far as the next one begins."""
        if not self._keys and self._opens_wrapper(len(self._data) if end is None else end):
            yield from self._wrapper()
            return
        self._remember_key()
        length = None if end is None else end - self._at
        following = self._next_start(self._at + 1)
        end = None if length is None else self._at + length
        if end is not None and (following is None or (end <= following and _SANE_END.match(self._data, end))):
            following = end
        at = following if following is not None else len(self._data)
        if following is None and self._in_list and end is None:
            self._in_list = False  # said by this rejection already
            self._wrapped = 0
        yield self._skipped(at, Reason.MALFORMED, f"Not valid JSON: {why}.")

    def _skipped(self, end: int | None, reason: Reason, detail: str) -> Item:
        if end is None:
            self._in_list, self._wrapped = False, 0
        self._at = len(self._data) if end is None else end
        return Item(listed=self._in_list, reason=reason, detail=detail)

    def _remember_key(self) -> None:
        if (match := _FIRST_KEY.match(self._data, self._at)) and len(self._keys) < _MAX_KEYS:
            self._keys.setdefault(bytes(match[1]), None)

    def _next_start(self, start: int) -> int | None:
        """Return where the next object begins with the first name of an earlier one; reads on as far as allowed."""
        keys = b"|".join(re.escape(key) for key in self._keys) or rb'"[^"\\]{1,40}"\s*:'
        object_ = rb"(?=\{\s*(?:" + keys + rb"))"
        pattern = _before_object(object_)
        at_line_end = re.compile(rb"[^\S\n]*+\n\s*+" + object_)
        if (match := at_line_end.match(self._data, start)) and not self._nested(match.end()):
            return match.end()
        start -= self._at
        while True:
            if match := pattern.search(self._data, self._past_barren(keys, self._at + start)):
                if not self._nested(match.end()):
                    return match.end()
                start = match.end() - self._at
                continue
            self._barren = (keys, self._dropped + self._at + start, self._dropped + len(self._data))
            size = len(self._data) - self._at
            if size > self._limits.max_article_bytes or not self._fill(size):
                return None

    def _past_barren(self, keys: bytes, start: int) -> int:
        """Return where to search from: not again where a search for the same names has found nothing."""
        searched, begins, ends = self._barren
        if keys != searched or not begins <= self._dropped + start < ends:
            return start
        return max(start, ends - self._dropped - _NAME_BYTES)  # a name at the end was still to come

    def _nested(self, start: int) -> bool:
        """Return whether the object that begins here is a part of the broken item rather than the next one."""
        depth, is_first = 0, True
        ends: set[int] = set()
        seen_to = start
        for match in islice(_STRUCTURE.finditer(self._data, start, start + _NESTED_BYTES), _NESTED_MARKS):
            depth += (match[0] in (b"{", b"[")) - (match[0] in (b"}", b"]"))
            seen_to = match.end()
            if depth < 0:
                goes_on = match[0] == b"]" and _GOES_ON.match(self._data, seen_to) is not None
                return goes_on and not self._wrapped
            if not depth:
                ends.add(self._dropped + seen_to)
                if is_first and self._unlike(start, seen_to):
                    return True
                if is_first and self._dropped + seen_to <= self._seen_to and self._follows_seen(start):
                    return False
                is_first = False
        self._seen_ends, self._seen_to = ends, self._dropped + seen_to
        return False

    def _follows_seen(self, start: int) -> bool:
        """Return whether an object follows one of those that the last look ahead passed, within the same list."""
        before = bytes(self._data[max(start - _GAP_BYTES, 0) : start])
        gap = len(before) - len(before.rstrip(b", \t\r\n"))
        return self._dropped + start - gap in self._seen_ends

    def _unlike(self, start: int, end: int) -> bool:
        """Return whether the object here has at most half of the names of an item."""
        try:
            value = json_value(bytes(self._data[start:end]))
        except ValueError:
            return False
        shape = self._shape or self._names_before(start)
        return isinstance(value, dict) and 2 * len(shape & value.keys()) <= len(shape)

    def _names_before(self, start: int) -> set[str]:
        """Return the names in the broken item before this place; each part of it is searched once."""
        item, searched, names = self._named
        if item != self._dropped + self._at or searched > self._dropped + start:
            item, searched, names = self._dropped + self._at, self._dropped + self._at, set()
        found = _NAME.findall(self._data, searched - self._dropped, start)
        names.update(name.decode("utf-8", "replace") for name in found)
        self._named = (item, self._dropped + start, names)
        return names

    def _opens_wrapper(self, end: int) -> bool:
        """Return whether this is an object around a list of articles, which is then entered."""
        names = self._list_names
        if self._in_list or names is None or self._data[self._at : self._at + 1] != b"{":
            return False
        if names.search(self._data, self._at, end) is None:
            return False
        self._at += 1
        self._wrapped = 1
        return True

    def _too_large(self) -> Iterator[Item]:
        """Pass over an item that is larger than an article may be; a large object may be the wrapper of a list."""
        if self._opens_wrapper(len(self._data)):
            yield from self._wrapper()
            return
        yield Item(
            listed=self._in_list,
            reason=Reason.TOO_LARGE,
            detail="An item of the list is larger than an article may be.",
        )
        self._remember_key()
        following = self._next_start(self._at + 1)
        while following is None and not self._ended:
            self._at = max(len(self._data) - _PIECE, self._at)
            self._fill()
            following = self._next_start(self._at)
        self._at = len(self._data) if following is None else following
        if following is None:
            self._in_list, self._wrapped = False, 0

    def _wrapper(self) -> Iterator[Item]:
        """Go on within an object to its next list of articles, or to its end."""
        while self._wrapped:
            match = _STRUCTURE.search(self._data, self._at)
            near = match is None or len(self._data) - match.end() < _NAME_BYTES  # what follows may be still to come
            small = len(self._data) - self._at <= self._limits.max_article_bytes
            if near and small and self._fill(len(self._data)):
                continue
            if match is None or (match[0][:1] == b'"' and not match[1]):
                self._at = len(self._data)
                self._wrapped = 0
                yield Item(reason=Reason.MALFORMED, detail="The JSON breaks off.")
                return
            names = self._list_names
            if match[0][:1] == b'"' and names and (inside := names.match(self._data, match.start())):
                self._at = inside.end() - 1
                self._in_list = True
                return
            self._wrapped += (match[0] in (b"{", b"[")) - (match[0] in (b"}", b"]"))
            self._at = match.end()

    def _other(self) -> Iterator[Item]:
        """Pass over a string or number among the items, or text that is not JSON."""
        while (match := _SCALAR.match(self._data, self._at)) is None or match.end() == len(self._data):
            if len(self._data) - self._at > self._limits.max_article_bytes or not self._fill():
                break
        if match is not None and self._in_list:
            try:
                value = json_value(bytes(match[0]))
            except ValueError:
                pass
            else:
                self._at = match.end()
                yield Item(value, listed=True)
                return
        ends = _JUNK_END if self._in_list else _JUNK_LINES_END
        while (junk := ends.search(self._data, self._at + 1)) is None and self._fill():
            pass
        self._at = len(self._data) if junk is None else junk.start() if self._in_list else junk.end()
        yield Item(listed=self._in_list, reason=Reason.MALFORMED, detail="Text between the items is not JSON.")
