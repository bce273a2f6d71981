"""The watcher: scan the inbox, claim files, apply backpressure, elect a leader among watchers, run maintenance."""
