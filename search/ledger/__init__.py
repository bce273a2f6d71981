"""Write, read and count the ledger: the current fate of every arrival, and its history."""
