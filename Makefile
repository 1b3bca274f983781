# make demo    makes .venv, makes the demo cooperative, serves it on http://127.0.0.1:8000
# make help    says the rest

SHELL  := /bin/bash
.SHELLFLAGS := -euo pipefail -c
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
SIZE   ?= S

# Marks beside the packages: a target is remade when its lock is newer than its mark.
RUN := $(VENV)/.run-installed
DEV := $(VENV)/.dev-installed
PIP := $(BIN)/python -m pip --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help demo test test-long check words pictures format lock clean

help: ## say what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' $(MAKEFILE_LIST) | awk -F '|' '{ printf "%-16s%s\n", $$1, $$2 }'

demo: $(RUN) ## make the demo cooperative and serve it (PORT=8000 SIZE=S)
	$(BIN)/buurtcoop demo --port $(PORT) --size $(SIZE)

test: check ## everything a change must pass: format, lint, types, contracts, tests
	tests/run.sh $(BIN) short

test-long: $(DEV) ## kill, contention and guard tests, many rounds
	tests/run.sh $(BIN) long

check: $(DEV) ## the part of make test that runs no program: seconds
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/deptry buurtcoop

words: $(DEV) ## bring the English catalogue up to date with the Dutch sentences
	$(BIN)/python -m tests.words

pictures: $(DEV) ## a contact sheet of every page, state and width, in tests/pictures/out
	$(BIN)/python -m tests.pictures

format: $(DEV) ## format the code
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

lock: ## choose versions anew within pyproject.toml (UPGRADE=1: the newest)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	test -x $(BIN)/uv || $(PIP) install --quiet uv
	$(COMPILE) $(if $(UPGRADE),--upgrade) --extra build pyproject.toml -o requirements.lock
	$(COMPILE) $(if $(UPGRADE),--upgrade) --extra build --extra dev -c requirements.lock \
		pyproject.toml -o requirements-dev.lock

clean: ## remove what the commands made, but never a coop's instance folder
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis \
		dist build tests/pictures/out
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("buurtcoop needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(RUN): requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	touch $@

# The development lock holds the other whole, at the same versions.
$(DEV): requirements-dev.lock requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	touch $@ $(RUN)
