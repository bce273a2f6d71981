"""Turn an error into one sentence and an exit code. Only an unexpected error keeps its traceback."""

from __future__ import annotations

import errno

import click

from workers.commands.exit_codes import ExitCode


class _Usage(click.ClickException):
    exit_code = ExitCode.USAGE


def as_click(error: Exception) -> click.ClickException | None:
    """Return what a command ends with for this error; None for a fault of ours."""
    from articles.errors import ConfigurationError, CopydeskError
    from search.query_language.errors import QueryError
    from workers.local.errors import AddressError
    from workers.settings_source import SettingsError

    if isinstance(error, ConfigurationError):
        return _Usage(f"{_setting_of(error)}: {error}.")
    if isinstance(error, CopydeskError):
        usage = isinstance(error, SettingsError | QueryError | AddressError)
        return _Usage(str(error)) if usage else click.ClickException(str(error))
    text = _of_redis(error) or _of_elasticsearch(error) or _of_files(error)
    return click.ClickException(text) if text else None


def _setting_of(error: Exception) -> str:
    """Return the setting that names what cannot be used."""
    from articles.enrichment.aliases import AliasFileError
    from articles.enrichment.chain import EnricherError
    from articles.fields.mapping import FieldMapError

    if isinstance(error, FieldMapError):
        return "COPYDESK_FIELDS_FILE"
    if isinstance(error, EnricherError):
        return "COPYDESK_ENRICHERS"
    return "COPYDESK_ENTITIES_FILE" if isinstance(error, AliasFileError) else "COPYDESK_MODELS"


def _of_redis(error: Exception) -> str | None:
    from redis.exceptions import RedisError

    return (
        f"The broker does not answer: {error}. 'copydesk doctor' says more." if isinstance(error, RedisError) else None
    )


def _of_elasticsearch(error: Exception) -> str | None:
    from elasticsearch import ApiError, NotFoundError, TransportError

    from search.transport.client import NO_INDEX_ADVICE

    if isinstance(error, NotFoundError):
        return f"Elasticsearch has no such index. {NO_INDEX_ADVICE}"
    if isinstance(error, ApiError):
        return f"Elasticsearch refuses with {error.status_code}: {error.message}. 'copydesk doctor' says more."
    if isinstance(error, TransportError):
        return f"Elasticsearch does not answer ({type(error).__name__}). 'copydesk doctor' says more."
    return None


#: What writing to an output fails with that takes no more; such an error names no file.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def _of_files(error: Exception) -> str | None:
    if isinstance(error, OSError) and error.filename is None and error.errno in _FULL:
        return f"what this command prints or writes cannot be written in full: {error.strerror}"
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return f"{error.filename}: {error.strerror}. Do COPYDESK_QUEUE and COPYDESK_DATA name the right folders?"
    return None
