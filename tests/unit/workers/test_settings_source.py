"""Reading settings: every bad value is a sentence, names are checked, secrets may lie in files."""

from __future__ import annotations

import ast
import errno
import os
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from click.testing import CliRunner
from pydantic import SecretStr
from structlog.testing import capture_logs

from articles.enrichment.chain import REGISTRY
from workers.commands import main
from workers.settings import ENRICHERS, RENAMED, SECRETS, Settings, allowed, variable
from workers.settings_source import SettingsError, load

TESTS = Path(__file__).resolve().parents[2]

ADDRESSES = ("0.0.0.0", "::1", "localhost", "host-1.example")
NO_ADDRESSES = ("http://x", "a b", "..", "1.5", "127.0.0.256", "-x", "x" * 64, "é")

#: Good and bad values of settings whose type alone does not tell them.
SPECIAL: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "broker_url": (
        ("redis://host:6379/0", "rediss://:secret@host", "redis+socket:///run/valkey.sock"),
        ("foo", "redis://", "http://host", "redis://host:port", "redis://host/first", "redis://[::1"),
    ),
    "elasticsearch_url": (
        ("http://host:9200", "https://host", "http://[::1]:9200"),
        ("foo", "redis://host", "http://", "http://host:port", "http://host:9200/?a=b", "http://[::1"),
    ),
    "elasticsearch_archive_url": (("https://mirror.example/es",), ("foo", "ftp://host")),
    "elasticsearch_heap": (("512m", "1g", "2G", "300000k"), ("512", "much", "-1g", "64m", "1t")),
    "prefix": (("desk-", "a_1"), ("Desk", "a b", "-x", "x*")),
    "flower_address": (ADDRESSES, NO_ADDRESSES),
    "web_address": (ADDRESSES, NO_ADDRESSES),
    "web_hosts": (
        ("desk.example", "https://desk.example,news.example:8443", '["desk.example"]'),
        (
            "ftp://desk.example",
            "https://desk.example/path",
            "desk.example:port",
            "[",
            "[1]",
            "\u00e9.example",
            "http://[::1",
        ),
    ),
    "metrics_address": (ADDRESSES, NO_ADDRESSES),
    "enrichers": (
        ("language", "language,entities", "language entities", '["language", "newsroom.desk"]'),
        ("langauge", "language,language", "[1]", "[", "{}"),
    ),
    "agencies": (("tna-main, The News Agency", '["tna"]'), ("[", "[1]")),
    "providers": (
        ("tna-main=The News Agency", "a=One|Two,b=One", '{"tna": "The News Agency"}'),
        ("something", "{", '["tna"]', "tna=", "a/b=The News Agency"),
    ),
    "models": (
        ("en=copydesk", "en=copydesk,de=de_core_news_sm", '{"fr": "fr_core_news_sm"}'),
        ("fr", "{", '["fr"]', "EN=x", "en=", "en=copydesk=x", "en=../x"),
    ),
}


def _good(name: str) -> tuple[str, ...]:
    field = Settings.model_fields[name]
    kind = field.annotation
    if name in SPECIAL:
        return SPECIAL[name][0]
    if get_origin(kind) is Literal_:
        return tuple(str(value) for value in get_args(kind)) + tuple(str(value).swapcase() for value in get_args(kind))
    if kind is bool:
        return ("true", "False", "1", "no")
    if kind in (int, float):
        return tuple(str(kind(_limit(field.metadata, side))) for side in ("ge", "le")) if name not in TOGETHER else ()
    return ("something",)


def _bad(name: str) -> tuple[str, ...]:
    field = Settings.model_fields[name]
    kind = field.annotation
    if name in SPECIAL:
        return SPECIAL[name][1]
    if get_origin(kind) is Literal_:
        return ("nonsense", "1")
    if kind is bool:
        return ("perhaps", "2")
    if kind in (int, float):
        least, most = (_limit(field.metadata, side) for side in ("ge", "le"))
        return (
            "many",
            "-1",
            str(kind(most) + 1),
            *(["0"] if least > 0 else []),
            *(["1.5"] if kind is int else ["nan"]),
        )
    return ()


#: Any text will do: a path, a secret, options of Java.
TEXTS = {
    "data", "queue", "cache", "entities_file", "fields_file", "health_file", "elasticsearch_ca", "web_users",
    "elasticsearch_java_options",
    "flower_user", *SECRETS
}  # fmt: skip
#: Limits of one depend on those of the others.
TOGETHER = {"soft_time_limit", "hard_time_limit", "visibility_timeout"}


def _limit(metadata: list[Any], side: str) -> float:
    return float(next(getattr(part, side) for part in metadata if hasattr(part, side)))


