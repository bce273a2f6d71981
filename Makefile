# Needs nothing but Python 3.11+ and make; `make help` tells what there is.
.DEFAULT_GOAL := help
.PHONY: help demo up test lint format lock chaos services env reference docs clean coverage unitcoverage changelog pythons mutants newcomers wheel hostile compose-test screenshots
.DELETE_ON_ERROR:

PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
#: Where `make pythons` looks for 3.12 and 3.13.
PYTHONS ?= python3.12 python3.13 $(wildcard $(HOME)/.pyenv/versions/3.12.*/bin/python) \
	$(wildcard $(HOME)/.pyenv/versions/3.13.*/bin/python)
# Every path is relative and every program a module of Python: the folder's own path may hold blanks, and a script's first
# line cannot name a Python in such a folder.
BIN := .venv/bin
RUN := $(BIN)/python -m
UV := VIRTUAL_ENV=.venv $(BIN)/uv
INSTALL := $(UV) pip install --quiet --require-hashes -r
# Compiles what the commands and services import, once. uv leaves that to the first start of each, and where Python is told
# to write no bytecode every start would compile it again: 2 s of CPU, in each of five processes.
BYTECODE := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -c \
	'import workers.app.factory, workers.commands.run.demo, workers.commands.run.worker, workers.watcher.wiring, workers.watcher.metrics'
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header

help:  ## This list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/runtime.stamp  ## Send sample articles through the real thing and show what became of them
	@$(RUN) workers.commands demo $(ARGS) || { code=$$?; \
		echo "The demo stopped (exit code $$code). Mend what the line above says, or see what" \
		"'$(BIN)/python -m workers.commands doctor' finds, then run 'make demo' again." >&2; exit $$code; }

up: .venv/runtime.stamp  ## Run everything on this machine until Ctrl-C
	@$(RUN) workers.commands up $(ARGS) || { code=$$?; \
		echo "Copydesk has ended (exit code $$code). Mend what the line above says, or see what" \
		"'$(BIN)/python -m workers.commands doctor' finds, then run 'make up' again." >&2; exit $$code; }

test: .venv/dev.stamp  ## Run all tests on a real Valkey and a real Elasticsearch
	$(RUN) pytest $(ARGS)

coverage: .venv/dev.stamp  ## Run unit and integration tests and show the lines and branches that none of them reaches
	$(RUN) pytest tests/unit tests/integration --cov --cov-report=term:skip-covered --cov-report=html $(ARGS)

# 25 s, since it traces these rooms alone and not the libraries and models that the whole of `make coverage` waits for.
unitcoverage: .venv/dev.stamp  ## Show what the unit tests of tasks, duplicates and wires do not reach
	$(RUN) pytest -q tests/unit/tasks tests/unit/articles/duplicates tests/unit/articles/wire \
		--cov=tasks --cov=articles.duplicates --cov=articles.wire --cov-report=term:skip-covered $(ARGS)

pythons: .venv/dev.stamp  ## Run the unit tests on every other supported Python of this machine
	@for python in $(PYTHONS); do \
		version=$$("$$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue; \
		test -d ".venv-$$version" && continue; \
		echo "Unit tests on Python $$version"; \
		"$$python" -m venv ".venv-$$version" && export VIRTUAL_ENV="$$PWD/.venv-$$version" && \
		$(BIN)/uv pip install --quiet --require-hashes -r requirements/runtime.txt && \
		$(BIN)/uv pip install --quiet --require-hashes -r requirements/dev.txt && \
		$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable . && \
		".venv-$$version/bin/python" -m pytest -q tests/unit; result=$$?; \
		rm -rf ".venv-$$version"; \
		test $$result = 0 || exit $$result; \
	done

mutants: .venv/dev.stamp  ## Count how many of 200 small faults the tests notice; takes an hour or two
	$(BIN)/python tests/mutants/__main__.py $(ARGS)

newcomers: .venv/dev.stamp  ## Run demo and test in fresh clones, as every kind of newcomer has them; takes hours
	$(BIN)/python tests/newcomers/__main__.py $(ARGS)

lint: .venv/dev.stamp  ## Check style, types and the direction of imports
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) mypy
	$(BIN)/python -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'

format: .venv/dev.stamp  ## Lay out the code and mend what can be mended
	$(RUN) ruff check --fix
	$(RUN) ruff format

chaos: .venv/dev.stamp  ## Kill everything in turn, at full size, and count what is lost
	$(RUN) pytest tests/acceptance/faults --full-size $(ARGS)

hostile: .venv/dev.stamp  ## Send hostile files and make administrators' mistakes, at full size, and count what is lost
	$(RUN) pytest tests/acceptance/faults/test_hostile.py tests/acceptance/faults/test_fuzz.py \
		tests/acceptance/faults/test_large.py --full-size $(ARGS)

screenshots: .venv/dev.stamp  ## Take the pictures of README.md in a real browser
	COPYDESK_TEST_SCREENSHOTS="$$PWD/docs/screenshots" $(RUN) pytest tests/acceptance/test_desk.py -k screenshots

compose-test: .venv/dev.stamp  ## Run docker-compose.yml on a real engine and check what it promises
	$(BIN)/python tests/compose/__main__.py $(ARGS)

services: .venv/dev.stamp  ## Keep Valkey and Elasticsearch running for the tests
	@$(RUN) workers.local $(ARGS)

env:  ## Make .env and the queue folder for docker compose
	@$(PYTHON) deployment/make_env.py

reference: .venv/dev.stamp  ## Write the reference pages and the tree from the code
	$(BIN)/python docs/generate_reference.py

docs: reference  ## Build the documentation site into docs/_build/html
	$(RUN) sphinx --fail-on-warning --keep-going -q -b html docs docs/_build/html
	@echo "Open docs/_build/html/index.html"

changelog: .venv/dev.stamp  ## Put the fragments of changelog.d into CHANGELOG.md (VERSION=x.y.z)
	$(RUN) towncrier build --yes --version $(VERSION)

lock: .venv/tools.stamp  ## Pin the requirements again
	$(COMPILE) requirements/tools.in -o requirements/tools.txt
	$(COMPILE) pyproject.toml -o requirements/runtime.txt
	$(COMPILE) --extra dev -c requirements/runtime.txt pyproject.toml -o requirements/dev.txt

wheel: .venv/tools.stamp  ## Build the wheel into dist/
	rm -rf build dist
	$(UV) build --quiet --wheel --no-build-isolation --out-dir dist
	@ls dist/*.whl

clean:  ## Remove the environment and the tools' caches; data stay
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/tools.stamp: requirements/tools.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed; set PYTHON=/path/to/python." >&2; exit 1; }
	@test -x $(BIN)/python || { echo "Making .venv with $(PYTHON)"; $(PYTHON) -m venv .venv; }
	@$(RUN) pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip --upgrade
	@$(RUN) pip install --quiet --disable-pip-version-check --require-hashes -r requirements/tools.txt
	@touch $@

.venv/runtime.stamp: .venv/tools.stamp requirements/runtime.txt pyproject.toml
	@echo "Installing what Copydesk needs (once: half a gigabyte, one to ten minutes)"
	@$(INSTALL) requirements/runtime.txt
	@$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@$(BYTECODE)
	@touch $@

.venv/dev.stamp: .venv/runtime.stamp requirements/dev.txt
	@echo "Installing what the tests need (once: a gigabyte more)"
	@$(INSTALL) requirements/dev.txt
	@touch $@
