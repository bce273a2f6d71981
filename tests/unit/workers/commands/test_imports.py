"""What a command imports: most of its time is spent on that."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from articles.forms.registry import LATE

#: Heavy, or of no use to a command that asks a question.
HEAVY = {
    "aiohttp",
    "articles.cleaning",
    "articles.forms",
    "celery",
    "courlan",
    "feedparser",
    "flower",
    "kombu",
    "lxml",
    "opentelemetry",
    "pyarrow",
    "pydantic_settings",
    "pygments",
    "pypdfium2",
    "requests",
    "spacy",
    "tasks.stages",
    "tornado",
    "trafilatura",
}
#: Of these not even a search, which compares spellings of names, has need.
OF_NAMES = {"articles.enrichment", "numpy"}
#: Commands that compare no spellings.
NOT_OF_NAMES = ("changes", "failed", "keys", "send", "status", "verify", "withdrawn")

_HELP = """
from click.testing import CliRunner
from workers.commands import main
assert CliRunner().invoke(main, ["--help"]).exit_code == 0
"""
_STATUS = """
from workers.commands import main
assert main.get_command(None, "status")
from workers.app.factory import parts_of
from workers.settings import Settings
parts = parts_of(Settings(broker_url="redis://localhost:1/0", elasticsearch_url="http://localhost:1"))
parts.fate_counts, parts.side_file_warnings, parts.counters, parts.redis
"""
#: An audit that finds nothing to publish makes no Celery app, which would import every stage.
_AUDIT = """
from workers.commands import main
assert main.get_command(None, "audit")
from workers.app.factory import parts_of
from workers.settings import Settings
parts = parts_of(Settings(broker_url="redis://localhost:1/0", elasticsearch_url="http://localhost:1"))
parts.redelivery, parts.audit, parts.fate_counts
"""
#: Without a service nothing is imported to ask one.
CLIENTS = {"elastic_transport", "elasticsearch", "redis", "search"}
_CLEAN = """
from click.testing import CliRunner
from workers.commands import main
done = CliRunner().invoke(main, ["clean", "/etc/hostname"])
assert done.exit_code in (0, 1), done.output
"""
_OTHER = """
from workers.commands import main
assert main.get_command(None, "{}")
"""


@pytest.mark.parametrize(
    ("code", "unwanted"),
    [
        (_HELP, HEAVY | OF_NAMES | {"elasticsearch", "pydantic", "redis", "rich", "structlog"}),
        (_STATUS, HEAVY | OF_NAMES),
        *((_OTHER.format(name), HEAVY | OF_NAMES) for name in NOT_OF_NAMES),
        (_OTHER.format("search"), HEAVY | {"articles.metadata", "wordfreq"}),
        (_OTHER.format("batch"), HEAVY | {"articles.metadata", "wordfreq"}),
        (_AUDIT, HEAVY - {"tasks.stages"} | {"tasks.stages.process", "wordfreq"}),
        (_CLEAN, CLIENTS | set(LATE) | {"celery", "kombu", "opentelemetry", "tasks.stages"}),
    ],
    ids=["--help", "status in use", *NOT_OF_NAMES, "search", "batch", "audit in use", "clean in use"],
)
def test_commands_import_only_what_they_need(code: str, unwanted: set[str]) -> None:
    """In a process of its own, since this one has imported everything."""
    program = f"{code}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    assert set() == unwanted & set(done.stdout.split())


def test_client_of_elasticsearch_hides_nothing_from_others() -> None:
    """What it is imported without can be imported afterwards."""
    program = "import search, sys; assert 'numpy' not in sys.modules; import numpy, requests; print(numpy.array([1]))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout == "[1]\n"


@pytest.mark.parametrize(("given", "threads"), [({}, "1"), ({"OMP_NUM_THREADS": "3"}, "3")])
def test_linear_algebra_has_one_thread_in_a_process_where_nobody_asks_for_more(
    given: dict[str, str], threads: str
) -> None:
    """NumPy asks for the number when it is loaded: a command may not import it before the number is set."""
    program = "from workers.commands import main; import os, sys\nassert 'numpy' not in sys.modules\n"
    program += "assert main.get_command(None, 'clean'); print(os.environ['OMP_NUM_THREADS'])"
    environment = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"} | given
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120, env=environment
    )
    assert threads == done.stdout.strip()
