"""Publish work items to the broker's queues, and publish them again when they are overdue."""
