"""Stories in the forms of agencies, made by the hundred: headline, text, byline, place and moment."""

from __future__ import annotations

import json
import random
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from articles.article import Article, Given, Record, Rejection
from articles.cleaning import clean
from articles.forms import read

STORIES = 100
#: What may be wrong of a hundred.
WRONG = 5

_WHO = [
    "The ferry board",
    "The county court",
    "A crew of nine",
    "The school of music",
    "The old cannery",
    "Two neighbours",
]
_DID = ["agreed to lengthen", "refused to sell", "has bought", "will open", "wants to close", "finished painting"]
_WHAT = ["the northern pier", "the empty mill", "the reading room", "the road along the cliff", "its last two boats"]
_WHEN = ["on Tuesday", "after a long night", "before the winter", "for the third time", "without a vote", "in March"]
_WHY = ["so that the new boats can land at low water", "because nobody had looked at it for forty years",
        "as long as the noise does not drive the herring away", "although the money is not there yet"]  # fmt: skip
_FIRST = ["Nora", "Owen", "Marta", "Jonas", "Edda", "Ravi", "Ines", "Tomas", "Greta", "Paul"]
_LAST = ["Feld", "Tallis", "Lindqvist", "Novak", "Brandt", "Iyer", "Solberg", "Berg", "McLeod", "O'Hara"]
_PLACES = [
    ("OSLO", "Norway"), ("Geneva", ""), ("NEW DELHI", "India"), ("SAN DIEGO", ""), ("Rome", ""), ("Reykjavik", ""),
    ("Buenos Aires", "Argentina"), ("KYIV", "Ukraine"), ("Port Louis", "Mauritius"), ("THE HAGUE", "Netherlands"),
]  # fmt: skip


@dataclass(frozen=True)
class Story:
    """A story, and what should be read of it."""

    title: str
    paragraphs: tuple[str, ...]
    authors: tuple[str, ...]
    place: str
    country: str
    moment: datetime
    dice: random.Random

    @property
    def filed(self) -> str:
        """The place as a dateline has it."""
        return f"{self.place}, {self.country}" if self.country and self.dice.random() < 0.5 else self.place


def sentence(dice: random.Random) -> str:
    return f"{dice.choice(_WHO)} {dice.choice(_DID)} {dice.choice(_WHAT)} {dice.choice(_WHEN)}, {dice.choice(_WHY)}."


def story(number: int, *, flash: bool = False) -> Story:
    """The same story each time."""
    dice = random.Random(number)
    count = 1 if flash else dice.randint(2, 6)
    paragraphs: list[str] = []
    while len(paragraphs) < count:
        text = (
            f"{dice.choice(_WHO)} {dice.choice(_DID)} {dice.choice(_WHAT)}."
            if flash
            else f"{sentence(dice)} {sentence(dice)}"
        )
        if text not in paragraphs:
            paragraphs.append(text)
    place, country = dice.choice(_PLACES)
    authors = tuple({f"{dice.choice(_FIRST)} {dice.choice(_LAST)}" for _ in range(dice.choice([1, 1, 2]))})
    moment = datetime(2025, 3, 4, 8, 30, tzinfo=UTC) + timedelta(minutes=number * 487)
    title = f"{dice.choice(_WHAT).capitalize()} {number}: {dice.choice(_LAST)} wins the vote in winter"
    return Story(title, tuple(paragraphs), authors, place, country, moment, dice)


def byline(made: Story) -> str:
    return "By " + " and ".join(made.authors)


def agency_dateline(made: Story, agency: str) -> str:
    """The place before the first sentence, in the ways of several agencies."""
    month = made.moment.strftime("%B")
    day = made.moment.day
    return made.dice.choice(
        [
            f"{made.filed} ({agency}) _ ",
            f"{made.filed} ({agency}) — ",
            f"{made.place}, {month[:3]} {day} ({agency}) - ",
            f"{made.place}, {month} {day} ({agency}) -- ",
            f"{made.place}, {month} {day}. /{agency}/. ",
            f"({agency}) - {made.place}, {month} {day} - ",
            f"{made.place}. {month} {day} ({agency}) - ",
        ]
    )


