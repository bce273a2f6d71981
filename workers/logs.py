"""Logs: one pipe for our events and those of the libraries.

JSON lines off a terminal, a readable console on one. Names of events are constants, data goes into keywords, and the
identity of the work (`intake`, `article_id`, `task_id`) is bound once, where the work begins.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

#: Libraries whose INFO events come twice a second and are of no use.
_QUIET = (
    "elastic_transport",
    "elasticsearch",
    "trafilatura",
    "htmldate",
    "courlan",
    "charset_normalizer",
    "readability",
    "tornado.access",
)
#: It warns of each request to a service that is away; what asks says so itself, once.
_REPEATING = "elastic_transport.node_pool"
#: Frames of a traceback that are logged at most; variables never are: they hold texts and secrets.
_MAX_FRAMES = 20

_json = False


def configure_for_command() -> None:
    """Set up logging for a command that prints its answer: an error is reported in a sentence when it ends.

    Only our own warnings are logged, as lines for people.
    """
    configure(level="WARNING", format_="console", process="copydesk")
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)


def configure(*, level: str = "INFO", format_: Literal["auto", "json", "console"] = "auto", process: str = "") -> None:
    """Set up logging for this process.

    Args:
        level: the least important events to log.
        format_: "auto" is console on a terminal, else JSON lines.
        process: its name in every line ("watcher", "worker").
    """
    global _json
    _json = not (format_ == "console" or (format_ == "auto" and sys.stderr.isatty()))
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _named(process),
        _escaped,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderers()],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.getLogger(_REPEATING).setLevel(logging.ERROR)
    logging.captureWarnings(True)
    sys.excepthook = _log_exception


def is_json() -> bool:
    """Return whether this process logs JSON lines."""
    return _json


def say(message: str) -> None:
    """Log a message of a library from inside a signal handler, where no lock may be taken."""
    if not message.strip():
        return
    if _json:
        row = {"event": message.strip(), "level": "info", "timestamp": datetime.now(UTC).isoformat()}
        message = json.dumps(row)
    os.write(2, f"{message}\n".encode())


def _renderers() -> list[Processor]:
    if not _json:
        coloured = sys.stderr.isatty()
        return [structlog.dev.ConsoleRenderer(colors=coloured, exception_formatter=structlog.dev.plain_traceback)]
    transformer = structlog.tracebacks.ExceptionDictTransformer(show_locals=False, max_frames=_MAX_FRAMES)
    return [structlog.processors.ExceptionRenderer(transformer), structlog.processors.JSONRenderer(ensure_ascii=True)]


def _log_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt) or not _json:
        sys.__excepthook__(kind, error, trace)
        return
    structlog.get_logger().critical("process_failed", exc_info=(kind, error, trace))


def _named(process: str) -> Processor:
    def add(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        if process:
            event.setdefault("process", process)
        return event

    return add


def _escaped(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Escape control characters in values: a file name must not be able to drive a terminal."""
    for key, value in event.items():
        if isinstance(value, str) and key not in ("exception", "traceback") and not value.isprintable():
            event[key] = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in value)
    return event
