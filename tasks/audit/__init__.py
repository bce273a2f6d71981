"""Compare the queue folder, the ledger and the index, and repair what disagrees."""
