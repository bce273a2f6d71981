"""Check this machine and the services for `copydesk doctor`."""
