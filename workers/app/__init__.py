"""The Celery app: configuration, wiring, consumer, transport."""
