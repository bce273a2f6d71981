"""Kinds of files that are written for machines, by their names and by marks in their text."""

from __future__ import annotations

import itertools
import re
import tomllib
from pathlib import Path, PurePosixPath

_TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["kind"]
_SUFFIXES: dict[str, str] = {suffix: kind["name"] for kind in _TABLE for suffix in kind.get("suffixes", "").split()}
_NAMES: dict[str, str] = {name: kind["name"] for kind in _TABLE for name in kind.get("names", "").split()}

#: Beginnings of texts that are certain under any file name: no article begins so.
_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile("|".join(patterns), re.IGNORECASE))
    for kind, patterns in (
        (
            "a key or certificate",
            (
                r"-----BEGIN (?!PGP SIGNED)[A-Z0-9 ]{3,60}-----|---- BEGIN SSH2 |PuTTY-User-Key-File-\d",
                r"ssh-(?:rsa|dss|ed25519) AAAA|ecdsa-sha2-\S+ AAAA|untrusted comment: |Bag Attributes\n",
                r"Certificate:\n\s+Data:",
            ),
        ),
        ("a program", (r"#!\s?/|<\?php\b|<%@|(?://|/\*|#|;;) -\*-|%YAML|@echo off\b",)),
        (
            "data of a software package",
            (
                r"Metadata-Version: \d|Wheel-Version: \d|Format: https?://www\.debian\.org/doc/packaging-manuals",
                r"(?:Package|Source): [a-z0-9][a-z0-9+.\-]+\n[A-Z][\w\-]{2,30}: |prune debian/",
                r"[\w.+\-]+ \([^()\s]+\) [\w\-; ]{2,60}; urgency=|Types: deb\b",
                r"\d{4}-\d\d-\d\d  \S.{2,60}<[^<>\s]+@[^<>\s]+>\n",
            ),
        ),
        (
            "a drawing",
            (
                r"<svg[\s>]|<!DOCTYPE svg|digraph\b[^.]{0,80}\{|strict (?:di)?graph\b[^.]{0,80}\{|@startuml",
                r"0\r?\n\s*SECTION\r?\n|solid \S*\r?\n\s*facet normal|/\* XPM \*/|ply\r?\nformat |%!PS",
                r"P[1-6]\r?\n(?:#.{0,200}\n)?\d+ \d+\s|G(?:21|90|28)\s*(?:;|\n)",
            ),
        ),
        (
            "a dump of a database",
            (
                r"--\s(?:\w+\s){0,4}(?:PostgreSQL|MySQL|MariaDB|SQLite|SQL Server|phpMyAdmin|Oracle|database) "
                r"[^\n]{0,80}(?:dump|backup)",
                r"PRAGMA foreign_keys|BEGIN TRANSACTION;|SET (?:statement_timeout|SQL_MODE|NAMES)\b",
                r"DROP (?:TABLE|DATABASE|SCHEMA|TYPE)\s+(?:IF\s+EXISTS\s+)?[`\"\[]?[\w.$]+[`\"\]]?"
                r"\s*(?:;|,\s*[`\"\[]|CASCADE\b)",
                r"CREATE (?:TABLE|DATABASE|SCHEMA|TYPE)\s+(?:IF\s+NOT\s+EXISTS\s+)?[`\"\[]?[\w$]+[`\"\]]?"
                r"(?:\.[`\"\[]?\w+[`\"\]]?)?\s*(?:\(|;|AS\b)",
                r"INSERT INTO \S+ ",
            ),
        ),
        (
            "a manual page",
            (
                r"(?:\.\\\"|'\\\")|\.(?:TH|Dd|so) \S|usage: [\w./\-]+ (?:[\[<]|-\w)|\*[\w.\-]+\.txt\*\s",
                r"(?-i:[A-Z][\w.:\-]*)\(\d\w?\)[ \t]{2,}\S.{0,80}[ \t]{2,}\S+\(\d\w?\)\s*\n",
            ),
        ),
        ("notes on a software package", (r"[A-Z][\w.+\- ]{1,40} v?\d+(?:\.\d+){1,3} Release Notes\b",)),
        ("a text marked up for AsciiDoc", (r"=\s[^\n]{1,120}\n(?:[^\n]{1,120}\n){0,3}:[a-z\-]{2,20}:(?:\s|$)",)),
        (
            "a document of TeX; export it as a PDF",
            (r"(?:%[^\n]{0,200}\n|\s){0,40}\\(?:documentclass|documentstyle)\b",),
        ),
        (
            "subtitles or lyrics",
            (
                r"WEBVTT\b|\[Script Info\]|\d{1,4}\s*\n\d\d:\d\d:\d\d[,.]\d{3}\s*-->",
                r"(?:\[[a-z]{2}:[^\]\n]{0,80}\]\s*\n){0,12}\[\d\d:\d\d\.\d\d\]",
            ),
        ),
        ("a list of bookmarks", (r"<!DOCTYPE NETSCAPE-Bookmark-file",)),
        ("a torrent", (r"d\d{1,3}:(?:announce|info|created by|creation date|comment)",)),
        ("a table of translations", (r"(?:#[^\n]{0,200}\n){0,60}msgid \"",)),
        (
            "a list of references",
            (
                r"PMID- \d|TY  - [A-Z]{2,8}\r?\n(?:[A-Z][A-Z0-9]  - |\r?\n)|"
                r"@[A-Za-z]{4,16}\{[^\s,]{1,80},\s|%0 [A-Z][^\n]{2,40}\n%[A-Z] ",
            ),
        ),
        ("a patch", (r"diff --git |Index: \S+\n=====|--- \S+[^\n]{0,80}\n\+\+\+ \S|From [0-9a-f]{40} ",)),
        ("a calendar or an address book", (r"BEGIN:V(?:CALENDAR|CARD)\b",)),
        ("encoded data", (r"begin(?:-base64)? [0-7]{3,4} \S+\n|:[0-9A-F]{10,}\r?\n:",)),
        (
            "a licence",
            (
                r"(?:[^\n]{0,200}\n){0,12}?\s*(?:gnu (?:lesser |affero |library )?general public licen[cs]e|"
                r"apache license|mozilla public license|boost software license|eclipse public license|"
                r"creative commons legal code|artistic license)\s*(?:\n|v\d|-)",
            ),
        ),
    )
)
#: The words of licences, anywhere near the beginning.
_LICENCE = re.compile(
    r"permission\s+is\s+hereby\s+granted,\s+free\s+of\s+charge|redistribution\s+and\s+use\s+in\s+source\s+and\s+binary\s+forms|"
    r"permission\s+to\s+use,\s+copy,\s+modify,?\s+(?:and(?:/or)?\s+)?distribute|under\s+the\s+terms\s+of\s+the\s+gnu\s+"
    r"(?:lesser\s+|library\s+|affero\s+)?general\s+public\s+licen|licensed\s+under\s+the\s+apache\s+license,\s+version|"
    r"the\s+software\s+is\s+provided\s+[\"“']as\s+is|is\s+hereby\s+granted\s+without\s+fee|everyone\s+is\s+permitted\s+to\s+copy\s+and\s+distribute\s+verbatim|"
    r"without\s+any\s+warranty;\s+without\s+even\s+the\s+implied|this\s+software\s+is\s+provided\s+by\s+",
    re.IGNORECASE,
)
_RIGHTS = re.compile(r"\blicen[cs]e|\bcopyright|©|\(c\)", re.IGNORECASE)
#: Names that every package of software has.
_LICENCE_NAME = re.compile(
    r"(?:(?:UN)?LICEN[CS]ES?|COPYING|NOTICE|COPYRIGHT)(?![a-z])(?:[._\-].*)?|"
    r"(?i:(?:un)?licen[cs]es?|copying|copyright|notice|eula|third[_-]?party[_-]?(?:notices|licen[cs]es))(?:\.(?:txt|md|rst))?"
)
_NOTES_NAME = re.compile(
    r"(?:README|INSTALL|AUTHORS|CHANGES|CHANGELOG|ChangeLog|HACKING|BUGS|CONTRIBUTING|CONTRIBUTORS|MAINTAINERS|"
    r"CREDITS|THANKS|ACKNOWLEDGE?MENTS?|RELEASE[_-]NOTES|CODE_OF_CONDUCT|UPGRADING)"
    r"(?:[._\-](?:txt|md|rst|adoc|html?|[A-Z]\w*|source|gz))*|(?i:readme)(?:[._-].*)?|(?i:changelog)(?:\..*)?|py\.typed"
)
#: Names that a newsroom may give as well: there the text tells, which speaks of versions or of reporting faults.
_NEWS_NAME = re.compile(r"(?:NEWS|TODO|SECURITY)(?:[._\-](?:txt|md|rst|adoc|html?|[A-Z]\w*|source|gz))*")
_OF_VERSIONS = re.compile(
    r"\b[vV]?\d+\.\d+(?:\.\d+|[a-z]\d?\b|\.x\b)|\b(?:version|release) \d|\bvulnerabilit|\bpull request|\bbug ?fix|"
    r"^\s*[*-] \[[ x]\]",
    re.I | re.M,
)
#: Roles, directives and targets of reStructuredText.
_MARKED_UP = re.compile(
    r"(?<![\w:]):[a-z][a-z:_+\-]{1,30}:`[^`\n]{1,200}`|^\.\. (?:[a-z][a-z\-]{2,30}::|_[\w \-]{1,60}:)", re.M
)
#: What programs write into pages that they make of a program's source.
_MADE_OF_SOURCE = re.compile(
    r"<meta\s[^<>]{0,60}?content\s*=\s*[\"']?(?:doxygen|javadoc|gtk-doc|makeinfo|texi2html|epydoc|yard|dokka|pdoc|rustdoc|jsdoc|typedoc)\b|"
    r"<!-- (?:Generated by (?:javadoc|doxygen|epydoc|gtk-doc)|Created by GNU Texinfo)",
    re.I,
)
#: Fields of data that programs describe themselves by.
_DESCRIBES_PROGRAM = re.compile(
    r"\s*\{(?=.{0,4000}?\"(?:manifest_version|bomFormat|spdxVersion|lockfileVersion|nbformat|openapi|swagger)\"\s*:\s*[\"\d])",
    re.S,
)
_DATA_NAME = re.compile(r"(?i:(?:package|package-lock|composer|bower|[tj]sconfig|lerna|angular|deno)\.json|pom\.xml)")


