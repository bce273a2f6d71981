"""Every question of the cookbook has the answer that the plan of the archive says."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result
from elasticsearch import Elasticsearch

from search.find.articles import SORTS, Ask, every
from search.schema.index_names import Names
from search.transport.paging import pages

from .cookbook import BEFORE, PAGE, RECIPES, Recipe, numbers, render
from .plan import LEADS


@pytest.fixture(scope="module", autouse=True)
def earlier(client: Elasticsearch, names: Names) -> None:
    """Earlier texts of the articles that were updated."""
    for identifier, title in BEFORE.items():
        revision = {"article_id": identifier, "revision": 1, "replaced_at": "2024-08-02T00:00:00Z", "title": title}
        client.index(index=names.revisions, id=f"{identifier}:1", document=revision)
    client.indices.refresh(index=names.revisions)


@pytest.mark.parametrize("recipe", RECIPES, ids=[recipe.question for recipe in RECIPES])
def test_recipe(client: Elasticsearch, names: Names, recipe: Recipe) -> None:
    """The request is answered by all shards, without a warning, and says what is true."""
    request = {"size": 200} | recipe.request
    answer = client.perform_request(
        "POST",
        f"/{names.prefix}{recipe.index}/_search",
        headers={"content-type": "application/json", "accept": "application/json"},
        body=request,
    )
    assert "warning" not in {name.lower() for name in answer.meta.headers}
    assert 0 == answer.body["_shards"]["failed"]
    assert recipe.truth
    assert recipe.truth == recipe.read(answer.body)


def test_commands(copydesk: Callable[..., Result]) -> None:
    """The command line finds the same, where it lists articles."""
    tried = 0
    for recipe in RECIPES:
        if recipe.command and recipe.read is numbers and "--" not in recipe.command:
            arguments = ["--", recipe.command] if recipe.command.startswith("-") else [recipe.command]
            result = copydesk("search", "--json", "--size", "200", *arguments)
            assert 0 == result.exit_code, (recipe.command, result.output)
            found = sorted(int(hit["id"], 16) - 1 for hit in json.loads(result.stdout)["hits"])
            assert recipe.truth == found, recipe.command
            tried += 1
    assert tried >= 15


def test_page_by_page(client: Elasticsearch, names: Names) -> None:
    """With `search_after` in a point in time, every article comes once, whatever is written meanwhile."""
    seen: list[str] = []
    for page in pages(client, names.articles, {"match_all": {}}, dict, sort=SORTS["newest"], size=40):
        seen += [stored.id for stored in page]
        late = page[0].source | {"title": "late"}
        client.index(index=names.everything, id="f" * 64, document=late, refresh=True)
    client.delete(index=names.everything, id="f" * 64, refresh=True)
    assert sorted(one.id for one in LEADS) == sorted(seen)
    assert len(LEADS) == len(list(every(client, names, Ask())))


def test_the_page_is_current() -> None:
    """`.venv/bin/python tests/integration/find/cookbook.py` writes it again."""
    assert len(RECIPES) >= 40
    assert render() == PAGE.read_text("utf-8")
