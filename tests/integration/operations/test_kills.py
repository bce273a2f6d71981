"""Corrections, kills and embargoes of agencies, in whatever order they arrive."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from elastic_transport import Transport

from articles.article import Article
from search.holds import hold_records
from tasks.holds.embargoes import Embargoes
from tasks.holds.hide_and_release import Keeper

Story = Callable[..., str]


def item(text: str, *, identifier: str = "urn:newsml:tna:1", **fields: Any) -> str:
    """A ninjs item."""
    title, _, body = text.partition("\n\n")
    return json.dumps(
        {"uri": identifier, "version": "1", "pubstatus": "usable", "headline": title, "body_text": body} | fields
    )


def kill(identifier: str = "urn:newsml:tna:1", version: str = "9") -> str:
    """A kill without a text."""
    return json.dumps({"uri": identifier, "version": version, "pubstatus": "canceled", "ednote": "Mandatory kill"})


def withdrawn(press: Any) -> dict[str, dict[str, Any]]:
    """What is kept from readers."""
    return dict(press._all(press.parts.names.withdrawn))


@pytest.fixture
def agency(press: Any, settings: Any) -> Any:
    """An installation that lists "tna" as an agency."""
    press.configure(settings.model_copy(update={"agencies": ("tna",)}))
    return press


def test_a_higher_version_updates_whatever_its_text(press: Any, story: Story) -> None:
    """A known id with a higher version is an update; with a lower one, older; with the same, nothing new."""
    press.take("tna/1.json", item(story(1)))
    second = press.take("tna/2.json", item(story(2), version="2"))
    again = press.take("tna/2b.json", item(story(3), version="2"))
    older = press.take("tna/1b.json", item(story(1), version="1"))

    assert ("updated", "new_text") == press.fate(f"{second}:0")
    assert ("duplicate", "same_article") == press.fate(f"{again}:0")
    assert ("duplicate", "older_version") == press.fate(f"{older}:0")
    ((_, document),) = press.documents().items()
    assert (2, "2", f"{second}:0") == (document["revision"], document["wire"]["version"], document["arrival"])
    assert 1 == len(press.revisions())


def test_a_kill_takes_its_article_down(press: Any, story: Story) -> None:
    """It is in no index that readers see; what it was is kept apart."""
    first = press.take("tna/1.json", item(story(1)))
    (identifier,) = press.documents()
    second = press.take("tna/2.json", kill())

    assert ("indexed", "new") == press.fate(f"{first}:0")
    assert ("updated", "killed") == press.fate(f"{second}:0")
    assert {} == press.documents()
    assert [identifier] == list(withdrawn(press))


@pytest.mark.observes("agencies")
def test_an_agencys_kill_reaches_the_copies(agency: Any, story: Story) -> None:
    """Those that were printed before, and those that come later; another story stays."""
    agency.take("tna/1.json", item(story(1)))
    agency.take("post/a.txt", story(1), url="https://post.example/a")
    agency.take("post/b.txt", story(2), url="https://post.example/b")
    agency.take("tna/2.json", kill())
    late = agency.take("echo/a.txt", story(1) + "\nOur own last line.\n", url="https://echo.example/a")

    assert ["https://post.example/b"] == [document.get("url") for document in agency.documents().values()]
    assert 3 == len(withdrawn(agency))
    assert ("copy", "copy_of_killed") == agency.fate(f"{late}:0")


def test_a_kill_reaches_copies_that_began_a_story_of_their_own(
    agency: Any, story: Story, copydesk: Callable[..., str]
) -> None:
    """Two rewrites that share nothing came before the text that both were made from; undone, all are back."""
    lines = [line for number in range(1, 4) for line in re.split(r"(?<=[.]) |\n+", story(number)) if line.endswith(".")]
    title, text, others = "Pier", lines[:20], lines[20:]
    halves = [[line if place % 2 == half else others[place] for place, line in enumerate(text)] for half in (0, 1)]
    for number, half in enumerate(halves):
        agency.take(f"post/{number}.txt", "\n\n".join([title, *half]), url=f"https://post.example/{number}")
    agency.take("sun/a.txt", story(9), url="https://sun.example/a")
    agency.take("tna/1.json", item("\n\n".join([title, *text])))
    before = agency.documents()
    assert 3 == len({document["story_id"] for document in before.values()})

    agency.take("tna/2.json", kill())

    assert ["https://sun.example/a"] == [document["url"] for document in agency.documents().values()]
    listed = json.loads(copydesk("withdrawn", next(iter(withdrawn(agency))), "--json"))
    assert {"kill": 1, "copy": 2} == Counter(one["kind"] for one in listed["prints"])
    copydesk("withdrawn", listed["story_id"], "--undo", "--json")
    assert before.keys() == agency.documents().keys()
    assert {} == withdrawn(agency)


@pytest.mark.observes("killed_copies")
@pytest.mark.parametrize(("said", "seen", "marked"), [("hide", 0, 0), ("mark", 1, 1), ("leave", 1, 0)])
def test_what_becomes_of_copies_is_a_choice(
    agency: Any, story: Story, settings: Any, said: str, seen: int, marked: int
) -> None:
    """Hidden, only marked, or left as they are; the agency's own item is down in every case."""
    agency.configure(settings.model_copy(update={"agencies": ("tna",), "killed_copies": said}))
    agency.take("tna/1.json", item(story(1)))
    agency.take("post/a.txt", story(1), url="https://post.example/a")
    agency.take("tna/2.json", kill())

    documents = list(agency.documents().values())
    assert seen == len(documents)
    assert marked == sum(document.get("killed_elsewhere", False) for document in documents)
    assert 2 - seen == len(withdrawn(agency))


