"""What an article is, and what may be done to its text.

Pure: nothing in this package knows Celery, Redis or Elasticsearch, opens a
socket or reads the environment.
"""
