"""`copydesk clean` shows what would be indexed, and what would be cut and why."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from articles.article import Removed
from articles.cleaning import restore
from workers.commands.admin.clean import clean as command

STORY = """Museum reopens its east wing after ten years

The east wing of the maritime museum opens again on Saturday, ten years after a fire that destroyed half its ships.

Visitors will see two hundred ships in bottles, most of them given by sailors' families, said its director, Ana Reis.

The repairs cost nine million euros, of which the city paid a third; the rest came from four thousand donors.

Leave a Reply

You May Also Like
"""


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """A file with a scraped article."""
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def test_json_is_a_line_per_article(story: Path) -> None:
    """Each line has file, title, body and removed; body and removed make the text again."""
    result = CliRunner().invoke(command, ["--json", str(story)])
    assert 0 == result.exit_code, result.output
    row = json.loads(result.stdout)
    assert (str(story), "Museum reopens its east wing after ten years") == (row["file"], row["title"])
    removed = [Removed(**{"start": 0, "end": 0, **piece}) for piece in row["removed"]]
    assert STORY == restore(row["body"], removed)
    assert {"title", "comment_form", "related_links"} <= {piece["reason"] for piece in row["removed"]}


def test_cut_lines_are_shown_with_their_reason(story: Path) -> None:
    """Without --json, what stays is printed, and what goes beside its reason."""
    result = CliRunner().invoke(command, [str(story)])
    assert 0 == result.exit_code, result.output
    assert "ten years after a fire" in result.stdout
    assert "comment_form  Leave a Reply" in result.stdout
    assert "Lines that begin with - were cut from the text; the word before each says why." in result.stdout


def test_what_is_no_article_is_said(tmp_path: Path) -> None:
    """A refused file is named with its reason, and the command ends with 1."""
    path = tmp_path / "short.txt"
    path.write_text("Too short.", encoding="utf-8")
    result = CliRunner().invoke(command, [str(path)])
    assert 1 == result.exit_code
    assert "too_short" in result.stdout


def test_a_side_file_is_read(tmp_path: Path) -> None:
    """What is shown is what would be indexed."""
    path = tmp_path / "fog.txt"
    path.write_text(
        "Harbour closed by fog\n\n" + "The harbour of Bergen was closed for nine hours because of fog. " * 4
    )
    (tmp_path / "fog.txt.meta.json").write_text('{"url": "https://paper.example/fog", "source": "Harbour Gazette"}')
    row = json.loads(CliRunner().invoke(command, ["--json", str(path)]).output)
    assert ("https://paper.example/fog", "Harbour Gazette") == (row["url"], row["source"])


def test_enrichers_may_run(tmp_path: Path) -> None:
    """Those of the settings."""
    path = tmp_path / "fog.txt"
    path.write_text(
        "Harbour closed by fog\n\n" + "The harbour of Bergen was closed for nine hours because of fog. " * 4
    )
    done = CliRunner().invoke(command, ["--json", "--enrich", str(path)], env={"COPYDESK_ENRICHERS": "language"})
    row = json.loads(done.output)
    assert "en" == row["language"]
    assert "language" in row["pipeline"]


STRANGE = {"hdr": {"ttl": "Fog closes the harbour"}, "lauftext": "The harbour was closed for nine hours. " * 8, "nr": 5}


def test_fields_are_explained(tmp_path: Path) -> None:
    """What a field became, what was not read, and a mapping that may fit."""
    path = tmp_path / "desk-12.json"
    path.write_text(json.dumps(STRANGE), encoding="utf-8")

    shown = CliRunner().invoke(command, [str(path)])
    row = json.loads(CliRunner().invoke(command, ["--json", str(path)]).stdout)

    assert 1 == shown.exit_code
    assert 'files = ["desk-*.json"]' in shown.stdout
    assert "not read: hdr.ttl, lauftext, nr" in shown.stdout
    assert {"text": "lauftext", "title": "hdr.ttl"} == row["fields"]["proposed"]


def test_a_mapping_of_ones_own_is_used(tmp_path: Path) -> None:
    """COPYDESK_FIELDS_FILE names it."""
    path, table = tmp_path / "desk-12.json", tmp_path / "fields.toml"
    path.write_text(json.dumps(STRANGE), encoding="utf-8")
    table.write_text('[[mapping]]\n[mapping.fields]\ntext = "lauftext"\ntitle = "hdr.ttl"\n', encoding="utf-8")

    result = CliRunner().invoke(command, ["--json", str(path)], env={"COPYDESK_FIELDS_FILE": str(table)})

    row = json.loads(result.stdout)
    assert "Fog closes the harbour" == row["title"]
    assert {"text": "lauftext", "title": "hdr.ttl"} == row["fields"]["from"]
    assert ["nr"] == row["fields"]["not_read"]


def test_what_is_passed_over_is_counted(tmp_path: Path) -> None:
    """On the error output, by kind: a line of JSON is an article or a rejection."""
    path = tmp_path / "bulk.ndjson"
    path.write_text('{"index": {"_id": "1"}}\n' + json.dumps({"title": "Museum", "body": STORY}) + "\n", "utf-8")
    result = CliRunner().invoke(command, ["--json", str(path)])
    assert 1 == len(result.stdout.splitlines())
    assert "passed over, being no articles: action 1" in " ".join(result.stderr.split())


@pytest.mark.parametrize("how", [[], ["--json"], ["--all"]])
def test_what_drives_a_terminal_is_escaped(tmp_path: Path, how: list[str]) -> None:
    """In the name of the file, in the title, in what stays and in what is cut."""
    path = tmp_path / "a\x1b]0;owned\x07.txt"
    hostile = STORY.replace("Museum", "Mus\x1b[2Jeum").replace("Ana Reis", "Ana \x9b31m\u202eReis")
    path.write_text(hostile.replace("Leave a Reply", "Leave a \x1b[31mReply"), encoding="utf-8")
    result = CliRunner().invoke(command, [*how, str(path)])
    assert 0 == result.exit_code, result.output
    assert [] == [line for line in result.output.splitlines() if not line.isprintable()]


@pytest.mark.parametrize(
    ("side", "told"),
    [
        ('{"url": 5, "foo": 1, "published_at": "not a date"}', ("url", "foo", "published_at")),
        ("[1", ("it is not JSON",)),
    ],
)
def test_unknown_keys_of_a_side_file_are_reported(tmp_path: Path, side: str, told: tuple[str, ...]) -> None:
    """On the error output, as the log tells it of a claimed file."""
    path = tmp_path / "a.txt"
    path.write_text(STORY, encoding="utf-8")
    (tmp_path / "a.txt.meta.json").write_text(side, encoding="utf-8")
    result = CliRunner().invoke(command, [str(path)])
    assert 0 == result.exit_code
    assert [] == [words for words in told if words not in result.stderr]


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    """Nobody may ever write into it."""
    os.mkfifo(tmp_path / "pipe")
    result = CliRunner().invoke(command, [str(tmp_path / "pipe")])
    assert (2, True) == (result.exit_code, "is a pipe or a device" in result.output)


def nested_pdf(depth: int, width: int) -> bytes:
    """A PDF of one page with forms in forms: at each level the next one is shown `width` times."""
    text = b"BT /F 10 Tf 50 700 Td (The board met on Monday and agreed to lengthen the pier by forty metres.) Tj ET\n"

    def stream(number: int, entries: bytes, shown: bytes) -> bytes:
        return b"%d 0 obj<<%s/Length %d>>stream\n%s\nendstream endobj\n" % (number, entries, len(shown), shown)

    forms = b""
    for level in range(depth):
        entries = b"/Subtype/Form/BBox[0 0 600 800]/Resources<</Font<</F 5 0 R>>/XObject<</X %d 0 R>>>>" % (11 + level)
        forms += stream(10 + level, entries, text + b"/X Do\n" * width)
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>/XObject<</X 10 0 R>>>>>>endobj\n"
        b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        + stream(4, b"", text + b"/X Do\n")
        + forms
        + b"trailer<</Root 1 0 R>>\n%%EOF\n"
    )


@pytest.mark.timeout(300)
def test_a_file_that_unfolds_without_end_takes_no_more_than_a_worker_would_give_it(tmp_path: Path) -> None:
    """A PDF of 4 kB whose forms show each other: billions of them in all. The file after it is shown."""
    paths = [tmp_path / "nested.pdf", tmp_path / "sound.pdf"]
    paths[0].write_bytes(nested_pdf(depth=9, width=10))
    paths[1].write_bytes(nested_pdf(depth=2, width=3))
    program = (
        "import resource, sys\n"
        "from click.testing import CliRunner\n"
        "from workers.commands.admin.clean import clean\n"
        "done = CliRunner().invoke(clean, ['--json', *sys.argv[1:]])\n"
        "print(done.stdout, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10, done.exit_code)"
    )
    limits = {"COPYDESK_MAX_MEMORY_MEGABYTES": "300"}
    shown = subprocess.run(
        [sys.executable, "-c", program, *map(str, paths)], env=os.environ | limits, capture_output=True, check=True
    )
    nested, sound, numbers = shown.stdout.decode().splitlines()
    assert "killed_worker" == json.loads(nested)["reason"]
    assert json.loads(sound)["body"].count("forty metres") == 5
    most, exit_code = map(int, numbers.split())
    assert 1 == exit_code
    assert most < 300 + 200  # what Python and the libraries take themselves
