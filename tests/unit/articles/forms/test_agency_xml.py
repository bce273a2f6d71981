"""Values in XML of agencies."""

from __future__ import annotations

import pytest
from lxml import etree

from articles.forms.agency_xml import _value


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ("<author><role>Editor</role><name>Nora Feld</name></author>", "Nora Feld"),
        ("<author>Nora Feld</author>", "Nora Feld"),
        ("<author><name/>Nora Feld</author>", "Nora Feld"),
        ("<author>&lt;p&gt;Nora Feld&lt;/p&gt;</author>", "Nora Feld"),
    ],
)
def test_a_value_is_the_name_inside_or_the_text(xml: str, expected: str) -> None:
    assert _value({"author": etree.fromstring(xml)}, "author") == expected


def test_a_field_that_is_not_there_has_no_value() -> None:
    assert _value({}, "author") is None
