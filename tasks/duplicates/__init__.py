"""The duplicate index: which texts arrived before, kept in the broker's Redis."""
