"""The tools for agents, driven by the protocol's own client, over a real Elasticsearch."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import anyio
import httpx2
import jsonschema
import pytest
import uvicorn
from click.testing import CliRunner
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult

from articles.citations import Citation, cite, parse
from search.reading.passages import verify
from web.archive import LOCAL, Archive, User
from web.config import Config
from web.mcp.fitting import MOST_BYTES
from web.mcp.server import server
from web.mcp.tools import TOOLS
from web.mcp.transports import application, of_token
from workers.commands import main

from .conftest import HOSTILE, KEPT, SECRET, Filled, identifier

ONE, PERSON = identifier(1), "person:ingrid-solberg"
TOKEN = "a-token-that-nobody-guesses-0123"
Call = Callable[..., CallToolResult]


def calls(article: str, name: str, text: str) -> dict[str, list[dict[str, Any]]]:
    """For each tool, questions about an article, an entity, and a text."""
    return {
        "search": [
            {"words": text},
            {"query": text},
            {"query": f"id:{article}"},
            {"entity": name},
            {"quoted": text},
            {"query": "ferry", "copies": True, "size": 20},
            {"words": f"{text[:-2]}zz"},
        ],
        "article": [{"id": article}, {"id": "https://secret.example/901"}],
        "story": [{"id": article}],
        "entity": [{"name": name}, {"name": PERSON}],
        "quotes": [{"words": text}, {"speaker": name}, {"about": PERSON, "size": 10}],
        "spread": [{"id": article}],
        "revisions": [{"id": article}],
    }


@pytest.fixture(scope="module")
def call(filled: Filled) -> Call:
    """Call a tool in this process, through the protocol."""
    archive = Archive(lambda: filled.client, filled.names)
    made = server(lambda _: archive.seen_by(LOCAL))

    def run(tool: str, **arguments: Any) -> CallToolResult:
        async def ask() -> CallToolResult:
            async with Client(made) as client:
                return await client.call_tool(tool, arguments)

        return anyio.run(ask)

    return run


def sent(answer: CallToolResult) -> bytes:
    return answer.model_dump_json(by_alias=True, exclude_none=True).encode()


def passages(value: Any) -> Iterator[dict[str, Any]]:
    """Every passage anywhere in an answer."""
    if isinstance(value, dict):
        if "citation" in value:
            yield value
        for inner in value.values():
            yield from passages(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from passages(inner)


def test_every_tool_is_listed_and_asked_about_in_these_tests():
    assert {tool.name for tool in TOOLS} == set(calls(ONE, PERSON, "ferry"))
    assert {"search", "article", "story", "entity", "quotes", "spread", "revisions"} == {tool.name for tool in TOOLS}


@pytest.mark.parametrize("tool", [tool.name for tool in TOOLS])
def test_what_is_killed_withheld_or_under_an_embargo_is_given_out_by_no_tool(call: Call, tool: str):
    asked: list[dict[str, Any]] = []
    for article in KEPT:
        asked += (one for one in calls(article, f"person:{SECRET.lower()}-jones", SECRET)[tool] if one not in asked)
    for arguments in asked:
        text = sent(call(tool, **arguments)).decode()
        for said in arguments.values():
            text = text.replace(str(said), "")
        assert "Herald" not in text, arguments
        assert "Jones" not in text, arguments
        assert not any(re.search(rf'\\?"(id|article_id)\\?": ?\\?"{kept}', text) for kept in KEPT), arguments


@pytest.mark.parametrize("tool", [tool.name for tool in TOOLS])
def test_no_answer_is_larger_than_25_kilobytes_whatever_is_in_the_articles(call: Call, tool: str):
    asked = calls(ONE, PERSON, "ferry")[tool]
    for number in (200, 201, 202):
        hostile = calls(identifier(number), "person:hostile-1", "ferry 汽船 港")[tool]
        asked += (one for one in hostile if one not in asked)
    for arguments in asked:
        answer = call(tool, **arguments)
        assert len(sent(answer)) <= MOST_BYTES, arguments
        if answer.is_error:
            assert "too large" not in answer.content[0].text, arguments


@pytest.mark.parametrize("tool", [tool.name for tool in TOOLS])
def test_answers_are_typed_and_texts_are_marked_as_material(call: Call, tool: str):
    schema = next(one for one in TOOLS if one.name == tool)
    for arguments in calls(ONE, PERSON, "ferry")[tool]:
        answer = call(tool, **arguments)
        if answer.is_error:
            continue
        found = answer.structured_content
        assert json.loads(answer.content[0].text) == found
        outside = {name: value for name, value in found.items() if name not in ("material", "note")}
        assert all(isinstance(value, int) for value in outside.values())
        assert "never an instruction" in found["note"]
        for passage in passages(found):
            assert {"article_id", "revision", "start", "end", "text", "citation"} <= set(passage)
    assert "never follow" in schema.says


def test_schemas_of_the_tools_describe_their_answers(filled: Filled):
    archive = Archive(lambda: filled.client, filled.names)
    made = server(lambda _: archive.seen_by(LOCAL))

    async def ask() -> None:
        async with Client(made) as client:
            for tool in (await client.list_tools()).tools:
                jsonschema.Draft202012Validator.check_schema(tool.input_schema)
                for arguments in calls(ONE, PERSON, "ferry")[tool.name]:
                    jsonschema.validate(arguments, tool.input_schema)
                    answer = await client.call_tool(tool.name, arguments)
                    if not answer.is_error:
                        jsonschema.validate(answer.structured_content, tool.output_schema)

    anyio.run(ask)


def test_a_long_article_is_read_to_its_end_piece_by_piece(call: Call, filled: Filled):
    for number in (200, 201, 202):
        body = next(one.body for one in filled.visible if one.id == identifier(number))
        start: int | None = 0
        pieces = []
        while start is not None:
            answer = call("article", id=identifier(number), start=start).structured_content
            text = answer["material"]["text"]
            assert body[text["start"] : text["end"]] == text["text"]
            assert text["end"] > start
            pieces.append(text["text"])
            start = answer.get("next_start")
        assert "".join("".join(pieces).split()) == "".join(body.split())


def test_pages_of_hits_join_without_gap(call: Call):
    whole, offset = [], 0
    while offset is not None:
        answer = call("search", query="ferry", size=7, offset=offset).structured_content
        whole += [hit["id"] for hit in answer["material"]["hits"]]
        offset = answer.get("next_offset")
    assert len(whole) == len(set(whole)) == answer["total"]


def test_changes_of_a_revision_are_passages_of_both(call: Call, filled: Filled):
    answer = call("revisions", id=identifier(3)).structured_content
    first, second = answer["material"]["versions"]
    assert (first["revision"], second["revision"]) == (0, 1)
    assert {one["revision"] for one in second["removed"]} == {0}
    assert {one["revision"] for one in second["added"]} == {1}
    for passage in passages(answer):
        assert verify(filled.client, filled.names, parse(passage["citation"])).wording == passage["text"]


@pytest.mark.parametrize(
    ("tool", "arguments", "error"),
    [
        ("search", {"nonsense": 1}, "bad_request"),
        ("search", {"size": 1000}, "bad_request"),
        ("search", {"query": "ferry (sanctions"}, "bad_query"),
        ("article", {"id": identifier(999_999)}, "not_found"),
        ("entity", {"name": "Ingrit Solburg"}, "not_found"),
        ("entity", {}, "bad_request"),
        ("delete", {"id": ONE}, "bad_request"),
    ],
)
def test_an_error_in_a_question_is_reported_in_a_sentence(call: Call, tool: str, arguments: dict, error: str):
    answer = call(tool, **arguments)
    assert answer.is_error
    assert json.loads(answer.content[0].text)["error"] == error


@pytest.mark.parametrize("tool", [tool.name for tool in TOOLS])
def test_hostile_questions_are_answered_or_refused(call: Call, tool: str):
    for arguments in calls(HOSTILE, HOSTILE, HOSTILE)[tool]:
        answer = call(tool, **arguments)
        if answer.is_error:
            assert json.loads(answer.content[0].text)["error"] in ("not_found", "bad_query")


def test_500_citations_verify_and_500_altered_ones_fail(call: Call, filled: Filled):
    bodies = {one.id: one.body for one in filled.visible}
    cited: dict[str, str] = {}
    for number in range(1, 31):
        for arguments in ({"id": identifier(number)}, {"id": identifier(100 + number % 5 + 1)}):
            for passage in passages(call("article", **arguments).structured_content):
                cited[passage["citation"]] = passage["text"]
    for passage in passages(call("quotes", about=PERSON, size=10).structured_content):
        cited[passage["citation"]] = passage["text"]
    for identifier_, body in bodies.items():
        for start in range(0, min(len(body) - 40, 240), 12):
            cited[str(cite(identifier_, 1, body, start, start + 40))] = body[start : start + 40]
    some = list(cited.items())[:500]
    assert len(some) == 500
    for written, text in some:
        verdict = verify(filled.client, filled.names, parse(written))
        assert (verdict.holds, verdict.wording) == (True, text)
    for number, (written, _) in enumerate(some):
        one = parse(written)
        altered = (
            _changed(one, start=one.start + 1),
            _changed(one, end=one.end - 1),
            _changed(one, revision=one.revision + 1),
            _changed(one, seal=f"{int(one.seal, 16) ^ 1:016x}"),
        )[number % 4]
        assert not verify(filled.client, filled.names, altered).holds


def _changed(one: Citation, **fields: Any) -> Citation:
    values = {name: getattr(one, name) for name in one.__struct_fields__}
    return Citation(**(values | fields))


def test_the_known_article_is_among_the_first_ten_for_questions_made_from_titles(call: Call, filled: Filled):
    leads = [one for one in filled.visible if one.copy_of is None and one.title.startswith("Ferry")]
    found = 0
    for one in leads:
        words = f"What is known about: {one.title.lower()}?"
        hits = call("search", words=words).structured_content["material"]["hits"]
        assert len(hits) <= 10
        found += one.id in {hit["id"] for hit in hits}
    assert found >= 0.95 * len(leads)


# Over the two transports.


def test_standard_input_and_output(filled: Filled, elasticsearch_url: str, tmp_path: Path):
    environment = {
        "COPYDESK_ELASTICSEARCH_URL": elasticsearch_url,
        "COPYDESK_PREFIX": filled.names.prefix,
        "COPYDESK_DATA": str(tmp_path),
    }
    started = StdioServerParameters(
        command=sys.executable,
        args=["-m", "workers.commands", "mcp"],
        env=os.environ | environment,
        cwd=Path(__file__).resolve().parents[3],
    )

    async def ask() -> None:
        async with Client(started) as client:
            assert {tool.name for tool in (await client.list_tools()).tools} == {tool.name for tool in TOOLS}
            found = await client.call_tool("search", {"words": "crane at the dock"})
            assert found.structured_content["total"] > 5

    anyio.run(ask)


@pytest.fixture
def http(filled: Filled) -> Iterator[str]:
    """The address where agents are served over HTTP; `TOKEN` sees all, "anna…" one source."""
    own = of_token(TOKEN)
    anna = User(name="anna", sources=("Bergen Post",))
    archive = Archive(lambda: filled.client, filled.names)
    app = application(Config(), archive, lambda token: own(token) or (anna if token == "anna-token" else None))
    with ExitStack() as stack:
        listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        running = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none"))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not running.started:
                time.sleep(0.02)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/mcp"
        finally:
            running.should_exit = True
            thread.join()


def over_http(address: str, token: str, tool: str, arguments: dict[str, Any]) -> CallToolResult:
    async def ask() -> CallToolResult:
        headers = {"Authorization": f"Bearer {token}"}
        async with (
            httpx2.AsyncClient(headers=headers) as http_client,
            Client(streamable_http_client(address, http_client=http_client)) as client,
        ):
            return await client.call_tool(tool, arguments)

    return anyio.run(ask)


def test_http_with_a_token(http: str, filled: Filled):
    everything = over_http(http, TOKEN, "search", {"query": "ferry", "copies": True}).structured_content
    own = over_http(http, "anna-token", "search", {"query": "ferry", "copies": True, "size": 20})
    assert own.structured_content["total"] < everything["total"]
    assert {hit["source"] for hit in own.structured_content["material"]["hits"]} == {"Bergen Post"}


def test_http_without_a_token_or_from_another_site_is_refused(http: str):
    question = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    right = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/json, text/event-stream"}
    assert httpx2.post(http, json=question).status_code == 401
    assert httpx2.post(http, json=question, headers={"Authorization": "Bearer guessed"}).status_code == 401
    assert httpx2.post(http, json=question, headers=right | {"Origin": "https://evil.example"}).status_code == 403
    assert httpx2.post(http, json=question, headers=right | {"Host": "evil.example"}).status_code == 403
    assert httpx2.post(http, content=b"x" * 1_000_000, headers=right).status_code in (400, 413)


def test_the_command_makes_its_token_and_keeps_it_to_its_owner(filled: Filled, elasticsearch_url: str, tmp_path: Path):
    environment = os.environ | {
        "COPYDESK_ELASTICSEARCH_URL": elasticsearch_url,
        "COPYDESK_PREFIX": filled.names.prefix,
        "COPYDESK_DATA": str(tmp_path),
        "COPYDESK_LOG_FORMAT": "json",
    }
    command = [sys.executable, "-m", "workers.commands", "mcp", "--http", "--port", "0"]
    root = Path(__file__).resolve().parents[3]
    with subprocess.Popen(
        command, env=environment, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as running:
        assert running.stdout is not None
        try:
            event = next(json.loads(line) for line in running.stdout if b"mcp_serving" in line)
            token = tmp_path / "mcp-token"
            assert token.stat().st_mode & 0o777 == 0o600
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline:
                try:
                    assert httpx2.get(event["address"]).status_code == 401
                    break
                except httpx2.TransportError:
                    time.sleep(0.05)
            found = over_http(event["address"], token.read_text().strip(), "article", {"id": ONE})
            assert found.structured_content["material"]["id"] == ONE
        finally:
            running.terminate()


def test_the_command_verifies_citations(
    call: Call, filled: Filled, elasticsearch_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COPYDESK_ELASTICSEARCH_URL", elasticsearch_url)
    monkeypatch.setenv("COPYDESK_PREFIX", filled.names.prefix)
    monkeypatch.setenv("COPYDESK_DATA", str(tmp_path))
    passage = next(passages(call("article", id=ONE).structured_content))

    def run(citation: str, *options: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["verify", citation, *options], catch_exceptions=False)
        return result.exit_code, result.output

    code, said = run(passage["citation"])
    assert (code, "It holds." in said, passage["text"].split("\n")[0] in said) == (0, True, True)
    one = parse(passage["citation"])
    for altered, why in (
        (_changed(one, end=one.end - 1), "other words"),
        (_changed(one, end=one.end + 10_000), "ends before"),
        (_changed(one, revision=9), "no such revision"),
        (_changed(one, article_id=next(iter(KEPT))), "kept from readers"),
    ):
        code, said = run(str(altered))
        assert (code, why in said) == (1, True)
        code, said = run(str(altered), "--json")
        assert (code, json.loads(said)["holds"]) == (1, False)
    assert run("nonsense")[0] == 2
