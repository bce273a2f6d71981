"""The stages of an article's way: split, process (read, clean, enrich), index (write, settle)."""
