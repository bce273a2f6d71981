"""The services that `copydesk up` starts on this machine: a real Valkey and a real Elasticsearch."""
