# The verbs. Each is a thin line over `python -m fleet` or a tool; `make preview` on a fresh clone does all that it needs.
STACK ?= production
PYTHON ?= python3
BIN := .venv/bin

# What `make check` runs, but for what tries a hundred random inventories: nothing here starts an engine or another program.
QUICK := tests/components tests/fleet/alerts tests/fleet/blueprint tests/fleet/inventory tests/providers/kit tests/test_editing.py

.PHONY: setup preview up check test lint bench clean

setup: .venv/ready ## a working .venv and engine
	@$(BIN)/python -m fleet setup

.venv/ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Fleet needs Python 3.11 or newer: make PYTHON=python3.11 …")'
	@echo "installing the packages of requirements.txt into .venv (about a minute) …"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

.venv/tools: .venv/ready requirements-dev.txt
	@echo "installing the tools of requirements-dev.txt into .venv …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	@touch $@

preview: setup ## what would change, on simulated clouds: make preview STACK=sandbox
	@$(BIN)/python -m fleet preview --sandbox --stack $(STACK)

up: setup ## make it so, on simulated clouds
	@$(BIN)/python -m fleet up --sandbox --stack $(STACK)

check: lint ## the half minute for while you work: lint, types, and the unit tests that are quick
	$(BIN)/python -m pytest --quiet --numprocesses auto -m "not hypothesis" $(QUICK)

test: setup lint ## everything that must hold
	@$(BIN)/python -m tests.debian
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal --cov

lint: .venv/tools ## format, lint, types, the direction of imports, and workflows
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/zizmor --offline --quiet --persona=auditor .github/workflows

bench: setup ## figures, as ratios of runs side by side
	$(BIN)/python -m bench

clean: ## forget the sandbox and the tools' caches; the engine's cache stays
	rm -rf .sandbox .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis
