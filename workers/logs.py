"""Logs: one pipe for ours and for those of the libraries.

JSON lines off a terminal, a readable console on one. Event names are constants, data goes into keywords, and what
identifies the work (`intake`, `article_id`, `task_id`) is bound once, where the work begins.
"""

from __future__ import annotations

import logging
import sys
from typing import Literal

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

#: Libraries that say at INFO what interests nobody twice a second.
_QUIET = (
    "elastic_transport",
    "elasticsearch",
    "trafilatura",
    "htmldate",
    "courlan",
    "charset_normalizer",
    "readability",
)


def configure(*, level: str = "INFO", format_: Literal["auto", "json", "console"] = "auto", process: str = "") -> None:
    """Set up logging for this process. `process` names it in every line ("watcher", "worker")."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _named(process),
        _escaped,
    ]
    console = format_ == "console" or (format_ == "auto" and sys.stderr.isatty())
    last: list[Processor] = (
        [structlog.dev.ConsoleRenderer()]
        if console
        else [structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer(ensure_ascii=True)]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(True)


def _named(process: str) -> Processor:
    def add(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        if process:
            event.setdefault("process", process)
        return event

    return add


def _escaped(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Control characters in values are escaped: a file name must not be able to drive a terminal."""
    for key, value in event.items():
        if isinstance(value, str) and key not in ("exception", "traceback") and not value.isprintable():
            event[key] = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in value)
    return event
