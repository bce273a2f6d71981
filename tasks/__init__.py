"""The Celery tasks, thin, in the order of the stages, and the broker-side state they need."""
