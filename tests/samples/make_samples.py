"""Makes the samples beside it: every form, sound and broken.

    python tests/samples/make_samples.py [--libreoffice]

Texts are our own inventions. The .docx and .pdf come from LibreOffice Writer and
are made anew only with ``--libreoffice``; NITF, NewsML-G2 and ninjs follow the
structure of IPTC's published examples.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import mailbox
import plistlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import textwrap
import zipfile
from email.message import EmailMessage
from pathlib import Path
from xml.sax.saxutils import escape

import zstandard
from compound_file import compound_file
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

HERE = Path(__file__).parent
BROKEN = HERE / "broken"

FERRY = {
    "title": "Harbour town votes to bring back its night ferry",
    "url": "https://www.example-courier.test/2026/03/14/night-ferry",
    "author": "Jane Doe",
    "published": "2026-03-14T08:30:00+01:00",
    "section": "Local",
    "paragraphs": [
        "LINDHAVEN (CNS) — The town council of Lindhaven voted on Friday to bring back the night ferry that was "
        "cancelled nine years ago, after shift workers from the island complained that they slept in their cars.",
        "The first boat is to leave at half past one in the morning from the old fish quay, Mayor Ingrid Solberg told "
        "reporters after the vote. It will carry forty passengers and no vehicles.",
        "“We have waited long enough for this,” said Tomas Berg, who works at the cold store. “My daughter learned to "
        "ride a bicycle while I was waiting for the morning boat.”",
        "The council expects costs of about 410,000 crowns a year, half of which the county will pay. The service "
        "starts on the first of June and will be reviewed after two winters.",
    ],
}
OBSERVATORY = {
    "title": "Old observatory opens its dome to school classes",
    "url": "https://www.example-courier.test/2026/03/15/observatory",
    "author": "Ravi Iyer",
    "published": "2026-03-15T17:05:00+01:00",
    "section": "Science",
    "paragraphs": [
        "The observatory above Kesterby, closed since its last astronomer retired, will open its dome to school "
        "classes from April, the county said on Sunday.",
        "Volunteers have cleaned the mirrors and replaced the motor that turns the roof. “It still squeaks, but it "
        "turns,” said Marit Lunde, who leads the group.",
        "Every class may stay for one night. Nineteen schools have asked for a date so far, among them three from the "
        "neighbouring county, whose own telescope was sold in 2011.",
    ],
}
MILCH = {
    "title": "Molkerei in Talbach stellt auf Glasflaschen um",
    "url": "https://www.example-bote.test/wirtschaft/talbach-glasflaschen-20260316.html",
    "author": "Jörg Müßig",
    "published": "2026-03-16T06:00:00+01:00",
    "section": "Wirtschaft",
    "paragraphs": [
        "TALBACH (cns) – Die Molkerei in Talbach füllt ihre Milch vom Herbst an wieder in Glasflaschen ab. Das teilte "
        "Geschäftsführerin Änne Großkopf am Montag vor rund sechzig Beschäftigten mit.",
        "Für die Umstellung wird eine gebrauchte Anlage aus Österreich überholt, die täglich achttausend Flaschen "
        "schafft. Die Kühlhäuser müssen dafür nicht erweitert werden, sagte die Geschäftsführerin.",
        "„Die Leute fragen uns seit Jahren danach“, sagte sie. Der Preis solle sich um höchstens sieben Cent erhöhen.",
    ],
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Office files begin with it
STORIES = [FERRY, OBSERVATORY, MILCH]


def body(story: dict) -> str:
    return "\n\n".join(story["paragraphs"])


def plain(story: dict) -> str:
    return f"{story['title']}\n\nBy {story['author']}\n\n{body(story)}\n"


def fields(story: dict) -> dict:
    return {
        "title": story["title"],
        "url": story["url"],
        "author": story["author"],
        "date": story["published"],
        "section": story["section"],
        "text": body(story),
    }


def html(story: dict, *, language: str = "en") -> str:
    linked = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story["title"],
        "datePublished": story["published"],
        "author": [{"@type": "Person", "name": story["author"]}],
        "publisher": {"@type": "Organization", "name": "The Example Courier"},
        "articleSection": story["section"],
        "mainEntityOfPage": story["url"],
    }
    paragraphs = "\n".join(f"      <p>{escape(text)}</p>" for text in story["paragraphs"])
    return f"""<!DOCTYPE html>
