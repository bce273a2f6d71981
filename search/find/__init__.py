"""Find articles, entities by name, and older leads."""
