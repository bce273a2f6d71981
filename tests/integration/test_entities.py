"""Entities, profiles and enrichment run again, on a real Elasticsearch."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result
from elasticsearch import Elasticsearch

from articles.article import Article, Entity, Mention, Quote
from articles.enrichment import aliases
from articles.enrichment.resolution.names import person_key
from search.documents import to_document
from search.find import flat_entities
from search.find.entities import complete, entity_query, keys_of, quoted_query
from search.find.profile import profile
from search.lifecycle.create import create_indices
from search.schema.index_names import Names
from search.transport.bulk import Operation, write
from search.transport.client import connect
from workers.commands import main

DAY = datetime(2026, 3, 1, tzinfo=UTC)


def entity(name: str, type_: str, key: str, *surfaces: str) -> Entity:
    return Entity(
        name=name,
        type=type_,
        key=key,
        salience=0.5,
        mentions=tuple(Mention(start=0, end=len(s), surface=s) for s in surfaces or (name,)),
    )


LINDQVIST = entity("Maria Lindqvist", "person", "person:lindqvist-maria", "Maria Lindqvist", "Ms. Lindqvist")
ORTIZ = entity("José Ortiz", "person", "person:jose-ortiz")
ACME = entity("Acme Shipping", "organization", "organization:acme-shipping")
NORWAY = entity("Norway", "place", "country:NO")
OLD_KEY = entity("Acme Lines", "organization", "organization:acme-lines")


def article(
    number: int, *entities: Entity, quotes: tuple[Quote, ...] = (), body: str = "", **fields: object
) -> Article:
    return Article(
        id=f"a{number}",
        arrival=f"intake:{number}",
        claimed_at=1_000_000 + number,
        title=f"Story {number}",
        body=body or f"Body of story {number}: {', '.join(m.surface for one in entities for m in one.mentions)}.",
        source="gazette",
        published_at=DAY + timedelta(days=number),
        entities=entities,
        quotes=quotes,
        **fields,  # type: ignore[arg-type]
    )


ARTICLES = (
    article(
        1,
        LINDQVIST,
        NORWAY,
        quotes=(
            Quote(
                text="The harbour stays open all winter",
                start=0,
                end=9,
                speaker="Maria Lindqvist",
                speaker_key=LINDQVIST.key,
            ),
        ),
    ),
    article(2, LINDQVIST, ACME, ORTIZ),
    article(3, LINDQVIST, ACME),
    article(
        4,
        ORTIZ,
        OLD_KEY,
        quotes=(Quote(text="The harbour stays shut", start=0, end=9, speaker="José Ortiz", speaker_key=ORTIZ.key),),
    ),
    article(5, LINDQVIST, copy_of="a3", story_id="a3"),
)


@pytest.fixture
def names(elasticsearch_url: str, prefix: str) -> Names:
    return Names(prefix)


@pytest.fixture
def client(elasticsearch_url: str, names: Names) -> Iterator[Elasticsearch]:
    with connect(elasticsearch_url) as made:
        create_indices(made, names)
        put(made, names, *ARTICLES)
        yield made


def put(client: Elasticsearch, names: Names, *articles: Article) -> None:
    operations = [
        Operation(
            action="index",
            index=names.everything,
            id=a.id,
            body=to_document(a, now=DAY),
            parameters={"version": a.claimed_at, "version_type": "external"},
        )
        for a in articles
    ]
    outcomes = write(client, operations, max_bytes=1 << 20)
    assert [] == [o.error for o in outcomes if not o.ok]
    client.indices.refresh(index=names.everything)


@pytest.fixture
def copydesk(
    client: Elasticsearch, elasticsearch_url: str, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> CliRunner:
    monkeypatch.setenv("COPYDESK_ELASTICSEARCH_URL", elasticsearch_url)
    monkeypatch.setenv("COPYDESK_PREFIX", prefix)
    monkeypatch.setenv("COPYDESK_DATA", str(tmp_path))
    monkeypatch.setenv("COPYDESK_MODELS", "{}")
    return CliRunner()


def ran(runner: CliRunner, *arguments: str) -> Result:
    return runner.invoke(main, list(arguments), catch_exceptions=False)


class TestComplete:
    def test_by_beginning(self, client: Elasticsearch, names: Names) -> None:
        """A beginning of any word of a name, in any case and without accents, finds it, with its counts."""
        for prefix in ("Mar", "lindq", "MARIA L"):
            (row,) = complete(client, names, prefix)
            assert ("person:lindqvist-maria", 3, 6) == (row.key, row.articles, row.mentions)
        (ortiz,) = complete(client, names, "jose")
        assert "José Ortiz" == ortiz.name

    def test_by_the_way_it_was_written(self, client: Elasticsearch, names: Names) -> None:
        """A surface form finds the entity too."""
        assert ["Maria Lindqvist"] == [row.name for row in complete(client, names, "ms. lind")]

    def test_all_and_by_type(self, client: Elasticsearch, names: Names) -> None:
        """Without a beginning all are listed, the most frequent first; copies do not count."""
        rows = complete(client, names)
        assert ("Maria Lindqvist", 3) == (rows[0].name, rows[0].articles)
        assert {"Norway"} == {row.name for row in complete(client, names, type_="place")}

    def test_aliases_join_rows(self, client: Elasticsearch, names: Names, tmp_path: Path) -> None:
        """Keys that the user's table takes for the same are one row, without anything indexed again."""
        file = tmp_path / "entities.toml"
        file.write_text('[organizations]\n"organization:acme-shipping" = ["Acme", "organization:acme-lines"]\n')
        table = aliases.load(file)
        (row,) = complete(client, names, "acme", aliases=table)
        assert ("organization:acme-shipping", "Acme", 3) == (row.key, row.name, row.articles)
        keys = keys_of(client, names, "Acme", aliases=table)
        assert ("organization:acme-shipping", "organization:acme-lines") == keys
        found = client.search(index=names.articles, query=entity_query(keys))
        assert {"a2", "a3", "a4"} == {hit["_id"] for hit in found["hits"]["hits"]}

    @pytest.mark.parametrize("beginning", ["", "Mar", "ms. lind", "acme"])
    def test_few_and_many_articles_are_counted_alike(
        self, client: Elasticsearch, names: Names, monkeypatch: pytest.MonkeyPatch, beginning: str
    ) -> None:
        """What the names of few articles are is looked at one by one, of many in the list of all names."""
        few = complete(client, names, beginning)
        monkeypatch.setattr(flat_entities, "_FEW_READ", 0)
        assert few
        assert few == complete(client, names, beginning)