<html lang="{language}">
<head>
  <meta charset="utf-8">
  <title>{escape(story["title"])} | The Example Courier</title>
  <link rel="canonical" href="{story["url"]}">
  <meta property="og:title" content="{escape(story["title"])}">
  <meta property="og:site_name" content="The Example Courier">
  <meta property="article:published_time" content="{story["published"]}">
  <script type="application/ld+json">{json.dumps(linked, ensure_ascii=False)}</script>
</head>
<body>
  <nav><a href="/">Home</a> <a href="/local">Local</a> <a href="/science">Science</a></nav>
  <main>
    <article>
      <h1>{escape(story["title"])}</h1>
      <p class="byline">By {escape(story["author"])}</p>
{paragraphs}
    </article>
    <aside><h2>You may also like</h2><ul><li><a href="/x">Ten quays to fish from</a></li></ul></aside>
  </main>
  <footer>© 2026 The Example Courier. All rights reserved.</footer>
</body>
</html>
"""


def xhtml(story: dict) -> str:
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in story["paragraphs"])
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n'
        f'<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en"><head><title>{escape(story["title"])}</title></head>'
        f"<body><h1>{escape(story['title'])}</h1>{paragraphs}</body></html>\n"
    )


def ninjs(story: dict) -> dict:
    return {
        "uri": "tag:example-courier.test,2026:" + story["url"].rsplit("/", 1)[-1],
        "standard": {"name": "ninjs", "version": "2.1"},
        "type": "text",
        "representationType": "complete",
        "language": "en",
        "versionCreated": "2026-03-15T18:00:00+01:00",
        "firstCreated": story["published"],
        "headlines": [{"role": "main", "value": story["title"]}],
        "by": f"By {story['author']}",
        "byline": f"By {story['author']}",
        "bodies": [
            {
                "role": "main",
                "contentType": "text/html",
                "contenttype": "text/html",
                "value": "".join(f"<p>{escape(text)}</p>" for text in story["paragraphs"]),
            }
        ],
        "subjects": [{"name": story["section"], "uri": "http://cv.iptc.org/newscodes/mediatopic/13000000"}],
        "infoSources": [{"name": "Courier News Service"}],
        "url": story["url"],
    }


def nitf(story: dict) -> str:
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in story["paragraphs"])
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "nitf-3-6.dtd">
<nitf xml:lang="en" change.date="October 10, 2012" version="-//IPTC//DTD NITF 3.6//EN">
  <head>
    <title>{escape(story["title"])}</title>
    <docdata>
      <doc-id id-string="night-ferry"/>
      <date.issue norm="20260314T083000+0100"/>
      <key-list><keyword key="ferries"/><keyword key="islands"/></key-list>
    </docdata>
    <pubdata type="print" name="The Example Courier" date.publication="20260314T083000+0100"
      position.section="{story["section"]}" ex-ref="{story["url"]}"/>
  </head>
  <body>
    <body.head>
      <hedline><hl1>{escape(story["title"])}</hl1></hedline>
      <byline>By <person>{escape(story["author"])}</person></byline>
      <dateline><location>Lindhaven</location><story.date norm="20260313">March 13</story.date></dateline>
    </body.head>
    <body.content>
      <block>
        {paragraphs}
        <media media-type="image"><media-caption><p>The old fish quay.</p></media-caption></media>
      </block>
    </body.content>
    <body.end/>
  </body>
</nitf>
"""


def news_item(story: dict, *, guid: str) -> str:
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in story["paragraphs"])
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" version="1" standard="NewsML-G2"
  standardversion="2.33" conformance="power" xml:lang="en">
  <catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_38.xml"/>
  <itemMeta>
    <itemClass qcode="ninat:text"/>
    <provider qcode="nprov:CNS"><name>Courier News Service</name></provider>
    <versionCreated>2026-03-15T18:00:00+01:00</versionCreated>
    <firstCreated>{story["published"]}</firstCreated>
    <pubStatus qcode="stat:usable"/>
  </itemMeta>
  <contentMeta>
    <contentCreated>{story["published"]}</contentCreated>
    <creator qcode="staff:1"><name>{escape(story["author"])}</name></creator>
    <language tag="en"/>
    <subject type="cpnat:abstract" qcode="medtop:20000003"><name>{escape(story["section"])}</name></subject>
    <headline>{escape(story["title"])}</headline>
    <by>By {escape(story["author"])}</by>
  </contentMeta>
  <contentSet>
    <inlineXML contenttype="application/xhtml+xml">
      <html xmlns="http://www.w3.org/1999/xhtml"><head><title>{escape(story["title"])}</title></head>
      <body>{paragraphs}</body></html>
    </inlineXML>
  </contentSet>
