"""The Celery app: configuration, wiring of the parts, consumer, the broker's transport."""
