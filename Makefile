# Everything this house can do by one word; `make help` lists it.

PORT ?= 8000
# The least Python, and every name one may have on this machine.
PYTHONS ?= python3 python3.14 python3.13 python3.12 python3.11 python
# A run of the tests: one worker per core of a small machine; the tests of one
# Neo4j stay together (tests/conftest.py groups them). One that hung would hang the
# next worker, too, so none is started anew.
PYTEST ?= $(BIN)/pytest -n 2 --dist loadgroup --max-worker-restart 0
TESTS ?=

VENV := .venv
BIN := $(VENV)/bin
LOCKED := $(VENV)/.locked
INSTALLED := $(VENV)/.installed
DEV := $(VENV)/.dev
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
UV := .uv/bin/uv
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links pyproject.toml --group build

.DEFAULT_GOAL := help
.PHONY: help install dev run test check lint types imports fmt messages bench neo4j screenshots lock upgrade wheel clean

help: ## This list
	@sed -n 's/^\([a-z0-9]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F '|' '{ printf "%-20s%s\n", $$1, $$2 }'

install: $(INSTALLED) ## Set up .venv; the command is then .venv/bin/graphdir

dev: $(DEV) ## install, and what tests and checks need

run: $(INSTALLED) ## Show the sample network on http://127.0.0.1:8000 (PORT= overrides)
	@$(BIN)/graphdir demo --port $(PORT)

test: $(DEV) ## Every test (TESTS= picks some)
	$(PYTEST) $(TESTS)

check: lint types imports ## All that can be said without running it

lint: $(DEV) ## Rules and shape of the code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV) ## Two type checkers: each finds what the other lets pass
	$(BIN)/mypy $(wildcard graphdir webapp tests tools benchmarks)
	$(BIN)/pyright

imports: $(DEV) ## Who may import whom
	$(BIN)/lint-imports

fmt: $(DEV) ## Put code into shape
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

POT ?= build/graphdir.pot

messages: $(DEV) ## Collect the sentences for translators
	@mkdir -p $(dir $(POT))
	$(BIN)/pybabel --quiet extract -F babel.cfg -k _ -k gettext -k ngettext:1,2 \
		--no-location --sort-output -o $(POT) graphdir webapp

bench: $(DEV) ## Measure; results go to benchmarks/
	$(BIN)/python -m benchmarks $(BENCH)

neo4j: $(INSTALLED) ## Start a local Neo4j
	$(BIN)/graphdir neo4j start

screenshots: $(DEV) ## Take the pictures of docs/ anew
	$(BIN)/python -m tests.browser.screenshots

lock: $(UV) ## Lock anew what pyproject.toml asks for, changing as little as possible
	$(COMPILE) --output-file requirements.lock $(LOCKFLAGS)
	$(COMPILE) --group dev --constraints requirements.lock --output-file requirements-dev.lock $(LOCKFLAGS)

upgrade: ## Lock the newest versions of everything
	$(MAKE) lock LOCKFLAGS=--upgrade

wheel: $(DEV) ## Build dist/*.whl
	$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist .

clean: ## Remove what was built or installed; data stays
	rm -rf $(VENV) .uv dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# --- how the environment comes about ------------------------------------------

$(BIN)/python:
	@for python in $(PYTHONS); do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			found="$$python"; break; \
		fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "graphdir needs Python 3.11 or newer, and none was found (Debian: apt install python3 python3-venv)." >&2; \
		exit 1; \
	fi; \
	if ! "$$found" -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$$found cannot make virtual environments (Debian: apt install python3-venv)." >&2; \
		exit 1; \
	fi; \
	echo "Setting up $(VENV) with $$("$$found" --version) ..."; \
	"$$found" -m venv --clear $(VENV)

$(LOCKED): requirements.lock | $(BIN)/python
	@echo "Installing the locked packages ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@touch $@

$(INSTALLED): pyproject.toml $(LOCKED)
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements-dev.lock $(INSTALLED)
	@echo "Installing the locked tools ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

$(UV):
	python3 -m venv .uv
	.uv/bin/python -m pip --disable-pip-version-check --quiet install uv
