"""The watcher: scan the inbox, claim complete files, apply backpressure."""