Literal_ = get_origin(Settings.model_fields["log_level"].annotation)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No ``.env``, and no variables but those of the test."""
    monkeypatch.chdir(tmp_path)
    for name in (*Settings.model_fields, *RENAMED, *(f"{secret}_file" for secret in SECRETS)):
        monkeypatch.delenv(variable(name), raising=False)


@pytest.mark.parametrize(("name", "value"), [(name, v) for name in Settings.model_fields for v in _bad(name)])
def test_a_bad_value_is_a_sentence(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has the name, the value, where it was set and what is allowed."""
    monkeypatch.setenv(variable(name), value)
    shown = f"Invalid value for {variable(name)}: {value!r} (set in the environment); allowed: {allowed(name)}."
    with pytest.raises(SettingsError) as told:
        load()
    assert shown == str(told.value)


@pytest.mark.parametrize("command", ["up", "demo", "watch", "worker", "flower", "web", "status", "doctor", "clean"])
def test_a_bad_value_ends_a_command_before_anything_starts(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With exit code 2 and the sentence."""
    monkeypatch.setenv("COPYDESK_LOG_LEVEL", "loud")
    result = CliRunner().invoke(main, [command, *([__file__] if command == "clean" else [])])
    assert 2 == result.exit_code
    assert "Invalid value for COPYDESK_LOG_LEVEL: 'loud' (set in the environment)" in result.output


@pytest.mark.parametrize("name", [name for name in Settings.model_fields if name not in TEXTS])
def test_every_setting_has_good_and_bad_values(name: str) -> None:
    """A new setting has a range, a closed list or a form of its own."""
    assert _good(name) or name in TOGETHER
    assert _bad(name)


@pytest.mark.parametrize(("name", "value"), [(name, v) for name in Settings.model_fields for v in _good(name)])
def test_a_good_value_is_taken(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the forms that the reference shows, in any case where the list is closed."""
    monkeypatch.setenv(variable(name), value)
    if name == "broker_password":
        monkeypatch.setenv("COPYDESK_BROKER_URL", "redis://host")
    if name == "elasticsearch_api_key":
        monkeypatch.setenv("COPYDESK_ELASTICSEARCH_URL", "http://host:9200")
    taken = getattr(load(), name)
    if isinstance(taken, SecretStr):
        assert value == taken.get_secret_value()
    else:
        assert taken is not None


def test_the_effect_of_every_setting_is_observed() -> None:
    """Each is named by the mark of a test that sees what it changes; a new one without such a test fails here."""
    observed = {
        word.value
        for path in TESTS.rglob("test_*.py")
        if "observes" in (source := path.read_text("utf-8"))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
        for mark in node.decorator_list
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) in ("observes", "pytest.mark.observes")
        for word in mark.args
        if isinstance(word, ast.Constant)
    }
    assert (set(), set()) == (Settings.model_fields.keys() - observed, observed - Settings.model_fields.keys())


