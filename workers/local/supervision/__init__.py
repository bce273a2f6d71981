"""Start, watch and stop processes on this machine."""
