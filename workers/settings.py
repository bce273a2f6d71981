"""Every setting, typed, read once at the entry point and passed down from there.

Each comes from the environment (``COPYDESK_DATA``, ``COPYDESK_BROKER_URL``, …)
or from a file ``.env`` in the working directory. Nothing else in Copydesk reads
the environment.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What can be set, with what it is when it is not."""

    model_config = SettingsConfigDict(env_prefix="COPYDESK_", env_file=".env", extra="ignore", frozen=True)

    # where things are
    data: Path = Field(Path("copydesk-data"), description="Folder of the embedded services' data")
    queue: Path | None = Field(None, description="The watched queue folder; DATA/queue when not set")
    cache: Path | None = Field(None, description="Where what is fetched once is kept; the user's cache folder")

    # services
    broker_url: str | None = Field(None, description="redis://… of a Valkey or Redis; embedded when not set")
    broker_password: SecretStr | None = Field(None, description="Password of the broker, kept out of its URL")
    elasticsearch_url: str | None = Field(None, description="http(s)://…; embedded when not set")
    elasticsearch_api_key: SecretStr | None = Field(None, description="API key for Elasticsearch")
    elasticsearch_ca: Path | None = Field(None, description="File with the certificate authority to trust")
    elasticsearch_source: Literal["auto", "installed", "cache", "archive", "maven"] = Field(
        "auto", description="Where the embedded Elasticsearch comes from"
    )
    elasticsearch_archive_url: str = Field(
        "https://artifacts.elastic.co/downloads/elasticsearch", description="Where the official archive is"
    )
    elasticsearch_heap: str = Field("512m", description="Heap of the embedded Elasticsearch")
    elasticsearch_java_options: str = Field("", description="More options for the embedded Elasticsearch's Java")
    prefix: str = Field("", description="Prefix of index names and broker keys, to share services")

    # flower
    flower_address: str = Field("127.0.0.1", description="Where Flower listens")
    flower_port: int = Field(5555, description="0 takes a free port")
    flower_user: str = Field("copydesk", description="User name for Flower")
    flower_password: SecretStr | None = Field(None, description="Made up and printed when not set")
    metrics_address: str = Field("127.0.0.1", description="Where our own Prometheus metrics are served")
    metrics_port: int = Field(0, description="Port of the watcher's Prometheus metrics; 0 serves none")

    # intake
    settle_seconds: float = Field(1.0, description="How long a file stands still before it counts as complete")
    rescan_seconds: float = Field(30.0, description="How often the whole inbox is scanned")
    events: bool = Field(True, description="Use inotify where there is one; false polls only")
    poll_seconds: float = Field(1.0, description="How often to look where there are no events")
    batch_articles: int = Field(32, ge=1, le=64, description="Articles in one task at most")
    batch_milliseconds: int = Field(50, description="How long a batch waits for more")
    chunk_articles: int = Field(64, ge=1, description="Articles in a chunk of a file that holds many")
    max_queue: int = Field(2000, description="Messages waiting in a queue above which claiming pauses")
    max_processing: int = Field(20_000, description="Claimed files without a fate above which claiming pauses")
    min_free_megabytes: int = Field(512, description="Free space in the queue folder below which claiming pauses")
    done_days: int = Field(30, description="How long files stay in done/; 0 keeps them for good")

    # articles
    max_file_megabytes: int = Field(4096, description="A file larger than this is refused")
    max_article_megabytes: int = Field(20, description="One article larger than this is refused")
    min_words: int = Field(20, description="An article with fewer words than this is refused as too short")
    cleaning: Literal["default", "safe"] = Field("default", description="'safe' cuts less")
    copies: Literal["index", "drop"] = Field("index", description="Whether copies of a story are indexed")
    remember_days: int = Field(30, description="How long a text is remembered for near-duplicates")
    remember_articles: int = Field(5_000_000, description="How many texts are remembered at most")
    enrichers: tuple[str, ...] = Field(
        ("language", "reading", "entities", "dateline", "dates", "quotes", "keywords"),
        description="What enriches, in order",
    )
    models: dict[str, str] = Field(
        {"en": "copydesk"}, description="Language → entity model: 'copydesk' or the name of a spaCy package"
    )
    entities_file: Path | None = Field(None, description="entities.toml with aliases of your own")

    # workers
    concurrency: int = Field(0, description="Children per worker; 0 is one per core")
    article_seconds: float = Field(30.0, description="How long one article may take")
    soft_time_limit: int = Field(120, description="Seconds after which a task is asked to stop")
    hard_time_limit: int = Field(180, description="Seconds after which a task is killed")
    visibility_timeout: int = Field(300, description="Seconds after which the broker redelivers")
    lease_seconds: float = Field(120.0, description="How long a published work item may show no progress")
    reconcile_seconds: float = Field(15.0, description="How often the reconciler runs")
    max_memory_megabytes: int = Field(2048, description="Address space of a worker child")
    attempts: int = Field(3, ge=1, description="How often an article is tried before it is set aside")
    bulk_megabytes: int = Field(8, description="Size of one bulk request at most")

    # logs
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING, ERROR")
    log_format: Literal["auto", "json", "console"] = Field("auto", description="console on a terminal, else JSON")

    @model_validator(mode="after")
    def _times_fit(self) -> Self:
        """The broker must not redeliver a task that is still allowed to run."""
        if not self.soft_time_limit < self.hard_time_limit < self.visibility_timeout:
            raise ValueError(
                "soft_time_limit < hard_time_limit < visibility_timeout must hold, "
                f"not {self.soft_time_limit}, {self.hard_time_limit}, {self.visibility_timeout}"
            )
        return self

    @property
    def queue_folder(self) -> Path:
        """The watched queue folder."""
        return (self.queue or self.data / "queue").absolute()