class TestKeys:
    def test_names_and_keys(self, client: Elasticsearch, names: Names) -> None:
        """A key is itself; a name is looked up exactly, then as a part of one; nobody has no key."""
        table = aliases.load()
        assert "person:jose-ortiz" == keys_of(client, names, "person:jose-ortiz", aliases=table)[0]
        assert "person:jose-ortiz" == keys_of(client, names, "jose ortiz", aliases=table)[0]
        # The key of the name, and the keys that its other spellings had before spellings shared one.
        first, *older = keys_of(client, names, "Lindqvist", aliases=table)
        assert "person:lindqvist-maria" == first
        assert all("lind" in key for key in older)
        assert ("country:NO",) == keys_of(client, names, "norway", aliases=table)
        assert () == keys_of(client, names, "Quillmere")

    def test_another_spelling(self, client: Elasticsearch, names: Names) -> None:
        """A person is found by a spelling of the name that no article has, with keys of the version before too."""
        person = entity("Dmytro Selenskyy", "person", "person:dmytro-selenskyy")
        put(client, names, article(6, person))
        keys = keys_of(client, names, "Dmitri Zelenskiy", aliases=aliases.load())
        assert "person:dmytro-selenskyy" in keys


class TestProfile:
    def test_what_is_known(self, client: Elasticsearch, names: Names) -> None:
        """Counts, companions, words said, time and latest articles; each story once."""
        found = profile(client, names, ("person:lindqvist-maria",))
        assert found is not None
        assert ("Maria Lindqvist", 3, 6) == (found.name, found.articles, found.mentions)
        assert [("Acme Shipping", 2), ("José Ortiz", 1), ("Norway", 1)] == [
            (row.name, row.articles) for row in found.together_with
        ]
        assert ["The harbour stays open all winter"] == [said.text for said in found.quotes]
        assert ["a3", "a2", "a1"] == [row.id for row in found.latest]
        assert 3 == sum(span.articles for span in found.over_time)

    def test_nobody(self, client: Elasticsearch, names: Names) -> None:
        """An entity that no article names has no profile."""
        assert profile(client, names, ("person:nobody",)) is None


