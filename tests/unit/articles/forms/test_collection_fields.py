"""Fields of the stories in collections."""

from __future__ import annotations

import pytest

from articles.forms.collection_fields import Parts, _source, _tags


def parts(**texts: str) -> Parts:
    """A story with these elements."""
    made = Parts()
    made.begin("DOC", "")
    for element, text in texts.items():
        made.begin(element, "")
        made.add(["DOC", element], text)
    return made


@pytest.mark.parametrize(
    ("texts", "source"),
    [
        ({"DOCNO": "APW19980301.0001"}, "AP"),
        ({"DOCNO": "NYT19990101.0002"}, "The New York Times"),
        ({"DOCNO": "QQQ19990101.0002"}, None),
        ({"DOCNO": "19990101"}, None),
        ({"DOCNO": "APW19980301.0001", "SOURCE": "Bay Post"}, "Bay Post"),
    ],
)
def test_an_agency_is_recognized_by_its_story_number(texts: dict[str, str], source: str | None) -> None:
    assert _source(parts(**texts)) == source


@pytest.mark.parametrize(
    ("text", "tags"), [("piers; boats.", ["piers", "boats"]), ("x" * 59, ["x" * 59]), ("x" * 60, []), (";;", [])]
)
def test_tags_are_short(text: str, tags: list[str]) -> None:
    assert _tags(parts(SUBJECT=text)) == tags
