"""An Elasticsearch with security on: the workers' key is enough for the work, and for nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import ApiError, Elasticsearch

from search.find.articles import Ask, every
from search.schema.index_names import Names
from workers.local.elasticsearch.home import Home
from workers.local.elasticsearch.server import SHORT_LIVED, EmbeddedElasticsearch

STORY = """\
Ferry pilots of Bergen vote for longer nights

BERGEN, Norway - The pilots of the ferries in Bergen voted on Friday to work longer nights in exchange for two free days
a week, their union said. Ingeborg Dahl, who speaks for the pilots, said that nobody had wanted to sail at four in the
morning twice in a row. The company, Vestfjord, runs eleven ferries and carries nine million people a year.
"""
UPDATE = STORY.replace("eleven ferries", "twelve ferries")


def environment(server: EmbeddedElasticsearch, **more: str) -> dict[str, str]:
    """Settings that name the server."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")}
    return {**own, "COPYDESK_ELASTICSEARCH_URL": server.url, **more}


def copydesk(settings: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command."""
    return subprocess.run(
        [os.environ["COPYDESK_TEST_PYTHON"], "-P", "-m", "workers.commands", *arguments],
        env=settings,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.timeout(600)
def test_keys(services_folder: Path, elasticsearch_home_path: Home) -> None:
    """`copydesk keys` makes what the compose file's setup needs; with it the whole way of an article works."""
    keys = services_folder / "keys"
    keys.mkdir()
    server = EmbeddedElasticsearch(
        services_folder / "guarded",
        home=elasticsearch_home_path,
        port=0,
        security=True,
        password="let me in",
        java_options=SHORT_LIVED,
    )
    with server:
        admin = environment(server, ELASTIC_PASSWORD="let me in")
        made = copydesk(admin, "keys", str(keys), "--user", server.login)
        assert "indices made\nwriter: made\nreader: made\nweb: made\n" == made.stdout, made.stderr
        assert {0o400} == {(keys / name).stat().st_mode & 0o777 for name in ("writer", "reader", "web")}
        again = copydesk(admin, "keys", str(keys), "--user", server.login)
        assert "indices are there\nwriter: works\nreader: works\nweb: works\n" == again.stdout, again.stderr
        _check_refusals(server, keys)
        _check_the_way(server, keys, services_folder / "guarded-data")
        (keys / "reader").unlink()
        renewed = copydesk(admin, "keys", str(keys), "--user", server.login)
        assert "indices are there\nwriter: works\nreader: made\nweb: works\n" == renewed.stdout, renewed.stderr
        # A server that has just started answers 401 as well, so the command waits; here, not for long.
        rest = ("keys", str(keys), "--user", server.login, "--wait", "1")
        wrong = copydesk({**admin, "ELASTIC_PASSWORD": "wrong"}, *rest)
        assert 1 == wrong.returncode
        assert "refuses this user and password" in wrong.stderr


def _check_refusals(server: EmbeddedElasticsearch, keys: Path) -> None:
    names = Names()
    with (
        Elasticsearch(server.url, api_key=(keys / "writer").read_text().strip()) as writer,
        Elasticsearch(server.url, api_key=(keys / "reader").read_text().strip()) as reader,
        Elasticsearch(server.url, api_key=(keys / "web").read_text().strip()) as web,
    ):
        assert 0 == reader.count(index=names.articles)["count"]
        forbidden: list[Callable[[], Any]] = [
            lambda: writer.index(index="other", document={"a": 1}),
            lambda: writer.indices.delete(index=names.version(1)),
            lambda: writer.indices.put_mapping(index=names.everything, properties={"mine": {"type": "keyword"}}),
            lambda: writer.indices.put_alias(index=names.version(1), name="mine"),
            lambda: writer.search(index=".security"),
            lambda: writer.security.create_api_key(name="more"),
            lambda: writer.cluster.put_settings(persistent={"action.auto_create_index": "true"}),
            lambda: reader.index(index=names.everything, document={"title": "x"}),
            lambda: reader.delete_by_query(index=names.everything, query={"match_all": {}}),
            lambda: reader.search(index=names.intake),
            lambda: reader.search(index=names.revisions),
            lambda: reader.cluster.health(),
            lambda: web.index(index=names.everything, document={"title": "x"}),
            lambda: web.search(index=names.withdrawn),
            lambda: web.search(index=names.holds),
        ]
        assert [403] * len(forbidden) == [_status(attempt) for attempt in forbidden]


def _status(attempt: Callable[[], Any]) -> int:
    try:
        return int(attempt().meta.status)
    except ApiError as error:
        return error.status_code


def _check_the_way(server: EmbeddedElasticsearch, keys: Path, data: Path) -> None:
    """A dropped article is indexed, a copy of it joined, a new text of it an update, by processes that have the key."""
    settings = environment(server, COPYDESK_ELASTICSEARCH_API_KEY=(keys / "writer").read_text().strip())
    with subprocess.Popen(
        [os.environ["COPYDESK_TEST_PYTHON"], "-P", "-m", "workers.commands", "up", "--data", str(data), "--json"],
        env=settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as up:
        assert up.stdout is not None
        try:
            line = up.stdout.readline()
            assert line, up.stderr.read() if up.stderr else ""
            assert server.url == json.loads(line)["elasticsearch_url"]
            fates = [
                _send(settings, data, "story.txt", STORY, "https://bergen.example/ferries"),
                _send(settings, data, "story.txt", STORY, "https://oslo.example/bergen"),
                _send(settings, data, "story.txt", UPDATE, "https://bergen.example/ferries"),
            ]
            assert ["indexed", "copy", "updated"] == fates
            health = copydesk(settings, "doctor", "--worker", "--data", str(data))
            assert 0 == health.returncode, health.stdout
        finally:
            up.terminate()
            up.communicate(timeout=120)
    with Elasticsearch(server.url, api_key=(keys / "reader").read_text().strip()) as reader:
        deadline = time.monotonic() + 30
        while reader.count(index="articles", q="ferries")["count"] != 1:
            assert time.monotonic() < deadline
            time.sleep(0.2)
    for name in ("reader", "web"):  # these keys may not search the index behind the alias
        with Elasticsearch(server.url, api_key=(keys / name).read_text().strip()) as client:
            found = every(client, Names(), Ask(text="ferries", copies=True, sort="newest"))
            assert 2 == len({hit.id for hit in found})


def _send(settings: dict[str, str], data: Path, name: str, text: str, url: str) -> str:
    path = data / name
    path.write_text(text)
    done = copydesk(settings, "send", "--data", str(data), "--url", url, "--wait", "--json", str(path))
    assert done.stdout, done.stderr
    return str(json.loads(done.stdout)["fate"])
