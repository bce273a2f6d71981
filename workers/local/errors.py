"""Errors of the services that run on this machine, each one sentence for the user."""

from __future__ import annotations

from articles.errors import PermanentError


class ServiceError(PermanentError):
    """A local service could not be had or started; the message says in a sentence what to do."""


class AddressError(ServiceError):
    """An address or port of the settings on which nothing can listen."""
