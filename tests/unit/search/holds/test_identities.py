"""What is entered into the register of producers' ids."""

from __future__ import annotations

from search.holds.identities import Asked, Entry, entries_wanted

MINE, RIVAL = "folder:tna", "folder:rival"


def asked(key: str = "k", owner: str = MINE, url_id: str | None = None, *, acts: bool = False) -> Asked:
    """An item."""
    return Asked(key=key, owner=owner, url_id=url_id, own_id=f"own-{key}", acts=acts)


def articles(
    *wanted: Asked, known: dict[str, Entry] | None = None, owners: dict[str, str | None] | None = None
) -> dict[str, str]:
    """The articles that are entered, by key."""
    return {key: one.article_id for key, one in entries_wanted(wanted, known or {}, owners or {}).items()}


def test_an_id_alone_makes_an_article_of_its_own() -> None:
    """Two items with the same id have the same one."""
    assert {"k": "own-k"} == articles(asked(), asked())


def test_url_and_id_lead_to_the_same_article() -> None:
    """Whichever was known first."""
    assert {"k": "u", "url:u": "u"} == articles(asked(url_id="u"))
    assert {"url:u": "own-k"} == articles(asked(url_id="u"), known={"k": Entry(article_id="own-k", owner=MINE)})
    entry = Entry(article_id="own-j", owner=MINE)
    assert {"k": "own-j"} == articles(asked(url_id="u"), known={"url:u": entry})


def test_a_url_of_another_owner_carries_no_id_over() -> None:
    """Neither one that is in the register, nor one whose article is in the index. An order gets its own."""
    taken = {"url:u": Entry(article_id="u", owner=MINE)}
    assert {} == articles(asked(owner=RIVAL, url_id="u"), known=taken)
    assert {} == articles(asked(owner=RIVAL, url_id="u"), owners={"u": MINE})
    assert {} == articles(asked(owner=RIVAL, url_id="u"), owners={"u": None})
    assert {"k": "own-k"} == articles(asked(owner=RIVAL, url_id="u", acts=True), known=taken)
