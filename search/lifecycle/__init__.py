"""Create, reindex, roll back, snapshot and inspect the indices."""
