"""Names in Han characters are divided."""

from __future__ import annotations

import pytest

from articles.enrichment.han_names import split

JAPANESE = {"安倍": "abe", "晋三": "shinzo", "小池": "koike", "百合子": "yuriko"}


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("习近平", ("xi", "jinping")),
        ("習近平", ("xi", "jinping")),
        ("王毅", ("wang", "yi")),
        ("曾庆红", ("zeng", "qinghong")),
        ("欧阳修", ("ouyang", "xiu")),
        ("司马相如", ("sima", "xiangru")),
        ("安倍晋三", ("abe", "shinzo")),
        ("小池百合子", ("koike", "yuriko")),
    ],
)
def test_family_and_given_name(name: str, parts: tuple[str, str]) -> None:
    assert parts == split(name, JAPANESE.get)


@pytest.mark.parametrize("name", ["习", "Xi", "バラク", "阿莫祖鲁蒂亚", "김정은"])
def test_others_are_left_whole(name: str) -> None:
    assert split(name, JAPANESE.get) is None