def test_quoted(client: Elasticsearch, names: Names) -> None:
    """Words that one said are found, and not those that another did."""
    query = quoted_query(("person:jose-ortiz",), "harbour shut")
    assert ["a4"] == [hit["_id"] for hit in client.search(index=names.articles, query=query)["hits"]["hits"]]
    query = quoted_query(("person:lindqvist-maria",), "shut")
    assert [] == client.search(index=names.articles, query=query)["hits"]["hits"]


class TestCommands:
    @pytest.mark.parametrize("options", [(), ("--rebuild",)])
    def test_index_entities(self, copydesk: CliRunner, options: tuple[str, ...]) -> None:
        """The command says how many entities the index has afterwards."""
        assert "Counted: 5 entities." == ran(copydesk, "index", "entities", *options).output.strip()

    def test_entities(self, copydesk: CliRunner) -> None:
        """`entities` lists with counts, for people and for programs."""
        shown = ran(copydesk, "entities", "Mar").output
        assert "Maria Lindqvist" in shown
        assert "person:lindqvist-maria" in shown
        rows = [
            json.loads(line) for line in ran(copydesk, "entities", "--json", "--type", "person").output.splitlines()
        ]
        assert [3, 2] == [row["articles"] for row in rows]

    def test_nobody(self, copydesk: CliRunner) -> None:
        """That nobody is called so is said."""
        assert "No entity starts with 'Quill'." in ran(copydesk, "entities", "Quill").output
        result = ran(copydesk, "entity", "Quillmere")
        assert 1 == result.exit_code
        assert "no article names 'Quillmere'" in result.output

    def test_entity(self, copydesk: CliRunner) -> None:
        """`entity` shows who it is with, what was said, and when."""
        shown = ran(copydesk, "entity", "Lindqvist").output
        for expected in ("3 articles, 6 mentions", "Acme Shipping", "“The harbour stays open all winter”", "Story 3"):
            assert expected in shown
        assert "█" in shown
        assert "person:lindqvist-maria" == json.loads(ran(copydesk, "entity", "Lindqvist", "--json").output)["key"]


