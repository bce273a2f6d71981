"""Serve the desk in the browser: search, articles, stories, people, and the operators' view of the intake."""
