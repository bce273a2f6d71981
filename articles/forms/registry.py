"""List all forms, in the order in which they are asked to recognise a file. A new form joins here."""

from __future__ import annotations

import functools
import importlib

from articles.forms import (
    agency_xml,
    anpa,
    archive,
    binary,
    collection,
    compressed,
    container,
    epub,
    export,
    export_page,
    feed,
    iptc7901,
    json_articles,
    json_lines,
    machine,
    mail,
    markdown,
    newsml_1,
    newsml_g2,
    nitf,
    ole,
    opendocument,
    other_xml,
    page,
    pdf,
    plain,
    rtf,
    table,
    warc,
    web_archive,
    word,
    word_xml,
)
from articles.forms.form import Form
from articles.forms.source import Head

#: What is told by its first bytes comes before what is told by its look, and that before what is told by its name.
FORMS: tuple[Form, ...] = (
    # by their first bytes
    compressed.FORM,
    word.WORD,
    opendocument.ODT,
    epub.FORM,
    word.OTHER_OFFICE,
    container.WACZ,
    container.OTHER,
    archive.ZIP,
    archive.TAR,
    warc.WARC,
    warc.ARC,
    pdf.FORM,
    ole.FORM,
    rtf.FORM,
    anpa.FORM,
    iptc7901.FORM,
    web_archive.FORM,
    binary.FORM,
    # by their look
    machine.MARKED,
    mail.MAILBOX,
    collection.FORM,
    newsml_1.FORM,
    newsml_g2.FORM,
    nitf.FORM,
    feed.FORM,
    markdown.FORM,
    export_page.FORM,
    page.FORM,
    opendocument.FODT,
    word_xml.FORM,
    agency_xml.FORM,
    other_xml.FORM,
    json_lines.FORM,
    json_articles.FORM,
    # by their name and look
    export.FORM,
    table.FORM,
    mail.MESSAGE,
    machine.BY_LOOK,
    plain.FORM,
)


#: Libraries that take long to import: that happens when a file needs them, so that reading another one starts sooner.
LATE = ("feedparser", "ftfy", "markdown_it")


def preload() -> None:
    """Import what would be imported with the first file that needs it: in a process that forks, before it does."""
    for library in LATE:
        importlib.import_module(library)


@functools.lru_cache(maxsize=2)
def form_of(head: Head) -> Form:
    """Return the form of a source. The last form takes everything.

    The latest answers are kept: a file is asked before it is read, too, to learn whether it holds many articles.
    """
    return next(form for form in FORMS if form.recognise(head))
