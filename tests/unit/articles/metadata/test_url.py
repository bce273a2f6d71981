"""Addresses that lead to the same article become the same, and no others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.metadata.url import domain, hostname, is_home_page, normalise_url


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("HTTP://WWW.Example.test:80/News/Story", "https://www.example.test/News/Story"),
        ("https://example.test", "https://example.test/"),
        ("https://example.test/a/", "https://example.test/a"),
        ("//example.test/a", "https://example.test/a"),
        ("https://example.test/a#comments", "https://example.test/a"),
        ("https://example.test/#!/story/1", "https://example.test/#!/story/1"),
        ("https://example.test:443/a", "https://example.test/a"),
        ("https://example.test:8443/a", "https://example.test:8443/a"),
        ("https://user:secret@example.test/a", "https://example.test/a"),
        ("https://example.test/a?utm_source=x&utm_medium=y&id=7", "https://example.test/a?id=7"),
        ("https://example.test/a?fbclid=1&gclid=2&mc_cid=3", "https://example.test/a"),
        ("https://example.test/a?b=2&a=1", "https://example.test/a?a=1&b=2"),
        ("https://example.test/a?eid=5&source=6", "https://example.test/a?eid=5&source=6"),
        ("https://example.test/a//b/./c/../d", "https://example.test/a/b/d"),
        ("https://example.test/../a", "https://example.test/a"),
        ("https://müller.test/ä b", "https://xn--mller-kva.test/%C3%A4%20b"),
        ("https://Straße.test/a", "https://xn--strae-oqa.test/a"),
        ("https://ｍüller．test/a", "https://xn--mller-kva.test/a"),
        ("https://☃.test/a", "https://xn--n3h.test/a"),
        ("https://example.test/%7euser/%c3%a4", "https://example.test/~user/%C3%A4"),
        ("https://example.test/story/amp", "https://example.test/story/amp"),
        ("  https://example.test/a\n", "https://example.test/a"),
        ("https://example.test./a", "https://example.test/a"),
    ],
)
def test_normalises(url: str, normal: str) -> None:
    """Scheme, host, port, path, parameters and fragment are folded; doing it twice changes nothing."""
    assert normal == normalise_url(url)
    assert normal == normalise_url(normal)


@pytest.mark.parametrize(
    "url",
    ["", "/news/1", "news", "ftp://example.test/a", "javascript:alert(1)", "mailto:a@b.test", "https://", "https://[::1",
     "https://exa mple.test/", "https://example.test:port/", "https://" + "a" * 9000, "data:text/html,x"],
)  # fmt: skip
def test_what_is_no_address(url: str) -> None:
    """What cannot be fetched identifies nothing."""
    assert normalise_url(url) is None


@given(st.text(max_size=80).map(lambda tail: "https://example.test/" + tail))
def test_normal_form_is_stable(url: str) -> None:
    """The normal form of a normal form is itself, whatever the path."""
    normal = normalise_url(url)

    assert normal is None or normal == normalise_url(normal)


@given(st.text(max_size=200))
def test_never_raises(text: str) -> None:
    """Addresses come from pages, which hold anything."""
    normalise_url(text)
    domain(text)
    is_home_page(text)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.bbc.co.uk/news/1", "bbc.co.uk"),
        ("http://news.example.com/1", "example.com"),
        ("https://orf.at/1", "orf.at"),
        ("https://localhost/1", "localhost"),
        ("nothing", None),
    ],
)
def test_domain(url: str, name: str | None) -> None:
    """The registered name, which a paper's hosts share."""
    assert name == domain(url)


def test_hostname_is_without_www() -> None:
    """Hosts are compared without "www."."""
    assert "example.test" == hostname("https://WWW.example.test/a") == hostname("https://example.test")


@pytest.mark.parametrize(
    ("url", "is_home"),
    [
        ("https://example.test", True),
        ("https://example.test/index.html", True),
        ("https://example.test/en-gb/", True),
        ("https://example.test/?p=12", False),
        ("https://example.test/news/story", False),
    ],
)
def test_home_pages(url: str, is_home: bool) -> None:
    """A front page is not an article's address."""
    assert is_home == is_home_page(url)