def nitf(made: Story) -> bytes:
    """NITF of several agencies: <byttl>, <person>, cells, breaks, the lead twice, places in elements."""
    dice = made.dice
    title = f"<hl1>{escape(made.title)}</hl1>" + dice.choice(["", "<hl2>A deck</hl2>"])
    who = dice.choice(
        [
            f"<byline>{byline(made)}<byttl>AP Business Writer</byttl></byline>",
            f"<byline>{byline(made).upper()}<byttl>Staff Writer</byttl></byline>",
            "<byline>By " + " and ".join(f"<person>{name}</person>" for name in made.authors) + "</byline>",
            "".join(f"<byline><person>{name}</person><bytag>Agency</bytag></byline>" for name in made.authors),
        ]
    )
    place = dice.choice(
        [
            f"<dateline><location>{made.filed}</location></dateline>",
            f"<dateline><location><city>{made.place}</city><country>Land</country></location></dateline>",
            f"<dateline>{made.place}</dateline>",
            f"<dateline><location>{made.place}</location><story.date>March 4</story.date></dateline>",
            "",
        ]
    )
    first, *rest = made.paragraphs
    first = first if place else f"{made.place} (AP) _ {first}"
    body = "".join(f"<p>{text}</p>" for text in rest)
    lead = dice.choice(
        [
            f"<p>{first}</p>{body}",
            f"<block class='lead_paragraph'><p>{first}</p></block><block class='full_text'><p>{first}</p>{body}"
            "</block>",
            f"<block><p>{first.replace(', ', ',<br/>')}</p>{body}</block>",
            f"<p class='lead' lead='true'>{first}</p>{body}<table><tr><th>Team</th><th>W</th></tr>"
            "<tr><td>Oxholt</td><td>72</td></tr></table>",
        ]
    )
    dates = dice.choice(
        [
            f"<docdata><date.issue norm='{made.moment:%Y%m%dT%H%M%S}Z'/></docdata>",
            f"<docdata><date.issue norm='{made.moment:%Y-%m-%dT%H:%M:%S}+00:00'/></docdata>",
            f"<docdata/><pubdata date.publication='{made.moment:%Y%m%dT%H%M%S}+0000'/>",
            f"<docdata><date.release norm='{made.moment:%Y%m%dT%H%M%S}Z'/></docdata>",
        ]
    )
    return (
        f"<?xml version='1.0'?><nitf><head><title>{escape(made.title)}</title>{dates}</head><body><body.head><hedline>"
        f"{title}</hedline>{who}{place}</body.head><body.content>{lead}</body.content></body></nitf>"
    ).encode()


def newsml_g2(made: Story) -> bytes:
    """NewsML-G2: XHTML, NITF, text with and without markup; located, dateline; only a version's date."""
    dice = made.dice
    place = dice.choice(
        [
            f"<located><name>{made.place}</name></located>",
            f"<dateline>{made.filed}</dateline>",
            f"<dateline>{made.place} (tna) - </dateline><located literal='Elsewhere'/>",
            f"<located type='cptype:city' literal='{made.place}'/>",
        ]
    )
    paragraphs = "".join(f"<p>{text}</p>" for text in made.paragraphs)
    content = dice.choice(
        [
            f"<inlineXML contenttype='application/xhtml+xml'><html xmlns='http://www.w3.org/1999/xhtml'><head><title>x</title>"
            f"</head><body><header><h1>{escape(made.title)}</h1></header>{paragraphs}</body></html></inlineXML>",
            "<inlineXML contenttype='application/nitf+xml'><nitf><body><body.content>"
            f"{paragraphs}</body.content></body></nitf></inlineXML>",
            f"<inlineData contenttype='text/plain'><![CDATA[\n{paragraphs}]]></inlineData>",
            f"<inlineData contenttype='text/html'>{escape(paragraphs)}</inlineData>",
            "<inlineData contenttype='text/plain'>" + "\n\n".join(made.paragraphs) + "</inlineData>",
        ]
    )
    stamp = made.moment.isoformat()
    dates = dice.choice(
        [
            (f"<versionCreated>{stamp}</versionCreated>", ""),
            (f"<versionCreated>2026-01-01T00:00:00Z</versionCreated><firstCreated>{stamp}</firstCreated>", ""),
            ("<versionCreated>2026-01-01T00:00:00Z</versionCreated>", f"<contentCreated>{stamp}</contentCreated>"),
        ]
    )
    who = dice.choice(
        [
            f"<by>{byline(made)}</by>",
            f"<by>{byline(made)}</by><creator literal='VRG'><name>VRG</name></creator>",
            "".join(f"<creator><name>{name}</name></creator>" for name in made.authors),
        ]
    )
    return (
        "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:a' version='1' xml:lang='en'><itemMeta>"
        f"<itemClass qcode='ninat:text'/>{dates[0]}</itemMeta><contentMeta>{dates[1]}{place}{who}"
        f"<headline role='hld:subHeadline'>Deck</headline><headline>{escape(made.title)}</headline></contentMeta>"
        f"<contentSet>{content}</contentSet></newsItem>"
    ).encode()


