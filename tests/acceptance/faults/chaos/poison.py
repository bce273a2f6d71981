"""An enricher that comes to harm over articles of certain names. For the tests alone: settings name it by its path."""

from __future__ import annotations

import ctypes
import hashlib
import os
import signal
import time
from collections.abc import Mapping

from articles.article import Article
from articles.enrichment.resources import Resources

VERSION = "1"

#: Kind → the reason with which such an article is set aside.
KINDS = {
    "killer": "killed_worker",
    "sleeper": "timed_out",
    "stopper": "timed_out",
    "spinner": "timed_out",
    "glutton": "out_of_memory",
    "raiser": "stage_error",
}


def enrich(article: Article, resources: Resources) -> Mapping[str, object]:
    """Nothing to add to a healthy article; a poisonous one says by its title what it does."""
    kind = article.title.partition(" ")[0].lower()
    if kind == "killer":
        os.kill(os.getpid(), signal.SIGSEGV)
        time.sleep(60)
    elif kind == "sleeper":
        time.sleep(600)
    elif kind == "stopper":
        # In C, where no signal handler of Python's runs: the library function sleeps on when a signal comes.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM, signal.SIGUSR1, signal.SIGTERM})
        ctypes.CDLL(None).sleep(600)
    elif kind == "spinner":
        hashlib.pbkdf2_hmac("sha256", b"", b"", 2**31 - 1)  # in C, until the processor time is spent
    elif kind == "glutton":
        hoard = []
        while True:
            hoard.append(bytearray(16 << 20))
    elif kind == "raiser":
        raise LookupError("what an enricher never thought of")
    elif kind == "laggard":
        time.sleep(1.2)  # within what an article may take
    if article.source == "harmful":
        time.sleep(0.3)
        raise LookupError("whatever comes from there")
    return {}
