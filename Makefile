# Every target sets up what it needs by itself: Python 3.11 or newer with venv, and make, are enough.
PYTHON ?= python3
BIN := .venv/bin
CRISIS ?= examples/kharkiv-2022
ADVISORY ?= second

.PHONY: run test lint bench soak lock clean

run: .venv/.plain
	@$(BIN)/safepassage preflight $(CRISIS) --advisory $(ADVISORY) || [ $$? -eq 3 ]

test: .venv/.dev
	$(BIN)/pytest -n 2

lint: .venv/.dev
	$(BIN)/pytest tests/test_house.py

bench: .venv/.dev
	$(BIN)/python -m benchmarks

soak: .venv/.dev
	$(BIN)/pytest -m soak

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -prune -exec rm -rf {} +

# Set-up. A stamp is newer than the lock it installed; while it is, set-up is skipped.
.venv/.venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Safe Passage needs Python 3.11 or newer; set PYTHON=/path/to/python3"; exit 1; }
	@echo "Setting up .venv (once; a few minutes on a slow line) ..."
	@$(PYTHON) -m venv .venv && touch $@

.venv/.plain: requirements/plain.txt pyproject.toml .venv/.venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/plain.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.plain
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

# Maintainers only: renews both locks. Needs uv (pip install uv).
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade \
	  pyproject.toml requirements/plain.in -o requirements/plain.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade \
	  pyproject.toml requirements/plain.in --group dev --extra places -c requirements/plain.txt -o requirements/dev.txt
