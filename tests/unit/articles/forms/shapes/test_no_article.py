"""What is written for machines is refused by name; what is written for readers is not, whatever its name."""

from __future__ import annotations

import io
import json
import random
import sysconfig
import zipfile
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from articles.article import Article, Rejection
from articles.fates import Reason

WORDS = "pier crane boats harbour board ferry winter tide lamp rope anchor quay bell sand mill tower".split()  # noqa: SIM905


def words(chance: random.Random, number: int) -> str:
    return " ".join(chance.choices(WORDS, k=number))


def key(chance: random.Random) -> str:
    kind = chance.choice(
        ["CERTIFICATE", "RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "PGP PUBLIC KEY BLOCK", "EC PRIVATE KEY"]
    )
    lines = "\n".join(b64encode(chance.randbytes(48)).decode() for _ in range(20))
    return f"-----BEGIN {kind}-----\n{lines}\n-----END {kind}-----\n"


def properties(chance: random.Random) -> str:
    return "# The words of the pages, sorted by their keys.\n" + "\n".join(
        f"{chance.choice(WORDS)}.{n}=The {words(chance, 6)} could not be found" for n in range(40)
    )


def ini(chance: random.Random) -> str:
    return "\n".join(
        f"[{chance.choice(WORDS)}]\n; How many {words(chance, 8)} there may be, and where they are.\nlimit = {n}\n"
        for n in range(12)
    )


def yaml(chance: random.Random) -> str:
    return "\n".join(
        f"{chance.choice(WORDS)}{n}:\n  # {words(chance, 9)}\n  - name: {chance.choice(WORDS)}\n    value: {n}\n"
        for n in range(12)
    )


def server_log(chance: random.Random) -> str:
    return "\n".join(
        f'192.0.2.{n} - - [04/Mar/2025:08:30:{n:02} +0000] "GET /{chance.choice(WORDS)} HTTP/1.1" 200 {n} "-" "Moz"'
        for n in range(40)
    )


def system_log(chance: random.Random) -> str:
    return "\n".join(f"Mar  4 08:30:{n:02} host sshd[{n}]: The {words(chance, 8)}." for n in range(40))


def traces(chance: random.Random) -> str:
    """Traces of calls, of Python and of Java."""
    pieces = []
    for _ in range(chance.randrange(4, 12)):
        number = chance.randrange(1, 900)
        pieces.append(
            f'Traceback (most recent call last):\n  File "/srv/desk/main.py", line {number}, in <module>\n    main()\n'
            f"ValueError: the pier of berth {number} is not in the table of piers\n"
            if chance.random() < 0.5
            else f"java.lang.IllegalStateException: no berth {number} is free today\n"
            f"\tat test.example.Desk.main(Desk.java:{number})\n\tat test.example.Desk.run(Desk.java:12)\n"
        )
    return "".join(pieces)


def program_log(chance: random.Random) -> str:
    return "\n".join(f"2025-03-04 08:30:{n:02},123 INFO {words(chance, 2)}: The {words(chance, 8)}." for n in range(40))


def python(chance: random.Random) -> str:
    return (
        f'"""Fetches the {words(chance, 9)}.\n\nIt is read once a day, and what is new is printed.\n"""\n'
        + "\n".join(
            f'def {chance.choice(WORDS)}_{n}(name):\n    """The {words(chance, 8)} of a name, sorted by date."""\n'
            f"    for item in names[name]:\n        yield item.{chance.choice(WORDS)}\n"
            for n in range(8)
        )
    )


def script(chance: random.Random) -> str:
    return "#!/bin/sh\n" + "\n".join(
        f'# Copies the {words(chance, 8)} to where they are wanted.\nif [ -f "$1" ]; then\n  cp "$1" {n}\nfi'
        for n in range(8)
    )


def javascript(chance: random.Random) -> str:
    return "/* The pages of the port.\n * Nothing here is old. */\n" + "\n".join(
        f"function {chance.choice(WORDS)}{n}(a) {{\n  // the {words(chance, 7)}\n  return a.{chance.choice(WORDS)};\n}}"
        for n in range(10)
    )


def header(chance: random.Random) -> str:
    return "#include <stdio.h>\n" + "\n".join(
        f"/* Returns the {words(chance, 7)}. */\nint {chance.choice(WORDS)}{n}(const char *name, int size);"
        for n in range(20)
    )


def dump(chance: random.Random) -> str:
    return (
        "-- PostgreSQL database dump\n\nSET client_encoding = 'UTF8';\nCREATE TABLE piers (id integer, text text);\n"
        + "\n".join(
            f"INSERT INTO piers VALUES ({n}, 'The {words(chance, 9)} was opened on Tuesday.');" for n in range(20)
        )
    )


def style(chance: random.Random) -> str:
    return "\n".join(f".{chance.choice(WORDS)}-{n} {{\n  color: #ffffff;\n  margin: {n}px;\n}}" for n in range(20))


def drawing(chance: random.Random) -> str:
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(
        f'<text x="{n}" y="2">The {words(chance, 12)}.</text><path d="M0 0L{n} 1"/>' for n in range(10)
    ) + "</svg>"  # fmt: skip


def graph(chance: random.Random) -> str:
    return (
        "digraph port {\n"
        + "\n".join(f'  {chance.choice(WORDS)} -> n{n} [label="{words(chance, 3)}"];' for n in range(20))
        + "\n}\n"
    )


def translations(chance: random.Random) -> str:
    return 'msgid ""\nmsgstr ""\n\n' + "\n".join(
        f'#: port.c:{n}\nmsgid "The {words(chance, 6)} is open."\nmsgstr "Der {words(chance, 6)} ist offen."\n'
        for n in range(15)
    )


def metadata(chance: random.Random) -> str:
    return f"Metadata-Version: 2.1\nName: pier\nVersion: 1.0\nSummary: {words(chance, 8)}\n\n" + "".join(
        f"The {words(chance, 12)} is read by this package. It does so every day.\n\n" for _ in range(5)
    )


def sums(chance: random.Random) -> str:
    return "\n".join(f"{chance.randbytes(16).hex()}  usr/share/{chance.choice(WORDS)}/{n}.txt" for n in range(30))


def licence(chance: random.Random) -> str:
    return (
        f"Copyright (c) 2025 {words(chance, 2)}\n\nPermission is hereby granted, free of charge, to any "
        "person obtaining a "
        "copy of this software, to deal in it without restriction.\n\n"
        'THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY '
        "KIND, EXPRESS OR IMPLIED, INCLUDING THE WARRANTIES OF MERCHANTABILITY.\n"
    )


def manual(chance: random.Random) -> str:
    return (
        f".TH PIER 1\n.SH NAME\npier \\- {words(chance, 5)}\n.SH DESCRIPTION\n"
        + f"The {words(chance, 20)} is read.\n" * 6
    )


def patch(chance: random.Random) -> str:
    return "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n" + "\n".join(
        f"-the {words(chance, 7)}\n+the {words(chance, 7)}" for _ in range(10)
    )


def subtitles(chance: random.Random) -> str:
    """Subtitles of films in three notations, and the words of a song."""
    lines = [f"The {words(chance, 6)} is open." for _ in range(30)]
    return chance.choice(
        [
            "".join(f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{line}\n\n" for n, line in enumerate(lines)),
            "WEBVTT\n\n" + "".join(f"00:{n:02}.000 --> 00:{n:02}.900\n{line}\n\n" for n, line in enumerate(lines)),
            "[Script Info]\nTitle: x\n\n[Events]\n"
            + "\n".join(f"Dialogue: 0,0:0:{n}.0,D,,{x}" for n, x in enumerate(lines)),
            "[ar:Nora Feld]\n" + "\n".join(f"[00:{n:02}.00]{line}" for n, line in enumerate(lines)),
        ]
    )


def tex(chance: random.Random) -> str:
    return (
        "% The tides.\n\\documentclass{article}\n\\begin{document}\n\\section{Tides}\n"
        + f"The {words(chance, 20)} is open. It is so every day.\n" * 8
        + "\\end{document}\n"
    )


def references(chance: random.Random) -> str:
    return "".join(
        f"PMID- {n}\nTI  - The {words(chance, 6)}\nAB  - The {words(chance, 20)} is open.\n\n" for n in range(8)
    )


def documentation(chance: random.Random) -> str:
    """What programs are explained in: Sphinx, AsciiDoc, help of an editor, a formatted manual, notes on a version."""
    text = f"The {words(chance, 20)} is read by this program. It does so every day.\n" * 6
    return chance.choice(
        [
            f".. _pier:\n\nPier\n====\n\n.. versionadded:: 3.2\n\n{text}\nSee :command:`pier`.\n",
            f"= Pier\n:toc:\n:icons: font\n\n{text}",
            f"*pier.txt*  For Vim version 9.0.\n\n{text}",
            f"PIER(1)              User Commands              PIER(1)\n\nNAME\n       pier - a pier\n\n{text}",
            f"Pier 2.22 Release Notes\n=======================\n\n{text}",
            f"Usage: pier [OPTION]... FILE...\n\n{text}",
        ]
    )


def made_of_source(chance: random.Random) -> str:
    program = chance.choice(["Doxygen 1.9.4", "javadoc/ClassWriter", "GTK-Doc V1.33", "makeinfo"])
    text = f"<p>The {words(chance, 20)} is read by this class. It does so every day.</p>" * 6
    return (
        f'<html><head><meta name="generator" content="{program}"><title>Pier</title></head><body>{text}</body></html>'
    )


def program_data(chance: random.Random) -> str:
    """JSON by which programs describe themselves."""
    about = f"The {words(chance, 20)} is read by this program. It does so every day."
    mark = chance.choice(['"openapi": "3.0.0"', '"bomFormat": "CycloneDX"', '"manifest_version": 3', '"nbformat": 4'])
    return f'{{"title": "Pier", {mark}, "description": "{about}", "text": "{about}"}}'


def server_trace(chance: random.Random) -> str:
    return "\n".join(
        f"04-Mar-2025 08:30:{n:02}.1 INFO [main] a.b.Pier.start The {words(chance, 8)}." for n in range(40)
    )


#: kind → (maker, names under which such files come)
MADE: dict[str, tuple[Callable[[random.Random], str], tuple[str, ...]]] = {
    "key": (key, ("server.pem", "id_rsa", "key.txt")),
    "properties": (properties, ("messages.properties", "messages.txt")),
    "ini": (ini, ("port.ini", "port.conf", "port.txt")),
    "yaml": (yaml, ("port.yaml", "port.yml")),
    "server log": (server_log, ("access.log", "access.log.1", "access.txt")),
    "system log": (system_log, ("syslog", "messages.log", "log.txt")),
    "traces": (traces, ("trace.txt", "crash", "report.txt")),
    "program log": (program_log, ("port.log", "port.out", "log.txt")),
    "python": (python, ("harvest.py", "harvest.txt")),
    "script": (script, ("copy.sh", "copy", "copy.txt")),
    "javascript": (javascript, ("port.js", "port.mjs", "port.txt")),
    "header": (header, ("port.h", "port.c", "port.txt")),
    "dump": (dump, ("port.sql", "dump.txt")),
    "style": (style, ("port.css", "port.scss", "css.txt")),
    "drawing": (drawing, ("port.svg", "port.txt")),
    "graph": (graph, ("port.dot", "graph.txt")),
    "translations": (translations, ("de.po", "port.pot", "po.txt")),
    "metadata": (metadata, ("METADATA", "PKG-INFO", "about.txt")),
    "sums": (sums, ("port.md5sums", "sums.txt")),
    "licence": (licence, ("LICENSE", "LICENSE.txt", "copyright", "about.txt")),
    "manual": (manual, ("pier.1", "pier.txt")),
    "subtitles": (subtitles, ("film.srt", "film.vtt", "film.txt")),
    "tex": (tex, ("tides.tex", "tides.txt")),
    "references": (references, ("pier.nbib", "pier.txt")),
    "documentation": (documentation, ("pier.rst", "pier.txt")),
    "made of source": (made_of_source, ("Pier.html",)),
    "program data": (program_data, ("pier.json", "manifest.json")),
    "server trace": (server_trace, ("catalina.out", "log.txt")),
    "patch": (patch, ("port.patch", "port.diff", "patch.txt")),
}
CASES = [(kind, name, number) for kind, (_, names) in MADE.items() for name in names for number in range(3)]


@pytest.mark.parametrize(("kind", "name", "number"), CASES)
def test_text_for_machines_is_refused_by_name(kind: str, name: str, number: int, outcome: Any) -> None:
    text = MADE[kind][0](random.Random(number))

    found = outcome(name, text.encode())

    assert [type(item) for item in found] == [Rejection]
    assert found[0].reason is Reason.UNSUPPORTED_FORMAT
    assert found[0].detail.startswith("It is ")


@pytest.mark.parametrize("number", range(20))
@pytest.mark.parametrize(
    "name",
    [
        "story.txt",
        "story",
        "story.log",
        "story.conf",
        "story.001",
        "story.asc",
        "20250304-0830",
        "NEWS.TXT",
        "NEWS",
        "SECURITY.txt",
        "release.rst",
    ],
)
def test_an_article_is_read_whatever_its_name(number: int, name: str, story: Any, outcome: Any) -> None:
    made = story(number)

    found = outcome(name, "\n\n".join([made.title, *made.paragraphs]).encode())

    assert isinstance(found[0], Article)
    assert all(paragraph in found[0].body for paragraph in made.paragraphs)


@pytest.mark.parametrize(
    "text",
    [
        "<Kelmsay Ferries Ltd> said on Tuesday that it would lengthen its northern pier by eighty metres, so "
        "that the new "
        "boats can land at low water. Work begins in September.",
        "Drop table talks, says union; the pier is off\n\nThe ferry board agreed on Tuesday to lengthen its northern "
        "pier by eighty metres, so that the new boats can land at low water.",
        "Usage: why words for ferries change\n\nThe ferry board agreed on Tuesday to lengthen its northern pier by "
        "eighty metres, so that the new boats can land at low water.",
        "MIT wins licence fight\n\nThe university may use the old crane for its course on ropes and tides, a "
        "court in Tarnby "
        "said on Tuesday. The port had asked for money.",
        "Source: Kelmsay Mercury\n\nThe ferry board agreed on Tuesday to lengthen its northern pier by eighty "
        "metres, so that "
        "the new boats can land at low water.",
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nThe ferry board agreed on Tuesday to lengthen "
        "its northern pier by "
        "eighty metres, so that the new boats can land at low water.\n",
        "Results\n\nTarnby 3, Kelmsay 1\nOxholt 2, Lindhaven 2\n\nTarnby won the cup of the island on Sunday "
        "after a goal in the "
        "last minute, and its keeper said that he had seen nothing of it.",
        "घाट बोर्ड ने मंगलवार को उत्तरी घाट को अस्सी मीटर लंबा करने का फैसला किया ताकि नई नावें कम पानी में "
        "भी आ सकें। काम सितंबर में शुरू "
        "होगा और ग्यारह महीने चलेगा, अध्यक्ष ने पत्रकारों से कहा। द्वीप के लोग इस फैसले से खुश हैं।",
    ],
)
def test_what_looks_a_little_like_a_machines_text_is_read(text: str, outcome: Any) -> None:
    assert isinstance(outcome("story.txt", text.encode())[0], Article)


def test_a_narrow_column_is_running_text(story: Any, outcome: Any) -> None:
    text = " ".join(" ".join(story(number).paragraphs) for number in range(3)).split()
    lines = "\n".join(" ".join(text[start : start + 3]) for start in range(0, len(text), 3))

    assert isinstance(outcome("column.txt", lines.encode())[0], Article)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("root.crt", "This is a dummy certificate for the harbour. {}"),
        ("stop.mod", "# DO NOT EDIT THIS FILE - See: https://a.test/\n\n[description]\n{}"),
        ("data.txt", "# This file was generated by pier. {}"),
    ],
)
def test_comments_do_not_make_an_article_of_a_file(name: str, text: str, story: Any, outcome: Any) -> None:
    (found,) = outcome(name, text.format("\n\n".join(story(1).paragraphs)).encode())

    assert isinstance(found, Rejection)
    assert found.reason is Reason.UNSUPPORTED_FORMAT


