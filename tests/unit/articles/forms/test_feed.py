"""Feeds as they are: mended where they are broken, with the publisher's own address, without markup in titles."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.forms import read

BODY = (
    "The ferry board agreed on Tuesday to lengthen its northern pier by eighty metres, so that the new boats can land. "
    "Work begins in September and lasts eleven months, said the chair."
)
SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:wp="http://wordpress.org/export/1.2/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" '
    'xmlns:media="http://search.yahoo.com/mrss/"'
)


def feed(*items: str, link: str = "https://mercury.example.test/", head: str = "", more: str = "") -> str:
    return (
        f'{head}<rss version="2.0" {SPACES}><channel><title>Mercury &amp;amp; Post</title><link>{link}</link>{more}'
        + "".join(f"<item>{item}</item>" for item in items)
        + "</channel></rss>"
    )


def item(number: int = 1, *more: str, title: str = "", text: str = BODY) -> str:
    title = title or f"Story {number}"
    return f"<title>{title}</title><description>{text}</description>" + "".join(more)


def read_feed(tmp_path: Path, text: str | bytes) -> list[Record | Rejection]:
    path = tmp_path / "file"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read(path, name="feed.xml", given=Given()))


def only(tmp_path: Path, text: str) -> Given:
    (record,) = read_feed(tmp_path, text)
    assert isinstance(record, Record)
    return record.given


#: A title as a feed writes it → as it is read.
TITLES = {
    "Kelmsay&amp;#8217;s pier": "Kelmsay’s pier",
    "Kelmsay&#8217;s pier": "Kelmsay’s pier",
    "&lt;i&gt;Swift&lt;/i&gt; returns": "Swift returns",
    "<![CDATA[<b>Swift</b> returns]]>": "Swift returns",
    "<![CDATA[Mill &amp; pier]]>": "Mill & pier",
    "Mill &amp;amp; pier": "Mill & pier",
    "One&lt;br/&gt;two": "One two",
    "  Mill\n and   pier ": "Mill and pier",
    "Profit &lt; loss": "Profit < loss",
    "&lt;span class=&quot;kicker&quot;&gt;Live:&lt;/span&gt; pier": "Live: pier",
    "caf&amp;eacute; opens": "café opens",
    "5 &gt; 3, he said": "5 > 3, he said",
    "&lt;a href=&quot;x&quot;&gt;Pier&lt;/a&gt;": "Pier",
    "Pier&amp;nbsp;2": "Pier 2",
}


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("place", [0, 1])
def test_titles_without_tags_and_entities(tmp_path: Path, title: str, place: int) -> None:
    """However often they were escaped."""
    items = [item(0), item(1)]
    items[place] = item(title=title)

    found = read_feed(tmp_path, feed(*items))

    assert isinstance(record := found[place], Record)
    assert TITLES[title] == record.given.title
    assert "Mercury & Post" == record.given.source


#: What a parser mends, or a feed of the wild has → the text of the channel around the items.
FLAWS = {
    "an entity that is not declared": lambda items: feed(*items).replace("Story 1", "Story 1 &ndash; end"),
    "a bare ampersand": lambda items: feed(*items).replace("the chair", "R & D"),
    "a control character": lambda items: feed(*items).replace("the chair", "the \x0bchair"),
    "a space before the declaration": lambda items: "\n " + feed(*items, head='<?xml version="1.0"?>'),
    "a prefix that is not declared": lambda items: feed(*(one + "<foo:bar>1</foo:bar>" for one in items)),
    "an attribute without marks": lambda items: feed(*(one + "<enclosure url=x length=1/>" for one in items)),
    "a tag that is not closed": lambda items: feed(items[0] + "<category>a", *items[1:]),
    "another encoding than declared": lambda items: feed(*items, head='<?xml version="1.0" encoding="us-ascii"?>')
    .replace("chair", "chäir"),
    "text after the end": lambda items: feed(*items) + "<!-- 0.1 s --><script>x</script>",
    "a document type": lambda items: feed(
        *items, head='<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://x.example.test/a.dtd">'
    ),
}  # fmt: skip


@pytest.mark.parametrize(("flaw", "count"), list(product(FLAWS, [1, 2, 5])))
def test_a_feed_that_is_mended_counts_no_rejection(tmp_path: Path, flaw: str, count: int) -> None:
    """Its items are sound."""
    found = read_feed(tmp_path, FLAWS[flaw]([item(n) for n in range(1, count + 1)]))

    assert count == len(found)
    assert all(isinstance(one, Record) for one in found)


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_feed_that_breaks_off_counts_its_last_item(tmp_path: Path, count: int, share: float) -> None:
    """Every item that begins is an article or a rejection."""
    whole = feed(*(item(n) for n in range(count)))
    start = whole.rindex("<item>") + len("<item>")
    cut = whole[: start + int(share * (len(whole) - start - len("</item></channel></rss>")))]

    found = read_feed(tmp_path, cut)

    assert count == len(found)
    assert ["malformed"] == [one.reason for one in found if isinstance(one, Rejection)]


SHOWN = '<![CDATA[<p>%s</p><p>It begins with <!ENTITY x SYSTEM "file"> in the file.</p>]]>' % BODY  # noqa: UP031


@pytest.mark.parametrize(
    "head",
    ["", '<?xml version="1.0"?>', '<?xml version="1.0"?>\n<!-- a <b> -->\n', "<!DOCTYPE rss>", "<!DOCTYPE rss [ ]>"],
)
def test_a_text_may_show_a_declaration(tmp_path: Path, head: str) -> None:
    """What is written about entities declares none."""
    assert 2 == len(read_feed(tmp_path, feed(item(1), item(2, text=SHOWN), head=head)))
    assert "Story 2" == only(tmp_path, feed(item(2, text=SHOWN), head=head)).title


@pytest.mark.parametrize(
    "subset",
    [
        '<!ENTITY a "b">',
        '<!-- ]> <rss> <![CDATA[ --> <!ENTITY a "b"> <!-- ]]> -->',
        '<!ATTLIST a b CDATA "]>"> <!ENTITY a "b">',
        "<!ATTLIST a b CDATA ']>'> <!ENTITY % a 'b'>",
        '<?x ]> ?> <!ENTITY a SYSTEM "file:///etc/passwd">',
    ],
)
def test_declarations_are_refused_wherever_they_hide(tmp_path: Path, subset: str) -> None:
    """Comments, quotes and instructions within a document type do not end it."""
    (refused,) = read_feed(tmp_path, f"<!DOCTYPE rss [{subset}]>" + feed(item(1)))

    assert isinstance(refused, Rejection)
    assert "unsafe_content" == refused.reason


#: Elements of an item → its address.
ADDRESSES = {
    "<link>https://m.example.test/a</link>": "https://m.example.test/a",
    "<link>/news/a</link>": "https://mercury.example.test/news/a",
    "<link>news/a</link>": "https://mercury.example.test/news/a",
    "<link>//m.example.test/a</link>": "https://m.example.test/a",
    "<link>http://feedproxy.google.com/~r/m/~3/a/</link>"
    "<feedburner:origLink>https://m.example.test/a</feedburner:origLink>": "https://m.example.test/a",
    "<guid isPermaLink='true'>https://m.example.test/a</guid>": "https://m.example.test/a",
    "<link>https://feeds.feedburner.com/~r/x</link><guid>https://m.example.test/a</guid>": "https://m.example.test/a",
    "<guid isPermaLink='false'>tag:m.example.test,2025:1</guid>": None,
    "<link>https://mercury.example.test/</link>": None,
    "<comments>https://m.example.test/a#comments</comments>": None,
    "<enclosure url='https://m.example.test/a.mp3' type='audio/mpeg' length='1'/>": None,
    "<media:content url='https://m.example.test/a.jpg'/>": None,
    "<source url='https://other.example.test/feed'>Other</source>": None,
    "<link>https://m.example.test/a.jpg</link>": None,
    "<link>https://m.example.test/a</link><guid>https://m.example.test/?p=5</guid>": "https://m.example.test/a",
}


@pytest.mark.parametrize("elements", ADDRESSES)
def test_an_items_own_address(tmp_path: Path, elements: str) -> None:
    """The publisher's, joined to the channel's; no counter's, no picture's, no front page."""
    assert ADDRESSES[elements] == only(tmp_path, feed(item(1, elements))).url


def test_links_of_atom(tmp_path: Path) -> None:
    """What is related or answers is not the entry."""
    links = (
        '<link rel="self" href="https://m.example.test/self"/><link rel="related" href="https://m.example.test/r"/>'
        '<link rel="enclosure" href="https://m.example.test/a.mp3"/><link href="https://m.example.test/a"/>'
    )
    text = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>M</title><entry>{links}<summary>{BODY}</summary></entry></feed>'

    assert "https://m.example.test/a" == only(tmp_path, text).url


@pytest.mark.parametrize(
    "text", ["", "Read more", "A pier of eighty metres, and what it costs", "<![CDATA[<img src='x'/>]]>"]
)
def test_items_that_point_to_an_article_say_so(tmp_path: Path, text: str) -> None:
    """A summary of a few words is not an article; its address is named."""
    (refused,) = read_feed(tmp_path, feed(item(1, "<link>https://m.example.test/a</link>", text=text)))

    assert isinstance(refused, Rejection)
    assert "no_article" == refused.reason
    assert "https://m.example.test/a" in refused.detail
    assert "no text" in refused.detail or "a summary of" in refused.detail


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("<author>nora@m.example.test (Nora Feld)</author>", ("Nora Feld",)),
        ("<dc:creator>Nora Feld and Tom Abara</dc:creator>", ("Nora Feld", "Tom Abara")),
        ("<dc:creator>Nora Feld</dc:creator><dc:creator>Tom Abara</dc:creator>", ("Nora Feld", "Tom Abara")),
        ("<dc:creator><![CDATA[By Nora Feld, Staff Writer]]></dc:creator>", ("Nora Feld",)),
        ("<author>news@m.example.test</author>", ()),
        ("<dc:creator>Mercury Staff</dc:creator>", ()),
    ],
)
def test_authors(tmp_path: Path, author: str, names: tuple[str, ...]) -> None:
    """Names of people, not addresses or the paper's own."""
    assert names == only(tmp_path, feed(item(1, author))).authors


