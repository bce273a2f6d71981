# ruff: noqa: E501
"""Reading and cleaning ask nothing of the network, whatever a file says should be fetched."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from articles import forms
from articles.article import Given, Record
from articles.cleaning import clean
from articles.forms import Limits

SAMPLES = Path(__file__).parents[3] / "samples"

#: Documents of the forms that can name others, each with addresses of things that a reader might want to fetch.
DOCUMENTS = {
    "page.html": """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "{url}/dtd">
<html><head><base href="{url}/"><link rel="stylesheet" href="{url}/css"><link rel="canonical" href="{url}/canonical">
<link rel="amphtml" href="{url}/amp"><meta http-equiv="refresh" content="0; url={url}/refresh">
<script src="{url}/js"></script><title>The title</title></head><body><iframe src="{url}/frame"></iframe>
<article><h1>The title</h1><p>{text}</p><img src="{url}/img" srcset="{url}/img2 2x"><object data="{url}/object"></object>
<p>{text}</p></article></body></html>""",
    "feed.rss": """<?xml version="1.0"?><!DOCTYPE rss SYSTEM "{url}/dtd"><?xml-stylesheet href="{url}/xsl" type="text/xsl"?>
<rss version="2.0"><channel><title>Feed</title><link>{url}/</link><item><title>One</title><link>{url}/one</link>
<description>{text}</description><enclosure url="{url}/sound" type="audio/mpeg" length="1"/></item></channel></rss>""",
    "doc.xml": """<?xml version="1.0"?><!DOCTYPE doc [<!ENTITY ext SYSTEM "{url}/entity"><!ENTITY % p SYSTEM "{url}/param"> %p;]>
<doc xmlns:xi="http://www.w3.org/2001/XInclude" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
xsi:schemaLocation="{url} {url}/schema"><xi:include href="{url}/include"/><p>{text} &ext;</p></doc>""",
    "story.nitf": """<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "{url}/nitf.dtd"><nitf><head><title>One</title></head><body>
<body.head><hedline><hl1>One</hl1></hedline></body.head><body.content><p>{text}</p>
<media media-type="image"><media-reference source="{url}/media"/></media></body.content></body></nitf>""",
    "items.newsml": """<?xml version="1.0"?><newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://iptc.org/std/nar/2006-10-01/ {url}/xsd"
guid="urn:x" version="1"><catalogRef href="{url}/catalog"/><contentMeta><headline>One</headline></contentMeta>
<contentSet><remoteContent href="{url}/remote"/><inlineXML contenttype="application/xhtml+xml">
<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{text}</p></body></html></inlineXML></contentSet></newsItem>""",
    "mail.eml": """From: a@b.example\nSubject: One\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n
--x\nContent-Type: text/html\n\n<html><body><p>{text}</p><img src="{url}/pixel"></body></html>
--x\nContent-Type: message/external-body; access-type=URL; URL="{url}/external"\n\nContent-Type: text/plain\n\n--x--\n""",
    "article.json": """{{"url": "{url}/article", "$schema": "{url}/schema", "title": "One", "body": "{text}"}}""",
    "notes.md": """# One\n\n{text}\n\n![a picture]({url}/picture)\n\n[a link]({url}/link)\n""",
}
TEXT = (
    "The harbour master sold an old ferry for the price of a new rope, and the council gave four reasons for it. " * 3
)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Python's sockets are closed; what was asked of them."""
    asked: list[Any] = []

    def refuse(*arguments: Any, **_: Any) -> Any:
        asked.append(arguments)
        raise OSError("no network here")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)
    return asked


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A web server, for what does not go through Python's sockets (libxml2); its address and what was asked of it."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}", asked
        http.shutdown()
        thread.join()


def read_and_clean(path: Path) -> int:
    """How many records a file has; all of them cleaned."""
    number = 0
    for item in forms.read(path, name=path.name, given=Given(), limits=Limits()):
        number += 1
        if isinstance(item, Record):
            clean(item, arrival="x:0", claimed_at=0, today=datetime(2026, 1, 1, tzinfo=UTC))
    return number


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_what_a_document_wants_fetched(
    name: str, tmp_path: Path, server: tuple[str, list[str]], no_network: list[Any]
) -> None:
    """Neither the document types, entities and schemas of XML nor the pictures, scripts and frames of pages are."""
    url, asked = server
    path = tmp_path / name
    path.write_text(DOCUMENTS[name].format(url=url, text=TEXT))

    assert 1 <= read_and_clean(path)
    assert ([], []) == (asked, no_network)


def test_the_samples(no_network: list[Any]) -> None:
    """All of our samples are read and cleaned with the network closed."""
    files = [path for path in sorted(SAMPLES.rglob("*")) if path.is_file() and path.suffix != ".py"]
    assert 20 <= len(files)
    assert 20 <= sum(read_and_clean(path) for path in files)
    assert [] == no_network