@pytest.mark.observes("providers")
@pytest.mark.parametrize(
    ("trusted", "left"), [({}, 1), ({"tna-main": "The News Agency", "tna-backup": "The News Agency"}, 0)]
)
def test_feeds_of_one_agency_share_its_ids_where_they_are_trusted(
    press: Any, story: Story, settings: Any, trusted: dict[str, str], left: int
) -> None:
    """A kill by another feed acts for a provider that both folders are trusted with, and waits without that."""
    press.configure(settings.model_copy(update={"providers": trusted}))
    press.take("tna-main/1.json", item(story(1), provider="The News Agency"))
    press.take("tna-backup/2.json", json.dumps(json.loads(kill()) | {"provider": "The News Agency"}))

    assert left == len(press.documents())


@pytest.mark.parametrize("named", [(True, False), (False, True)])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_kill_and_its_article_need_not_both_name_their_provider(
    press: Any, story: Story, settings: Any, named: tuple[bool, bool], order: tuple[int, int]
) -> None:
    """Short items leave it out. The folder speaks for both; another folder does for neither."""
    press.configure(settings.model_copy(update={"providers": {"tna": "The News Agency"}}))
    sent = [json.loads(item(story(1))), json.loads(kill())]
    for place in order:
        provider = {"provider": "The News Agency"} if named[place] else {}
        press.take(f"rival/{place}.json", json.dumps(json.loads(kill()) | provider))
        press.take(f"tna/{place}.json", json.dumps(sent[place] | provider))

    assert {} == press.documents()
    assert 1 == len(withdrawn(press))


def test_a_kill_of_no_agency_acts_on_its_own_article_alone(press: Any, story: Story) -> None:
    """The copy that another paper printed stays, and leads the story now."""
    press.take("tna/1.json", item(story(1)))
    press.take("post/a.txt", story(1), url="https://post.example/a")
    press.take("tna/2.json", kill())

    ((_, document),) = press.leads().items()
    assert "https://post.example/a" == document["url"]
    assert 1 == len(withdrawn(press))


def test_nobody_kills_anothers_article(agency: Any, story: Story) -> None:
    """Neither by its id, nor by its URL, nor by sending its text and killing that."""
    text = story(1)
    agency.take("tna/1.json", item(text, url="https://tna.example/1"))
    agency.take("rival/1.json", kill())
    agency.take("rival/2.json", item(text, identifier="urn:rival:1"))
    agency.take("rival/3.json", kill("urn:rival:1"))
    agency.take("rival/4.json", item(text, identifier="urn:rival:2", url="https://tna.example/1", version="5"))
    last = agency.take("rival/5.json", json.dumps({"url": "https://tna.example/1", "pubstatus": "canceled"}))

    assert ("rejected", "kill_waits") == agency.fate(f"{last}:0")
    ((_, document),) = agency.leads().items()
    assert "folder:tna" == document["owner"]


def test_a_kill_waits_for_its_article(agency: Any, story: Story) -> None:
    """And for its copies, whichever comes first."""
    first = agency.take("tna/2.json", kill())
    copy = agency.take("post/a.txt", story(1), url="https://post.example/a")
    assert 1 == len(agency.documents())
    late = agency.take("tna/1.json", item(story(1)))

    assert ("rejected", "kill_waits") == agency.fate(f"{first}:0")
    assert ("indexed", "new") == agency.fate(f"{copy}:0")
    assert ("indexed", "killed_before") == agency.fate(f"{late}:0")
    assert {} == agency.documents()
    assert 2 == len(withdrawn(agency))