def post(*more: str, kind: str = "post", status: str = "publish") -> str:
    return (
        "<title>Pier</title><link>https://w.example.test/pier/</link><dc:creator><![CDATA[nfeld]]></dc:creator>"
        f"<content:encoded><![CDATA[{BODY}\n\n[caption id='a']<img src='x.jpg'/> The pier.[/caption]\n\n"
        f"{BODY} Again.]]>"
        f"</content:encoded><wp:post_date_gmt>2025-03-04 08:30:00</wp:post_date_gmt><wp:status>{status}</wp:status>"
        f"<wp:post_type>{kind}</wp:post_type><category domain='category'>Local</category>"
        "<category domain='post_tag'>piers</category>" + "".join(more)
    )


AUTHOR = (
    "<wp:author><wp:author_login>nfeld</wp:author_login>"
    "<wp:author_display_name><![CDATA[Nora Feld]]></wp:author_display_name></wp:author>"
)


def test_an_export_of_wordpress(tmp_path: Path) -> None:
    """Names for accounts, times in UTC, categories and tags apart, paragraphs, no short codes."""
    (record,) = read_feed(tmp_path, feed(post(), more=AUTHOR))

    assert isinstance(record, Record)
    given = record.given
    assert (("Nora Feld",), "2025-03-04 08:30:00Z", "Local") == (given.authors, given.published_at, given.section)
    assert ("Local", "piers") == given.tags
    assert 2 == record.content.count("<p>") - record.content.count("<p></p>")
    assert "caption" not in record.content
    assert "The pier." not in record.content


