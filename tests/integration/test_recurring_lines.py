"""Lines that a source repeats, with a real Valkey."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis

from articles.cleaning import line_hashes
from tasks.recurring_lines.store import RecurringLines

pytestmark = pytest.mark.usefixtures("prefix")

FOOTER = "Follow the Harbour Gazette wherever you are"
BACKGROUND = (
    "The strike began in March, when the port's owners said that a third of the dockers would have to go by the end of "
    "the year, and it has since spread to four other ports in the north of the country, where trains stand idle."
)


@pytest.fixture
def client(valkey_url: str) -> Iterator[Redis]:
    """A client of the real Valkey."""
    with Redis.from_url(valkey_url) as redis:
        yield redis


@pytest.fixture
def lines(client: Redis, prefix: str) -> RecurringLines:
    """An empty memory."""
    return RecurringLines(client, prefix)


def article(number: int, *more: str) -> list[int]:
    """Hashes of an article that no other one is like."""
    body = [
        f"Paragraph {word} of story {chr(97 + number)} tells that {word} ships were waiting in the roads off harbour "
        f"{chr(97 + number)}{word} on the morning that the {chr(110 + number % 10)}{word} talks were broken off again."
        for word in ("one", "two", "three", "four", "five")
    ]
    return line_hashes("\n\n".join([*body, *more]))


def test_a_line_of_three_articles_is_furniture(lines: RecurringLines) -> None:
    """A short line is known to be the source's once three other articles had it, not before."""
    footer = line_hashes(FOOTER)[0]
    met = []
    for number in range(5):
        hashes = article(number, FOOTER)
        met.append(footer in lines.known("gazette", hashes, f"i:{number}"))
        lines.learn("gazette", hashes, f"i:{number}")
    assert met == [False, False, False, True, True]
    assert lines.known("another paper", [footer], "i:9") == frozenset()


def test_copies_of_one_article_prove_nothing(lines: RecurringLines) -> None:
    """One story sent ten times makes none of its lines furniture."""
    hashes = article(1, FOOTER)
    for number in range(10):
        lines.learn("gazette", hashes, f"i:{number}")
    assert lines.known("gazette", hashes, "i:99") == frozenset()


def test_learning_twice_changes_nothing(lines: RecurringLines) -> None:
    """A redelivered arrival counts once, and never for itself."""
    footer = line_hashes(FOOTER)[0]
    for number in range(3):
        for _ in range(3):
            lines.learn("gazette", article(number, FOOTER), f"i:{number}")
    assert lines.known("gazette", [footer], "i:2") == frozenset()
    assert lines.known("gazette", [footer], "i:3") == {footer}


def test_a_background_paragraph_stays(lines: RecurringLines) -> None:
    """A long paragraph that six of twelve articles carry is body text; one that all of twenty carry is not."""
    background, notice = line_hashes(BACKGROUND)[0], line_hashes(BACKGROUND.replace("strike", "notice"))[0]
    for number in range(20):
        more = [BACKGROUND.replace("strike", "notice")]
        if number < 12 and number % 2:
            more.append(BACKGROUND)
        lines.learn("gazette", article(number, *more), f"i:{number}")
    assert lines.known("gazette", [background, notice], "i:99") == {notice}


def test_memory_is_bounded(client: Redis, prefix: str) -> None:
    """However many articles come, two generations of lines are kept, and what still comes is still known."""
    lines = RecurringLines(client, prefix, capacity=50)
    for number in range(120):
        lines.learn("gazette", article(number, FOOTER), f"i:{number}")
    footer = line_hashes(FOOTER)[0]
    assert lines.known("gazette", [footer], "i:999") == {footer}
    sizes = [client.hlen(key) for key in client.scan_iter(match=f"{prefix}*") if client.type(key) == b"hash"]
    assert sum(sizes) <= 2 * (50 + 10)
