# make report     set everything up and build edition 2020-02 (another: make report EDITION=2020-03)
# make test       set everything up and run every test
# make check      what is checked before a commit: style, types, dead code, no outputs in notebooks, no returns
# make coverage   which lines the unit tests and specs run
# make bench      time builds against other ways of making the report, and write docs/performance.md
# make docs       write the pages of reference that come from the code, and build site/docs/
# make lab        open the notebooks in JupyterLab
# make clean      remove what builds made, except published pages
# Needed: Python 3.11 or newer, and make. Everything else goes into .venv, from the versions in uv.lock.

EDITION ?= 2020-02
UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# The first Python that is new enough; PYTHON=... chooses another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$p; break; fi; done)
# Whatever environment is active, packages go into .venv.
UV := env -u VIRTUAL_ENV -u CONDA_PREFIX UV_PROJECT_ENVIRONMENT=$(VENV) UV_PYTHON_DOWNLOADS=never $(VENV)/tools/bin/uv

.PHONY: report test check coverage bench docs lab clean setup

report: $(READY)
	@$(BIN)/auditlib build $(EDITION)

test: $(READY)
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(TESTS)

check: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet src tests scripts benchmarks
	@$(BIN)/mypy
	@$(BIN)/python scripts/check_dead_code.py
	@$(BIN)/python scripts/check_repository.py

coverage: $(READY)
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --cov=auditlib --cov-report=term:skip-covered tests/unit tests/spec

bench: $(READY)
	@$(BIN)/python -m benchmarks

docs: $(READY)
	@$(BIN)/python scripts/build_docs.py

lab: $(READY)
	@$(BIN)/auditlib lab

clean:
	rm -rf build
	find data/processed -mindepth 1 -maxdepth 1 ! -name received -exec rm -rf {} + 2>/dev/null || true

setup: $(READY)

# Set up anew when the locked versions change; bytecode is compiled now, not in every build.
$(READY): uv.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found. Install it, or name it: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@echo "Setting up $(VENV) from uv.lock; this takes a minute or two the first time."
	@test -x $(BIN)/python || $(PYTHON) -m venv --without-pip $(VENV)
	@test -x $(VENV)/tools/bin/uv || { $(PYTHON) -m venv $(VENV)/tools && \
		$(VENV)/tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION); }
	@$(UV) sync --frozen --quiet --compile-bytecode --python $(BIN)/python
	@$(BIN)/python -m compileall -q src
	@touch $@