@pytest.mark.parametrize("place", [0, 2, 4])
@pytest.mark.parametrize(
    "broken", ["<title>Broken<link>x", "<title>Broken</title><description><p>a<br>b", "<b><i>x</b>"]
)
def test_an_item_whose_elements_cross_costs_itself_alone(tmp_path: Path, broken: str, place: int) -> None:
    """The items beside it are read, and it is counted."""
    items = [item(n) for n in range(5)]
    items[place] = broken

    found = read_feed(tmp_path, feed(*items))

    sound = [f"Story {n}" for n in range(5) if n != place]
    assert sound == [one.given.title for one in found if isinstance(one, Record) and "Story" in str(one.given.title)]
    assert 5 == len(found)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    "notice", ["<br />\n<b>Warning</b>: x in <b>/srv/feed.php</b> on line <b>3</b><br />\n", "Notice: x\n"]
)
def test_notices_of_a_program_before_a_feed_are_passed_over(tmp_path: Path, notice: str, count: int) -> None:
    found = read_feed(
        tmp_path, f"{notice}<?xml version='1.0' encoding='UTF-8'?>\n{feed(*(item(n) for n in range(count)))}"
    )

    assert [f"Story {n}" for n in range(count)] == [one.given.title for one in found if isinstance(one, Record)]


@pytest.mark.parametrize("element", ["yandex:full-text", "turbo:content", "fulltext"])
def test_elements_with_the_whole_text(tmp_path: Path, element: str) -> None:
    """Yandex has the summary in the description, and the text in elements of its own."""
    names = "xmlns:yandex='http://news.yandex.ru' xmlns:turbo='http://turbo.yandex.ru'"
    about = "<title>Pier</title><link>https://m.example.test/1</link><description>A pier.</description>"
    whole = f"<{element}>&lt;p&gt;{'The board agreed on a pier. ' * 9}&lt;/p&gt;</{element}>"
    text = f"<rss version='2.0' {names}><channel><title>M</title><item>{about}{whole}</item></channel></rss>"

    (found,) = read_feed(tmp_path, text)

    assert isinstance(found, Record)
    assert "agreed on a pier" in found.content


def test_pages_of_a_site_in_an_export_are_no_articles(tmp_path: Path) -> None:
    (found,) = read_feed(tmp_path, feed(post(kind="page")))

    assert isinstance(found, Rejection)
    assert "page of the site" in found.detail


