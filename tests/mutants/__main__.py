"""Measure how many small faults in the deciding modules the unit and integration tests notice: `make mutants`.

A sample of mutants (comparisons, boolean operators, conditions, returns) is made by cosmic-ray's operators in a copy of
the repository. For each, only the tests that execute the mutated line are run, until one fails: those of the module's
own test file first, then the quickest. Which tests those are comes from one run of all tests with coverage contexts,
which is kept beside the results; a test that failed in it is left out.

Needs the services of the tests: with `make services` running and its variables set, a run does not start its own.
`--modules` and `--tests` narrow a run: `make mutants ARGS="--modules 'tasks/spool/*.py' --tests tests/unit"`.
Results are JSON lines; a run that was interrupted goes on where it stopped.
"""

from __future__ import annotations

import argparse
import bisect
import itertools
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import parso
import parso.python.tree
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.plugins import get_operator, operator_names
from coverage import CoverageData
from warm_pytest import WarmPytest

ROOT = Path(__file__).resolve().parents[2]
#: The modules that decide.
PATTERNS = (
    "tasks/stages/*.py",
    "tasks/failures/*.py",
    "tasks/duplicates/*.py",
    "tasks/audit/*.py",
    "tasks/spool/*.py",
    "articles/duplicates/*.py",
    "articles/cleaning/*.py",
    "articles/forms/*.py",
    "articles/enrichment/resolution/*.py",
)
#: Of cosmic-ray's operators: those that change a decision. Numbers and exceptions are left out.
KINDS = re.compile(r"core/(ReplaceComparisonOperator_(Eq_NotEq|NotEq_Eq|Lt_LtE|LtE_Lt|Gt_GtE|GtE_Gt|Lt_GtE|Gt_LtE|"
                   r"Is_IsNot|IsNot_Is)|AddNot|ReplaceAndWithOr|ReplaceOrWithAnd|ReplaceTrueWithFalse|"
                   r"ReplaceFalseWithTrue|ReplaceUnaryOperator_Delete_Not)")  # fmt: skip
#: Tests run for one mutant: at most so many, and so many that they took this long when they were measured.
MOST_TESTS = 400
MOST_SECONDS = 40.0
SECONDS = 240
#: Exit statuses of pytest.
PASSED, FAILED, INTERRUPTED = 0, 1, 2


class ReturnNone(Operator):  # type: ignore[misc]  # cosmic-ray has no types
    """Replace what is returned by None."""

    def mutation_positions(self, node: object) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
        """Yield the place of every expression that is returned."""
        if isinstance(node, parso.python.tree.ReturnStmt) and node.children[1].get_code().strip() != "None":
            yield node.children[1].start_pos, node.children[1].end_pos

    def mutate(self, node: parso.python.tree.ReturnStmt, index: int) -> parso.python.tree.ReturnStmt:
        """Return the statement with None in place of its expression."""
        node.children[1] = parso.parse(" None")
        return node

    @classmethod
    def examples(cls) -> tuple[()]:
        """Return none: the class is tested by its use."""
        return ()


class Mutant(NamedTuple):
    """One change of one place."""

    path: str
    operator: str
    occurrence: int
    line: int


def mutants(paths: list[str]) -> list[Mutant]:
    """Return every mutant of the modules."""
    found = []
    names = [name for name in operator_names() if KINDS.fullmatch(name)]
    for path in paths:
        tree = get_ast((ROOT / path).read_text("utf-8"))
        for name in [*names, "ReturnNone"]:
            operator = operator_of(name)
            occurrence = 0
            for node in ast_nodes(tree):
                for start, _ in operator.mutation_positions(node):
                    found.append(Mutant(path, name, occurrence, start[0]))
                    occurrence += 1
    return found


def sampled(found: list[Mutant], number: int, seed: int) -> list[Mutant]:
    """Return a sample of the mutants that change something and are still Python (`not` cannot stand before `:=`)."""
    chance = random.Random(seed)
    first = chance.sample(found, min(number, len(found)))
    others = sorted(set(found) - set(first))
    chance.shuffle(others)  # they take the places of those that are left out
    return list(itertools.islice(filter(_is_python, itertools.chain(first, others)), number))


def _is_python(mutant: Mutant) -> bool:
    mutated = changed((ROOT / mutant.path).read_text("utf-8"), mutant)
    try:
        return mutated is not None and compile(mutated, mutant.path, "exec") is not None
    except SyntaxError:
        return False


def changed(source: str, mutant: Mutant) -> str | None:
    """Return a module's text with the change."""
    text: str | None = mutate_code(source, operator_of(mutant.operator), mutant.occurrence)
    return text


def operator_of(name: str) -> Operator:
    """Return cosmic-ray's operator of this name, or ours."""
    return ReturnNone() if name == "ReturnNone" else get_operator(name)()


def measure(copy: Path, folder: Path, tests: list[str]) -> None:
    """Run the tests once, to know which lines each executes and how long it takes."""
    subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", *tests, "--no-header", "-p", "no:randomly"),
            *("--cov", "--cov-context=test", "--cov-report=", "--durations=0", "-vv", "--timeout=300"),
        ],
        cwd=copy,
        env=os.environ
        | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "", "COVERAGE_FILE": str(folder / "coverage")},
        stdout=(folder / "durations.txt").open("w"),
        stderr=subprocess.STDOUT,
        check=False,
    )


