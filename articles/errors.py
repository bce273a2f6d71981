"""Failures. A rejection is not one: it is a value (see `articles.article.Rejection`)."""

from __future__ import annotations

import errno

#: Numbers of errors by which the machine says that it lacks something (room, file handles, memory, a disk that can be
#: written to or reached). No content causes them.
MACHINE_LACKS = frozenset(
    {
        errno.EAGAIN,
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
        errno.EROFS,
        errno.ETIMEDOUT,
        errno.ESTALE,
    }
)


class CopydeskError(Exception):
    """Something went wrong in Copydesk."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip().splitlines()[0])


class PermanentError(CopydeskError):
    """An error that trying again will not cure; what it concerns is set aside."""


class ConfigurationError(PermanentError):
    """A file or a package that the installation is configured with cannot be used."""


class TransientError(CopydeskError):
    """An error that may pass by itself; what it concerns is tried again, with backoff and a cap."""