def newsml_1(made: Story) -> bytes:
    """NewsML 1: paragraphs, NITF, HTML in CDATA; one component or several with roles."""
    dice = made.dice
    paragraphs = [f"<p>{text}</p>" for text in made.paragraphs]
    whole = "".join(paragraphs)
    content = dice.choice(
        [
            f"<ContentItem><MediaType FormalName='Text'/><DataContent>{whole}</DataContent></ContentItem>",
            "<ContentItem><MediaType FormalName='ComplexData'/><DataContent><nitf><body><body.content>"
            f"{whole}</body.content></body></nitf></DataContent></ContentItem>",
            f"<ContentItem><DataContent><![CDATA[{whole}]]></DataContent></ContentItem>",
            f"<NewsComponent><Role FormalName='Title'/><ContentItem><DataContent>{escape(made.title)}</DataContent>"
            f"</ContentItem></NewsComponent><NewsComponent><Role FormalName='Lead'/><ContentItem><DataContent><![CDATA["
            f"{paragraphs[0]}]]></DataContent></ContentItem></NewsComponent><NewsComponent><Role FormalName='Body'/>"
            f"<ContentItem><DataContent><![CDATA[{''.join(paragraphs[1:])}]]></DataContent></ContentItem></NewsComponent>",
        ]
    )
    city = f"<Property FormalName='City' Value='{made.place}'/>"
    place = dice.choice(
        [
            (f"<DateLine>{made.place}, March 4</DateLine>", ""),
            (f"<DateLine>{made.place}, 4 mars 2025 (AFP)</DateLine>", ""),
            ("<DateLine>March 4</DateLine>", f"<Location HowPresent='Origin'>{city}</Location>"),
        ]
    )  # fmt: skip
    stamp = f"{made.moment:%Y%m%dT%H%M%S}Z"
    return (
        f"<?xml version='1.0'?><NewsML><NewsEnvelope><DateAndTime>20260101T000000Z</DateAndTime></NewsEnvelope>"
        f"<NewsItem><NewsManagement><FirstCreated>{stamp}</FirstCreated><ThisRevisionCreated>{stamp}</ThisRevisionCreated></NewsManagement><NewsComponent>"
        f"<NewsLines><HeadLine>{escape(made.title)}</HeadLine><ByLine>{byline(made)}</ByLine>{place[0]}</NewsLines>"
        f"<DescriptiveMetadata><Language FormalName='en'/>{place[1]}</DescriptiveMetadata>"
        f"<NewsComponent xml:lang='en'>{content}</NewsComponent></NewsComponent></NewsItem></NewsML>"
    ).encode()