def tests_by_line(folder: Path, copy: Path) -> dict[tuple[str, int], list[str]]:
    """Return for each line the tests that execute it: those of the module's own test file first, then the quickest."""
    seconds: dict[str, float] = defaultdict(float)
    told = (folder / "durations.txt").read_text("utf-8")
    for took, test in re.findall(r"^([\d.]+)s (?:call|setup) +(.*)$", told, re.MULTILINE):
        seconds[test] += float(took)
    failed = set(re.findall(r"^(?:FAILED|ERROR) (tests/.*?)(?: - .*)?$", told, re.MULTILINE))
    data = CoverageData(str(folder / "coverage"))
    data.read()
    found: dict[tuple[str, int], list[str]] = {}
    for path in data.measured_files():
        name = str(Path(path).relative_to(copy)) if Path(path).is_relative_to(copy) else path
        by_line = {
            line: {context.rpartition("|")[0] for context in contexts if context} - failed
            for line, contexts in data.contexts_by_lineno(path).items()
        }
        of_file = set[str]().union(*by_line.values())
        own = str(Path("tests/unit", name).with_name(f"test_{Path(name).name}")) + "::"
        for line, tests in by_line.items():
            # A line that runs at import alone (a decorator, a constant) is seen by every test of the module.
            found[name, line] = _affordable(
                sorted(tests or of_file, key=lambda test: (not test.startswith(own), seconds.get(test, 0.0))), seconds
            )
    return found


def _affordable(tests: list[str], seconds: dict[str, float]) -> list[str]:
    total = list(itertools.accumulate(seconds.get(test, 0.0) for test in tests))
    return tests[: max(1, min(MOST_TESTS, bisect.bisect_right(total, MOST_SECONDS)))]


def tests_of(mutant: Mutant, lines: dict[tuple[str, int], list[str]]) -> list[str]:
    """Return the tests that execute a mutant's line, or the statement above that it is a part of."""
    near = (lines.get((mutant.path, line)) for line in range(mutant.line, max(mutant.line - 8, 0), -1))
    return next((tests for tests in near if tests), [])


def tried(copy: Path, mutant: Mutant, tests: list[str], warm: WarmPytest) -> tuple[str, str]:
    """Return what the tests say of a mutant and which test noticed it.

    What they say is: noticed, unnoticed, timed out, or not executed by any; or that they could not be run.
    """
    if not tests:
        return "not executed", ""
    target = copy / mutant.path
    sound = target.read_bytes()
    written = target.stat().st_mtime
    target.write_text(changed(sound.decode(), mutant) or "", encoding="utf-8")
    try:
        ended = warm.run(tests, SECONDS)
    finally:
        target.write_bytes(sound)
        os.utime(target, (written, written))  # as the compiled file has it
    if ended.status is None:
        return "timed out", ""  # 60 s a test end an endless loop before: here the tests were only slow
    if ended.status == PASSED:
        return "unnoticed", ""
    by = re.search(r"^(?:FAILED|ERROR) (.*?)(?: - .*)?$", ended.output, re.MULTILINE)
    if by is None and ended.status not in {FAILED, INTERRUPTED}:
        return f"pytest ended with {ended.status}", ""
    return "noticed", by.group(1) if by else ""  # also if a module can no longer be imported


def copied(folder: Path) -> Path:
    """Return a copy of the files that git tracks, which the mutants may change."""
    copy = folder / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, names.split("\0")):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, copy / name, follow_symlinks=False)
    return copy


def main() -> None:
    """Try the sample and print what was not noticed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--number", type=int, default=200, help="mutants in the sample")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--modules", nargs="+", default=PATTERNS, help="patterns of the files that are changed")
    parser.add_argument("--tests", nargs="+", default=["tests/unit", "tests/integration"], help="tests that may notice")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "copydesk-mutants")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    copy = copied(options.folder)
    if not (options.folder / "coverage").exists():
        print("Running the tests once with coverage ...", flush=True)
        measure(copy, options.folder, options.tests)
    lines = tests_by_line(options.folder, copy)
    paths = sorted(str(path.relative_to(ROOT)) for pattern in options.modules for path in ROOT.glob(pattern))
    sample = sampled(mutants(paths), options.number, options.seed)
    results = options.folder / f"results-{options.seed}.jsonl"
    known = {tuple(row["mutant"]): row["result"] for row in map(json.loads, _lines(results))}
    warm = WarmPytest(copy)
    for number, mutant in enumerate(sample, 1):
        if mutant not in known:
            started = time.monotonic()
            known[mutant], by = tried(copy, mutant, tests_of(mutant, lines), warm)
            with results.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"mutant": mutant, "result": known[mutant], "by": by}) + "\n")
            print(
                f"{number:4}/{len(sample)} {known[mutant]:12} {time.monotonic() - started:5.1f} s {mutant}", flush=True
            )
    counts = Counter(known[mutant] for mutant in sample)
    print(f"{counts['noticed']} of {len(sample)} noticed ({counts['noticed'] / len(sample):.0%}); {dict(counts)}")
    for mutant in sample:
        if known[mutant] != "noticed":
            print(f"{mutant.path}:{mutant.line}: {mutant.operator} ({known[mutant]})")


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.exists() else []


if __name__ == "__main__":
    main()
