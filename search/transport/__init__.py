"""Talk to Elasticsearch: connect, write in bulk, get by id, read page by page."""