</newsItem>"""


def newsml() -> str:
    picture = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="tag:example-courier.test,2026:picture"
  version="1" standard="NewsML-G2" standardversion="2.33" conformance="power">
  <itemMeta><itemClass qcode="ninat:picture"/><provider qcode="nprov:CNS"/></itemMeta>
  <contentMeta><headline>The old fish quay</headline></contentMeta>
  <contentSet><remoteContent href="http://www.example-courier.test/quay.jpg" contenttype="image/jpeg"/></contentSet>
</newsItem>"""
    items = [news_item(story, guid=story["url"]) for story in (FERRY, OBSERVATORY)]
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/">
  <header><sent>2026-03-15T18:00:05+01:00</sent><sender>example-courier.test</sender></header>
  <itemSet>
{items[0]}
{picture}
{items[1]}
  </itemSet>
</newsMessage>
"""


def anpa(*stories: dict) -> bytes:
    """Stories of ANPA 1312 as a wire sends them, with the control characters."""
    messages = []
    for number, story in enumerate(stories, start=1):
        text = "".join(f"\t   {paragraph}\r\n" for paragraph in story["paragraphs"])
        messages.append(
            f"\x16\x16\x01w{number:04}\x1fcoast\r\nb l\x13\x11 BC-CNS--{story['section']}     03-14 0180\r\n"
            f"\x02^BC-CNS--{story['section']},180<\r\n^{story['title']}<\r\n^Eds: With photos.<\r\n"
            f"^By {story['author'].upper()}=\r\n^Courier News Service=\r\n{text}\r\n"
            "\x03CNS-WF-03-14-26 0730GMT<\r\n\x04\r\n"
        )
    return "".join(messages).encode("cp1252")


def iptc7901(*stories: dict) -> bytes:
    """Messages of IPTC 7901, without control characters, as they stand in an agency's files."""
    messages = []
    for number, story in enumerate(stories, start=1):
        text = "\n\n".join(textwrap.fill(paragraph, 68) for paragraph in story["paragraphs"])
        messages.append(
            f"bdt{number:04} 4 vm 180  cns {number:04}\n\n{story['section']}/Lindhaven/\n(Foto)\n{story['title']}\n"
            f"By {story['author']}, Courier News Service =\n\n{text}\n\n# Notebook\n\n## Note to editors\n- none\n\n"
            "cns jd yyzz n1 ri\n\n140730 GMT Mar 26\n\n"
        )
    return "".join(messages).encode()


def newsml_1(*stories: dict) -> str:
    """NewsML 1.2: one item with paragraphs, the others with NITF."""
    items = []
    for number, story in enumerate(stories):
        paragraphs = "".join(f"<p>{escape(text)}</p>" for text in story["paragraphs"])
        content = f"<nitf><body><body.content>{paragraphs}</body.content></body></nitf>" if number else paragraphs
        items.append(
            f"""
  <NewsItem xml:lang="en">
    <Identification><NewsIdentifier><ProviderId>example-courier.test</ProviderId><DateId>20260314</DateId>
      <NewsItemId>{number}</NewsItemId><RevisionId PreviousRevision="0" Update="N">1</RevisionId>
      <PublicIdentifier>urn:newsml:example-courier.test:20260314:{number}:1N</PublicIdentifier></NewsIdentifier></Identification>
    <NewsManagement><NewsItemType FormalName="News"/><FirstCreated>20260314T083000+0100</FirstCreated>
      <ThisRevisionCreated>20260314T083000+0100</ThisRevisionCreated><Status FormalName="Usable"/></NewsManagement>
    <NewsComponent>
      <NewsLines><HeadLine>{escape(story["title"])}</HeadLine><ByLine>By {story["author"]}</ByLine>
        <DateLine>LINDHAVEN, March 14</DateLine></NewsLines>
      <AdministrativeMetadata><Provider><Party FormalName="Courier News Service"/></Provider></AdministrativeMetadata>
      <DescriptiveMetadata><Language FormalName="en"/></DescriptiveMetadata>
      <NewsComponent><Role FormalName="Main"/><ContentItem><MediaType FormalName="Text"/>
        <DataContent>{content}</DataContent></ContentItem></NewsComponent>
    </NewsComponent>
  </NewsItem>"""
        )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE NewsML PUBLIC "urn:newsml:iptc.org:20031010:NewsMLv1.2.dtd:1" "NewsML_1.2.dtd" [
  <!ENTITY % nitf SYSTEM "nitf-3-0.dtd"> %nitf;
]>
<NewsML Version="1.2">
  <NewsEnvelope><DateAndTime>20260314T083000+0100</DateAndTime></NewsEnvelope>{"".join(items)}
