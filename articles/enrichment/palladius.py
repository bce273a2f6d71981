"""Write Chinese names that Russian papers write by Palladius' system in pinyin: "Си Цзиньпин" is "Xi Jinping".

Each syllable of Chinese has one spelling in either system, so that nothing has to be guessed. Which Cyrillic names are
Chinese tells the family name, which comes first, and that all of the name is made of such syllables.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

#: Consonants that a syllable begins with. Three of them are written otherwise in pinyin before a soft vowel.
_INITIALS = {
    "б": "b", "п": "p", "м": "m", "ф": "f", "д": "d", "т": "t", "н": "n", "л": "l", "г": "g", "к": "k", "х": "h",
    "чж": "zh", "ч": "ch", "ш": "sh", "ж": "r", "цз": "z", "ц": "c", "с": "s",
}  # fmt: skip
_BEFORE_SOFT = {"б": "b", "п": "p", "м": "m", "д": "d", "т": "t", "н": "n", "л": "l", "цз": "j", "ц": "q", "с": "x"}
#: "й" is "и" in a folded name.
_HARD = {
    "а": "a", "аи": "ai", "ань": "an", "ан": "ang", "ао": "ao", "о": "uo", "оу": "ou", "э": "e", "эи": "ei",
    "энь": "en", "эн": "eng", "у": "u", "уа": "ua", "уаи": "uai", "уань": "uan", "уан": "uang", "уи": "ui",
    "уэи": "ui", "унь": "un", "ун": "ong", "ы": "i",
}  # fmt: skip
_SOFT = {
    "и": "i", "инь": "in", "ин": "ing", "я": "ia", "яо": "iao", "янь": "ian", "ян": "iang", "е": "ie", "ю": "iu",
    "юи": "u", "юань": "uan", "юэ": "ue", "юнь": "un", "юн": "iong",
}  # fmt: skip
_ALONE = {
    "а": "a", "аи": "ai", "ань": "an", "ан": "ang", "ао": "ao", "э": "e", "энь": "en", "эр": "er", "оу": "ou",
    "и": "yi", "инь": "yin", "ин": "ying", "я": "ya", "яо": "yao", "янь": "yan", "ян": "yang", "е": "ye", "ю": "you",
    "юи": "yu", "юань": "yuan", "юэ": "yue", "юнь": "yun", "юн": "yong", "у": "wu", "ва": "wa", "ваи": "wai",
    "вань": "wan", "ван": "wang", "вэи": "wei", "вэнь": "wen", "вэн": "weng", "во": "wo",
}  # fmt: skip
#: Family names of nearly all Chinese people.
_FAMILY = frozenset(
    name
    for line in (
        "ai an bai bao bi bian bo cai cao cen chai chang che chen cheng chi chu cui dai deng di ding dong dou du",
        "duan fan fang fei feng fu gan gao ge geng gong gu guan guo han hao he hong hou hu hua huang huo ji jia",
        "jian jiang jiao jin jing ju kang ke kong kuang lai lan lang lei leng li lian liang liao lin ling liu long",
        "lou lu luo ma mai man mao mei meng mi miao min mo mou mu nie ning niu ou pan pang pei peng pi ping pu qi",
        "qian qiao qin qing qiu qu quan ran rao ren rong ruan rui sang sha shan shang shao she shen sheng shi shu",
        "si song su sui sun tai tan tang tao teng tian tong tu wan wang wei wen weng wu xi xia xian xiang xiao xie",
        "xin xing xiong xu xuan xue yan yang yao ye yi yin ying you yu yuan yue yun zang zeng zha zhai zhan zhang",
        "zhao zhen zheng zhi zhong zhou zhu zhuang zhuo zong zou zu zuo",
    )
    for name in line.split()
)


def _syllables() -> dict[str, str]:
    made = dict(_ALONE)
    for initial, latin in _INITIALS.items():
        for final, ending in _HARD.items():
            made[initial + final] = latin + ("o" if final == "о" and initial in "бпмф" else ending)
        if initial in ("чж", "ч", "ш", "ж"):
            made[initial + "и"] = latin + "i"
    for initial, latin in _BEFORE_SOFT.items():
        made |= {initial + final: latin + ending for final, ending in _SOFT.items()}
    return made


_PINYIN = _syllables()
_SYLLABLE = "|".join(sorted(_PINYIN, key=len, reverse=True))
#: A hard sign divides "ань" and "а", where the reader might not.
_NAME = re.compile(rf"({_SYLLABLE})ъ?({_SYLLABLE})?")


@functools.lru_cache(maxsize=20_000)
def _spelled(part: str) -> tuple[str, ...]:
    found = _NAME.fullmatch(part)
    return tuple(_PINYIN[syllable] for syllable in found.groups() if syllable) if found else ()


def spelled(parts: Sequence[str]) -> list[str] | None:
    """Return family and given name in pinyin, or None if the parts of a name are not Chinese ones in Cyrillic letters.

    Args:
        parts: Folded, in order.

    >>> spelled(["си", "цзиньпин"]), spelled(["ван", "и"]), spelled(["иван", "ильин"])
    (['xi', 'jinping'], ['wang', 'yi'], None)
    """
    if len(parts) not in (2, 3):
        return None
    syllables = [_spelled(part) for part in parts]
    if not all(syllables) or sum(map(len, syllables)) > 3 or len(syllables[0]) > 1:
        return None
    family, given = syllables[0][0], "".join("".join(part) for part in syllables[1:])
    return [family, given] if family in _FAMILY else None
