"""Decide on failures: retries, attempts, crashes, limits; poisonous files become dead letters, and are replayed."""
