"""Count queue folder, ledger and index (`status`), compare them, and repair discrepancies (`reconcile`)."""