def test_an_embargo_is_kept_until_its_time(press: Any, story: Story) -> None:
    """By id neither; a copy from elsewhere is marked; it is released by the watcher, never early."""
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    first = press.take("tna/1.json", item(story(1), embargoed=until))
    press.take("post/a.txt", story(1), url="https://post.example/a")

    assert ("indexed", "embargoed") == press.fate(f"{first}:0")
    ((_, document),) = press.leads().items()
    assert ("https://post.example/a", True) == (document["url"], document["embargo_broken"])
    assert 0 == press.parts.keeper.release_due()
    assert 1 == len(press.documents())


def test_an_embargo_that_is_over_holds_nothing(press: Any, story: Story) -> None:
    """A time in the past is no embargo."""
    first = press.take("tna/1.json", item(story(1), embargoed="2020-01-01T00:00:00Z"))
    assert ("indexed", "new") == press.fate(f"{first}:0")


def test_a_later_version_ends_what_it_no_longer_asks_for(press: Any, story: Story) -> None:
    """Withheld until a version is usable."""
    first = press.take("tna/1.json", item(story(1), pubstatus="withheld"))
    assert ("indexed", "withheld") == press.fate(f"{first}:0")
    assert {} == press.documents()
    press.take("tna/2.json", item(story(1), version="2"))
    assert 1 == len(press.documents())
    assert {} == withdrawn(press)


ORDERS = list(itertools.permutations(["v1", "v2", "v3", "kill"]))


@pytest.mark.parametrize(("orders", "deliveries"), [(ORDERS[::3], 1), (ORDERS[1::6], 2)])
def test_the_last_state_is_the_same_in_every_order(
    agency: Any, story: Story, orders: list[tuple[str, ...]], deliveries: int
) -> None:
    """Original, update, correction, kill: each order with a story of its own, and with messages that come twice."""
    agency.deliveries = deliveries
    for seed, order in enumerate(orders, start=100):
        name = f"urn:newsml:tna:{seed}"
        files = {
            "v1": item(story(seed), identifier=name),
            "v2": item(story(seed).replace("reasons", "grounds"), identifier=name, version="2"),
            "v3": item(story(seed).replace("reasons", "causes"), identifier=name, version="3", signal="correction"),
            "kill": kill(name),
        }
        agency.take(f"post/{seed}.txt", story(seed), url=f"https://post.example/{seed}")
        for one in order:
            agency.take(f"tna/{seed}-{one}.json", files[one])
    assert {} == agency.documents()
    kept = withdrawn(agency)
    assert ["3"] * len(orders) == [document["wire"]["version"] for document in kept.values() if document.get("wire")]
    assert 2 * len(orders) == len(kept)


@pytest.mark.parametrize(
    ("said", "kind"),
    [({"pubstatus": "withheld"}, "withheld"), ({"embargoed": "2031-01-01T00:00:00Z"}, "embargo")],
)
def test_an_item_without_a_text_holds_its_article_back(
    press: Any, story: Story, said: dict[str, str], kind: str
) -> None:
    """In either order, until a later version is usable; one of an earlier version, or of another source, does not."""
    press.deliveries = 2
    order = {"body_text": "", "version": "3"} | said
    press.take("rival/0.json", item("Pier\n\n", **order))
    press.take("tna/1.json", item(story(1), version="2"))
    older = press.take("tna/2.json", item("Pier\n\n", **(order | {"version": "1"})))
    assert ("duplicate", "older_version") == press.fate(f"{older}:0")
    ((identifier, document),) = press.documents().items()

    third = press.take("tna/3.json", item("Pier\n\n", **order))

    assert ("updated", "kept_apart") == press.fate(f"{third}:0")
    assert {} == press.documents()
    ((there, kept),) = withdrawn(press).items()
    assert (identifier, kind) == (there, kept["withdrawal"]["kind"])
    assert document == {name: value for name, value in kept.items() if name != "withdrawal"}

    press.take("tna/4.json", item(story(2), version="4"))
    assert [identifier] == list(press.documents())
    assert {} == withdrawn(press)

    first = press.take("tna/5.json", item("Quay\n\n", identifier="urn:newsml:tna:2", **order))
    second = press.take("tna/6.json", item(story(5), identifier="urn:newsml:tna:2", version="2"))
    assert ("rejected", "kill_waits") == press.fate(f"{first}:0")
    assert ("indexed", "withheld" if kind == "withheld" else "embargoed") == press.fate(f"{second}:0")
    assert [identifier] == list(press.documents())


