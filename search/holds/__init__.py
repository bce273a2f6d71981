"""Move held articles out of readers' sight in the index and back; `tasks.holds` decides which and when."""
