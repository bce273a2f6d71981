"""Write and read the ledger: the current fate of every arrival, and its history."""
