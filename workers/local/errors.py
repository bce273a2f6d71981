"""What goes wrong with an embedded service, said in one sentence to the user."""

from __future__ import annotations

from articles.errors import PermanentError


class ServiceError(PermanentError):
    """An embedded service could not be had or started; the message says in a sentence what to do."""
