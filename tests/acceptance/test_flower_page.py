"""Flower's pages as a browser shows them: what a person sees of the work."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from workers.local.runtime import Runtime

if TYPE_CHECKING:
    from conftest import Running

STORY = """\
Bakery in Tromsø wins prize for rye bread

TROMSØ, Norway - A bakery in Tromsø won the national prize for rye bread on Thursday for the third year in a row, the
bakers' guild said. Its owner, Liv Aune, said that the sourdough was older than the shop and had survived two moves.
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        message = "there is no Chromium (apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        # As root Chromium has no sandbox; the pages are our own.
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, running: Running) -> Iterator[Page]:
    """A page that has logged in."""
    runtime = Runtime.read(running.data)
    assert runtime is not None
    assert runtime.flower_url is not None
    context = browser.new_context(
        base_url=runtime.flower_url,
        http_credentials={"username": runtime.flower_user or "", "password": runtime.flower_password or ""},
    )
    yield context.new_page()
    context.close()


def test_the_list_of_tasks_says_which_file_and_what_came_of_it(page: Page, running: Running) -> None:
    """Source and name of the file, and the result in words, rather than ids."""
    running.drop("Nordlys/bread.txt", STORY)
    assert ["indexed"] == [row["fate"] for row in running.fates("Nordlys/bread.txt")]
    page.goto("/tasks")
    rows = page.locator("#tasks-table tbody tr", has_text="Nordlys/bread.txt")
    expect(rows).to_have_count(2)  # process, index
    for row in rows.all():
        for said in ("Nordlys/bread.txt", "1 indexed", "SUCCESS"):
            expect(row.locator("td", has_text=said).first).to_be_visible()


def test_the_broker_page_shows_the_queues(page: Page) -> None:
    """By name, with their lengths."""
    page.goto("/broker")
    for name in ("process", "index", "express-process"):
        expect(page.locator("td", has_text=name).first).to_be_visible()
