"""Create, rebuild and inspect the indices."""
