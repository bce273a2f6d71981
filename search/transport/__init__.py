"""Talk to Elasticsearch: connect, write in bulk and again what was refused, get by id, read page by page."""
