"""Exit codes of all commands: one table for the help, the documentation and the tests."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The meaning of a command's exit code."""

    DONE = 0
    PROBLEM = 1
    USAGE = 2
    TIMED_OUT = 3


MEANING: dict[ExitCode, str] = {
    ExitCode.DONE: "done, and nothing is wrong",
    ExitCode.PROBLEM: "it failed, or the command found something wrong (its help says what)",
    ExitCode.USAGE: "an argument, option or setting is wrong; nothing was started",
    ExitCode.TIMED_OUT: "the time given by --timeout was up before everything had a fate",
}

#: Commands whose exit code 1 or 3 has a meaning of its own.
SPECIAL: dict[str, dict[ExitCode, str]] = {
    "send": {
        ExitCode.PROBLEM: "a file could not be sent; with --wait also: an article was rejected or failed",
        ExitCode.TIMED_OUT: "with --wait: the time was up before everything had a fate",
    },
    "demo": {ExitCode.TIMED_OUT: "the time was up before every sample had a fate"},
    "status": {ExitCode.PROBLEM: "something needs attention; the lines that begin with ! say what"},
    "doctor": {ExitCode.PROBLEM: "at least one check found trouble"},
    "clean": {ExitCode.PROBLEM: "a file contained something that would be rejected"},
    "audit": {ExitCode.PROBLEM: "a discrepancy remains"},
    "failed replay": {ExitCode.PROBLEM: "at least one file could not be replayed"},
    "batch": {ExitCode.PROBLEM: "at least one line could not be read as a query"},
    "import": {ExitCode.PROBLEM: "at least one article could not be taken in"},
    "verify": {
        ExitCode.DONE: "the citation holds",
        ExitCode.PROBLEM: "it does not: the article is unknown or withdrawn, has no such revision, or has other words",
    },
    "reenrich": {ExitCode.PROBLEM: "at least one article could not be written"},
}


def epilog(command: str) -> str:
    """Return the lines about exit codes for a command's help."""
    special = SPECIAL.get(command, {})
    codes = [(code, special.get(code, text)) for code, text in MEANING.items()]
    shown = [(code, text) for code, text in codes if code is not ExitCode.TIMED_OUT or code in special]
    return "Exit codes: " + "; ".join(f"{code.value} {text}" for code, text in shown) + "."