def packed(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def web_archive(title: str, paragraphs: tuple[str, ...]) -> bytes:
    page = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>" + "".join(
        f"<p>{text}</p>" for text in paragraphs
    )
    body = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}</article></body></html>".encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.test/pier\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"WARC-Date: 2025-03-04T08:30:00Z\r\nContent-Type: application/http\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


@pytest.mark.parametrize("name", ["crawl.wacz", "crawl.zip"])
def test_a_wacz_is_the_pages_of_its_web_archive(name: str, story: Any, outcome: Any) -> None:
    made = story(3)
    index = (
        f'test,news)/pier 20250304083000 {{"url": "https://news.test/pier", "title": "{" ".join(made.paragraphs)}"}}\n'
    )
    members = {
        "datapackage.json": json.dumps(
            {"profile": "data-package", "title": "x", "description": made.paragraphs[0]}
        ).encode(),
        "indexes/index.cdx": index.encode(),
        "pages/pages.jsonl": json.dumps({"id": "1", "text": " ".join(made.paragraphs)}).encode(),
        "archive/data.warc": web_archive(made.title, made.paragraphs),
    }

    found = outcome(name, packed(members))

    assert [item.title for item in found] == [made.title]


CONTAINERS = {
    "slides.xps": {"FixedDocSeq.fdseq": b"<x/>", "Documents/1/Pages/1.fpage": b"TEXT"},
    "document.zip": {"FixedDocumentSequence.fdseq": b"<x/>", "Documents/1/FixedDocument.fdoc": b"TEXT"},
    "letter.pages": {"Index/Document.iwa": b"x", "Data/note.txt": b"TEXT"},
    "letter (2).zip": {"Index/Document.iwa": b"x", "notes.txt": b"TEXT"},
    "talk.key": {"index.apxl": b"<x/>", "notes.txt": b"TEXT"},
    "budget.numbers": {"Index.zip": b"x", "notes.txt": b"TEXT"},
    "program.jar": {"META-INF/MANIFEST.MF": b"x", "about.html": b"<p>TEXT</p>"},
    "program.whl": {"pier/__init__.py": b"", "pier-1.dist-info/WHEEL": b"x", "pier-1.dist-info/notes.txt": b"TEXT"},
    "program.apk": {"AndroidManifest.xml": b"x", "assets/help.txt": b"TEXT"},
    "map.kmz": {"doc.kml": b"<kml/>", "readme.txt": b"TEXT"},
    "pier.sketch": {"document.json": b"{}", "pages/1.json": b'{"text": "TEXT"}'},
    "layout.idml": {"designmap.xml": b"<x/>", "Stories/1.txt": b"TEXT"},
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_container_is_refused_as_a_whole(name: str, story: Any, outcome: Any) -> None:
    text = "\n\n".join(story(4).paragraphs).encode()

    found = outcome(name, packed({member: data.replace(b"TEXT", text) for member, data in CONTAINERS[name].items()}))

    assert [type(item) for item in found] == [Rejection]
    assert found[0].reason is Reason.UNSUPPORTED_FORMAT


def test_the_library_of_python_is_not_indexed(outcome: Any) -> None:
    files = sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py"))[:150]

    indexed = [path.name for path in files if isinstance(outcome(path.name, path.read_bytes())[0], Article)]

    assert len(files) > 100
    assert len(indexed) <= len(files) // 100, indexed


def test_designations_are_words_among_words(outcome: Any) -> None:
    """Aircraft, viruses and flights have numbers in their names; a list of parts has hardly any other word."""
    told = "The A320neo that flew as MH370 and the B737 that flew as KL1433 stood at P4, said T2. "
    parts = "Parts A320 and B737 of K12, L13, M14, N15, P16, Q17, R18, S19 in stock. "
    (article,) = outcome("a.txt", f"Planes were held in Torsvik\n\n{told * 6}\n".encode())
    (refused,) = outcome("a.txt", f"Parts of the planes in stock\n\n{parts * 6}\n".encode())

    assert isinstance(article, Article)
    assert isinstance(refused, Rejection)