def anpa(made: Story) -> bytes:
    """ANPA 1312, with its controls and without, with notes for editors and bylines of one or two lines."""
    dice = made.dice
    dateline = dice.choice(
        [f"{made.filed} (AP) _ ", f"{made.filed} (WS) _ " if made.place.isupper() else f"{made.place} (AP) _ "]
    )
    text = "".join(
        f"\t   {(dateline if not number else '') + paragraph}\n" for number, paragraph in enumerate(made.paragraphs)
    )
    notes = dice.choice(["", "^AP Photo XNP101, XNP102<\n", "^Eds: Updates. With AP Photos.<\n^AP Photo GATK105<\n"])
    role = dice.choice(["", "^Associated Press=\n", "^AP Sports Writer=\n"])
    slug = f"^BC-EU--Pier{dice.choice(['', ', 1st Ld-Writethru', ', 2nd Ld'])},{dice.randint(90, 900)}<\n"
    head = (
        f"{slug}^{made.title}<\n{notes}^{byline(made).upper().replace('BY ', 'By ').replace(' AND ', ' and ')}=\n{role}"
    )
    signature = f"AP-WF-{made.moment:%m-%d-%y} {made.moment:%H%M}GMT<\n"
    if dice.random() < 0.4:
        return f"{head}{text}\n\t   {signature}".encode("cp1252")
    if dice.random() < 0.5:
        return f"z6715-----\nr i BC-EU--Pier 1stLd-Writethru   03-04 0500\n{head}{text}\n\t   {signature}\n\n".encode(
            "cp1252"
        )
    controls = (
        f"\x16\x16\x01W1645\x1fasian\nb i\x13\x11 BC-EU--Pier     03-04 0358\n\x02{head}{text}\x03{signature}\x04"
    )
    return controls.replace("\n", "\r\n").encode("cp1252")


def iptc7901(made: Story) -> bytes:
    """IPTC 7901 of dpa, SDA and Belga, with its controls and without."""
    dice = made.dice
    agency = dice.choice(["dpa", "sda", "afp"])
    paragraphs = [f"{made.place} ({agency}) - {made.paragraphs[0]}", *made.paragraphs[1:]]
    body = "\n\n".join(textwrap.fill(text, 68) for text in paragraphs)
    note = dice.choice(["", "(Eil)\n", "REFILE\n1ST LEAD\n", "(Achtung: mit Bild)\n"])
    title = textwrap.fill(made.title, dice.choice([40, 68]))
    zone = " GMT"
    moment = f"{made.moment:%d%H%M}{zone} {made.moment:%b %y}"
    end = dice.choice(
        [
            "",
            "# Notebook\n\n## Note to editors\n- Reporting by: Ann Other\n\n",
            "* * * *\nThe following information is not intended for publication\n- Tel: +49-30-285231472\n\n",
        ]
    )
    service, category = dice.choice(["eca", "bdt", "bsf"]), dice.choice(["pl", "i", "vm", "rs"])
    number, priority = dice.randint(1, 9999), dice.randint(1, 5)
    header = f"{service}{number:04} {priority} {category} 180  {agency} {number % 1000:04}"
    if dice.random() < 0.3:
        text = f"\x01{header}\nPier/Norway/\n\x02{title}\n{byline(made)} =\n\n{body}\n\x03\n{moment}\n\x04"
        return text.replace("\n", "\r\n").encode()
    head = f"Pier/Norway/\n{note}{title}\n{byline(made)} ="
    return f"{header}\n\n{head}\n\n{body}\n\n{end}{agency} tca bag\n\n{moment}\n\n".encode()


def agency_xml(made: Story) -> bytes:
    """XML of an agency's own, in several languages and manners."""
    dice = made.dice
    names = dice.choice(
        [
            ("RBNews", "headline", "content", "town", "byLine", "PublishDate"),
            ("Story", "Headline", "Body", "Dateline", "ByLine", "PublicationDate"),
            ("noticia", "titular", "cuerpo", "ciudad", "autor", "fecha"),
            ("depeche", "titre", "texte", "lieu", "auteur", "date"),
            ("meldung", "titel", "haupttext", "ort", "autor", "datum"),
            ("notizia", "titolo", "testo", "luogo", "autore", "data"),
            ("NEWS", "RUBRIK", "BRODTEXT", "ORT", "BYLINE", "DATUM"),
            ("news_item", "news_title", "news_text", "city", "reporter", "news_date"),
        ]
    )
    item, title, body, place, who, when = names
    paragraphs = "".join(f"<p>{text}</p>" for text in made.paragraphs)
    content = dice.choice([escape(paragraphs), f"<![CDATA[{paragraphs}]]>", paragraphs, "\n\n".join(made.paragraphs)])
    text = (
        f"<{item} xmlns:i='http://www.w3.org/2001/XMLSchema-instance'><ID>9a6955fc</ID><{when}>{made.moment.isoformat()}</{when}>"
        f"<{title}>{escape(made.title)}</{title}><version>1</version><{place}>{made.place}</{place}><{who}>{byline(made)}</{who}>"
        f"<{body}>{content}</{body}><subtitle i:nil='true'/><email>x@example.test</email></{item}>"
    )
    return f"<?xml version='1.0' encoding='UTF-8'?>\n{text}".encode()


