"""The ledger: the current fate of every arrival, and its history."""
