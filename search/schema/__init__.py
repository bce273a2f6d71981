"""What the indices look like: mappings, names, and the keys that may use them."""
