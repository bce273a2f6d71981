"""All code that knows Elasticsearch."""

from search.transport.lean import import_client

import_client()
