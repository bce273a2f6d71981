"""Likeness: what is a copy, what is a form, and what makes no difference."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.duplicates import Sketch, candidate_keys, compare, sketch

LETTERS = "abcdefghiklmnoprstuvwyz"
NAMES = ["".join(random.Random(i).choices(LETTERS, k=3 + i % 7)) for i in range(3000)]


def made(seed: int, words: int = 400, *, figures: bool = False) -> str:
    """A text of its own for each seed: common words and rare ones, sentences, paragraphs."""
    chance = random.Random(seed)
    out: list[str] = []
    for i in range(words):
        word = NAMES[chance.randrange(60 if chance.random() < 0.4 else len(NAMES))]
        if figures and i % 23 == 11:
            word = str(chance.randrange(10, 9_999))
        if i % 14 == 0:
            word = word.capitalize()
        out.append(word + (".\n\n" if i % 84 == 83 else "." if i % 14 == 13 else ""))
    return " ".join(out)


def of(text: str) -> Sketch:
    """The sketch of a body."""
    return sketch("", text)


words = st.integers(0, 10_000)


@settings(max_examples=50, deadline=None)
@given(st.text(), st.text())
def test_any_text_has_a_sketch_that_survives_packing(title: str, body: str) -> None:
    """Whatever it is made of, a text has a sketch, equal for equal texts, that comes back from its bytes."""
    drawn = sketch(title, body)
    assert drawn == sketch(title, body) == Sketch.from_bytes(drawn.to_bytes())
    assert len(drawn.to_bytes()) <= 1536
    assert len(candidate_keys(drawn)) <= 48


@settings(max_examples=50, deadline=None)
@given(st.text(min_size=1))
def test_reflexive(body: str) -> None:
    """A text with any word in it is its own copy."""
    likeness = compare(of(body), of(body))
    has_words = bool(of(body).sampled)
    assert (float(has_words), has_words) == (likeness.containment, likeness.is_copy)


@settings(max_examples=30, deadline=None)
@given(words, words, st.integers(50, 400))
def test_symmetric(one: int, two: int, cut: int) -> None:
    """Comparing the other way round gives the same, but for the side that has something before it."""
    a, b = of(made(one)), of(made(two, 200) + "\n\n" + made(one, cut))
    there, back = compare(a, b), compare(b, a)
    assert there.prefaced == {0: 0, 1: 2, 2: 1}[back.prefaced]
    fields = [f for f in there.__struct_fields__ if f != "prefaced"]
    assert [getattr(back, f) for f in fields] == [getattr(there, f) for f in fields]


@settings(max_examples=30, deadline=None)
@given(words, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_form_white_space_and_quotes_make_no_difference(seed: int, form: str) -> None:
    """Unicode form, white space and the style of quotation marks leave the sketch as it is."""
    text = "“Ils ont dit l’été”, said Ångström: 'no'.\n\n" + made(seed, 200, figures=True)
    other = text.replace("“", '"').replace("”", '"').replace("’", "'").replace(" ", " \t ").replace("\n\n", "\n\n\n \n")
    assert of(text) == of(unicodedata.normalize(form, other))


@settings(max_examples=30, deadline=None)
@given(words)
def test_case_makes_no_difference_to_likeness(seed: int) -> None:
    """A text in capitals is a copy, wholly contained."""
    text = made(seed, 300, figures=True)
    for other in (text.upper(), text.lower()):
        likeness = compare(of(text), of(other))
        assert (1.0, True) == (likeness.containment, likeness.is_copy)


@settings(max_examples=30, deadline=None)
@given(words, st.integers(150, 350))
def test_cut_text_is_a_copy(seed: int, kept: int) -> None:
    """A text that is contained whole at the beginning of another is its copy."""
    text = made(seed, 600)
    likeness = compare(of(text), of(" ".join(text.split()[:kept])))
    assert likeness.containment > 0.9
    assert likeness.is_copy


def test_text_contained_whole_at_the_end_is_distinguished() -> None:
    """A text that another ends with, after a beginning of its own, is contained but no copy: it is background."""
    background = made(1, 300)
    likeness = compare(of(background), of(made(2, 600) + "\n\n" + background))
    assert likeness.containment > 0.9
    assert (False, 0) == (likeness.is_copy, likeness.prefaced)


def test_unlike_texts() -> None:
    """Texts of the same language share next to nothing."""
    likeness = compare(of(made(1)), of(made(2)))
    assert likeness.containment < 0.05
    assert not likeness.is_copy


@pytest.mark.parametrize("body", ["", " \n ", "…", "---", "\u200b"])
def test_empty_texts_are_copies_of_nothing(body: str) -> None:
    """Without a word there is nothing to be alike in."""
    assert [] == candidate_keys(of(body))
    assert not compare(of(body), of(body)).is_copy
    assert not compare(of(body), of("word")).is_copy


def test_one_word_texts() -> None:
    """A text of a word or two has one key, and is a copy of its like only."""
    assert len(candidate_keys(of("Sold"))) == 1
    assert compare(of("Sold"), of("sold!")).is_copy
    assert not compare(of("Sold"), of("Sold out")).is_copy


def test_title_counts_only_without_a_body() -> None:
    """Papers change headlines first."""
    assert sketch("One", made(1)) == sketch("Two", made(1))
    assert sketch("One headline", "") != sketch("Another headline", "")


def test_copies_share_candidate_keys() -> None:
    """A copy cut to a third is found under two keys at least."""
    text = made(5, 900)
    cut = " ".join(text.split()[:300])
    assert len(set(candidate_keys(of(text))) & set(candidate_keys(of(cut)))) >= 2


def test_next_issue_of_a_form_is_no_copy() -> None:
    """The same words with other figures are the next issue of a form."""
    text = made(3, 400, figures=True)
    chance = random.Random(1)
    other = "".join(chance.choice("0123456789") if c.isdigit() else c for c in text)
    likeness = compare(of(text), of(other))
    assert likeness.containment > 0.7
    assert (True, False) == (likeness.is_template, likeness.is_copy)


def test_spelling_of_figures_makes_no_conflict() -> None:
    """5,000 is 5.000 is 5 000 is 5000."""
    sentences = [f"They paid {n} to {w} that year. " for n, w in zip(range(5, 20), made(9, 15).split(), strict=True)]
    text = made(4, 100) + "".join(sentences).replace(" to ", ",000 to ")
    for mark in (".", " ", "\u00a0", ""):
        likeness = compare(of(text), of(text.replace(",000", mark + "000")))
        assert likeness.number_conflicts == 0
        assert likeness.is_copy


def test_misread_scan_is_a_copy() -> None:
    """Letters and digits misread at random make no form of it."""
    text = made(6, 500, figures=True)
    chance = random.Random(2)
    damaged = "".join(chance.choice("aeioclt10") if c.isalnum() and chance.random() < 0.03 else c for c in text)
    assert compare(of(text), of(damaged)).is_copy


@pytest.mark.parametrize("place", ["before", "between", "after"])
@pytest.mark.parametrize("length", [60, 200])
def test_foreign_paragraph(place: str, length: int) -> None:
    """A paragraph of something else, wherever it is put, does not hide a copy."""
    text, strange = made(7, 700), made(8, length)
    own = text.split("\n\n")
    at = {"before": 0, "between": 2, "after": len(own)}[place]
    likeness = compare(of("\n\n".join([*own[:at], strange, *own[at:]])), of(text))
    assert likeness.is_copy or likeness.prefaced == 1


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (
            "東京都は二十日、新しい図書館の建設計画を発表した。計画によると、図書館は港区に建てられ、"
            "来年の春に工事が始まる。総工費は85億円で、地上7階、地下2階の建物になる予定だ。"
            "知事は記者会見で、市民が集まる場所にしたいと述べた。一方、近くの住民からは騒音を心配する声も出ている。"
            "区議会は来週、この問題について話し合うことにしている。建築家の選定は公募で行われ、"
            "応募の締め切りは3月末となっている。完成すれば、国内で最も大きな図書館の一つになる。",
            120,
        ),
        (
            "市政府星期二宣布，新的地铁线路将于明年六月开通，全长42公里，共设28个车站。负责人在记者会上表示，"
            "这条线路将连接机场与市中心，预计每天运送60万名乘客。部分居民担心施工期间的噪音问题，"
            "政府承诺将在夜间停止作业。专家认为，地铁开通后沿线的房价可能会上涨。"
            "市议会将在下个月讨论票价方案，目前建议的起步价为3元。环保组织对计划表示欢迎。",
            100,
        ),
        (
            "รัฐบาลประกาศเมื่อวันอังคารว่าจะสร้างสะพานแห่งใหม่ข้ามแม่น้ำเจ้าพระยา โดยใช้งบประมาณ 4500 ล้านบาท "
            "นายกรัฐมนตรีกล่าวในการแถลงข่าวว่าโครงการนี้จะช่วยลดปัญหาการจราจรในกรุงเทพ "
            "การก่อสร้างจะเริ่มในเดือนมกราคมและคาดว่าจะแล้วเสร็จภายใน 3 ปี "
            "ชาวบ้านในพื้นที่บางส่วนแสดงความกังวลเรื่องเสียงรบกวนและฝุ่นละออง หน่วยงานที่เกี่ยวข้องยืนยันว่าจะดูแลอย่างใกล้ชิด",
            220,
        ),
    ],
)
def test_scripts_without_spaces(text: str, kept: int) -> None:
    """Chinese, Japanese and Thai: cut and broken into lines it is a copy, of another text it is not."""
    broken = "\n".join(text[i : i + 17] for i in range(0, kept, 17))
    likeness = compare(of(text), of(broken))
    assert likeness.containment > 0.9
    assert likeness.is_copy
    shuffled = list(text)
    random.Random(1).shuffle(shuffled)
    assert not compare(of(text), of("".join(shuffled))).is_copy


def test_another_version_is_refused() -> None:
    """A sketch of another version is told, not misread."""
    data = of("some words here").to_bytes()
    with pytest.raises(ValueError, match="version"):
        Sketch.from_bytes(b"\xff" + data[1:])


@pytest.mark.parametrize(("shared", "is_copy"), [(6, True), (5, False)])
def test_short_texts_that_share_half_are_copies(shared: int, *, is_copy: bool) -> None:
    """Of eight runs of three words four are enough, three are not."""
    first, second = NAMES[:10], [*NAMES[:shared], *NAMES[100 : 110 - shared]]

    likeness = compare(of(" ".join(first)), of(" ".join(second)))

    assert ((shared - 2) / 8, is_copy) == (likeness.containment, likeness.is_copy)
