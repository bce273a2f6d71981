"""Parse the query language of `copydesk search`, without asking the index."""
