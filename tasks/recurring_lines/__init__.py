"""Lines that recur in a source's articles, kept in the broker's Redis."""
