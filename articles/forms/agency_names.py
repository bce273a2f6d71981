"""Names of the fields in agencies' own XML, in the languages of the press."""

from __future__ import annotations

import re
from typing import NamedTuple

#: Meaning → names, the most telling first. Names are compared without case, prefix, "_", "-" and ".".
_TABLE = {
    "title": """recordtitle headline mainheadline hl1 hedline title newstitle articletitle storytitle heading head
        rubrik overskrift otsikko schlagzeile überschrift ueberschrift titel kop titre titulo título titular titolo
        tytuł tytul cím cim naslov nadpis başlık baslik judul tittel zagolovok заголовок 标题 標題 subject slug""",
    "body": """bodytext fulltext articlebody articletext storytext newstext newsbody newscontent contenthtml bodyhtml
        htmlbody htmlcontent fullstory maintext storybody story content body text html haupttext brodtext
        brödtext brødtekst brodtekst leipäteksti leipateksti teksti tekst texto texte testo cuerpo corpo corps
        contenu contenido conteúdo conteudo contenuto inhalt inhoud treść tresc szöveg szoveg metin içerik icerik
        isi besedilo текст 正文 内容 details detail article""",
    "short": "description summary abstract lead leadtext intro ingress teaser",
    "lead": """leadtext lead leadparagraph ingress intro introduction standfirst chapo chapeau entradilla vorspann
        manchet manchete sommario abstract summary""",
    "byline": """byline bylines by author authors authorname writer reporter journalist creator autor autoren auteur
        autore forfatter kirjoittaja författare forfattare originalform verfasser autorzy автор 作者""",
    "place": """dateline town city place located location filedfrom ort ortsmarke lugar ciudad ville lieu luogo città
        citta plaats sted stad kaupunki město mesto miasto grad kota şehir sehir""",
    "published": """publishdate publicationdate publishdatetime publicationdatetime publishedat
        publisheddate datepublished
        published pubdate publishtime publicationtime releasedate releasetime issuedate dateissued newsdate
        storydate datetime firstcreated versioncreated createdat createddate datecreated created sent senttime
        timestamp date datum fecha data dato dateheure datetimegmt päivämäärä paivamaara pvm tarih tanggal дата
        日期 发布时间 numericdate numericpubdate alphapubdate startdate""",
    "time": "time newstime storytime uhrzeit zeit hora heure ora tid klokkeslett aika",
    "modified": """modified modifieddate datemodified lastmodified updated updatedat updatedate lastupdate
        revised changed""",
    "source": """source newssource agency newsagency provider creditline credit origin quelle fuente kilde källa bron
        publisher""",
    "section": """section sectionname category newscategory desk rubric ressort rubrique categoria categoría kategori
        kategorie""",
    "tags": "keywords keyword tags tag subjectkeyword stichwort stichworte motscles palabrasclave emneord",
    "language": "language lang sprache langue idioma lingua språk sprog taal",
    "url": "url weburl link permalink longurl articleurl href",
}  # fmt: skip


class Rank(NamedTuple):
    """How well a name tells its meaning."""

    meaning: str
    rank: int


def _ranks() -> dict[str, list[Rank]]:
    ranks: dict[str, list[Rank]] = {}
    for meaning, names in _TABLE.items():
        for rank, name in enumerate(names.split()):
            ranks.setdefault(name, []).append(Rank(meaning, rank))
    return ranks


_RANKS = _ranks()
_FOLD = re.compile(r"[_\-.\s]")


def meanings_of(name: str) -> list[Rank]:
    """Return the possible meanings of an element's name; empty for unknown names."""
    return _RANKS.get(_FOLD.sub("", name).lower(), [])


def means(name: str, meaning: str) -> bool:
    """Return whether a name has this meaning, maybe among others."""
    return any(rank.meaning == meaning for rank in meanings_of(name))
