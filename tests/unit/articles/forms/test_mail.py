# ruff: noqa: E501
"""Mail: which part is the article, flowed text, pages saved as one file, and mailboxes of which nothing is lost."""

from __future__ import annotations

import base64
import quopri
import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from articles.article import Article, Given, Record, Rejection
from articles.cleaning import clean
from articles.forms import read
from articles.forms.flowed import unflowed
from tests.unit.articles.forms.made import Story, page, story


def headers(made: Story, *more: str) -> str:
    lines = [
        f"From: {made.author} <desk@harbour.example.test>",
        "To: news@courier.example.test",
        f"Subject: {made.title}",
        f"Date: {made.day} {made.month_name[:3]} {made.year} 08:30:00 +0100",
        "MIME-Version: 1.0",
        *more,
    ]
    return "\n".join(lines) + "\n"


def part(content: str, kind: str = "text/plain; charset=utf-8", *more: str, encoding: str = "8bit") -> str:
    """A part, with its headers."""
    if encoding == "base64":
        content = base64.encodebytes(content.encode()).decode()
    elif encoding == "quoted-printable":
        content = quopri.encodestring(content.encode()).decode()
    return "\n".join([f"Content-Type: {kind}", f"Content-Transfer-Encoding: {encoding}", *more, "", content])


