# Needs Python >= 3.11 and make; everything else is fetched from the package registries.
PORT ?= 8000
HOST ?= 127.0.0.1
DATA ?=
DEMO ?= small
ARGS ?=
PYTHON3 ?= python3
PYTHON := .venv/bin/python
export UV_PYTHON_DOWNLOADS = never
export PYTHONUNBUFFERED = 1
unexport PYTHONDONTWRITEBYTECODE  # compiled modules halve the start of every process

MINUTES ?= 40
SEED ?=
SUITE ?= tests/fuzz

.PHONY: help run setup web test test-long mutants check test-fast e2e schemathesis bench golden fmt

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

run: setup web ## start everything with the demo company (PORT= HOST= DATA= DEMO=small|none)
	@exec $(PYTHON) -m guike up --port $(PORT) --host $(HOST) --demo $(DEMO) $(if $(DATA),--data '$(DATA)')

setup: ## make the Python environment
	@$(PYTHON3) ops/bootstrap.py

web: setup ## build the browser client when its sources changed
	@$(PYTHON) -m ops.web build

test: setup ## run every test
	@$(PYTHON) -m ops.suite test

check: setup ## style, types, imports, migrations, goldens
	@$(PYTHON) -m ops.suite check

test-fast: setup ## the Python tests alone (ARGS= for pytest)
	@.venv/bin/pytest -q -n 2 $(ARGS)

test-long: setup ## the seeded fuzz of the API (SUITE= another, such as tests/two_worlds), MINUTES= (40) from SEED= (another each time)
	@GUIKE_FUZZ_MINUTES=$(MINUTES) GUIKE_FUZZ_SEED=$(SEED) .venv/bin/pytest -q -s -p no:cacheprovider $(SUITE) $(ARGS)

mutants: setup ## break the code in known ways and expect the tests to notice (ARGS= for names)
	@$(PYTHON) -m ops.mutants $(ARGS)

e2e: setup ## the browser journeys alone (ARGS= for Playwright)
	@$(PYTHON) -m ops.e2e $(ARGS)

schemathesis: setup ## random requests after the OpenAPI description
	@$(PYTHON) -m ops.schemathesis $(ARGS)

bench: setup ## measure the main paths (ARGS= for the bench)
	@$(PYTHON) -m guike bench $(if $(DATA),--data '$(DATA)') $(ARGS)

golden: setup ## rewrite tests/golden and what is generated from it; review the difference
	@$(PYTHON) -m tests.golden --write
	@$(PYTHON) -m ops.web run api

fmt: setup ## format the Python code
	@.venv/bin/ruff check --quiet --fix-only . && .venv/bin/ruff format --quiet .
