"""An enricher that cannot be used is a wrong setting, which is named."""

from __future__ import annotations

import errno
import os

import pytest

from articles.enrichment.chain import build
from articles.errors import ConfigurationError
from workers.commands.exit_codes import ExitCode
from workers.commands.failure import as_click


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no.such", "put the folder that it is in into PYTHONPATH"),
        ("sentiment", "there are language, "),
        ("os.path", "it needs a function 'enrich'"),
    ],
)
def test_an_enricher_that_cannot_be_used(name: str, said: str) -> None:
    """The sentence names the setting and what to do; the exit code is that of a wrong setting."""
    with pytest.raises(ConfigurationError) as raised:
        build([name], models={})
    ends = as_click(raised.value)

    assert ends is not None
    assert ExitCode.USAGE == ends.exit_code
    assert ends.message.startswith("COPYDESK_ENRICHERS: ")
    assert said in ends.message


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_an_output_that_takes_no_more(number: int) -> None:
    """A full disk under what a command prints is one sentence, though the error names no file."""
    ends = as_click(OSError(number, os.strerror(number)))

    assert ends is not None
    assert ends.message.endswith(f"cannot be written in full: {os.strerror(number)}")
    assert as_click(OSError(errno.EBADF, "a fault of ours")) is None
