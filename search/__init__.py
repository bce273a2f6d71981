"""Everything that knows Elasticsearch."""