def kind_by_name(name: str) -> str | None:
    """Return the kind that the name of a file speaks of."""
    lower = PurePosixPath(name.lower()).name
    return _NAMES.get(lower) or _SUFFIXES.get(PurePosixPath(lower).suffix.removeprefix("."))


def kind_by_marks(text: str) -> str | None:
    """Return the kind that a text is by its beginning, where that is sure."""
    if (kind := next((kind for kind, mark in _MARKS if mark.match(text)), None)) is not None:
        return kind
    if text.startswith("<"):
        return "documentation of a program" if _MADE_OF_SOURCE.search(text[:4000]) else None
    if text.startswith("{"):
        return "data of a software package" if _DESCRIBES_PROGRAM.match(text) else None
    marked = itertools.islice(_MARKED_UP.finditer(text[:20_000]), 2)
    return "a text marked up for Sphinx" if len(list(marked)) == 2 else None


def kind_by_package(name: str, text: str) -> str | None:
    """Return the kind of a file that packages of software have, by a name that nothing else has."""
    base = PurePosixPath(name).name
    if _DATA_NAME.fullmatch(base):
        return "data of a software package"
    if base.endswith(".rst") and ("``" in text or _MARKED_UP.search(text)):
        return "a text marked up for Sphinx"
    if _NEWS_NAME.fullmatch(base) and _OF_VERSIONS.search(text[:20_000]):
        return "notes on a software package"
    return "notes on a software package" if _NOTES_NAME.fullmatch(base) else None


def is_licence(name: str, text: str) -> bool:
    """Return whether a text grants rights to software: by two of the usual phrases, or by one and its name."""
    phrases = {phrase[:12].lower() for phrase in _LICENCE.findall(text[:20_000])}
    if len(phrases) >= 2:
        return True
    return is_licence_by_name(name) and (bool(phrases) or len(_RIGHTS.findall(text[:20_000])) >= 2)


def is_licence_by_name(name: str) -> bool:
    """Return whether packages of software call their licence so."""
    return _LICENCE_NAME.fullmatch(PurePosixPath(name).name) is not None
