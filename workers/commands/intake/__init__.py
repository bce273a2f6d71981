"""Commands about what goes in, and what became of it."""
