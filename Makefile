# Every target sets up what it needs by itself: Python 3.11 or newer with venv, and make, are enough.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
CRISIS ?= examples/kharkiv-2022
ADVISORY ?= second
SERVE ?= 1
# What `make run` serves is for trying out: a place of its own, never the database of a real desk.
TRIAL := env -u SAFEPASSAGE_DATABASE_URL SAFEPASSAGE_DATA_DIR=.desk

.PHONY: run codes test lint docs bench soak lock vendored clean

# First the example's preflight: it ends well whether or not all can arrive (0 and 3), and fails on bad input (2).
# Then the desk with that crisis, as an exercise, until Ctrl-C; SERVE=0 does all but serve.
run: .venv/.desk
	@$(BIN)/safepassage preflight $(CRISIS) --advisory $(ADVISORY) || [ $$? -eq 3 ]
	@echo
	@echo "Setting up the desk in .desk ..."
	@$(TRIAL) $(BIN)/safepassage-desk exercise $(CRISIS) --advisory $(ADVISORY)
	@[ "$(SERVE)" = 0 ] || exec $(TRIAL) $(BIN)/safepassage-desk serve

# How the exercise's officers sign in at this moment.
codes: .venv/.desk
	@$(TRIAL) $(BIN)/safepassage-desk codes

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
	rm -rf .venv .desk .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -prune -exec rm -rf {} +

packages = $$(grep -c '^[a-z].*==' $(1))
# Set-up. A stamp is newer than the lock that it installed; while it is, set-up is skipped.
.venv/.venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Safe Passage needs Python 3.11 or newer; $(PYTHON) is: $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Name another: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Setting up .venv, once; a few minutes on a slow line ..."
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.plain: requirements/plain.txt pyproject.toml .venv/.venv
	@echo "Step 1 of 3: what the planner needs, $(call packages,$<) packages ..."
	@$(PIP) --require-hashes -r requirements/plain.txt
	@echo "Step 2 of 3: Safe Passage itself ..."
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.desk: requirements/desk.txt .venv/.plain
	@echo "Step 3 of 3: what the desk needs, $(call packages,$<) packages ..."
	@$(PIP) --require-hashes -r requirements/desk.txt
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.desk
	@echo "Setting up the tools for tests ..."
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

# Maintainers only: renews all locks. Needs uv (pip install uv). Give UPGRADE=--upgrade for the newest of everything.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

# Maintainers only: takes anew what browsers get of others' work, in the versions that the script names. Needs npm.
vendored: .venv/.dev
	@$(BIN)/python requirements/vendor.py

lock:
	$(LOCK) $(UPGRADE) pyproject.toml requirements/plain.in -o requirements/plain.txt
	$(LOCK) $(UPGRADE) pyproject.toml requirements/plain.in --extra desk -c requirements/plain.txt -o requirements/desk.txt
	$(LOCK) $(UPGRADE) pyproject.toml requirements/plain.in --group dev --extra places --extra desk -c requirements/desk.txt \
	  -o requirements/dev.txt
