"""A hundred inputs of each kind, of which title, paragraphs, day, authors and address are known: 95 must be right.

Each is put together by dice from the ways in which its kind is written: a container, a dialect, a slip, a bystander.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from typing import Any

import pytest

from articles.article import Article

NUMBERS = range(100)
WRONG = 5


@dataclass(frozen=True, kw_only=True)
class Made:
    """An article, and dice for how it is written."""

    number: int
    title: str
    paragraphs: tuple[str, ...]
    authors: tuple[str, ...]
    moment: datetime
    url: str
    dice: random.Random

    @property
    def markup(self) -> str:
        return "".join(f"<p>{text}</p>" for text in self.paragraphs)

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    @property
    def byline(self) -> str:
        return self.dice.choice(["", "By "]) + self.dice.choice([" and ", ", ", " & ", "; "]).join(self.authors)

    @property
    def date(self) -> str:
        """The moment, in a notation that tells its zone."""
        moment = self.moment
        return self.dice.choice(
            [
                moment.isoformat(),
                moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
                moment.strftime("%Y-%m-%d %H:%M:%S UTC"),
                format_datetime(moment),
                str(int(moment.timestamp())),
                moment.strftime("%B %d, %Y %I:%M %p UTC"),
                f"/Date({int(moment.timestamp()) * 1000})/",
            ]
        )

    def fields(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "text": self.text,
            "author": self.byline,
            "published_at": self.date,
            "url": self.url,
        }


Writer = Callable[[Made], tuple[str, bytes]]


def in_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def rss(made: Made, body: str, *more: str, link: str = "") -> str:
    """An item of RSS, with its day and authors in one of the usual elements."""
    names = made.authors
    who = made.dice.choice(
        [
            f"<dc:creator>{' and '.join(names)}</dc:creator>",
            f"<dc:creator><![CDATA[{', '.join(names)}]]></dc:creator>",
            "".join(f"<dc:creator>{name}</dc:creator>" for name in names),
            f"<author>desk@m.example.test ({' and '.join(names)})</author>",
        ]
    )
    when = made.dice.choice(
        [f"<pubDate>{format_datetime(made.moment)}</pubDate>", f"<dc:date>{made.moment.isoformat()}</dc:date>"]
    )
    link = link or f"<link>{made.url}</link>"
    parts = [f"<title>{escape(made.title)}</title>", link, who, when, body, *more]
    made.dice.shuffle(parts)
    return f"<item>{''.join(parts)}</item>"


SPACES = (
    "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/' "
    "xmlns:media='http://search.yahoo.com/mrss/' xmlns:atom='http://www.w3.org/2005/Atom' "
    "xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'"
)


def channel(*items: str) -> str:
    return (
        f"<rss version='2.0' {SPACES}><channel><title>Mercury</title><link>https://m.example.test/</link>"
        f"{''.join(items)}</channel></rss>"
    )


# the kinds


def fragment(made: Made) -> tuple[str, bytes]:
    """HTML that is no page, in the fields of five carriers."""
    a, *middle, z = made.paragraphs
    rest = "".join(f"<p>{text}</p>" for text in middle)
    text = made.dice.choice(
        [
            made.markup,
            f"<div>{made.markup}</div>",
            f"<div><section>{made.markup}</section></div>",
            "<br><br>".join(made.paragraphs),
            "<br />\n<br />".join(made.paragraphs),
            f"{a}{rest}<p>{z}</p>",
            f"<p>{a}</p>{rest}{z}",
            "<p>" + "<p>".join(made.paragraphs),
            "\n\n".join((f"<a href='/x'>{a}</a>", *middle, z)),
            "".join(f"<div>{text}</div>" for text in made.paragraphs),
            "".join(f"<!-- wp:paragraph -->\n<p>{text}</p>\n<!-- /wp:paragraph -->\n" for text in made.paragraphs),
            escape(made.markup),
        ]
    )
    carrier = made.dice.choice(["json", "csv", "rss", "atom", "eml"])
    if carrier == "json":
        return "a.json", in_json({**made.fields(), "text": text})
    if carrier == "csv":
        file = io.StringIO()
        csv.writer(file).writerows([list(made.fields()), list({**made.fields(), "text": text}.values())])
        return "a.csv", file.getvalue().encode()
    if carrier == "rss":
        return "a.rss", channel(rss(made, f"<content:encoded>{escape(text)}</content:encoded>")).encode()
    if carrier == "atom":
        who = "".join(f"<author><name>{name}</name></author>" for name in made.authors)
        return "a.atom", (
            f"<feed xmlns='http://www.w3.org/2005/Atom'><title>M</title><entry><id>t:1</id><link href='{made.url}'/>"
            f"{who}<title>{escape(made.title)}</title><published>{made.moment.isoformat()}</published>"
            f"<content type='html'>{escape(text)}</content></entry></feed>"
        ).encode()
    return "a.eml", (
        f"From: {made.authors[0]} <n@m.example.test>\nSubject: {made.title}\nDate: {format_datetime(made.moment)}\n"
        f"Archived-At: <{made.url}>\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n{text}\n"
    ).encode()


def addresses(made: Made) -> tuple[str, bytes]:
    """The own address among others: pictures, lists, front pages, interfaces, stories to see also."""
    dice = made.dice
    own = dice.choice(["url", "link", "canonical_url", "webUrl", "permalink", "original_url"])
    fields = {name: value for name, value in made.fields().items() if name != "url"}
    others = {
        "image": "https://m.example.test/p.jpg",
        "thumbnail_url": "https://img.example.test/1",
        "homepage_url": "https://m.example.test/",
        "api_url": "https://api.example.test/1",
        "comments_url": "https://m.example.test/comments/1",
        "related": ["https://m.example.test/other"],
        "seeAlso": "https://else.example.test/x",
        "feed_url": "https://m.example.test/rss",
        "short_url": "https://sho.example.test/1",
        "guid": f"urn:uuid:{made.number}",
        "source": {"name": "Mercury", "url": "https://m.example.test"},
        "links": [{"rel": "self", "href": "https://api.example.test/1"}, {"rel": "related", "href": "https://m.example.test/2"}],
        "author_url": "https://m.example.test/by/feld",
    }  # fmt: skip
    chosen = dict.fromkeys(dice.sample(list(others), 5))
    value = [(name, others[name]) for name in chosen] + list(fields.items()) + [(own, made.url)]
    dice.shuffle(value)
    if dice.random() < 0.6:
        return "a.json", in_json(dict(value))
    link = dice.choice(
        [
            f"<link>{made.url}</link><guid>https://m.example.test/?p={made.number}</guid>",
            f"<link>https://feeds.feedburner.com/~r/m/{made.number}</link><feedburner:origLink>{made.url}</feedburner:origLink>",
            f"<link>{made.url.removeprefix('https://m.example.test')}</link>",
            f"<guid isPermaLink='true'>{made.url}</guid>",
            f"<link>{made.url}</link><comments>{made.url}#c</comments><atom:link rel='via' href='https://x.example.test/1'/>",
            f"<link>{made.url}</link><enclosure url='https://m.example.test/a.mp3' type='audio/mpeg'/>",
        ]
    )
    return "a.rss", channel(rss(made, f"<description>{escape(made.markup)}</description>", link=link)).encode()


def broken_json(made: Made) -> tuple[str, bytes]:
    """One article of three, with a slip that costs nothing, in files that hold many."""
    slip = made.dice.choice(
        [
            lambda text: text[:-1] + ', "score": NaN}',
            lambda text: text[:-1] + ', "score": Infinity, "other": None}',
            lambda text: text[:-1] + ", }",
            lambda text: text.replace("\\n", "\n"),
            lambda text: text.replace("\\n", "\t\n"),
            lambda text: re.sub(r'"(title|text|author|url|published_at)":', r"\1:", text),
            lambda text: text[:-1] + r', "note": "it\'s \x41"}',
            lambda text: text[:-1] + ', /* of the desk */ "x": undefined}',
            lambda text: text[:-1] + ', "_id": ObjectId("65e5a1")}',
            str.strip,
        ]
    )
    text = slip(json.dumps(made.fields()))
    before, after = ('{"title": "%s", "text": "%s"}' % (name, "A story beside it. " * 9) for name in ("One", "Two"))  # noqa: UP031
    items = [before, text, after]
    layout = made.dice.choice(
        [
            lambda: "[" + ", ".join(items) + "]",
            lambda: "[\n" + ",\n".join(items) + ",\n]",
            lambda: "[" + "][".join(items) + "]",
            lambda: "".join(items),
            lambda: "\n".join(items),
            lambda: "".join(f"\x1e{item}\n" for item in items),
            lambda: '{"status": "ok", "articles": [' + ",".join(items) + "]}",
            lambda: "var news = [" + ",".join(items) + "];",
        ]
    )
    return "a.json", layout().encode()


def inline(made: Made) -> tuple[str, bytes]:
    """Inline elements around words, on pages, in fields and in feeds."""
    tags = """b|i|span class='x'|a href='/x'|mark|q|kbd|ins|abbr title='y'|time|data value='1'|bdi|x-term|
        font color='red'|u|small|em|code|cite|dfn|var|output""".replace("\n        ", "").split("|")

    def dressed(text: str) -> str:
        words = text.split(" ")
        for place in made.dice.sample(range(len(words)), 3):
            tag = made.dice.choice(tags)
            words[place] = f"<{tag}>{words[place]}</{tag.split(' ', maxsplit=1)[0]}>"
        return " ".join(words)

    body = "".join(f"<p>{dressed(text)}</p>" for text in made.paragraphs)
    if made.dice.random() < 0.4:
        return "a.json", in_json({**made.fields(), "text": body})
    if made.dice.random() < 0.4:
        return "a.rss", channel(rss(made, f"<description><![CDATA[{body}]]></description>")).encode()
    return "a.html", page(made, f"<article><h1>{dressed(made.title)}</h1>{body}</article>")


def page(made: Made, body: str, *, authors: bool = True) -> bytes:
    names = "".join(f'<meta name="author" content="{name}">' for name in made.authors) if authors else ""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(made.title)}</title>{names}'
        f'<link rel="canonical" href="{made.url}"><meta property="article:published_time" '
        f'content="{made.moment.isoformat()}">'
        f"</head><body>{body}</body></html>"
    ).encode()


def table(made: Made) -> tuple[str, bytes]:
    """A row of three in the dialects of programs, with lists and missing values in cells."""
    dice = made.dice
    who = dice.choice(
        [
            made.byline,
            str(list(made.authors)),
            json.dumps(list(made.authors)),
            "{" + ",".join(f'"{n}"' for n in made.authors) + "}",
        ]
    )
    names = ["id", "title", "text", "author", "published_at", "url", "tags", "summary"]
    nothing = dice.choice(["", "nan", "NULL", "None", "[]", "NaT"])
    rows = [
        [str(n), f"Story {n}", "A story beside it. " * 9, nothing, nothing, nothing, nothing, nothing] for n in range(2)
    ]
    rows.insert(1, ["7", made.title, made.text, who, made.date, made.url, nothing, nothing])
    delimiter, end = dice.choice([",", ";", "\t", "|"]), dice.choice(["\n", "\r\n"])
    backslash = dice.random() < 0.3
    file = io.StringIO()
    writer = csv.writer(
        file, delimiter=delimiter, lineterminator=end, quoting=dice.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
        doublequote=not backslash, escapechar="\\" if backslash else None,
    )  # fmt: skip
    writer.writerows([names, *rows])
    head = dice.choice(["", "", f"sep={delimiter}{end}", "\ufeff", end])
    encoding = dice.choice(["utf-8", "utf-8", "utf-16"]) if not head.startswith("\ufeff") else "utf-8"
    return dice.choice(["a.csv", "a.csv", "table.csv"]), f"{head}{file.getvalue()}".encode(encoding)


def feed(made: Made) -> tuple[str, bytes]:
    """An item of three in a feed that needs mending, with markup and entities in its title."""
    dice = made.dice
    body = dice.choice(
        [
            f"<content:encoded><![CDATA[{made.markup}]]></content:encoded><description>A pier.</description>",
            f"<description>{escape(made.markup)}</description>",
            f"<description><![CDATA[{made.text}]]></description>",
            f"<description>{made.text}</description>",
        ]
    )
    more = dice.sample(
        [
            "<category>Piers</category>",
            "<media:content url='https://m.example.test/p.jpg'><media:description>A caption of it</media:description>"
            "</media:content>",
            "<slash:comments>3</slash:comments>",
            "<source url='https://m.example.test/rss'>Mercury</source>",
            "<guid isPermaLink='false'>urn:x:7</guid>",
            "<unknown>R&D</unknown>",
            "<x>&nbsp;</x>",
        ],
        3,
    )
    own = rss(made, body, *more)
    plain = f"<title>{escape(made.title)}</title>"
    assert plain in own
    titles = [plain, f"<title><![CDATA[<b>{made.title}</b>]]></title>", f"<title>\n {escape(made.title)} </title>",
              f"<title>{escape(f'<i>{made.title}</i>')}</title>", plain.replace(" ", "&#32;")]  # fmt: skip
    own = own.replace(plain, dice.choice(titles))
    beside = [
        f"<item><title>{name}</title><description>{'A story beside it. ' * 9}</description></item>" for name in "AB"
    ]
    head = dice.choice(["", "<?xml version='1.0' encoding='UTF-8'?>\n", "\n\n<?xml version='1.0'?>", "\ufeff",
                        "<br />\n<b>Warning</b>: x in <b>/srv/f.php</b><br />\n<?xml version='1.0'?>"])  # fmt: skip
    return "feed.xml", f"{head}{channel(beside[0], own, beside[1])}{dice.choice(['', '<!-- 0.3 s -->'])}".encode()


def page_details(made: Made) -> tuple[str, bytes]:
    """Bylines with towns, captions, preformatted text, dates shown, on pages with furniture."""
    dice = made.dice
    named = " and ".join(f"{name} in {town}" for name, town in zip(made.authors, ("Tarnby", "Oslo"), strict=False))
    links = " and ".join(f"<a rel='author' href='/a'>{name}</a>" for name in made.authors)
    byline = dice.choice(
        [
            f"<p class='byline'>By {named}</p>",
            f"<div class='article-author'>By {named}</div>",
            f"<p>By {links}</p>",
        ]
    )
    caption = dice.choice(
        [
            "",
            "<figure><img src='x'><figcaption>A caption of it. Photo: Jo Lee</figcaption></figure>",
            "<div class='wp-caption'><img src='x'><p class='wp-caption-text'>A caption of it</p></div>",
        ]
    )
    text = dice.choice([made.markup, f"<pre>{made.text}</pre>", "".join(f"<div>{p}</div>" for p in made.paragraphs)])
    furniture = "<header><a href='/'>Mercury</a><a href='/s'>Sport</a></header>"
    body = (
        f"{furniture}<article><h1>{escape(made.title)}</h1>{byline}{caption}{text}</article><footer><p>© M</p></footer>"
    )
    return "a.html", page(made, body, authors=False)


KINDS: dict[str, Writer] = {
    "fragment": fragment,
    "addresses": addresses,
    "broken json": broken_json,
    "inline elements": inline,
    "table": table,
    "feed": feed,
    "page details": page_details,
}


def faults(made: Made, found: list[Any], name: str) -> list[str]:
    articles = [one for one in found if isinstance(one, Article) and made.paragraphs[0] in " ".join(one.body.split())]
    if len(articles) != 1:
        return [f"it became {found}"]
    (article,) = articles
    body = " ".join(article.body.split())
    authors = () if name.endswith(".eml") else made.authors  # who sends a message did not always write it
    wrong = [] if article.title == made.title else [f"the title is {article.title!r}"]
    wrong += [f"the body lacks {text!r}" for text in made.paragraphs if body.count(text) != 1]
    if len(body) > len(" ".join(made.paragraphs)) + 4 or "caption" in body:
        wrong.append(f"the body holds more: {body!r}")
    if article.authors != authors:
        wrong.append(f"the authors are {article.authors}")
    if article.published_at is None or article.published_at.astimezone(UTC) != made.moment:
        wrong.append(f"published at {article.published_at}, not {made.moment}")
    if article.url != made.url:
        wrong.append(f"the address is {article.url}")
    return wrong


def make(number: int, story: Any) -> Made:
    told = story(number)
    dice = random.Random(number * 7919)
    return Made(
        number=number,
        title=told.title,
        paragraphs=told.paragraphs,
        authors=told.authors[: dice.choice([1, 2])],
        moment=datetime(2025, 3, 4, 8, 30, tzinfo=UTC) + timedelta(minutes=number * 487),
        url=f"https://m.example.test/2025/pier-{number}",
        dice=dice,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_hundred_of_each_kind(kind: str, story: Any, outcome: Any) -> None:
    wrong = {}
    for number in NUMBERS:
        made = make(number, story)
        name, data = KINDS[kind](made)
        if found := faults(made, outcome(name, data), name):
            wrong[number] = (found, made.authors, data)

    assert len(wrong) <= WRONG, (len(wrong), *list(wrong.values())[:4])