def ninjs(made: Story) -> bytes:
    """ninjs and what agencies make of it: alone, in a list, inside an answer; bodies and headlines with roles."""
    dice = made.dice
    markup = "".join(f"<p>{text}</p>" for text in made.paragraphs)
    plain = "\n\n".join(made.paragraphs)
    bodies = [
        {"role": "summary", "contentType": "text/html", "value": "<p>A shorter version of the story.</p>"},
        {"role": "caption", "contentType": "text/plain", "value": "A picture of it."},
        {"role": "main", "contentType": "text/html", "value": markup},
        {"role": "nitf", "contentType": "application/xml", "value": "<nitf/>"},
    ]
    text = dice.choice(
        [
            {"body_html": markup, "body_text": made.paragraphs[0]},
            {"body_xhtml": f"<div>{markup}</div>"},
            {"body_text": plain},
            {"bodies": bodies},
            {
                "bodies": {
                    "short": {"value": "A shorter version."},
                    "main": {"contentType": "text/plain", "value": plain},
                }
            },
        ]
    )
    titles = [{"role": "short", "value": "Shorter"}, {"role": "main", "value": made.title}]
    title = dice.choice(
        [{"headline": made.title}, {"headlines": titles}, {"headline": made.title, "slugline": "BC-X--Y"}]
    )
    place = dice.choice(
        [
            {"located": made.place},
            {"dateline": {"text": f"{made.place}, March 4 WS -", "located": {"city": made.place}}},
            {"dateline": f"{made.place} (WS) - "},
            {"datelinelocation": {"city": made.place, "countryname": "Land"}},
            {"places": [{"name": "Elsewhere"}, {"name": made.place, "rel": "dateline"}]},
        ]
    )
    who = dice.choice(
        [{"byline": byline(made)}, {"by": byline(made)}, {"authors": [{"name": n} for n in made.authors]}]
    )
    stamp = made.moment.isoformat()
    item = {"uri": "urn:x:1", "type": "text", "pubstatus": "usable", "urgency": 3, "language": "en",
            "versioncreated": stamp, "firstcreated": stamp, **title, **text, **place, **who}  # fmt: skip
    answer = dice.choice(
        [item, item, {"total": 1, "item": [item]}, {"data": {"meta": {"id": 1}, "item": item}}, [item]]
    )
    return json.dumps(answer).encode()


WIRES: dict[str, tuple[Callable[[Story], bytes], str]] = {
    "nitf": (nitf, "a.xml"),
    "newsml-g2": (newsml_g2, "a.xml"),
    "newsml-1": (newsml_1, "a.xml"),
    "anpa": (anpa, "a.txt"),
    "iptc7901": (iptc7901, "a.txt"),
    "agency-xml": (agency_xml, "a.xml"),
    "ninjs": (ninjs, "a.json"),
}


def articles_of(path: Path, data: bytes, name: str) -> list[Article | Rejection]:
    path.write_bytes(data)
    return [
        clean(item, arrival="i:0", claimed_at=1) if isinstance(item, Record) else item
        for item in read(path, name=name, given=Given())
    ]


def faults(made: Story, found: list[Article | Rejection], form: str) -> list[str]:
    """What is wrong with what became of a story."""
    if len(found) != 1 or not isinstance(found[0], Article):
        return [f"it became {found}"]
    article = found[0]
    wrong = [f"the form is {article.form}"] if article.form != form else []
    if article.title != made.title:
        wrong.append(f"the title is {article.title!r}")
    body = " ".join(article.body.split())
    wrong += [f"{body.count(text)} times {text!r}" for text in made.paragraphs if body.count(text) != 1]
    if any(mark in article.body for mark in ("<", "^", "\x02", "AP-WF", "Notebook", "dpa tca")):
        wrong.append(f"codes are in the body: {article.body!r}")
    if {name.casefold() for name in article.authors} != {name.casefold() for name in made.authors}:
        wrong.append(f"the authors are {article.authors}")
    place = article.dateline.text.split(",")[0].strip() if article.dateline else None
    if place != made.place:
        wrong.append(f"the dateline is {place!r}, not {made.place!r}")
    if article.published_at != made.moment:
        wrong.append(f"published at {article.published_at}, not {made.moment}")
    return wrong


