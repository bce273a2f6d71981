"""The stages: split a file into chunks; process (read, clean, enrich); index (identify, deduplicate, write, settle)."""
