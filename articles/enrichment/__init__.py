"""What an article tells beside its text: entities, quotes, keywords."""
