"""Names of people in Han characters, which have no space between family and given name: "习近平", "安倍晋三"."""

from __future__ import annotations

import re
from collections.abc import Callable

from anyascii import anyascii

from articles.enrichment.wordlists import word_set

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]{2,6}")
#: Chinese family names of two characters.
_DOUBLE = word_set(
    """欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 司徒 东方 東方 独孤 獨孤 南宫 南宮 夏侯 皇甫 尉迟 尉遲 公孙 公孫 慕容 令狐
    宇文 长孙 長孫"""
)
#: Characters that are read otherwise in a family name.
_FAMILY = {
    "曾": "zeng", "单": "shan", "單": "shan", "解": "xie", "查": "zha", "仇": "qiu", "任": "ren", "翟": "zhai",
    "区": "ou", "區": "ou", "覃": "qin", "缪": "miao", "繆": "miao", "乐": "yue", "樂": "yue", "冼": "xian",
    "华": "hua", "葛": "ge", "盖": "ge", "蓋": "ge", "朴": "park", "尹": "yin", "宁": "ning", "寧": "ning",
    "吕": "lu", "呂": "lu",
}  # fmt: skip


def split(name: str, find: Callable[[str], str | None]) -> tuple[str, str] | None:
    """Return family and given name in Latin letters, or None if this is not a name in Han characters.

    Four and more characters are a Japanese name where both halves are known as such; else, as two and three are, the
    name is Chinese, whose family names but for a few have one character.

    Args:
        name: Without a space.
        find: Spelling in Latin letters of a Japanese family or given name, or None.

    >>> split("习近平", {}.get)
    ('xi', 'jinping')
    """
    if not _HAN.fullmatch(name):
        return None
    if len(name) > 3:
        for middle in (2, 3, 1):
            family, given = find(name[:middle]), find(name[middle:])
            if family and given:
                return family, given
    if len(name) > 4:
        return None
    family = name[:2] if name[:2] in _DOUBLE and len(name) > 2 else name[:1]
    return _FAMILY.get(family) or _pinyin(family), _pinyin(name[len(family) :])


def _pinyin(characters: str) -> str:
    return anyascii(characters).lower()
