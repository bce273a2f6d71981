"""Define the indices: mappings, names, and how their words are analysed."""
