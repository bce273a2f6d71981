"""The index's part in a takedown (tombstones and removals); `tasks.takedown` runs the whole procedure."""
