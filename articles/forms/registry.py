"""The forms there are, in the order in which they are asked whether a file is theirs."""

from __future__ import annotations

from articles.forms import binary, json_articles, json_lines, page, plain
from articles.forms.form import Form
from articles.forms.source import Head

#: What is told by its first bytes comes before what is told by its look, and that before what is told by its name.
FORMS: tuple[Form, ...] = (
    binary.FORM,
    json_lines.FORM,
    json_articles.FORM,
    page.FORM,
    plain.FORM,
)


def form_of(head: Head) -> Form:
    """The form of a source. The last form takes everything."""
    return next(form for form in FORMS if form.recognise(head))