def test_corrections_are_kept_and_told_in_order(agency: Any, story: Story, copydesk: Callable[..., str]) -> None:
    """What each version changed, with its note; what left the readers' sight, and came back exactly as it was."""
    title, _, body = story(1).partition("\n\n")
    agency.take("tna/1.json", item(story(1)))
    start = json.loads(copydesk("changes", "--json"))
    assert ["new"] == [row["kind"] for row in start["rows"]]
    second = item(f"{title}\n\n{body}", version="2", signal="correction", ednote="Headline", headline="Another one")
    agency.take("tna/2.json", second)
    agency.take("tna/3.json", item(story(1).replace("of the day", "of the week"), version="3"))
    ((identifier, before),) = agency.documents().items()

    assert ["correction", None] == [one.get("signal") for one in before["corrections"]]
    assert [["headline"], ["headline"]] == [one["classes"] for one in before["corrections"]]
    assert [False, True] == [one["quiet"] for one in before["corrections"]]
    told = json.loads(copydesk("revisions", identifier, "--json"))["revisions"]
    assert [1, 2, 3] == [one["revision"] for one in told]
    assert "Headline" in copydesk("revisions", identifier, "--diff")

    agency.take("post/a.txt", f"{title}\n\n{body}", url="https://post.example/a")
    agency.parts.story_outbox.repair(agency.parts.elasticsearch, agency.parts.names)
    everything = agency.documents()
    middle = json.loads(copydesk("changes", "--since", start["cursor"], "--json"))
    agency.take("tna/4.json", kill())
    listed = json.loads(copydesk("withdrawn", identifier, "--json"))
    assert ["kill", "copy"] == [one["kind"] for one in listed["prints"]]
    back = json.loads(copydesk("withdrawn", listed["story_id"], "--undo", "--json"))["back"]
    assert sorted(everything) == sorted(back)
    assert everything == agency.documents()
    kinds = [row["kind"] for row in json.loads(copydesk("changes", "--since", middle["cursor"], "--json"))["rows"]]
    assert {"killed", "copy_killed", "undone"} <= set(kinds)


def test_undo_is_exact_where_a_copy_was_promoted(press: Any, story: Story, copydesk: Callable[..., str]) -> None:
    """A kill of no agency leaves the copies, of which one leads meanwhile; undone, all is as it was, byte for byte."""
    client, names = press.parts.elasticsearch, press.parts.names
    press.take("tna/1.json", item(story(1)))
    press.take("post/a.txt", story(1) + "\nOur own last line.\n", url="https://post.example/a")
    press.take("echo/a.txt", story(1), url="https://echo.example/a")
    press.parts.story_outbox.repair(client, names)
    before = press.documents()
    assert [False, True, True] == sorted(document.get("is_copy", False) for document in before.values())
    press.take("tna/2.json", kill())
    press.parts.story_outbox.repair(client, names)
    ((_, promoted),) = press.leads().items()
    assert "tna" not in promoted["source"]

    ((identifier, _),) = withdrawn(press).items()
    story_id = json.loads(copydesk("withdrawn", identifier, "--json"))["story_id"]
    copydesk("withdrawn", story_id, "--undo", "--json")
    press.parts.story_outbox.repair(client, names)
    assert before == press.documents()
    assert {} == withdrawn(press)


def test_undoing_a_kill_releases_nothing_else(agency: Any, story: Story, copydesk: Callable[..., str]) -> None:
    """An article of the same story that is under an embargo stays so, until it is named itself."""
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    agency.take("tna/1.json", item(story(1)))
    agency.take("post/a.json", item(story(1), identifier="urn:post:1", embargoed=until))
    agency.take("tna/2.json", kill())
    assert {} == agency.documents()
    held = {one["wire"]["id"]: identifier for identifier, one in withdrawn(agency).items()}
    story_id = json.loads(copydesk("withdrawn", held["urn:newsml:tna:1"], "--json"))["story_id"]

    copydesk("withdrawn", story_id, "--undo", "--json")

    assert [held["urn:newsml:tna:1"]] == list(agency.documents())
    assert [held["urn:post:1"]] == list(withdrawn(agency))
    copydesk("withdrawn", held["urn:post:1"], "--undo", "--json")
    assert {} == withdrawn(agency)


