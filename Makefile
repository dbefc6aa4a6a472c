# Everything one does here, from a fresh clone on; `make help` lists it.
# Needs python3 (3.11 or newer) with venv and pip, and make.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

# A stamp says that what it names is installed; it is made anew when these change.
SOURCES := pyproject.toml constraints.txt
RUNTIME := $(VENV)/.runtime
DEV     := $(VENV)/.dev
# What brings many packages for one purpose has an environment of its own.
MUTANTS := $(VENV)-mutants/.made

# Compiled once and kept: else each process of the tests compiles all modules anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo test check long lint browser e2e bench bench-peers pictures
.PHONY: repeats bombardment faults mutants constraints clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  Tests on PostgreSQL use VORLAUF_TEST_POSTGRES_URL, else postgres@127.0.0.1;"
	@echo "  without a server there they are skipped, and one line at the end says so."

setup: $(DEV) ## Install everything into .venv, what developing needs too

demo: $(RUNTIME) ## Start a sample campaign around today: posts, reminders, mails as files
	$(BIN)/vorlauf demo

test: $(DEV) ## Run the tests on SQLite and, if it answers, PostgreSQL
	$(BIN)/pytest -q -n 2 --dist worksteal -m "not long"

# One after the other: flows wait for the clock, and the other tests would make them late.
check: long e2e ## Run what takes long, and what needs a browser, mail servers or Prefect

long: $(DEV) ## Run what takes long, or needs a browser or mail servers, without Prefect
	$(BIN)/pytest -q -n 2 --dist worksteal -m "long and not prefect and not bombardment"

lint: $(DEV) ## Check style, format, types, layers, and constraints.txt against pyproject.toml
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/whole/test_repository.py -k constraints

browser: $(DEV) ## Look at every page in every language, colour and width, with Debian's chromium
	$(BIN)/pytest -q -n 2 -m "browser"

e2e: $(DEV) ## Run flows on a real Prefect server, and walk the whole case in a browser
	$(BIN)/pytest -q -n 2 --dist loadfile -m prefect

bench: $(DEV) ## Measure the figures that benchmarks/ promises and write docs/benchmarks.md
	PYTHONPATH=tests:tests/support $(BIN)/python -m benchmarks --write docs/benchmarks.md

bench-peers: $(DEV) ## Do the same approval with other engines and write docs/benchmarks.md
	PYTHONPATH=tests:tests/support $(BIN)/python -m benchmarks.peers --write docs/benchmarks.md

repeats: $(DEV) ## Open a hundred links of every kind, where `make check` opens a few
	VORLAUF_REPEATS=1 $(BIN)/pytest -q -n 2 --dist worksteal -m repeated

pictures: $(DEV) ## Take the pictures of the README from a demo, with Debian's chromium
	PYTHONPATH=tests/support $(BIN)/python -m readme_pictures docs/pictures

bombardment: $(DEV) ## Send the dashboard ten thousand odd requests (a quarter of an hour)
	$(BIN)/pytest -q -s -m bombardment

faults: $(DEV) ## Put delivery under fire and write docs/reliability.md (a quarter of an hour)
	PYTHONPATH=tests:tests/support $(BIN)/python -m reliability --write docs/reliability.md

mutants: $(DEV) $(MUTANTS) ## Change the product in sixty places and see which the tests notice
	PYTHONPATH=tests:tests/support $(BIN)/python -m reliability.mutants $(ARGS)

constraints: $(DEV) ## Write constraints.txt anew, with the newest versions that fit
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	    --no-header --no-emit-index-url --no-emit-find-links \
	    --group dev --all-extras --output-file constraints.txt pyproject.toml

clean: ## Remove what make and the tools have made, .venv included
	rm -rf $(VENV) $(VENV)-* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): $(SOURCES) | $(BIN)/python
	@echo "Installing Vorlauf into $(VENV); the first time takes a minute or two."
	$(PIP) install --constraint constraints.txt --editable ".[demo]"
	@touch $@

# --group needs pip 25.1; Debian 12 brings 23.0.
$(DEV): $(RUNTIME)
	@echo "Installing what the tests and checks need."
	$(PIP) install --upgrade "pip>=25.1"
	$(PIP) install --constraint constraints.txt --group dev
	@touch $@

$(MUTANTS): tests/reliability/mutants/requirements.txt
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip --disable-pip-version-check --quiet install --requirement $<
	@touch $@
