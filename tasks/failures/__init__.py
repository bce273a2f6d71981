"""Attempts, crashes, limits, retries, and the dead letters that can be replayed."""
