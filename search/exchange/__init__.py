"""Export articles to files, and import such files."""
