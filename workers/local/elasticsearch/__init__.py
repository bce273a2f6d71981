"""The embedded Elasticsearch: obtain it, configure it, run it."""