class TestReenrich:
    def test_stale_articles_are_enriched(self, copydesk: CliRunner, client: Elasticsearch, names: Names) -> None:
        """Articles of an older version get what the enrichers find now; counters and revision stay; a second run
        finds nothing to do."""
        body = "„Der Damm wird im Winter sicher halten“, sagte Anna Pohl am Montag in Oslo. " * 3
        put(client, names, article(9, body=body, language="de"))
        client.update(index=names.everything, id="a9", doc={"copies": 4}, refresh=True)
        result = ran(copydesk, "reenrich", "--rate", "0")
        assert "6 articles seen" in result.output
        document = client.get(index=names.everything, id="a9")["_source"]
        assert {"Anna Pohl"} == {quote["speaker"] for quote in document["quotes"]}
        assert ["Oslo"] == document["places"]
        assert (4, 1) == (document["copies"], document["revision"])
        assert "quotes" in document["pipeline"]
        assert "6 articles seen, 0 changed" in ran(copydesk, "reenrich", "--rate", "0").output

    def test_only_some_enrichers_and_articles(self, copydesk: CliRunner, client: Elasticsearch, names: Names) -> None:
        """`--only` runs one enricher, `--where` chooses articles."""
        result = ran(copydesk, "reenrich", "--only", "reading", "--where", '"story 2"', "--json")
        assert {"seen": 1, "changed": 1, "refused": []} == json.loads(result.output.splitlines()[-1])
        document = client.get(index=names.everything, id="a2")["_source"]
        assert {"reading": "1"} == document["pipeline"]
        assert 12 == document["word_count"]
        assert ["Maria Lindqvist", "José Ortiz"] == document["people"]
        assert "word_count" in client.get(index=names.everything, id="a2")["_source"]
        assert 0 == client.get(index=names.everything, id="a1")["_source"].get("word_count", 0)

    def test_an_interrupted_run_goes_on(
        self, copydesk: CliRunner, client: Elasticsearch, names: Names, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What was done before Ctrl-C is not done again: the next run begins after it."""
        monkeypatch.setattr("search.reenrichment.BATCH", 2)

        def interrupted(seconds: float) -> None:
            raise KeyboardInterrupt

        clock = SimpleNamespace(monotonic=time.monotonic, sleep=interrupted)
        with monkeypatch.context() as patched:
            patched.setattr("search.reenrichment.time", clock)
            result = ran(copydesk, "reenrich", "--only", "reading", "--rate", "0.001")
        assert 1 == result.exit_code
        assert "goes on from here" in result.output
        result = ran(copydesk, "reenrich", "--only", "reading", "--rate", "0")
        assert "going on after 2 articles" in result.output
        assert "5 articles seen, 5 changed" in result.output

    def test_a_change_meanwhile_wins(
        self, copydesk: CliRunner, client: Elasticsearch, names: Names, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An article that changes between reading and writing is read again, and its new text is enriched."""
        from search import reenrichment

        renewed = reenrichment.renewed
        raced: list[str] = []

        def racing(identifier: str, document: dict[str, object], *rest: object, **options: object) -> object:
            if identifier == "a1" and not raced:
                raced.append(identifier)
                newer = article(1, body="Now there are six words here.")
                newer = Article(**{f: getattr(newer, f) for f in newer.__struct_fields__} | {"claimed_at": 2_000_000})
                put(client, names, newer)
            return renewed(identifier, document, *rest, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(reenrichment, "renewed", racing)
        assert 0 == ran(copydesk, "reenrich", "--only", "reading", "--rate", "0").exit_code
        document = client.get(index=names.everything, id="a1")["_source"]
        assert ("Now there are six words here.", 6) == (document["body"], document["word_count"])

    def test_keys_of_the_version_before_still_find_and_the_new_come(
        self, copydesk: CliRunner, client: Elasticsearch, names: Names, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Until `reenrich`, a person is found by the keys of all spellings; then all have one, and old keys find it."""
        monkeypatch.delenv("COPYDESK_MODELS")
        texts = {
            "de": ("Wolodymyr Selenskyj", "Am Montag hat Wolodymyr Selenskyj in Berlin mit der Regierung gesprochen."),
            "en": ("Volodymyr Zelenskyy", "On Monday Volodymyr Zelenskyy spoke with the government in Berlin."),
            "uk": ("Володимир Зеленський", "У понеділок президент Володимир Зеленський говорив з урядом про мир."),
        }
        # By the spelling of the name alone; it had no model of Ukrainian, so no people there.
        earlier = {"de": "person:selenskyj-wolodymyr", "en": "person:volodymyr-zelenskyy"}
        for number, (language, (name, body)) in enumerate(texts.items(), start=20):
            before = (entity(name, "person", earlier[language]),) if language in earlier else ()
            put(client, names, article(number, *before, body=f"{body} " * 3, language=language))

        def found(asked: str) -> set[str]:
            keys = keys_of(client, names, asked, aliases=aliases.load())
            hits = client.search(index=names.articles, query=entity_query(keys), size=50)["hits"]["hits"]
            return {hit["_id"] for hit in hits}

        assert {"a20", "a21"} == found("Volodymyr Zelenskyy") == found("person:selenskyj-wolodymyr")

        assert 0 == ran(copydesk, "reenrich", "--rate", "0").exit_code
        client.indices.refresh(index=names.everything)
        everywhere = {"a20", "a21", "a22"}
        keys = {
            one["key"]
            for identifier in everywhere
            for one in client.get(index=names.everything, id=identifier)["_source"]["entities"]
            if one["type"] == "person"
        }
        assert {aliases.load().canonical(person_key("Volodymyr Zelenskyy"))} == keys
        for asked in ("Volodymyr Zelenskyy", "person:selenskyj-wolodymyr", person_key("Володимир Зеленський")):
            assert everywhere <= found(asked)

    def test_an_unknown_enricher(self, copydesk: CliRunner) -> None:
        """A wrong name is refused before anything is read."""
        result = ran(copydesk, "reenrich", "--only", "mood")
        assert 1 == result.exit_code
        assert "no enricher is called mood" in result.output
