"""Check this machine and the services."""
