"""Topics by code."""

from __future__ import annotations

from articles.wire.topics import topics_of


def test_codes_have_their_names() -> None:
    """In all the ways in which they are written; what has no name is kept by its code."""
    found = topics_of(
        ["medtop:01000000", "http://cv.iptc.org/newscodes/mediatopic/01000000", "15054000", "kb:12", "no code", None]
    )
    assert ["medtop:01000000", "subj:15054000", "kb:12"] == [topic.code for topic in found]
    assert ("arts, culture and entertainment", "Kultur, Kunst, Unterhaltung") == (found[0].name, found[0].name_de)
    assert found[2].name is None