def multipart(kind: str, *parts: str, boundary: str = "b") -> str:
    body = "".join(f"\n--{boundary}\n{each}" for each in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n{body}\n--{boundary}--\n'


def plain(made: Story) -> str:
    return "\n\n".join(made.paragraphs)


def html(made: Story) -> str:
    return "<html><body>" + "".join(f"<p>{text}</p>" for text in made.paragraphs) + "</body></html>"


def flowed(made: Story, *, delete_space: bool = False) -> str:
    """Lines of 66 characters that end with a blank where they go on."""
    shown = []
    for paragraph in made.paragraphs:
        lines = textwrap.wrap(paragraph, 66, break_on_hyphens=False)
        end = "  " if delete_space else " "
        shown.append((end + "\n").join(lines))
    return "\n\n".join(shown)


OTHER = "Another release about the mill, of which nothing belongs into this article at all."


def attached(made: Story, kind: str = "text/html") -> str:
    """Another message as a part."""
    inner = f"From: a@b.example.test\nSubject: Old release\nDate: Mon, 3 Feb 2020 08:30:00 +0100\nMIME-Version: 1.0\n{part(f'<p>{OTHER}</p>', kind)}"
    return f'Content-Type: message/rfc822\nContent-Disposition: attachment; filename="old.eml"\n\n{inner}'


#: How a message holds its story.
MESSAGES: dict[str, Callable[[Story], str]] = {
    "plain": lambda made: part(plain(made)),
    "base64": lambda made: part(plain(made), encoding="base64"),
    "quoted-printable": lambda made: part(html(made), "text/html; charset=utf-8", encoding="quoted-printable"),
    "flowed": lambda made: part(flowed(made), "text/plain; charset=utf-8; format=flowed"),
    "flowed with DelSp": lambda made: part(
        flowed(made, delete_space=True), "text/plain; charset=utf-8; format=Flowed; DelSp=Yes"
    ),
    "alternative": lambda made: multipart(
        "alternative", part(plain(made)), part(html(made), "text/html; charset=utf-8")
    ),
    "alternative with a stub of HTML": lambda made: multipart(
        "alternative", part(plain(made)), part("<img src='cid:1'><p>Show pictures</p>", "text/html")
    ),
    "alternative in mixed": lambda made: multipart(
        "mixed",
        multipart("alternative", part(plain(made)), part(html(made), "text/html; charset=utf-8"), boundary="c"),
        part(OTHER, "text/plain", 'Content-Disposition: attachment; filename="notes.txt"'),
    ),
    "related in alternative": lambda made: multipart(
        "alternative",
        part(plain(made)),
        multipart(
            "related", part(html(made), "text/html; charset=utf-8"), part("iVBORw0KGgo=", "image/png"), boundary="c"
        ),
    ),
    "a message attached": lambda made: multipart("mixed", part(plain(made)), attached(made)),
    "a plain message attached to HTML": lambda made: multipart(
        "mixed", part(html(made), "text/html; charset=utf-8"), attached(made, "text/plain")
    ),
    "a message attached first": lambda made: multipart("mixed", attached(made), part(plain(made))),
    "a text around a picture": lambda made: multipart(
        "mixed", part(made.paragraphs[0]), part("iVBORw0KGgo=", "image/png"), part("\n\n".join(made.paragraphs[1:]))
    ),
    "signed": lambda made: multipart("signed", part(plain(made)), part("MIIB", "application/pkcs7-signature")),
    "quoted-printable with blanks added": lambda made: part(
        quopri.encodestring(html(made).encode()).decode().replace("=\n", "=  \n"),
        "text/html; charset=utf-8",
    ).replace("8bit", "quoted-printable"),
    "packed in one line, not filled up": lambda made: part(
        base64.b64encode(plain(made).encode()).decode().rstrip("=") + "\n"
    ).replace("8bit", "base64"),
    "enriched": lambda made: part(
        f"<fontfamily><param>Times</param><bold>{plain(made)}</bold></fontfamily>", "text/enriched; charset=utf-8"
    ),
    "with a hidden preview": lambda made: part(
        html(made).replace("<body>", '<body><div style="max-height:0;display: none"><p>GONE</p></div>'),
        "text/html; charset=utf-8",
    ),
    "declared in ASCII": lambda made: part(plain(made), "text/plain; charset=us-ascii"),
    "with the attachment of Outlook": lambda made: multipart(
        "mixed", part(plain(made)), part("eJ8+Ig==", "application/ms-tnef; name=winmail.dat", encoding="7bit")
    ),
    "for AMP too": lambda made: multipart(
        "alternative",
        part(plain(made)),
        part("<html amp4email>", "text/x-amp-html"),
        part(html(made), "text/html; charset=utf-8"),
    ),
    "without the last boundary": lambda made: multipart("mixed", part(plain(made)), part("iVBO", "image/png"))[:-7],
    "with an appointment": lambda made: multipart("mixed", part(plain(made)), part("BEGIN:VCALENDAR", "text/calendar")),
}


#: What programs put around a message.
FRAMES: tuple[Callable[[str], bytes], ...] = (
    lambda text: text.encode(),
    lambda text: text.replace("\n", "\r\n").encode(),
    lambda text: b"\xef\xbb\xbf" + text.encode(),
    lambda text: b"\r\n\r\n" + text.encode(),
    lambda text: b">From a@b.example.test Tue Mar  4 08:30:00 2025\n" + text.encode(),
    lambda text: f"{len(text.encode())}      \n{text}<?xml version='1.0'?><plist>GONE</plist>\n".encode(),
    lambda text: text.encode("utf-16"),
)


def read_bytes(tmp_path: Path, data: bytes, name: str = "a.eml") -> list[Record | Rejection]:
    path = tmp_path / name
    path.write_bytes(data)
    return list(read(path, name=name, given=Given()))


def read_text(tmp_path: Path, text: str, name: str = "a.eml") -> list[Record | Rejection]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return list(read(path, name=name, given=Given()))


def cleaned(item: Record | Rejection) -> Article | Rejection:
    return clean(item, arrival="a:0", claimed_at=1) if isinstance(item, Record) else item


def test_a_hundred_messages_of_every_build(tmp_path: Path) -> None:
    """Title, text and day of at least 95 of 100 are right, of every build."""
    wrong = []
    for seed in range(6 * len(MESSAGES)):
        made = story(seed)
        name = list(MESSAGES)[seed % len(MESSAGES)]
        framed = FRAMES[seed % len(FRAMES)](headers(made) + MESSAGES[name](made))
        found = [cleaned(item) for item in read_bytes(tmp_path, framed)]
        article = found[0]
        if not (
            len(found) == 1
            and isinstance(article, Article)
            and article.title == made.title
            and article.body.split("\n\n") == list(made.paragraphs)
            and article.published_at
            and article.published_at.date().isoformat() == made.iso
        ):
            wrong.append((name, seed, found))

    assert len(wrong) <= 5, ([name for name, _, _ in wrong], wrong[0])


TITLE = "Hafenvorstand verlängert nördliche Mole für größere Boote"
_QUOTED = "Hafenvorstand_verl=C3=A4ngert_n=C3=B6rdliche_Mole_f=C3=BCr_gr=C3=B6=C3=9Fere_Boote"


@pytest.mark.parametrize(
    "subject",
    [
        TITLE.encode(),
        TITLE.encode("latin-1"),
        b"=?utf-8?Q?" + _QUOTED.encode() + b"?=",
        b"=?utf-8?Q?" + _QUOTED.replace("_", " ").encode() + b"?=",
        b"=?utf-8*de?q?" + _QUOTED.encode() + b"?=",
        b'"=?utf-8?Q?' + _QUOTED.encode() + b'?="',
        b"=?UTF-8?B?" + base64.b64encode(TITLE.encode()).rstrip(b"=") + b"?=",
        b"=?utf-8?b?"
        + base64.b64encode(TITLE.encode()[:19])
        + b"?=\n =?utf-8?b?"
        + base64.b64encode(TITLE.encode()[19:])
        + b"?=",
        b"=?us-ascii?B?" + base64.b64encode(TITLE.encode("cp1252")) + b"?=",
        b"=?iso-8859-1?Q?Hafenvorstand_verl=E4ngert_n=F6rdliche?= Mole =?iso-8859-1?Q?f=FCr_gr=F6=DFere_Boote?=",
    ],
)
def test_subjects_as_programs_write_them(tmp_path: Path, subject: bytes) -> None:
    made = story(1)
    data = (
        headers(made).replace(made.title, "SUBJECT").encode().replace(b"SUBJECT", subject) + part(plain(made)).encode()
    )

    (found,) = read_bytes(tmp_path, data)

    assert isinstance(found, Record)
    assert found.given.title == TITLE


@pytest.mark.parametrize(
    ("text", "reason", "words"),
    [
        (
            multipart("report", part("I am sorry to have to inform you that your message could not be delivered to anybody, "
            "and that nobody knows why it came back to you."), "Content-Type: message/delivery-status\n\nAction: failed"),
            "no_article", "report",
        ),
        (part("eJ8+Ig==", "application/ms-tnef; name=winmail.dat"), "no_article", "winmail.dat"),
        (part("-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----"), "encrypted", "encrypted"),
        (part("BEGIN:VCALENDAR\nEND:VCALENDAR", "text/calendar; method=REQUEST"), "no_article", "text part"),
    ],
)  # fmt: skip
def test_messages_that_are_no_articles_say_why(tmp_path: Path, text: str, reason: str, words: str) -> None:
    (found,) = read_text(tmp_path, headers(story(1)) + text)

    assert isinstance(found, Rejection)
    assert (found.reason, words in found.detail) == (reason, True)


FROM_LINES = (
    "From desk@a.example.test Tue Mar  4 08:30:00 2025",
    "From - Tue Mar 04 08:30:00 2025",
    "From 1741073400123456789@xxx Tue Mar 04 08:30:00 +0000 2025",
    "From desk at a.example.test  Tue Mar  4 08:30:00 2025",
    "From desk@a.example.test Tue, 4 Mar 2025 08:30:00 +0100",
    "From desk@a.example.test 2025-03-04 08:30",
    "From desk@a.example.test Tue Mar  4 08:30 CET 2025",
    "From desk Tue Mar  4 08:30:00 2025 remote from a",
    "From desk@a.example.test",
)


@pytest.mark.parametrize("blank", ["\n", ""])
@pytest.mark.parametrize("line", FROM_LINES)
def test_lines_that_part_a_mailbox(tmp_path: Path, line: str, blank: str) -> None:
    """Whatever moment they write, and where the blank line before them is missing; sentences part nothing."""
    text = "\n\nFrom Kelmsay the ferry has sailed since 1988, at 10:30 each day, and in winter too.\n>From there on it is slow."
    messages = [f"{line}\n{headers(story(n))}{part(plain(story(n)) + text)}\n{blank}" for n in range(12)]

    found = [cleaned(item) for item in read_text(tmp_path, "".join(messages), "desk.mbox")]

    assert [story(n).title for n in range(12)] == [item.title for item in found if isinstance(item, Article)]
    bodies = [item.body for item in found if isinstance(item, Article)]
    assert all(
        "\n\nFrom Kelmsay" in body and "From there on it is slow" in body and ">From" not in body for body in bodies
    )
    assert len(bodies) == len(found)


def chrome(made: Story, address: str) -> str:
    return (
        f"From: <Saved by Blink>\nSnapshot-Content-Location: {address}\nSubject: {made.title} | Mercury\n"
        "Date: Wed, 5 Mar 2025 10:00:00 -0000\nMIME-Version: 1.0\n"
        + multipart(
            "related",
            part(page(made), "text/html", f"Content-Location: {address}", encoding="quoted-printable"),
            part("<p>An advertisement in a frame</p>", "text/html", "Content-Location: https://ads.example.test/1"),
            part("p {}", "text/css", "Content-Location: cid:css@mhtml.blink"),
        )
    )


def internet_explorer(made: Story, address: str) -> str:
    return (
        f'From: "Saved by Windows Internet Explorer 8"\nSubject: {made.title}\nDate: Wed, 5 Mar 2025 10:00:00 +0100\n'
        "MIME-Version: 1.0\n"
        + multipart("related", part(page(made), 'text/html;\n\tcharset="utf-8"', f"Content-Location: {address}"))
    )


def without_sender(made: Story, address: str) -> str:
    return f"MIME-Version: 1.0\nContent-Location: {address}\n" + part(page(made), "text/html; charset=utf-8")


def frames(made: Story, address: str) -> str:
    return (
        f"From: <Saved by UnMHT>\nSubject: x\nDate: Wed, 5 Mar 2025 10:00:00 +0100\nMIME-Version: 1.0\nContent-Location: {address}\n"
        + multipart(
            "related",
            part("<p>An advertisement in a frame</p>", "text/html", "Content-Location: https://ads.example.test/1"),
            part(page(made), "text/html", f"Content-Location: {address}", encoding="base64"),
        )
    )


SAVED = [
    (save, name)
    for save in (chrome, internet_explorer, without_sender, frames)
    for name in ("a.mhtml", "a.mht", "a.eml", "file")
    if (save, name) != (without_sender, "file")  # two header lines look like plain text
]


@pytest.mark.parametrize(("save", "name"), SAVED)
def test_saved_pages(tmp_path: Path, save: Callable[[Story, str], str], name: str) -> None:
    """A page with its own address and title; the day it was saved is not its date. 150 pages."""
    wrong = []
    for seed in range(10):
        made = story(seed)
        address = f"https://mercury.example.test/story-{seed}"
        (found,) = [cleaned(item) for item in read_text(tmp_path, save(made, address), name)]
        if not (
            isinstance(found, Article)
            and (found.form, found.title, found.url, found.published_at) == ("mhtml", made.title, address, None)
            and found.body.split("\n\n") == list(made.paragraphs)
        ):
            wrong.append((seed, found))

    assert not wrong, wrong[0]


def test_a_digest_gives_its_messages(tmp_path: Path) -> None:
    """A newsletter that holds whole messages is read as these."""
    inner = [headers(story(n)) + part(plain(story(n))) for n in range(3)]
    text = headers(story(9)) + multipart("digest", *(f"Content-Type: message/rfc822\n\n{each}" for each in inner))

    found = read_text(tmp_path, text)

    assert [story(n).title for n in range(3)] == [item.given.title for item in found if isinstance(item, Record)]
    assert len(found) == 3


def test_a_newsletter_of_many_items_stays_one_article(tmp_path: Path) -> None:
    """Items in one text are not cut apart."""
    text = headers(story(9)) + part("\n\n--------\n\n".join(plain(story(n)) for n in range(3)))

    assert len(read_text(tmp_path, text)) == 1


def test_a_note_with_a_message_attached_gives_that_message(tmp_path: Path) -> None:
    """ "Please find attached" is not an article."""
    inner = headers(story(3)) + part(plain(story(3)))
    text = headers(story(9)) + multipart(
        "mixed", part("For your information."), f"Content-Type: message/rfc822\n\n{inner}"
    )

    (found,) = read_text(tmp_path, text)

    assert isinstance(found, Record)
    assert (found.given.title, found.content.strip()) == (story(3).title, plain(story(3)))


def test_an_encrypted_message_says_so(tmp_path: Path) -> None:
    """It is no empty message."""
    text = headers(story(1)) + multipart(
        "encrypted", part("Version: 1", "application/pgp-encrypted"), part("hQ", "application/octet-stream")
    )

    (found,) = read_text(tmp_path, text)

    assert isinstance(found, Rejection)
    assert found.reason == "encrypted"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ferry \nboard met.\n", "The ferry board met.\n"),
        ("The ferry\nboard met.", "The ferry\nboard met."),
        ("> The ferry \n> board met.\nYes.", "> The ferry board met.\nYes."),
        (" From the quay \nit left.", "From the quay it left."),
        ("Nora \n-- \nDesk", "Nora\n-- \nDesk"),
        ("One. \n\nTwo.", "One.\n\nTwo."),
    ],
)
def test_flowed_text(text: str, expected: str) -> None:
    """Stuffing, quotation and signatures as RFC 3676 has them."""
    assert expected == unflowed(text)


