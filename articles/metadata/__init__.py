"""What is known about an article beside its text."""