def test_an_embargo_ends_by_the_watcher(press: Any, story: Story) -> None:
    """At its time, and also after the broker lost all that it knew."""
    until = datetime.now(UTC) + timedelta(seconds=3)
    press.take("tna/1.json", item(story(1), embargoed=until.isoformat()))
    ((identifier, kept),) = withdrawn(press).items()
    press.wipe()
    while datetime.now(UTC) < until:
        assert 0 == press.parts.keeper.release_due()
    assert 1 == press.parts.keeper.load_embargoes()
    assert 1 == press.parts.keeper.release_due()
    ((there, document),) = press.leads().items()
    assert identifier == there
    assert {name: value for name, value in kept.items() if name != "withdrawal"} == document
    assert {} == withdrawn(press)


def test_what_stands_in_every_version_is_no_recurring_line(press: Any, story: Story) -> None:
    """A short line of an item comes back with each of its versions, which are one article."""
    line = "The surveyor wrote these words on the door of the office and asked nobody."
    for number in range(1, 7):
        text = story(number) + f"\n\n{line}"
        fields = {"title": f"Version {number}", "text": text, "source": "TNA", "guid": "tna-77", "version": number}
        press.take(f"tna/{number}.json", json.dumps(fields))
    ((_, document),) = press.documents().items()
    assert 6 == document["revision"]
    assert line in document["body"]


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked of Elasticsearch, from now on."""
    seen: list[str] = []
    sound = Transport.perform_request

    def counted(transport: Transport, method: str, target: str, **how: Any) -> Any:
        seen.append(f"{method} {target}")
        return sound(transport, method, target, **how)

    monkeypatch.setattr(Transport, "perform_request", counted)
    return seen


def test_many_kills_take_no_more_requests_than_one(
    agency: Any, story: Story, requests: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copies of all of them are hidden together, and found no more when the task is done."""
    took: list[int] = []
    sound = Keeper.kill

    def counted(keeper: Keeper, articles: Sequence[Article]) -> set[str]:
        before = len(requests)
        done = sound(keeper, articles)
        took.append(len(requests) - before)
        return done

    monkeypatch.setattr(Keeper, "kill", counted)
    for number in range(1, 6):
        agency.take(f"tna/{number}.json", item(story(number), identifier=f"urn:tna:{number}"))
        agency.take(f"post/{number}.txt", story(number), url=f"https://post.example/{number}")
    agency.take("tna/one.json", kill("urn:tna:1"))
    index = agency.parts.names.everything
    assert 8 == agency.parts.elasticsearch.count(index=index)["count"]
    several = [json.loads(kill(f"urn:tna:{number}")) for number in (2, 3, 4)]
    last = agency.take("tna/three.jsonl", agency.lines(*several))
    assert 2 == agency.parts.elasticsearch.count(index=index)["count"]
    assert {("updated", "killed")} == {agency.fate(f"{last}:{number}") for number in range(3)}
    one, three = took
    assert three <= one


def test_a_kill_hides_its_article_before_all_else(
    agency: Any, story: Story, requests: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each request takes its time on a busy machine, and until the article is gone readers find it."""
    agency.take("tna/1.json", item(story(1), identifier="urn:tna:1"))
    agency.take("post/1.txt", story(1), url="https://post.example/1")
    took: list[list[str]] = []
    sound = Keeper.kill

    def counted(keeper: Keeper, articles: Sequence[Article]) -> set[str]:
        requests.clear()
        done = sound(keeper, articles)
        took.append(list(requests))
        return done

    monkeypatch.setattr(Keeper, "kill", counted)
    agency.take("tna/kill.json", kill("urn:tna:1"))
    assert {} == agency.documents()
    ((hidden, *_),) = [[place for place, one in enumerate(some) if "refresh" in one] for some in took]
    assert hidden < 6, took
    assert len(took[0]) <= 20, took


def test_embargoes_that_end_together_take_no_more_requests_than_one(
    press: Any, story: Story, requests: list[str]
) -> None:
    """An agency's lists are embargoed until the same minute."""
    client, names = press.parts.elasticsearch, press.parts.names
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    for number in range(4):
        press.take(f"tna/{number}.json", item(story(number), identifier=f"urn:tna:{number}", embargoed=until))
    found = hold_records.read(client, names, withdrawn(press))
    assert len(found) == 4
    took = []
    for some in (sorted(found)[:1], sorted(found)[1:]):
        over = {i: msgspec.structs.replace(found[i], until=datetime.now(UTC)) for i in some}
        hold_records.put(client, names, over)
        Embargoes(press.parts.redis, names.prefix).add({i: hold.until for i, hold in over.items() if hold.until})
        before = len(requests)
        assert len(some) == press.parts.keeper.release_due()
        took.append(len(requests) - before)
    assert 4 == len(press.leads())
    assert {} == withdrawn(press)
    assert took[1] <= took[0]