@forall(st.lists(st.text(alphabet="ab 漢字", max_size=90), max_size=6), st.booleans())
def test_flowed_text_keeps_its_words(paragraphs: list[str], delete_space: bool) -> None:
    """Wherever a text was broken, its letters come through."""
    broken = "\n".join(" \n".join(textwrap.wrap(text, 20)) for text in paragraphs)

    assert "".join(broken.split()) == "".join(unflowed(broken, delete_space=delete_space).split())


BROKEN = {
    "no headers": "no header at all\n\n",
    "nothing": "\n",
    "a picture alone": "From: a@b.example.test\nContent-Type: image/png\n\niVBO\n\n",
    "an empty text": "From: a@b.example.test\nSubject: Nothing\n\n \n\n",
    "a broken boundary": 'From: a@b.example.test\nContent-Type: multipart/mixed; boundary="x"\n\n--y\n\n',
}


@pytest.mark.parametrize("place", [0, 2, 4])
@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_message_in_a_mailbox_costs_itself_alone(tmp_path: Path, what: str, place: int) -> None:
    """First, in the middle and last: as many articles and rejections as grep counts lines "From ..."."""
    messages = [headers(story(n)) + part(plain(story(n))) + "\n\n" for n in range(4)]
    messages.insert(place, BROKEN[what])
    text = "".join(f"From desk@a.example.test Tue Mar  4 08:30:00 2025\n{message}" for message in messages)

    found = read_text(tmp_path, text, "a.mbox")

    assert len(re.findall(r"(?m)^From \S+ .*\d{4}$", text)) == len(found)
    assert [n for n, item in enumerate(found) if isinstance(item, Rejection)] == [place]


