"""The lines of a log."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any


def lines_of(*arguments: str, code: int = 0, **environment: str) -> list[dict[str, Any]]:
    """Run Python; what it wrote to standard error, each line read as JSON."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert code == done.returncode, done.stderr
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_a_traceback_has_no_variables() -> None:
    """They hold texts of articles and passwords, and make a line of 20 KB."""
    script = (
        "import structlog; from workers import logs; logs.configure(format_='json')\n"
        "def fail(password):\n    raise ValueError(len(password))\n"
        "try:\n    fail('ge' + 'heim')\n"
        "except ValueError:\n    structlog.get_logger().exception('stage_failed')\n"
    )
    (line,) = lines_of("-c", script)
    assert "geheim" not in json.dumps(line)
    assert ("ValueError", 2) == (line["exception"][0]["exc_type"], len(line["exception"][0]["frames"]))


def test_warnings_and_foreign_events_are_lines_too() -> None:
    """Python's warnings, the libraries' log records, and what Celery prints when it ends; not each failed request."""
    script = (
        "import logging, warnings; from workers import logs; logs.configure(format_='json')\n"
        "logging.getLogger('celery').warning('theirs %s', 1)\n"
        "logging.getLogger('elastic_transport.node_pool').warning('Node has failed for 115 times in a row')\n"
        "warnings.warn('old', UserWarning)\n"
        "logs.say('worker: Warm shutdown\\n'); logs.say('\\n')\n"
    )
    theirs, warned, said = lines_of("-c", script)
    assert "theirs 1" == theirs["event"]
    assert "old" in warned["event"]
    assert ("worker: Warm shutdown", "info") == (said["event"], said["level"])


def test_an_unexpected_error_is_logged_in_one_line() -> None:
    """With its traceback."""
    script = "from workers import logs; logs.configure(format_='json', process='worker'); 1 / 0"
    (line,) = lines_of("-c", script, code=1)
    assert ("process_failed", "worker") == (line["event"], line["process"])
    assert "ZeroDivisionError" == line["exception"][0]["exc_type"]


def test_an_expected_error_that_ends_a_service_is_a_line() -> None:
    """With its sentence."""
    command = ("-m", "workers.commands", "watch")
    (line,) = lines_of(*command, code=1, COPYDESK_LOG_FORMAT="json", COPYDESK_DATA="/nowhere")
    assert "command_failed" == line["event"]
    assert "set COPYDESK_BROKER_URL" in line["error"]


def test_a_command_logs_its_own_warnings_as_lines_for_people() -> None:
    """What a library says of a lost connection, the sentence at the end says better."""
    script = (
        "import logging, structlog; from workers import logs; logs.configure_for_command()\n"
        "logging.getLogger('elastic_transport.node_pool').warning('Node has failed')\n"
        "structlog.get_logger().warning('setting_renamed', old='A', new='B')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    (line,) = done.stderr.splitlines()
    assert "setting_renamed" in line
    assert [] == [part for part in ("{", "\x1b", "Node") if part in line]
