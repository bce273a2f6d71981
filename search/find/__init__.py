"""Find articles, entities and older leads."""