def with_documents(text: str, documents: dict[str, bytes]) -> str:
    parts = [part(text)]
    for name, content in documents.items():
        head = [
            f'Content-Type: application/octet-stream; name="{name}"',
            "Content-Transfer-Encoding: base64",
            f'Content-Disposition: attachment; filename="{name}"',
        ]
        parts.append("\n".join([*head, "", base64.encodebytes(content).decode()]))
    return "Content-Type: multipart/mixed; boundary=b\n\n" + multipart("mixed", *parts).partition("\n\n")[2]


def rtf(made: Story) -> bytes:
    text = "\\par\\par ".join((f"{{\\b\\fs32 {made.title}}}", *made.paragraphs))
    return ("{\\rtf1\\ansi\\uc1 " + "".join(f"\\u{ord(c)}?" if ord(c) > 126 else c for c in text) + "}").encode()


NOTES = (
    "Dear all, our release is attached. Regards, Anna",
    "Sehr geehrte Damen und Herren,\n\nanbei erhalten Sie unsere Pressemitteilung mit der Bitte um Veröffentlichung. Für "
    "Rückfragen stehen wir gern zur Verfügung, auch am Wochenende und am Abend.\n\nMit freundlichen Grüßen\nAnna Press",
    "Madame, Monsieur,\n\nveuillez trouver ci-joint notre communiqué. Nous restons à votre disposition pour toute question "
    "et pour des entretiens avec la présidente du conseil.\n\nAnna Presse, 01 23 45 67 89",
)