@pytest.mark.parametrize("form", WIRES)
def test_stories_of_a_wire(form: str, tmp_path: Path) -> None:
    """Everything that the wire says about a story is read, and nothing else."""
    make, name = WIRES[form]
    wrong = {}
    for number in range(STORIES):
        made = story(number)
        data = make(made)
        if found := faults(made, articles_of(tmp_path / name, data, name), form):
            wrong[number] = (found, data)
    assert len(wrong) <= WRONG, list(wrong.values())[:3]


@pytest.mark.parametrize("form", WIRES)
def test_flashes_of_a_wire_are_articles(form: str, tmp_path: Path) -> None:
    """A dozen words that a wire sends whole are an article, with all that the wire says about them."""
    make, name = WIRES[form]
    wrong = []
    for number in range(1000, 1000 + STORIES):
        made = story(number, flash=True)
        data = make(made)
        if found := faults(made, articles_of(tmp_path / name, data, name), form):
            wrong.append((found, data))
    assert len(wrong) <= WRONG, wrong[:3]


@pytest.mark.parametrize(
    "head",
    [
        "^BC-SKI--World Cup, 1st Ld-Writethru,116<\n^URGENT<\n^{title}<\n^By NORA FELD=\n",
        "^BC-SKI--World Cup,116<\n^Eds: With AP Photos.<\n^{title}\n<\n^By NORA FELD=\n^AP Sports Writer=\n",
        "BC-SKI--World Cup, 1st Ld-Writethru\n{title}\nEds: With AP Photos.\nBy NORA FELD\nAP Sports Writer\n\n",
        "AM-EU--Pier,0300\n{title}\nBy NORA FELD\n",
    ],
)
def test_heads_of_wire_text(head: str, tmp_path: Path) -> None:
    """Slugs and notes are no title and no place, with marks and after marks were lost."""
    made = story(7)
    text = "".join(f"\t   {paragraph}\n" for paragraph in made.paragraphs)
    data = f"{head.format(title=made.title)}\t   OSLO, Norway (AP) _ {text.strip()}\n"
    found = articles_of(tmp_path / "a.txt", data.encode(), "a.txt")
    assert len(found) == 1
    assert isinstance(found[0], Article)
    article = found[0]
    assert ("anpa", made.title, ("Nora Feld",)) == (article.form, article.title, article.authors)
    assert article.dateline is not None
    assert "OSLO, Norway" == article.dateline.text
    assert article.body.startswith("OSLO, Norway (AP)")


def test_scraped_text_of_a_dozen_words_is_no_article(tmp_path: Path) -> None:
    """The limit holds for what no wire sent."""
    text = story(1, flash=True).paragraphs[0]
    for name, data in (("a.txt", text), ("a.html", f"<html><body><p>{text}</p></body></html>")):
        assert all(isinstance(found, Rejection) for found in articles_of(tmp_path / name, data.encode(), name))


def test_captions_and_credits_of_pictures_are_no_body(tmp_path: Path) -> None:
    """TT and others put the pictures into the page of an item."""
    made = story(3)
    text = "".join(f"<p>{paragraph}</p>" for paragraph in made.paragraphs)
    figure = (
        "<figure><img src='x'/><div class='byline'>Otto Lens/TT</div><figcaption>A pier, archive.</figcaption></figure>"
    )
    item = {
        "uri": "http://tt.test/1", "versionCreated": "2025-03-04T08:30:00Z",
        "headlines": [{"role": "main", "value": made.title}],
        "bodies": [{"role": "html5", "contentType": "text/html", "value": f"<article>{text}{figure}</article>"}],
    }  # fmt: skip

    (article,) = articles_of(tmp_path / "a.json", json.dumps(item).encode(), "a.json")

    assert isinstance(article, Article)
    assert "Lens" not in article.body
    assert "archive" not in article.body
    removed = " ".join(piece.text for piece in article.removed)
    assert "Otto Lens/TT" in removed
    assert "A pier, archive." in removed
