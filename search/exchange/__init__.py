"""Write articles to files, and take such files in again."""