@pytest.mark.parametrize("status", ["draft", "private", "pending", "future", "trash", "auto-draft", "inherit"])
@pytest.mark.parametrize("kind", ["post", "page"])
def test_what_is_not_published(tmp_path: Path, kind: str, status: str) -> None:
    """Refused, with what it is; the posts beside it are read."""
    found = read_feed(tmp_path, feed(post(), post(kind=kind, status=status), post(), more=AUTHOR))

    assert [Record, Rejection, Record] == [type(one) for one in found]
    assert isinstance(found[1], Rejection)
    assert found[1].detail.startswith("It is ")


@pytest.mark.parametrize("kind", ["attachment", "nav_menu_item", "revision", "custom_css"])
def test_other_things_in_an_export(tmp_path: Path, kind: str) -> None:
    """Pictures and menus are not articles."""
    (refused,) = read_feed(tmp_path, feed(post(kind=kind)))

    assert isinstance(refused, Rejection)
    assert "no_article" == refused.reason


@pytest.mark.parametrize(("kind", "told"), [("settings", "a blog's settings"), ("comment", "a comment")])
def test_what_else_a_blog_keeps_is_named(tmp_path: Path, kind: str, told: str) -> None:
    entry = (
        f'<entry><category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#{kind}"/>'
        f"<title>x</title><content>{BODY}</content></entry>"
    )
    (tmp_path / "a.xml").write_text(f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>', encoding="utf-8")

    (refused,) = read(tmp_path / "a.xml", name="a.xml", given=Given())

    assert isinstance(refused, Rejection)
    assert told in refused.detail, refused.detail


def test_a_post_behind_a_password(tmp_path: Path) -> None:
    """Is not published."""
    (refused,) = read_feed(tmp_path, feed(post("<wp:post_password>x</wp:post_password>")))

    assert isinstance(refused, Rejection)


@pytest.mark.parametrize("name", ["title", "description"])
def test_named_characters_of_a_document_type_are_kept(tmp_path: Path, name: str) -> None:
    head = '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "rss-0.91.dtd">'
    fields = {"title": "Tugs", "description": BODY} | {name: f"{BODY} Caf&eacute; &amp; bar"}
    path = tmp_path / "file"
    path.write_text(feed("".join(f"<{k}>{v}</{k}>" for k, v in fields.items()), head=head), encoding="utf-8")
    (record,) = read(path, name="a.xml", given=Given())
    assert isinstance(record, Record)
    assert "Caf\u00e9 & bar" in f"{record.given.title} {record.content}"


@pytest.mark.parametrize(
    "text",
    [
        "港湾評議会は月曜日、北の造船所から電気タグボート二隻を購入することを決めた。" * 3,
        "港口委员会星期一投票决定购买两艘电动拖船。" * 4,
    ],
)
def test_a_text_without_spaces_between_words_is_no_short_summary(tmp_path: Path, text: str) -> None:
    path = tmp_path / "file"
    path.write_text(feed(f"<title>x</title><link>https://m.example.test/t</link><description>{text}</description>"))
    (record,) = read(path, name="a.xml", given=Given())
    assert isinstance(record, Record)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("where", ["<item {}><title>x</title></item>", "<item><guid {}>x</guid></item>"])
def test_a_feed_with_a_crowded_tag_is_refused(tmp_path: Path, where: str) -> None:
    """feedparser compares each attribute with all others of its tag."""
    crowded = where.format(" ".join(f'a{n}="b"' for n in range(100_000)))
    (refused,) = read_feed(tmp_path, f"<rss version='2.0'><channel>{crowded}</channel></rss>")
    assert isinstance(refused, Rejection)
    assert Reason.UNSAFE_CONTENT == refused.reason


def test_a_long_text_that_looks_like_a_tag_is_no_crowded_one(tmp_path: Path) -> None:
    """In a CDATA section, or in a comment."""
    text = f"{BODY} The value a <b " + "and the pier is long " * 1000
    (record,) = read_feed(tmp_path, feed(item(text=f"<![CDATA[{text}]]>"), more=f"<!-- {text} -->"))
    assert isinstance(record, Record)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("opening", ["<!--", "<![CDATA["])
def test_sections_that_never_end_take_linear_time(tmp_path: Path, opening: str) -> None:
    """Their end is looked for once; what comes before them is read."""
    broken = feed(item()).removesuffix("</channel></rss>") + opening * 200_000
    (record,) = read_feed(tmp_path, broken)
    assert isinstance(record, Record)


def test_comments_and_sections_hold_no_items(tmp_path: Path) -> None:
    """Within each other neither, nor behind one that ends."""
    hidden = "<!-- <item> <![CDATA[ --><![CDATA[ <item> <!-- ]]>"
    (record,) = read_feed(tmp_path, feed(item(text=f"{BODY} {hidden}")))
    assert isinstance(record, Record)
