"""Make the queries that decide what is found and in which order."""
