"""Read the query language of `copydesk search`: from what a user types to a tree, without asking the index."""
