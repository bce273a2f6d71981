"""Damage that texts bring along is mended, and what stood there is kept."""

from __future__ import annotations

import pytest

from articles.cleaning import restore
from articles.cleaning.lines import split
from articles.cleaning.plain import clean_plain
from articles.cleaning.repair import repair_line
from articles.cleaning.words import count_words


def repaired(text: str) -> str:
    """The line as it is after repair."""
    return "".join(piece.after for piece in repair_line(text))


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("The cafÃ© isnâ€™t open", "The café isn’t open"),
        ("Ð\x9fÑ\x80Ð¸Ð²ÐµÑ\x82, Ð¼Ð¸Ñ\x80", "Привет, мир"),
        ("pro\u00adgress re\u200bport \ufeffnow", "progress report now"),
        ("Cafe\u0301 Zu\u0308rich", "Café Zürich"),
        ("Fish &amp; chips &#8211; &quot;good&quot;&nbsp;food", 'Fish & chips – "good" food'),
        ("two  spaces and\u00a0one that does not break", "two spaces and one that does not break"),
        ("AT&T and R&D stay; so does 5 < 7", "AT&T and R&D stay; so does 5 < 7"),
        ("Ângela é de São João da Madeira", "Ângela é de São João da Madeira"),
        ("naïve Ærøskøbing, Łódź, Ёлка, 東京、大阪", "naïve Ærøskøbing, Łódź, Ёлка, 東京、大阪"),
    ],
)
def test_lines_are_mended(broken: str, whole: str) -> None:
    """Mojibake, invisible characters, composition, entities and spaces are mended; sound text is left alone."""
    assert whole == repaired(broken)
    assert broken == "".join(piece.before for piece in repair_line(broken))


WRAPPED = """\
The ministry said on Friday that the railway between the two
towns would be closed for most of the summer, because the em-
bankment had been found to be unsafe after the heavy rains of
the spring. Buses will run every half-hour instead.

Passengers were not pleased. A spokesman for them said that
one half-hour of warning was not enough, and that the half-
hour buses were full in the morning.
"""


def test_lines_of_a_fixed_width_are_joined() -> None:
    """Hard-wrapped lines become paragraphs; hyphens at their ends go, unless the text writes the word with one."""
    paragraphs = [paragraph.text for paragraph in split(WRAPPED)[1]]
    assert 2 == len(paragraphs)
    assert "because the embankment had been found" in paragraphs[0]
    assert "the half-hour buses were full" in paragraphs[1]
    cleaned = clean_plain(WRAPPED)
    assert WRAPPED == restore(cleaned.body, cleaned.removed)


def test_a_line_is_a_paragraph_where_nothing_is_wrapped() -> None:
    """Lines of their own lengths are not joined."""
    lines = [
        "The council met on Tuesday.",
        "It agreed on nothing, as two members said afterwards, and adjourned until the week after next, when the mayor "
        "will be back from her holidays in the mountains.",
        "A third was asleep.",
        "The session was broadcast, and it was watched by eleven people, four of whom were the members' families.",
    ]
    assert lines == [paragraph.text for paragraph in split("\n".join(lines))[1]]


@pytest.mark.parametrize(
    ("lines", "paragraphs"),
    [
        pytest.param(
            [
                "Three ferries stayed in the port of Bergen on Wednesday because of a storm from the west, and had",
                "no boat for the second day, the coast guard said.",
            ],
            1,
            id="one break inside a sentence",
        ),
        pytest.param(
            [
                "Three ferries stayed in the port of Bergen on Wednesday because of a storm",
                "from the west, and the island of Askvoll had no boat for the second day, as",
                "the coast guard said.",
            ],
            1,
            id="two breaks inside a sentence",
        ),
        pytest.param(
            [
                "Three ferries stayed in the port of Bergen on Wednesday because of a storm.",
                "eBay sellers on the island wait for their parcels, said the post office, too.",
            ],
            2,
            id="a sentence ends before the break",
        ),
        pytest.param(
            [
                "Storm keeps three ferries in the port of Bergen for the second day running",
                "Three ferries stayed in the port of Bergen on Wednesday, the coast guard said.",
            ],
            2,
            id="a headline above a sentence",
        ),
        pytest.param(["milk and a loaf of bread", "apples from the garden"], 2, id="entries of a list"),
        pytest.param(
            [
                "Three ferries stayed in the port of Bergen on Wednesday",
                "because of a storm from the west, and the island of Askvoll had no boat for the second day.",
            ],
            2,
            id="there was room for the next word",
        ),
    ],
)
def test_a_short_text_is_joined_inside_a_sentence(lines: list[str], paragraphs: int) -> None:
    """One or two breaks are no habit: they are taken back where the width made them and the sentence goes on."""
    text = "\n".join(lines)
    found = split(text)[1]

    assert paragraphs == len(found)
    assert paragraphs > 1 or found[0].text == " ".join(lines)


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("one two three", 3), ("东京电力公司表示", 4), ("สวัสดีครับทุกคน", 3), ("It's half-past 9.", 3)],
)
def test_words_are_counted_fairly(text: str, words: int) -> None:
    """Scripts without spaces count by the usual length of their words."""
    assert words == count_words(text)


def test_sentences_of_one_length_are_paragraphs_of_their_own() -> None:
    """A width did not break lines that end as sentences do, even if the next word would not have fitted."""
    lines = [
        f"Every {word} of the harbour was counted by nine on Tuesday." for word in ("boat", "crew", "door", "lamp")
    ]

    assert [paragraph.text for paragraph in split("\n".join(lines))[1]] == lines
    assert len(split("\n".join(line[:-1] for line in lines))[1]) == 1


@pytest.mark.parametrize(
    ("line", "gap"),
    [
        ("港湾評議会は月曜日に北の造船所から電気タグボート二隻を購入することを全員一致で正式に", ""),
        ("คณะกรรมการท่าเรือลงมติเมื่อวันจันทร์ซื้อเรือลากจูง", ""),
        ("порт купит два новых буксира в этом году", " "),
    ],
)
def test_lines_are_joined_without_a_space_where_the_writing_has_none(line: str, gap: str) -> None:
    (paragraph,) = split("\n".join([line] * 5))[1]

    assert paragraph.text == gap.join([line] * 5)
