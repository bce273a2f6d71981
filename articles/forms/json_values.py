"""Decode one JSON text, also if it is only nearly JSON.

Python writes NaN, crawlers raw line ends and tabs within strings, people trailing commas. Each way of reading is tried
only where the stricter one before it failed, so that sound JSON takes the fast way.
"""

from __future__ import annotations

import ast
import json
import re
from typing import Any

import msgspec

from articles.forms.decoding import decode

_DECODER = msgspec.json.Decoder()
_LENIENT = json.JSONDecoder(strict=False, parse_constant=lambda _: None)
#: A string; a comma before a closing bracket; a comment; a word that is not JSON.
_TOKEN = re.compile(
    r'("(?:[^"\\]++|\\.)*+")'
    r"|((?<![\w.])(?:new\s++)?(?:ObjectId|ISODate|Date|UUID|Number(?:Long|Int|Decimal|Double))\([^()\n]{0,120}\))"
    r"|,(?=\s*+(?:/\*.{0,200}?\*/\s*+|//[^\n]{0,200}\s*+){0,5}+[}\]])"
    r"|(/\*.{0,300}?\*/|//[^\n]*)"
    r"|(?<![\w.])(None|undefined|nan|NaT|NA|True|False|[+\-]?Infinity|[+\-]?inf)(?![\w.])",
    re.S,
)
#: A string in either marks, or a name without marks before its colon.
_SCRIPT_TOKEN = re.compile(
    r'("(?:[^"\\]++|\\.)*+")|\'((?:[^\'\\]++|\\.)*+)\'|(?<=[{,\s])([A-Za-z_$][\w$]{0,60})(?=\s{0,9}:)|(?<![\w.])0[xX]([\da-fA-F]{1,15})(?!\w)',
    re.S,
)
#: What MongoDB's shell prints around identifiers, dates and numbers.
_CONSTRUCTOR = re.compile(
    r"(?:new\s++)?(?:ObjectId|ISODate|Date|UUID|Number(?:Long|Int|Decimal|Double))"
    r"\(\s*+(?:\"([^\"\\\n]{0,100})\"|'([^'\"\\\n]{0,100})'|(-?[\d.]{1,40}))?\s*+\)"
)
_WORDS = {"True": "true", "False": "false"}
_BAD_ESCAPE = re.compile(r'\\(?:x([0-9a-fA-F]{2})|(["\\/bfnrt]|u[0-9a-fA-F]{4})|(.))', re.S)
_PYTHON = re.compile(rb"\s*[\[{]\s*'")
#: For each the end is searched, so text that opens more of them is not mended.
_MAX_COMMENTS = 1000
#: Longer texts are not read as Python: its parser takes a hundred times their size in memory.
_MAX_PYTHON_BYTES = 1024 * 1024


class TooDeepError(ValueError):
    """JSON nested deeper than is safe to read."""


def json_value(data: bytes) -> Any:
    """Return the value of one JSON text; missing numbers (NaN) are None.

    Raises:
        TooDeepError: nested too deep.
        ValueError: not even nearly JSON; the message says why.
    """
    try:
        return _DECODER.decode(data)
    except RecursionError as error:
        raise TooDeepError from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        reason = error
    try:
        return _lenient(data)
    except RecursionError as error:
        raise TooDeepError from error
    except (ValueError, SyntaxError, MemoryError):
        raise ValueError(str(reason)) from reason


def _lenient(data: bytes) -> Any:
    text = decode(data)
    if text is None:
        raise ValueError("undecodable")
    try:
        return _loads(text)
    except ValueError:
        if _PYTHON.match(data) and len(data) <= _MAX_PYTHON_BYTES:
            return ast.literal_eval(text.strip())
        if text.count("/*") > _MAX_COMMENTS or (mended := _TOKEN.sub(_mended, text)) == text:
            mended = text
        try:
            return _loads(mended)
        except ValueError:
            if (quoted := _SCRIPT_TOKEN.sub(_quoted, text)) == text:
                raise
            return _loads(_TOKEN.sub(_mended, quoted))


def _quoted(match: re.Match[str]) -> str:
    """Return a name or a string of a script in the marks of JSON: `{title: 'x'}`."""
    if match[2] is not None:
        return '"' + match[2].replace("\\'", "'").replace('"', '\\"').replace('\\\\"', '\\"') + '"'
    if match[4]:
        return str(int(match[4], 16))
    return f'"{match[3]}"' if match[3] else match[0]


def _loads(text: str) -> Any:
    return _LENIENT.decode(text)


def _mended(match: re.Match[str]) -> str:
    if match[1]:
        return _BAD_ESCAPE.sub(_escape, match[1]) if "\\" in match[1] else match[1]
    if match[2]:
        return _value_of_constructor(match[2])
    return _WORDS.get(match[4], "null") if match[4] else ""


def _value_of_constructor(text: str) -> str:
    """Return the JSON of `ISODate("2025-03-04")`, `NumberLong(4)` and the like; of what they are not, the text."""
    inner = _CONSTRUCTOR.fullmatch(text)
    if inner is None:
        return text
    return inner[3] or json.dumps(inner[1] or inner[2] or "")


def _escape(match: re.Match[str]) -> str:
    r"""Return an escape that JSON knows: `\x27` and `\'` come from JavaScript and Python."""
    if match[1]:
        return f"\\u00{match[1]}"
    if match[2]:
        return match[0]
    return match[3] if match[3] in "'`\n$" else "\\\\" + match[3]
