"""Turn the paragraphs and properties of any office document into a record, and decide which properties to trust."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.forms.export import stories_in
from articles.forms.source import Source
from articles.metadata.people import is_name

#: Paragraphs at the top among which the headline is.
_TOP = 6
#: Characters at the top in which a title that is said must be, and words of a headline at most.
_NEAR = 3000
_MOST_WORDS = 30
#: A headline's letters are larger than those of the text by this much.
_LARGER = 1.12
#: What programs and printer drivers set as a title.
_NO_TITLE = re.compile(
    r"(?:microsoft (?:office )?(?:word|powerpoint|excel|publisher|outlook)\b.*|word[ \-]?document|"
    r"powerpoint[ \-]presentation|"
    r"(?:new |neues? |nouveau |nuevo |nuovo )?(?:document|dokument|documento|presentation|layout|page|slide|seite|scan|"
    r"book|"
    r"project|file|blank|template|draft|form)[ _\-]?\d*|untitled[ \-]?\d*|unbenannt\S*|ohne titel\S*|sans titre\S*|"
    r"sin título\S*|senza titolo\S*|naamloos\S*|no title|title|titel|titre|"
    r".*\b(?:template|vorlage|modèle de|plantilla|briefkopf|letterhead)\b.*|"
    r"press ?release|news ?release|media ?release|pressemitteilung|communiqué(?: de presse)?|comunicado|persbericht|"
    r"about:blank|https?://\S+|file:\S+|.*\.(?:docx?|dotx?|indd|indt|qxd|qxp|pdf|rtf|odt|txt|pages|ai|eps|fm|p65|pub|wpd|"
    r"html?|php|aspx?|jpe?g|tiff?|png|pptx?|xlsx?|psd|ps|cdr|tex|dvi|md)\b.{0,12}|"
    r".*\b(?:indd|qxd|qxp|acrobat|distiller|indesign|quark\w*)\b.*)",
    re.I,
)
#: In the names of accounts, machines and programs, never of an author.
_NO_AUTHOR = re.compile(
    r"\b(?:users?|owner|admin\w*|microsoft|office|windows|adobe|acrobat|quark\w*|indesign|scanner|xerox|canon|ricoh|konica|"
    r"lexmark|epson|kyocera|hewlett|packard|printer|unknown|author|desktop|default|guest|customer|valued|dell|lenovo|acer|"
    r"asus|toshiba|workstation|server|system|root|pc|laptop|test|python|docx|libreoffice|openoffice|apache|google|wps|"
    r"inc|ltd|gmbh|llc|corp\w*|company|department|dept|university|council|press|media|communications?|secretary|pdf\w*|"
    r"ghostscript|tex|latex|chromium|skia|mac|macbook|imac|ipad|account|utilisateur|benutzer|usuario|utente|gebruiker|hp|"
    r"brother|samsung|sharp|oki|bizhub|workcentre|imagerunner|\w+jet)\b",
    re.I,
)
#: "20240312a", "1234-56b"; tried once in a run of digits, so that it takes linear time.
_FILE_NUMBER = re.compile(r"(?<!\d)\d{4,}(?:[\-.]\d*)?[a-z]")
#: "PageMaker", "CorelDraw"; but "McDonald", "DiMaggio".
_OF_A_PRODUCT = re.compile(r"[a-z]{3}[A-Z]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Paragraph:
    """A paragraph of a document, and how it looks."""

    text: str
    is_title: bool = False  #: by its style
    size: float = 0.0  #: of its letters, in points; 0 where it is not known
    is_bold: bool = False  #: all of it


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What a document says about itself."""

    title: str | None = None
    author: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()


def document_articles(source: Source, paragraphs: Sequence[Paragraph], said: Said) -> Iterator[Record | Rejection]:
    """Yield the article that a document is, or the stories of a press database's export that it holds.

    The dates of a document are not believed: they say when the file was made or printed, not when the article appeared.
    """
    texts = [paragraph.text for paragraph in paragraphs]
    text = "\n\n".join(texts)
    if not text.strip():
        yield source.refuse(Reason.NO_ARTICLE, "The document holds no text.")
    elif (stories := stories_in(source, text)) is not None:
        yield from stories
    elif len(text) > source.limits.max_article_bytes:
        yield source.refuse(Reason.TOO_LARGE, "A document with more text than an article may have.")
    else:
        given = Given(
            title=title_of(said.title, paragraphs),
            byline=author_of(said.author),
            language=said.language,
            tags=said.tags,
        )
        yield source.record(text, given=given)


def title_of(said: str | None, paragraphs: Sequence[Paragraph]) -> str | None:
    """Return the title: the one that is said where it is at the top, else the headline, else the one said.

    None where neither is known; then the cleaner looks for a headline.
    """
    said = " ".join((said or "").split()) or None
    if said and _NO_TITLE.fullmatch(said):
        said = None
    near = _folded(" ".join(paragraph.text for paragraph in paragraphs[: _TOP * 3]))[:_NEAR]
    if said and len(said.split()) >= 2 and _folded(said) in near:
        return said
    if (headline := _headline(paragraphs)) is not None:
        return headline
    return said if said and _is_sentence(said) else None


def author_of(said: str | None) -> str | None:
    """Return the author that a document names, where it is a person and no account, machine or program."""
    said = " ".join((said or "").split())
    if not said or _NO_AUTHOR.search(said) or _OF_A_PRODUCT.search(said):
        return None
    names = [name.strip() for name in re.split(r";|,| and | & ", said) if name.strip()]
    return said if names and all(is_name(name) and " " in name and not name.islower() for name in names) else None


def _headline(paragraphs: Sequence[Paragraph]) -> str | None:
    """Return the paragraph at the top that has a title's style, or else the largest letters, or alone bold ones."""
    top = [paragraph for paragraph in paragraphs if paragraph.text.strip()][:_TOP]
    styled = next((paragraph for paragraph in top[:4] if paragraph.is_title and _fits(paragraph.text)), None)
    if styled is not None:
        return " ".join(styled.text.split())
    usual = _usual_size(paragraphs)
    if usual:
        largest = max((paragraph.size for paragraph in top if _fits(paragraph.text)), default=0.0)
        if largest > _LARGER * usual:
            return next(" ".join(p.text.split()) for p in top if p.size == largest and _fits(p.text))
    bold = [paragraph for paragraph in top if paragraph.is_bold and _fits(paragraph.text)]
    if len(bold) == 1 and len(paragraphs) > 1 and len(bold[0].text.split()) >= 3:
        return " ".join(bold[0].text.split())
    return None


def _fits(text: str) -> bool:
    words = text.split()
    return (
        2 <= len(words) <= _MOST_WORDS and not text.rstrip().endswith((":", ",", ";")) and any(map(str.isalpha, text))
    )


def _usual_size(paragraphs: Sequence[Paragraph]) -> float:
    """Return the size of most letters; 0 where none is known."""
    counts: dict[float, int] = {}
    for paragraph in paragraphs:
        if paragraph.size:
            counts[paragraph.size] = counts.get(paragraph.size, 0) + len(paragraph.text)
    return max(counts, key=counts.__getitem__) if counts else 0.0


def _is_sentence(text: str) -> bool:
    """Return whether it has three words or more, none of which looks like a file's name or number."""
    words = text.split()
    return len(words) >= 3 and not any("_" in word or _FILE_NUMBER.search(word) for word in words)


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()
