# Every target sets up what it needs by itself: Python 3.11 or newer with venv, and make, are enough.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
CRISIS ?= examples/kharkiv-2022
ADVISORY ?= second

.PHONY: run test lint docs bench soak lock clean

# Ends well whether or not all can arrive (0 and 3), and fails on bad input (2).
run: .venv/.plain
	@$(BIN)/safepassage preflight $(CRISIS) --advisory $(ADVISORY) || [ $$? -eq 3 ]

test: .venv/.dev
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: .venv/.dev
	@$(BIN)/python -m pytest tests/test_house.py

# Makes anew whatever in the pages and pictures is made by a command.
docs: .venv/.dev
	@for maker in docs/make_*.py; do echo "$$maker"; $(BIN)/python "$$maker" || exit 1; done

bench: .venv/.dev
	@$(BIN)/python -m benchmarks

# 5 is pytest's word for "no such test", and is no failure.
soak: .venv/.dev
	@$(BIN)/python -m pytest -m soak || [ $$? -eq 5 ]

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -prune -exec rm -rf {} +

# Set-up. A stamp is newer than the lock that it installed; while it is, set-up is skipped.
.venv/.venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Safe Passage needs Python 3.11 or newer; $(PYTHON) is: $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Name another: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Setting up .venv, once; a few minutes on a slow line ..."
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.plain: requirements/plain.txt pyproject.toml .venv/.venv
	@$(PIP) --require-hashes -r requirements/plain.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.plain
	@echo "Setting up the tools for tests ..."
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

# Maintainers only: renews both locks. Needs uv (pip install uv). Give UPGRADE=--upgrade for the newest of everything.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

lock:
	$(LOCK) $(UPGRADE) pyproject.toml requirements/plain.in -o requirements/plain.txt
	$(LOCK) $(UPGRADE) pyproject.toml requirements/plain.in --group dev --extra places --extra desk -c requirements/plain.txt \
	  -o requirements/dev.txt
