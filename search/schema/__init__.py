"""Define the indices: mappings, names, and the keys that may use them."""