</NewsML>
"""


def agency_xml(*stories: dict) -> str:
    """An agency's own XML."""
    items = "".join(
        f"""
  <CNSNews><NewsID>{number}</NewsID><PublishDate>{story["published"]}</PublishDate><headline>{escape(story["title"])}</headline>
    <town>Lindhaven</town><origin>/cns/</origin><section>{story["section"]}</section><byLine>{story["author"]}</byLine>
    <content>{escape("".join(f"<p>{text}</p>" for text in story["paragraphs"]))}</content></CNSNews>"""
        for number, story in enumerate(stories)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<ArrayOfCNSNews>{items}
</ArrayOfCNSNews>
"""


def rss() -> str:
    items = "".join(
        f"""
    <item>
      <title>{escape(story["title"])}</title>
      <link>{story["url"]}?utm_source=rss</link>
      <guid isPermaLink="false">{story["url"]}</guid>
      <dc:creator>{escape(story["author"])}</dc:creator>
      <pubDate>Sat, 14 Mar 2026 08:30:00 +0100</pubDate>
      <category>{escape(story["section"])}</category>
      <description>{escape(story["paragraphs"][0])}</description>
      <content:encoded><![CDATA[{"".join(f"<p>{text}</p>" for text in story["paragraphs"])}]]></content:encoded>
    </item>"""
        for story in STORIES
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel>
    <title>The Example Courier</title>
    <link>https://www.example-courier.test/</link>
    <description>News of the coast</description>
    <language>en</language>{items}
  </channel>
</rss>
"""


def atom() -> str:
    entries = "".join(
        f"""
  <entry>
    <id>{story["url"]}</id>
    <title>{escape(story["title"])}</title>
    <link href="{story["url"]}"/>
    <author><name>{escape(story["author"])}</name></author>
    <published>{story["published"]}</published>
    <updated>{story["published"]}</updated>
    <content type="html">{escape("".join(f"<p>{text}</p>" for text in story["paragraphs"]))}</content>
  </entry>"""
        for story in STORIES[:2]
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
  <id>https://www.example-courier.test/</id>
  <title>The Example Courier</title>
  <updated>2026-03-15T18:00:00+01:00</updated>{entries}
</feed>
"""


def markdown(story: dict) -> str:
    head, *rest = story["paragraphs"]
    tail = "\n\n".join(rest)
    return f"""---
title: "{story["title"]}"
author: {story["author"]}
date: {story["published"]}
url: {story["url"]}
tags: [ferries, islands]
---

**{head}**

## What it costs

{tail}

- Read the [minutes of the meeting](https://www.example-courier.test/minutes)
"""


def message(story: dict) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = story["title"]
    mail["From"] = "Courier News Service <desk@example-courier.test>"
    mail["To"] = "desk@example.test"
    mail["Date"] = "Sat, 14 Mar 2026 08:30:00 +0100"
    mail["Message-ID"] = f"<{story['url'].rsplit('/', 1)[-1]}@example-courier.test>"
    mail.set_content(body(story))
    mail.add_alternative(html(story), subtype="html")
    mail.add_attachment(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", filename="quay.png")
    boundaries = iter(("first-boundary", "second-boundary"))
    for part in mail.walk():
        if part.is_multipart():
            part.set_boundary(next(boundaries))
    return mail


def mbox() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        box = mailbox.mbox(Path(folder) / "box")
        for story in STORIES:
            mail = EmailMessage()
            mail["Subject"] = story["title"]
            mail["From"] = "desk@example-courier.test"
            mail["Date"] = "Sat, 14 Mar 2026 08:30:00 +0100"
            mail.set_content(body(story) + "\n\nFrom here the boat goes on to the outer islands, the council said.\n")
            entry = mailbox.mboxMessage(mail)
            entry.set_from("desk@example-courier.test Sat Mar 14 08:30:00 2026")
            box.add(entry)
        box.close()
        return (Path(folder) / "box").read_bytes()


def warc(*, packed: bool) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    fixed = {"WARC-Date": "2026-03-16T10:00:00Z"}
    for number, story in enumerate(STORIES[:2]):
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        name = {"WARC-Record-ID": f"<urn:uuid:00000000-0000-0000-0000-00000000000{number}>"}
        writer.write_record(
            writer.create_warc_record(
                story["url"],
                "response",
                payload=io.BytesIO(html(story).encode()),
                http_headers=headers,
                warc_headers_dict={**fixed, **name},
            )
        )
    for status, kind, number in (("404 Not Found", "text/html", 7), ("200 OK", "image/png", 8)):
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                f"https://www.example-courier.test/other-{number}",
                "response",
                payload=io.BytesIO(b"<p>not an article</p>"),
                http_headers=headers,
                warc_headers_dict={
                    **fixed,
                    "WARC-Record-ID": f"<urn:uuid:00000000-0000-0000-0000-00000000000{number}>",
                },
            )
        )
    return out.getvalue()


def arc() -> bytes:
    head = (
        b"filedesc://crawl.arc 0.0.0.0 20260316100000 text/plain 69\n1 0 Example\n"
        b"URL IP-address Archive-date Content-type Archive-length\n\n"
    )
    records = []
    for story in STORIES[:2]:
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html(story).encode()
        records.append(f"{story['url']} 192.0.2.1 20260316100000 text/html {len(block)}\n".encode() + block + b"\n")
    return head + b"\n" + b"".join(records)


def collection() -> bytes:
    stories = []
    for number, story in enumerate(STORIES[:2]):
        text = "".join(f"<P>\n{paragraph}\n</P>\n" for paragraph in story["paragraphs"])
        stories.append(
            f'<DOC id="CNS_ENG_20260314.{number:04}" type="story" >\n<HEADLINE>\n{story["title"]}\n</HEADLINE>\n'
            f"<TEXT>\n{text}</TEXT>\n</DOC>\n"
        )
    return "".join(stories).encode()


def export() -> bytes:
    stories = []
    for number, story in enumerate(STORIES[:2], 1):
        text = "\n\n".join(textwrap.fill(paragraph, 70) for paragraph in story["paragraphs"])
        stories.append(
            f"\n{f'{number} of 2 DOCUMENTS':^80}\n\n{'The Example Courier':^80}\n\n{'March 14, 2026 Saturday':^80}\n\n"
            f"{story['title'].upper()}\n\nBYLINE: {story['author']}\n\nLENGTH: 120 words\n\n\n{text}\n\n"
            "LOAD-DATE: March 14, 2026\n\nLANGUAGE: ENGLISH\n\n"
        )
    return "".join(stories).encode()


def rtf(story: dict) -> bytes:
    def escaped(text: str) -> str:
        return "".join(c if c.isascii() else f"\\u{ord(c)}?" for c in text)

    text = "".join(f"\\pard\\fs22 {escaped(paragraph)}\\par\r\n" for paragraph in story["paragraphs"])
    return (
        "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Times;}}{\\info{\\title Document1}}\\uc1\r\n"
        f"{{\\header Courier News Service\\par}}\\pard\\b\\fs32 {escaped(story['title'])}\\b0\\par\r\n{text}}}"
    ).encode()


def opendocument(story: dict) -> str:
    space = "urn:oasis:names:tc:opendocument:xmlns"
    text = "".join(f"<text:p>{escape(paragraph)}</text:p>" for paragraph in story["paragraphs"])
    return (
        f'<office:document xmlns:office="{space}:office:1.0" xmlns:text="{space}:text:1.0" '
        'office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>'
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Deleted.</text:p></text:deletion>"
        f'</text:changed-region></text:tracked-changes><text:h text:outline-level="1">{escape(story["title"])}</text:h>'
        f"{text}</office:text></office:body></office:document>"
    )


def odt(story: dict) -> bytes:
    return zip_bytes(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": b"<manifest/>",
            "content.xml": opendocument(story).replace("office:document", "office:document-content").encode(),
        },
        zipfile.ZIP_STORED,
    )


def outlook(story: dict) -> bytes:
    streams = {0x001A: "IPM.Note", 0x0037: story["title"], 0x1000: body(story), 0x0C1A: "Courier News Service"}
    texts = {f"__substg1.0_{number:04X}001F": text.encode("utf-16-le") for number, text in streams.items()}
    return compound_file({"__properties_version1.0": bytes(32), **texts})


def epub() -> bytes:
    items = "".join(
        f'<item id="s{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(2)
    )  # fmt: skip
    package = (
        '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>The Example Courier</dc:title>'
        f"<dc:date>2026-03-14</dc:date></metadata><manifest>{items}</manifest>"
        '<spine><itemref idref="s0"/><itemref idref="s1"/></spine></package>'
    )
    pages = {f"{n}.xhtml": xhtml(story).encode() for n, story in enumerate(STORIES[:2])}
    return zip_bytes(
        {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": b'<container><rootfile full-path="content.opf"/></container>',
            "content.opf": package.encode(),
            **pages,
        },
        zipfile.ZIP_STORED,
    )


def saved_page() -> bytes:
    return (
        f"From: <Saved by Blink>\nSnapshot-Content-Location: {FERRY['url']}\nSubject: x\n"
        "Date: Sat, 14 Mar 2026 10:00:00 -0000\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; type="text/html"; boundary="b"\n\n--b\nContent-Type: text/html\n'
        f"Content-Location: {FERRY['url']}\n\n{html(FERRY)}\n--b--\n"
    ).encode()


def csv_text(delimiter: str = ",") -> str:
    import csv

    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(fields(FERRY)), delimiter=delimiter)
    writer.writeheader()
    for story in STORIES:
        writer.writerow(fields(story))
    return out.getvalue()


def bundle() -> dict[str, bytes]:
    return {
        "wire/ferry.txt": plain(FERRY).encode(),
        "wire/observatory.html": html(OBSERVATORY).encode(),
        "wire/milk.jsonl": json.dumps(fields(MILCH)).encode() + b"\n",
        "__MACOSX/wire/._ferry.txt": b"\x00\x05\x16\x07",
    }


def zip_bytes(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 3, 16, 10, 0, 0)), data, compression)
    return out.getvalue()


def tar_bytes(members: dict[str, bytes], *links: tuple[str, str]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name, target in links:
            info = tarfile.TarInfo(name)
            info.type = tarfile.SYMTYPE
            info.linkname = target
            archive.addfile(info)
    return out.getvalue()


def packed_gzip(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def libreoffice(folder: Path) -> None:
    """Writer turns the page into .docx and .pdf."""
    program = shutil.which("soffice")
    if program is None:
        raise SystemExit("LibreOffice (soffice) is not installed")
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in FERRY["paragraphs"])
    page = (
        f"<html><head><title>{FERRY['title']}</title></head><body><h1>{FERRY['title']}</h1>{paragraphs}</body></html>"
    )
    with tempfile.TemporaryDirectory() as work:
        source = Path(work) / "report.html"
        source.write_text(page, encoding="utf-8")
        for kind, reader in (("odt", "--infilter=HTML (StarWriter)"), ("docx", ""), ("pdf", "")):
            given = source if kind == "odt" else Path(work) / "report.odt"
            command = [program, "--headless", *([reader] if reader else []), "--convert-to", kind, "--outdir", work]
            subprocess.run([*command, str(given)], check=True, capture_output=True)
        for kind in ("docx", "pdf"):
            shutil.copyfile(Path(work) / f"report.{kind}", folder / f"report.{kind}")


def sound() -> dict[str, bytes]:
    lines = "".join(json.dumps(fields(story), ensure_ascii=False) + "\n" for story in STORIES).encode()
    return {
        "article.txt": plain(FERRY).encode(),
        "latin1.txt": plain(MILCH)
        .replace("—", "-")
        .replace("„", '"')
        .replace("“", '"')
        .replace("–", "-")
        .encode("latin-1"),
        "utf16.txt": plain(MILCH).encode("utf-16"),
        "article.md": markdown(FERRY).encode(),
        "page.html": html(FERRY).encode(),
        "latin1.html": html(MILCH, language="de")
        .replace('charset="utf-8"', 'charset="iso-8859-1"')
        .encode("cp1252", "xmlcharrefreplace"),
        "page.xhtml": xhtml(OBSERVATORY).encode(),
        "article.json": json.dumps(fields(FERRY), indent=1).encode(),
        "list.json": json.dumps([fields(story) for story in STORIES], indent=1).encode(),
        "answer.json": json.dumps(
            {
                "status": "ok",
                "totalResults": 2,
                "articles": [
                    {
                        "source": {"id": None, "name": "The Example Courier"},
                        "author": story["author"],
                        "title": story["title"],
                        "description": story["paragraphs"][0],
                        "url": story["url"],
                        "publishedAt": story["published"],
                        "content": body(story),
                    }
                    for story in STORIES[:2]
                ],
            }
        ).encode(),
        "ninjs.json": json.dumps(ninjs(FERRY), indent=1).encode(),
        "articles.jsonl": lines,
        "articles.csv": csv_text().encode(),
        "articles.tsv": csv_text("\t").encode(),
        "feed.rss": rss().encode(),
        "feed.atom": atom().encode(),
        "story.nitf": nitf(FERRY).encode(),
        "items.newsml": newsml().encode(),
        "items-1.newsml": newsml_1(FERRY, OBSERVATORY).encode(),
        "agency.xml": agency_xml(FERRY, OBSERVATORY).encode(),
        "wire.anpa": anpa(FERRY, OBSERVATORY),
        "wire.iptc": iptc7901(FERRY, OBSERVATORY),
        "message.eml": message(FERRY).as_bytes(),
        "desk.mbox": mbox(),
        "crawl.warc": warc(packed=False),
        "crawl.warc.gz": warc(packed=True),
        "crawl.arc": arc(),
        "collection.sgml": collection(),
        "release.rtf": rtf(FERRY),
        "release.odt": odt(FERRY),
        "release.fodt": opendocument(FERRY).encode(),
        "release-2003.xml": word_2003(FERRY).encode(),
        "release.webarchive": safari(FERRY),
        "release.msg": outlook(FERRY),
        "issue.epub": epub(),
        "page.mhtml": saved_page(),
        "export.txt": export(),
        "articles.jsonl.gz": packed_gzip(lines),
        "article.txt.zst": zstandard.ZstdCompressor().compress(plain(FERRY).encode()),
        "article.txt.bz2": bz2.compress(plain(FERRY).encode()),
        "article.txt.xz": lzma.compress(plain(FERRY).encode()),
        "bundle.zip": zip_bytes(bundle()),
        "bundle.tar": tar_bytes(bundle()),
        "bundle.tar.gz": packed_gzip(tar_bytes(bundle())),
        "nested.zip": zip_bytes(
            {"day/bundle.tar.gz": packed_gzip(tar_bytes(bundle())), "day/feed.xml": rss().encode()}
        ),
    }


def broken(sound: dict[str, bytes]) -> dict[str, bytes]:
    lines = sound["articles.jsonl"].splitlines(keepends=True)
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    listing = sound["list.json"]
    encrypted = bytearray(zip_bytes({"ferry.txt": plain(FERRY).encode()}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        encrypted[encrypted.index(mark) + offset] |= 1
    return {
        "empty.txt": b"",
        "blank.txt": b" \n\t\n ",
        "binary.txt": bytes(range(256)) * 8,
        "undecodable.txt": bytes((n * 37 + 11) % 31 + 1 for n in range(3000)) + b"\xff\x81\x8d",
        "picture.html": b"\x89PNG\r\n\x1a\n" + bytes(64),
        "blank.md": b"---\ntitle: Nothing here\n---\n\n",
        "deep.html": b"<html><body>" + b"<div>" * 5000 + b"deep" + b"</div>" * 5000 + b"</body></html>",
        "cut.json": sound["article.json"][:400],
        "cut-list.json": listing[: listing.rindex(b'"text"') + 40],
        "deep.json": b'{"text": ' + b"[" * 100_000,
        "no-text.json": b'{"id": 7, "colour": "green"}',
        "mixed.jsonl": lines[0] + b"{broken\n" + lines[1] + b'{"title": "No text"}\n' + lines[2],
        "no-text.csv": b"name,price\nnails,3\nscrews,4\n",
        "cut.rss": rss().encode()[:-900],
        "laughs.rss": f'<?xml version="1.0"?>\n<!DOCTYPE rss [<!ENTITY l0 "lol">{laughs}]>\n'
        "<rss version='2.0'><channel><item><title>&l9;</title></item></channel></rss>".encode(),
        "cut.atom": atom().encode()[:-400],
        "no-text.nitf": b"<nitf><head/><body><body.content></body.content></body></nitf>",
        "external.nitf": b'<?xml version="1.0"?>\n<!DOCTYPE nitf [<!ENTITY secret SYSTEM "file:///etc/passwd">]>\n'
        b"<nitf><body><body.content><p>&secret;</p></body.content></body></nitf>",
        "cut.newsml": newsml().encode()[:-1500],
        "cut-1.newsml": newsml_1(FERRY, OBSERVATORY).encode()[:-700],
        "no-text.anpa": anpa({**FERRY, "title": "", "paragraphs": []}, OBSERVATORY),
        "other.xml": b'<?xml version="1.0"?><invoice><total>12</total></invoice>',
        "no-text.eml": b"From: a@example.test\nSubject: Nothing\nDate: Sat, 14 Mar 2026 08:30:00 +0100\n"
        b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n",
        "mixed.mbox": b"From a@example.test Sat Mar 14 08:30:00 2026\nno header at all\n\n" + sound["desk.mbox"],
        "cut.warc": sound["crawl.warc"][:4000],
        "cut.warc.gz": sound["crawl.warc.gz"][:-300],
        "cut.odt": zip_bytes({"mimetype": b"application/vnd.oasis.opendocument.text"}, zipfile.ZIP_STORED),
        "cut.epub": zip_bytes({"mimetype": b"application/epub+zip"}, zipfile.ZIP_STORED),
        "cut.msg": sound["release.msg"][:3000],
        "laughs.fodt": b"<!DOCTYPE a [<!ENTITY a 'ha'>]>" + sound["release.fodt"],
        "no-text.rtf": b"{\\rtf1\\ansi{\\info{\\title Nothing}}{\\footer Page 1\\par}}",
        "cut.sgml": sound["collection.sgml"][:-100],
        "cut.arc": sound["crawl.arc"][:-300],
        "cut.pdf": b"%PDF-1.7\n1 0 obj\n<</Type/Catalog",
        "cut.docx": zip_bytes({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<broken"}),
        "old.doc": OLE + bytes(600),
        "locked.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(600)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(64),
        "book.xlsx": zip_bytes({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}),
        "cut.jsonl.gz": sound["articles.jsonl.gz"][:-200],
        "cut.txt.zst": sound["article.txt.zst"][:-100],
        "cut.txt.bz2": sound["article.txt.bz2"][:-100],
        "cut.txt.xz": sound["article.txt.xz"][:-100],
        "bomb.txt.gz": packed_gzip(bytes(b"lindhaven " * 4_000_000)),
        "slip.zip": zip_bytes(
            {"../../etc/cron.d/ferry.txt": plain(FERRY).encode(), "good.txt": plain(OBSERVATORY).encode()}
        ),
        "locked.zip": bytes(encrypted),
        "cut.zip": sound["bundle.zip"][:-100],
        "links.tar": tar_bytes({"good.txt": plain(OBSERVATORY).encode()}, ("passwd.txt", "/etc/passwd")),
        "cut.tar.gz": packed_gzip(sound["bundle.tar"][:3000]),
    }


def word_2003(story: dict) -> str:
    """A document as Word 2003 saved it as XML."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in story["paragraphs"])
    return (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument '
        'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" '
        'xmlns:o="urn:schemas-microsoft-com:office:office">'
        f"<o:DocumentProperties><o:Title>{escape(story['title'])}</o:Title></o:DocumentProperties>"
        f"<w:body>{paragraphs}</w:body></w:wordDocument>"
    )


def safari(story: dict) -> bytes:
    """A page as Safari saves it."""
    return plistlib.dumps(
        {
            "WebMainResource": {
                "WebResourceData": html(story).encode(),
                "WebResourceURL": "https://harbour.example.test/ferry",
                "WebResourceMIMEType": "text/html",
                "WebResourceTextEncodingName": "UTF-8",
                "WebResourceFrameName": "",
            },
            "WebSubresources": [{"WebResourceData": b"\x89PNG", "WebResourceMIMEType": "image/png"}],
        },
        fmt=plistlib.FMT_BINARY,
    )


def main() -> None:
    BROKEN.mkdir(exist_ok=True)
    files = sound()
    for name, data in files.items():
        (HERE / name).write_bytes(data)
    for name, data in broken(files).items():
        (BROKEN / name).write_bytes(data)
    if "--libreoffice" in sys.argv[1:]:
        libreoffice(HERE)


if __name__ == "__main__":
    main()
