"""Failures. A rejection is not one: it is a value (see `articles.article.Rejection`)."""

from __future__ import annotations


class CopydeskError(Exception):
    """Something went wrong in Copydesk."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip().splitlines()[0])


class PermanentError(CopydeskError):
    """An error that trying again will not cure; what it concerns is set aside."""


class TransientError(CopydeskError):
    """An error that may pass by itself; what it concerns is tried again, with backoff and a cap."""
