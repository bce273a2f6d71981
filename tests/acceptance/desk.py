"""What a newspaper drops in the tests of the pages, and a browser that looks at them. All texts are our own."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

#: How a reader gets about: with a mouse, with scripts switched off, with the keyboard alone.
WAYS = ("mouse", "no scripts", "keyboard")
#: Presses of Tab until something is given up as not to be reached.
_MOST_TABS = 150

CUT = "Your email address will not be published"
SEED = f"""\
Why the island treaty tests an old friendship

HONG KONG — Chinese President Xi Jinping received the island's prime minister on Monday, and the two signed a treaty on
fishing grounds that had been disputed for eleven years, officials in Beijing said.

“The sea is wide enough for both of our peoples,” Xi Jinping said after the ceremony. Prime Minister Lena Ostrow called
the treaty the beginning of a long road, and thanked the fishermen who had waited for it.

The treaty opens the northern banks to ships of both countries from the first of May. Inspectors will count the catch
in three harbours, and a court of five judges will settle what they cannot agree upon.

Leave a Reply

{CUT}. Required fields are marked *

Comment *

Name *

Email *
"""
AGENCY = """\
Storm closes the port of Lindhaven for three days

LINDHAVEN - A storm closed the port of Lindhaven on Tuesday and held eleven ships at anchor outside, the harbour master
said. Waves of six metres broke over the northern mole and carried away forty metres of its railing.

“Nobody will leave before Friday,” said harbour master Tomas Berg. The ferry to the islands was cancelled as well, and
two hundred passengers spent the night in the school of the old town, where the Red Cross gave out blankets.

The weather service expects the wind to fall on Thursday night. The town counts the damage at nine million crowns.
"""
ADDED = "\n\nBakers in the old town opened at three in the morning to bring bread to the school, the mayor said."


def unwrapped(text: str) -> str:
    """A text whose paragraphs are lines, as programs write it."""
    return re.sub(r"(?<!\n)\n(?!\n)", " ", text).strip()


def item(title: str, body: str, **more: Any) -> str:
    """A record as a producer sends it."""
    return json.dumps({"title": title, "body": body, "language": "en"} | more)


def embargoed(until: datetime) -> str:
    """An item of an agency that nobody may publish before a time."""
    body = (
        "The Lindhaven award for the best lighthouse keeper goes to Marit Enger of Skarholm, the jury announces. She "
        "has kept the light for thirty years, rescued nine sailors, and written two books about birds of passage."
    )
    return json.dumps(
        {
            "uri": "tag:courier.test,2026:lighthouse",
            "standard": {"name": "ninjs", "version": "2.1"},
            "type": "text",
            "headlines": [{"role": "main", "value": "Lighthouse keeper Marit Enger wins the Lindhaven award"}],
            "bodies": [{"role": "main", "contentType": "text/plain", "value": body}],
            "language": "en",
            "embargoed": until.isoformat(),
        }
    )


def soon(seconds: float) -> datetime:
    """A time from now."""
    return datetime.now(UTC) + timedelta(seconds=seconds)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser: Debian's Chromium, else the one that Playwright has installed itself."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        if program is None and not os.path.exists(playwright.chromium.executable_path):  # noqa: PTH110
            message = "there is no Chromium (apt-get install chromium, or playwright install chromium)"
            if os.environ.get("CI"):
                pytest.fail(message)
            pytest.skip(message)
        # As root Chromium has no sandbox; the pages are our own.
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


class Reader:
    """Somebody at a page, who gets about in one way.

    Args:
        page: the page.
        way: one of `WAYS`.
    """

    def __init__(self, page: Page, way: str = "mouse") -> None:
        self.page = page
        self._keyboard = way == "keyboard"

    def follow(self, target: Locator) -> None:
        """Follow a link, press a button, open what is folded."""
        if not self._keyboard:
            target.click()
            return
        self.reach(target)
        self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()

    def choose(self, target: Locator) -> None:
        """Choose a radio button."""
        if not self._keyboard:
            target.check()
            return
        target.focus()  # arrows move within a group; Tab goes by it
        self.page.keyboard.press("Space")

    def write(self, target: Locator, text: str) -> None:
        """Write into a field and send its form."""
        if self._keyboard:
            self.reach(target)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(text)
        else:
            target.fill(text)
        self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()

    def search(self, query: str) -> None:
        """Search from any page."""
        if not self.page.locator("input#q").count():
            self.follow(self.page.locator("header a.brand"))
        self.write(self.page.locator("input#q"), query)

    def reach(self, target: Locator) -> None:
        """Press Tab until it has the focus, from the top of the page that has it."""
        target.wait_for()  # the page before may still be there
        self.page.wait_for_load_state()
        self.page.evaluate("() => { document.activeElement.blur(); window.getSelection().removeAllRanges() }")
        for _ in range(_MOST_TABS):
            self.page.keyboard.press("Tab")
            if target.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"Tab does not reach {target}")
