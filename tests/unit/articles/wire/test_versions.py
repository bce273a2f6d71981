"""The order of versions."""

from __future__ import annotations

import pytest

from articles.wire.versions import Relation, Version, relation

EARLY, LATE = "2025-03-04T08:30:00.000000+00:00", "2025-03-04T11:30:00.000000+00:00"


@pytest.mark.parametrize(
    ("known", "mine", "wanted"),
    [
        (Version(version="1"), Version(version="2"), Relation.NEWER),
        (Version(version="9"), Version(version="10"), Relation.NEWER),
        (Version(version="1.9"), Version(version="1.10"), Relation.NEWER),
        (Version(version="3"), Version(version="2", updated=LATE), Relation.OLDER),
        (Version(version="2"), Version(version="2"), Relation.SAME),
        (Version(version="02"), Version(version="2"), Relation.SAME),
        (Version(version="2", updated=EARLY), Version(version="2", updated=LATE), Relation.SAME),
        (Version(version="a1b2", updated=EARLY), Version(version="c3d4", updated=LATE), Relation.NEWER),
        (Version(updated=EARLY), Version(updated=LATE), Relation.NEWER),
        (Version(updated=LATE), Version(updated=EARLY), Relation.OLDER),
        (Version(updated=LATE), Version(updated=LATE), Relation.UNKNOWN),
        (Version(version="2"), Version(), Relation.UNKNOWN),
        (Version(), Version(), Relation.UNKNOWN),
    ],
)
def test_the_higher_version_is_newer(known: Version, mine: Version, wanted: Relation) -> None:
    """Numbers count before times; without either nothing is known."""
    assert wanted == relation(known, mine)