@pytest.mark.parametrize("empty", ["", " ", "\t"])
@pytest.mark.parametrize("name", Settings.model_fields)
def test_an_empty_value_is_the_default(name: str, empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The empty cells of the table invite it in ``.env``."""
    monkeypatch.setenv(variable(name), empty)
    assert Settings.model_fields[name].default == getattr(load(), name)


#: What people and programs write by mistake: units, other digits, quotes, markup of shells, halves of addresses.
ODD = (
    "5s", "10MB", "1,5", "1e400", "nan", "0x10", "\u0663", "'7'", '"7"', "null", "None", "~", "[", "{", "[]", "{}",
    "http://", "http://[::1", "https://x:99999", "redis://h:x", "a\nb", "\x7f", "\u202e1", "\udced", "$HOME", "%s",
    "x" * 3000,
)  # fmt: skip


@pytest.mark.parametrize("name", Settings.model_fields)
def test_no_value_ends_in_a_traceback(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is taken, or refused in a sentence of bearable length that names the setting and can be printed."""
    for value in ODD:
        monkeypatch.setenv(variable(name), value)
        try:
            load()
        except SettingsError as error:
            said = str(error)
            assert variable(name) in said
            assert len(said) < 600
            assert said.encode()


def test_several_bad_values_are_reported_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence each."""
    monkeypatch.setenv("COPYDESK_ATTEMPTS", "0")
    monkeypatch.setenv("COPYDESK_EVENTS", "perhaps")
    with pytest.raises(SettingsError) as told:
        load()
    assert ["COPYDESK_EVENTS", "COPYDESK_ATTEMPTS"] == [line.split()[3][:-1] for line in str(told.value).splitlines()]


def test_the_place_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """In .env, in the environment (which wins), under an old name, or in a file."""
    Path(".env").write_text("COPYDESK_ATTEMPTS=none\n")
    with pytest.raises(SettingsError, match=r"'none' \(set in \.env\)"):
        load()
    monkeypatch.setenv("COPYDESK_ATTEMPTS", "2")
    assert 2 == load().attempts
    monkeypatch.setenv("COPYDESK_REMEMBER_DAYS", "never")
    with pytest.raises(SettingsError, match=r"COPYDESK_DUPLICATE_DAYS: 'never' \(set as COPYDESK_REMEMBER_DAYS\)"):
        load()


@pytest.mark.parametrize("old", RENAMED)
def test_an_old_name_is_read_with_a_warning(old: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """For one version; the new name wins."""
    monkeypatch.setenv(variable(old), "7")
    with capture_logs() as events:
        assert 7 == getattr(load(), RENAMED[old])
    assert [("setting_renamed", variable(RENAMED[old]))] == [(event["event"], event["new"]) for event in events]
    monkeypatch.setenv(variable(RENAMED[old]), "8")
    assert 8 == getattr(load(), RENAMED[old])


def test_a_misspelt_name_is_reported_with_the_right_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of the tests and of Kubernetes are not ours."""
    monkeypatch.setenv("COPYDESK_TEST_BROKER_URL", "x")
    monkeypatch.setenv("COPYDESK_SERVICE_HOST", "10.0.0.1")
    monkeypatch.setenv("COPYDESK_PORT", "tcp://10.0.0.1:80")
    load()
    monkeypatch.setenv("COPYDESK_MIN_WORD", "5")
    monkeypatch.setenv("COPYDESK_NONSENSE", "5")
    with pytest.raises(SettingsError) as told:
        load()
    assert "COPYDESK_MIN_WORD (set in the environment): did you mean COPYDESK_MIN_WORDS?" in str(told.value)
    assert "Unknown setting COPYDESK_NONSENSE" in str(told.value)


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_may_lie_in_a_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set itself wins; a file that cannot be read is a sentence, and no secret is shown."""
    monkeypatch.setenv("COPYDESK_BROKER_URL", "redis://host")
    monkeypatch.setenv("COPYDESK_ELASTICSEARCH_URL", "http://host:9200")
    secret = tmp_path / "secret"
    secret.write_text('$(touch /nope) "quoted"\n')
    monkeypatch.setenv(f"{variable(name)}_FILE", str(secret))
    assert '$(touch /nope) "quoted"' == getattr(load(), name).get_secret_value()
    monkeypatch.setenv(variable(name), "mine")
    assert "mine" == getattr(load(), name).get_secret_value()
    monkeypatch.delenv(variable(name))
    monkeypatch.setenv(f"{variable(name)}_FILE", "/not/there")
    with pytest.raises(SettingsError, match=f"{variable(name)}_FILE: '/not/there' .* cannot be read: No such file"):
        load()


def test_whose_a_file_is_that_this_user_may_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a change of the user that containers run as."""
    secret = tmp_path / "secret"
    secret.write_text("secret")

    def refused(path: Path, *how: str) -> str:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_text", refused)
    monkeypatch.setenv("COPYDESK_BROKER_PASSWORD_FILE", str(secret))
    said = rf"Permission denied; the file belongs to user \d+, and this is user {os.geteuid()}\. Run as user"
    with pytest.raises(SettingsError, match=said):
        load()


def test_a_password_in_an_address_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of the address is."""
    monkeypatch.setenv("COPYDESK_BROKER_URL", "reddis://:secret@host")
    with pytest.raises(SettingsError) as told:
        load()
    assert "'reddis://***@host'" in str(told.value)


@pytest.mark.parametrize(
    ("set_", "said"),
    [
        ({"HARD_TIME_LIMIT": "300"}, "COPYDESK_SOFT_TIME_LIMIT < COPYDESK_HARD_TIME_LIMIT"),
        ({"BROKER_PASSWORD": "x"}, "without COPYDESK_BROKER_URL: the embedded Valkey makes up its own password"),
        ({"ELASTICSEARCH_API_KEY": "x"}, "without COPYDESK_ELASTICSEARCH_URL: the embedded Elasticsearch has keys"),
    ],
)
def test_settings_that_do_not_fit_together(set_: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence that names them."""
    for name, value in set_.items():
        monkeypatch.setenv(f"COPYDESK_{name}", value)
    result = CliRunner().invoke(main, ["up"])
    assert 2 == result.exit_code
    assert said in result.output


def test_dotenv_inside_an_inbox_is_a_producers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever may drop files must not set anything."""
    folder = tmp_path / "queue" / "inbox" / "wire"
    folder.mkdir(parents=True)
    (tmp_path / "queue" / "processing").mkdir()
    (folder / ".env").write_text("COPYDESK_MIN_WORDS=5\n")
    monkeypatch.chdir(folder)
    with capture_logs() as events:
        assert 20 == load().min_words
    assert ["dotenv_ignored"] == [event["event"] for event in events]


def test_the_enrichers_are_those_of_the_chain() -> None:
    """The list is written twice, since importing the chain takes half a second."""
    assert ENRICHERS == tuple(REGISTRY)
    assert ENRICHERS == Settings.model_fields["enrichers"].default
