"""The queue folder: what was claimed, how far it is, and how it leaves."""
