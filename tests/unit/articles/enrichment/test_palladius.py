"""Chinese names in Cyrillic letters."""

from __future__ import annotations

import pytest

from articles.enrichment import palladius
from articles.enrichment.gazetteer import fold
from articles.enrichment.resolution.names import person_key


@pytest.mark.parametrize(
    ("cyrillic", "latin", "han"),
    [
        ("Си Цзиньпин", "Xi Jinping", "习近平"),
        ("Мао Цзэдун", "Mao Zedong", "毛泽东"),
        ("Дэн Сяопин", "Deng Xiaoping", "邓小平"),
        ("Ли Кэцян", "Li Keqiang", "李克强"),
        ("Ван И", "Wang Yi", "王毅"),
        ("Чжоу Эньлай", "Zhou Enlai", "周恩来"),
        ("Ху Цзиньтао", "Hu Jintao", "胡锦涛"),
        ("Лю Сяобо", "Liu Xiaobo", "刘晓波"),
        ("Хуа Чуньин", "Hua Chunying", "华春莹"),
        ("Ай Вэйвэй", "Ai Weiwei", "艾未未"),
    ],
)
def test_one_person_has_one_key(cyrillic: str, latin: str, han: str) -> None:
    """In Cyrillic letters by Palladius, in pinyin and in Han characters."""
    assert person_key(latin) == person_key(cyrillic) == person_key(han)


@pytest.mark.parametrize(
    "name", ["Иван Ильин", "Спайк Ли", "Ким Чен Ын", "Анна Ли", "Ли", "Нина Хаген", "Ли Ван Сун Лю", "Xi Jinping"]
)
def test_other_names_are_not_chinese(name: str) -> None:
    """The family name comes first, is one of China's, and nothing but syllables of Chinese follows."""
    assert palladius.spelled(fold(name).split()) is None
