"""The processes, where everything is wired: settings, logs, the Celery app, watcher, services, command line."""
