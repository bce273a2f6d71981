from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from articles.errors import PermanentError
from workers.commands.intake import send


def test_a_folder_is_sent_with_the_names_of_its_folders_and_without_side_files(tmp_path: Path) -> None:
    for name in ("b/index.txt", "a/deep/index.txt", "top.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Text")
    (tmp_path / "top.txt.meta.json").write_text('{"source": "Desk"}')
    (tmp_path / "alone.meta.json").write_text("{}")

    sent = [(one[0].name, one[1], one[2]) for one in send._files((tmp_path,), own=())]

    assert sent == [
        ("index.txt", ("a", "deep"), {}),
        ("alone.meta.json", (), {}),
        ("index.txt", ("b",), {}),
        ("top.txt", (), {"source": "Desk"}),
    ]


def test_hidden_files_and_the_data_of_copydesk_are_not_sent(tmp_path: Path) -> None:
    for name in ("story.txt", ".env", ".git/HEAD", "copydesk-data/keys/reader", "desk/copydesk-data/story.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Text")

    sent = [str(one.path.relative_to(tmp_path)) for one in send._files((tmp_path,), own=(tmp_path / "copydesk-data",))]

    assert sent == ["desk/copydesk-data/story.txt", "story.txt"]


@pytest.mark.parametrize(
    ("text", "why"), [("{", "it is not JSON"), ("[]", "is not a JSON object"), ("[" * 100_000, "it is not JSON")]
)
def test_a_side_file_that_cannot_be_read_stops_the_sending(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "a.txt.meta.json").write_text(text)

    with pytest.raises(PermanentError, match=why):
        send._side(tmp_path / "a.txt")


@pytest.mark.parametrize("address", ["not a url", "ftp://example.org/a", "/local/page"])
def test_an_address_that_is_not_one_is_refused_before_anything_is_sent(tmp_path: Path, address: str) -> None:
    (tmp_path / "a.txt").write_text("Text")

    result = CliRunner().invoke(send.send, [str(tmp_path / "a.txt"), "--url", address])

    assert (2, True) == (result.exit_code, f"{address!r} is not a web address" in result.output)


def test_an_address_on_the_command_line_is_only_a_default() -> None:
    assert send._meta("https://example.org/a", "s1") == {"sent": "s1", "default_url": "https://example.org/a"}
    assert send._meta(None, "s1") == {"sent": "s1"}
