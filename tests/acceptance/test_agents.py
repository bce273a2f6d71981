"""What docs/how-to/use-with-agents.md says is done: configurations are read by a client, commands are run."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import httpx2
import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from .desk import AGENCY

if TYPE_CHECKING:
    from conftest import Running

PAGE = (Path(__file__).resolve().parents[2] / "docs/how-to/use-with-agents.md").read_text("utf-8")
#: By `type`: what a client reads; started by it, or served over HTTP.
CONFIGURATIONS: dict[str, dict[str, Any]] = {
    server.get("type", "stdio"): server
    for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    for server in json.loads(block)["mcpServers"].values()
}


@pytest.fixture(scope="module")
def filled(running: Running) -> Running:
    """A Copydesk with an article."""
    running.drop("North Sea Wire/storm.txt", AGENCY)
    running.fates("North Sea Wire/storm.txt")
    running.find({"match_all": {}})
    return running


async def asked(client: Client) -> str:
    """What a client gets for a question, as text."""
    async with client:
        answer = await client.call_tool("search", {"words": "storm in the port"})
        return str(answer.model_dump_json())


async def asked_over_http(address: str, headers: dict[str, str]) -> str:
    """What a client gets that sends these headers."""
    async with httpx2.AsyncClient(headers=headers, timeout=30) as http:
        return await asked(Client(streamable_http_client(address, http_client=http)))


def test_an_agent_on_this_machine_is_configured_as_the_page_says(filled: Running) -> None:
    """The command of the page, with this system's folder."""
    server = CONFIGURATIONS["stdio"]
    assert "copydesk" == server["command"]
    arguments = [argument.replace("/srv/copydesk/copydesk-data", str(filled.data)) for argument in server["args"]]
    assert str(filled.data) in arguments
    parameters = StdioServerParameters(
        command=os.environ["COPYDESK_TEST_PYTHON"],
        args=["-P", "-m", "workers.commands", *arguments],
        env=filled.environment,
    )
    assert "Storm closes the port" in anyio.run(asked, Client(parameters))


def test_an_agent_on_another_machine_is_configured_as_the_page_says(filled: Running) -> None:
    """The server's command, and a client with the address and the token that it writes."""
    (command,) = re.findall(r"```text\n(copydesk mcp --http.*)\n```", PAGE)
    server = CONFIGURATIONS["http"]
    url, header = server["url"], server["headers"]["Authorization"]
    assert f":{command.split()[-1]}/" in url
    words = [*command.split()[1:-1], "0"]
    with subprocess.Popen(
        [os.environ["COPYDESK_TEST_PYTHON"], "-P", "-m", "workers.commands", *words],
        env=filled.environment | {"COPYDESK_LOG_FORMAT": "json"},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stderr is not None
            line = next(line for line in process.stderr if "mcp_serving" in line)
            said = json.loads(line)
            token = Path(said["token_file"]).read_text().strip()
            assert filled.data / "mcp-token" == Path(said["token_file"])
            headers = {"Authorization": header.replace("TOKEN", token)}
            until_served(said["address"])
            assert "Storm closes the port" in anyio.run(asked_over_http, said["address"], headers)
        finally:
            process.terminate()
            process.wait(30)


def until_served(url: str) -> None:
    """Wait until a server answers."""
    for _ in range(300):
        try:
            httpx2.get(url, timeout=5)
        except httpx2.TransportError:
            anyio.run(anyio.sleep, 0.2)
        else:
            return
    raise AssertionError(f"{url} is not served")
