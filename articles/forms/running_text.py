"""Measure how much of a text is made of sentences, and how much is written for machines."""

from __future__ import annotations

import re
from typing import NamedTuple

from articles.markup import ELEMENTS

#: What is looked at.
_MOST_CHARACTERS = 65_536

#: A line that is code, a setting, a comment in these, an entry of a log, or a row of values.
_MACHINE = re.compile(
    r"""
    \s*+(?:
      # comments
      (?://|/\*|\*/|\*\s|\#|--\s|;;?\s|%|\.\\"|'\\"|\.[A-Z]{1,2}\s|<!--|<\?|@\w+[({\s]|dnl\s|REM\s|!\s|\.\.\s|"{3}|'{3})
      |"\s[^"]*$|(?:\$|>>>)\s
      # a = b, [section], "a": [, - a: b
      |[\w.\-\[\]/$@"']{1,80}\s*[:+?|]?=(?!=?\s*\d+\s*$)\s*\S?
      |\[[\w .:/"'*-]{1,80}\]\s*$
      |["']?[\w.\-/]{1,60}["']?\s*:(?:\s+["'\[{|>&*]|\s*$)
      |-\s+["']?[\w.\-/]{1,60}["']?:\s
      # resources of X11
      |\w*\*\w+(?:[.*?]\w+)+:
      # entries of logs
      |\[?\d{4}[-/]\d\d[-/]\d\d[T ,]\s?\d\d:\d\d|[A-Z][a-z]{2}\s+\d{1,2}\s\d\d:\d\d:\d\d\s
      |\[?\d\d[-/][A-Z][a-z]{2}[-/]\d{4}[ :]\d\d:\d\d:\d\d|\[?\d\d:\d\d:\d\d[.,\]\s]
      |\[\s*\d+\.\d+\]|[IWEF]\d{4}\s\d\d:|[0-9a-fA-F]*:[0-9a-fA-F:]{4,}\s|\d{1,3}(?:\.\d{1,3}){3}\s
      |\[?(?:INFO|DEBUG|WARN(?:ING)?|ERROR|TRACE|FATAL|NOTICE|CRITICAL)\b
      # traces of calls
      |Traceback\s\(most\srecent|File\s"[^"]*",\sline\s\d|(?:\w+\.)*+\w*(?:Error|Exception|Warning):\s|Caused\sby:\s
      |at\s[\w$.<>/]+\s?\([^)]*\)\s*$
      # code
      |(?:def|class|import|from|return|if|elif|else|for|foreach|while|switch|case|function|func|fn|var|let|const|public|
         private|protected|static|void|int|char|float|double|bool|struct|enum|typedef|namespace|template|using|use|
         package|module|local|export|echo|printf?|sudo|set|unset|try|except|catch|finally|raise|throw|with|async|await|
         yield|lambda|\#?include|\#?define|require|begin|end|fi|done|esac|then|do|exit|source|alias
       )\b[^.!?]*[(){}\[\]=;:<>$&|"'`\\]
      |(?:SELECT|INSERT\sINTO|CREATE|DROP|ALTER|UPDATE|DELETE\sFROM|GRANT|LOCK|UNLOCK|COPY|SET|COMMIT|BEGIN)
       \s[^.!?]*[;(`"'=]
      |(?:end|fi|done|esac|else|then|begin|do|pass|break|continue|return)\s*;?\s*$
      # markup, sums, base 64, paths, brackets
      |</?[\w:.\-]+(?:\s[^<>]*)?/?>
      |[0-9a-fA-F]{32,}\b|[\w+/=]{60,}\s*$|/[\w./+\-]+\s*$
      |[{}()\[\];,]+\s*$
    )
    """,
    re.VERBOSE,
)
#: How most lines of articles begin, which cannot be a machine's: a word with a capital, a blank and a letter.
_PLAIN_BEGINNING = re.compile(r"\s*+(?!Caused )[A-Z][a-z]{0,29} [a-zA-Z]")
#: The last characters of a line that `_MACHINE_END` matches.
_LAST = frozenset("{};\\=:([>/")
_MACHINE_END = re.compile(r"[{};\\=]\s*$|\)\s*[:{]\s*$|[(\[]\s*$|\s\\$|/>\s*$|\*/\s*$")
_HTML_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,10})\b[^<>]{0,1000}>")
#: Letters, with the marks above, below and beside them that other scripts than Latin write as characters.
_LETTER = (
    "(?:[^\\W\\d_]|[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0dff\u0e31-\u0e4e"
    "\u0f00-\u0fff\u102b-\u103e\u17b4-\u17d3\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20ff\ua8e0-\ua8ff])"
)
_BESIDE = r"[^\w\s{}<>=\\|^~`$_@#*]*+"
#: Possessive: a letter of Devanagari, too, is one by both halves of `_LETTER`; a long word of them would be tried in
#: every combination.
_WORD = re.compile(rf"{_BESIDE}{_LETTER}++(?:['’\-–/.&·]{_LETTER}++)*+{_BESIDE}")
_NUMBER = re.compile(rf"{_BESIDE}[$€£#~+\-–]?\d[\d.,:/–\-]*+(?:st|nd|rd|th|%|[a-z]{{1,3}})?{_BESIDE}|[–—\-&•|/]")
#: What has a number in its name: A320, MH370, H5N1.
_DESIGNATION = re.compile(rf"{_BESIDE}{_LETTER}{{1,10}}-?\d{{1,4}}{_LETTER}{{0,4}}\d?{_BESIDE}")
_SIGNS = re.compile(r"[{}<>=\\|^~`$_@#*]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_END = re.compile(r"[.!?…。！？।؟۔॥።։][\"'“”»’)\]]*(?:\s|$)")
#: Of `_BESIDE`: letters between these are a word, which is nearly always so and quickly seen.
_AROUND = ",.;:!?\"'()“”‘’«»"
#: A line of a sentence has so many words at least, of which this share is plain; of words proper, if others are
#: designations (a list of parts has hardly any).
_LEAST_WORDS, _PLAIN_SHARE, _PROPER_SHARE = 5, 0.8, 0.6


class Measure(NamedTuple):
    """What the lines of a text are; shares of its characters."""

    lines: int
    running: float  #: lines of plain words
    machine: float  #: lines that are written for machines
    sentences: int  #: ends of sentences in lines of plain words


def measure(text: str) -> Measure:
    """Return what the lines of a text are."""
    running = machine = total = lines = sentences = 0
    for line in text[:_MOST_CHARACTERS].splitlines():
        stripped = line.strip()
        if not stripped:
            continue
        lines += 1
        size = len(stripped)
        total += size
        if _is_machine(stripped, line) and not ("<" in stripped and _is_marked_up(stripped)):
            machine += size
        elif _is_running(_HTML_TAG.sub("", stripped) if "<" in stripped else stripped):
            running += size
            sentences += len(_END.findall(stripped))
    total = total or 1
    return Measure(lines, running / total, machine / total, sentences)


def _is_machine(stripped: str, line: str) -> bool:
    if not _PLAIN_BEGINNING.match(line) and _MACHINE.match(line[:400]):
        return True
    return stripped[-1:] in _LAST and _MACHINE_END.search(stripped[-40:]) is not None


def _is_marked_up(line: str) -> bool:
    """Return whether a line is a sentence with tags of HTML about it, as a scraper leaves them, and little else."""
    if any(name.lower() not in ELEMENTS for name in _HTML_TAG.findall(line)):
        return False
    text = _HTML_TAG.sub("", line).strip()
    enough = 2 * len(text) >= len(line) and _END.search(text) is not None
    return enough and not _is_machine(text, text) and _is_running(text)


def is_running_when_joined(text: str) -> bool:
    """Return whether the lines of a text make sentences together, as in a narrow column."""
    joined = " ".join(text[:_MOST_CHARACTERS].split())[:4000]
    return _is_running(joined, 4000) and len(_END.findall(joined)) >= 2


def _is_running(line: str, most: int = 2000) -> bool:
    """Return whether a line holds plain words, as a part of a sentence does."""
    if not line.isascii() and len(_UNSPACED.findall(line)) > 0.4 * len(line):
        return len(line) >= 10
    tokens = line[:most].split()
    if len(tokens) < _LEAST_WORDS:
        return False
    # mostly letters alone are enough, which is quickly counted
    letters = sum(map(str.isalpha, tokens))
    if letters >= 4 and letters >= _PLAIN_SHARE * len(tokens):
        return len(_SIGNS.findall(line)) <= 0.02 * len(line)
    others = [token for token in tokens if not (token.isalpha() or token.strip(_AROUND).isalpha())]
    words = len(tokens) - len(others) + sum(_WORD.fullmatch(token) is not None for token in others)
    plain = words + sum(_NUMBER.fullmatch(token) is not None for token in others)
    if words >= _PROPER_SHARE * len(tokens) and plain < _PLAIN_SHARE * len(tokens):
        plain += sum(_DESIGNATION.fullmatch(token) is not None for token in others)
    return words >= 4 and plain >= _PLAIN_SHARE * len(tokens) and len(_SIGNS.findall(line)) <= 0.02 * len(line)