@pytest.mark.parametrize("number", range(30))
def test_the_document_that_a_letter_covers_is_the_article(tmp_path: Path, number: int) -> None:
    made = story(number)
    text = headers(made) + with_documents(NOTES[number % len(NOTES)], {"release.rtf": rtf(made)})

    (found,) = read_text(tmp_path, text)

    assert isinstance(found, Record)
    article = cleaned(found)
    assert isinstance(article, Article)
    assert (article.title, article.body) == (made.title, "\n\n".join(made.paragraphs))
    assert article.published_at is not None
    assert article.published_at.date().isoformat() == made.iso


@pytest.mark.parametrize(
    "head",
    [
        "Content-Type: application/octet-stream\nContent-Disposition: attachment; filename*=utf-8''Pr%C3%A4sse.rtf",
        "Content-Type: application/octet-stream\n"
        'Content-Disposition: attachment; filename="=?utf-8?B?UHLDpHNzZSBkZXIg?=\n =?utf-8?B?SMOkZmVuLnJ0Zg==?="',
        'Content-Type: application/octet-stream\nContent-Disposition: attachment;\n filename*0="release of ";\n filename*1="us.rtf"',
        "Content-Type: application/rtf\nContent-Disposition: attachment",
        'Content-Type: application/msword; name="release.doc"',
    ],
)
def test_names_of_attached_documents(tmp_path: Path, head: str) -> None:
    made = story(1)
    text = headers(made) + multipart(
        "mixed",
        part(NOTES[0]),
        f"{head}\nContent-Transfer-Encoding: base64\n\n{base64.encodebytes(rtf(made)).decode()}",
    )

    (found,) = read_text(tmp_path, text)

    assert isinstance(found, Record)
    assert found.given.title == made.title


