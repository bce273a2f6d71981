"""All code that knows Elasticsearch."""