def _message(made: Story) -> bytes:
    return (headers(made) + part(plain(made))).encode()


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("release.txt", lambda made: f"{made.title}\n\n{plain(made)}".encode()),
        ("release.md", lambda made: f"# {made.title}\n\n{plain(made)}".encode()),
        ("release.html", lambda made: page(made).encode()),
        ("release.eml", _message),
        ("packed message", _message),
    ],
)
def test_texts_and_messages_that_a_letter_covers(tmp_path: Path, name: str, make: Callable[[Story], bytes]) -> None:
    made = story(4)
    kind = "message/rfc822" if name == "packed message" else "application/octet-stream"
    attached = (
        f'Content-Type: {kind}\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="{name}"\n\n'
        + base64.encodebytes(make(made)).decode()
    )
    footer = (
        'Content-Type: text/plain\nContent-Disposition: attachment; filename="ATT00001.txt"\n\n'
        + "A list footer. " * 30
    )

    (found,) = [
        cleaned(item)
        for item in read_text(tmp_path, headers(story(9)) + multipart("mixed", part(NOTES[0]), footer, attached))
    ]

    assert isinstance(found, Article)
    assert (found.title, found.body) == (made.title, "\n\n".join(made.paragraphs))


def test_two_documents_are_two_articles(tmp_path: Path) -> None:
    documents = {"one.rtf": rtf(story(1)), "two.rtf": rtf(story(2))}

    found = read_text(tmp_path, headers(story(0)) + with_documents(NOTES[0], documents))

    assert [item.given.title for item in found if isinstance(item, Record)] == [story(1).title, story(2).title]


def test_a_message_that_is_an_article_stays_one_beside_its_attachment(tmp_path: Path) -> None:
    made = story(1)
    body = "\n\n".join(made.paragraphs)

    (found,) = read_text(tmp_path, headers(made) + with_documents(body, {"the same.rtf": rtf(story(2))}))

    assert isinstance(found, Record)
    assert found.content.strip() == body


def test_what_a_mailing_list_adds_is_left_out(tmp_path: Path) -> None:
    made = story(1)
    footer = f"{'_' * 47}\nBay mailing list\nBay@lists.example.test\nhttps://lists.example.test/bay\n"
    text = headers(made, "List-Id: <bay.lists.example.test>", "Content-Type: text/plain; charset=utf-8")
    text = text.replace("Subject: ", "Subject: [bay-news] ") + "\n" + "\n\n".join(made.paragraphs) + "\n" + footer
    (record,) = read_text(tmp_path, text)

    assert isinstance(record, Record)
    assert record.given.title == made.title
    assert "mailing list" not in record.content
    assert made.paragraphs[-1].split()[-1] in record.content
