# make demo        the demo site, with the toolbar and the panel, on http://127.0.0.1:8000 (PORT=)
# make demo-async  the same under ASGI; docs/servers.md has the other servers
# make test        all tests; those that need Chromium, PostgreSQL or Redis are skipped without
#                  (WORKERS= processes share them, as many of them wait for a browser or a server)
# make faults      how many of 100 random small faults the quick tests tell (ARGS="--seed 2")
# make coverage    which lines and branches the tests reach that run in one process: this takes
#                  such tests several times as long
PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 3
BIN := .venv/bin
MANAGE := $(BIN)/python demo_site/manage.py

.PHONY: demo demo-async test coverage faults matrix lint lint-scripts bench screenshots clean

demo: .venv/demo
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) seed
	@echo "The demo site: http://127.0.0.1:$(PORT)/"
	@$(MANAGE) runserver --skip-checks 127.0.0.1:$(PORT)

demo-async: .venv/demo
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) seed
	@echo "The demo site, under ASGI: http://127.0.0.1:$(PORT)/"
	@$(BIN)/uvicorn demo_site.asgi:application --port $(PORT) --log-level warning

test: .venv/test
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadgroup $(ARGS)

coverage: .venv/test
	@$(BIN)/python -m pytest --cov --ignore=tests/browser --ignore=tests/servers \
		--numprocesses $(WORKERS) --dist loadgroup $(ARGS)

faults: .venv/faults
	@$(BIN)/python -m tests.faults $(ARGS)

matrix: .venv/matrix
	@$(BIN)/nox

lint: .venv/lint
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djade --check --target-version 5.2 $$(git ls-files '*.html')
	@$(BIN)/mypy
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory lint-scripts; \
	elif [ -n "$$SIGNALS_PANEL_REQUIRE_ALL" ]; then echo "npm is needed to lint the scripts." >&2; exit 1; \
	else echo "The scripts are not linted: there is no npm."; fi

lint-scripts: node_modules/.package-lock.json
	@npx --no-install eslint .
	@npx --no-install tsc

node_modules/.package-lock.json: package.json package-lock.json
	@npm ci --no-audit --no-fund --silent
	@touch $@

bench: .venv/test
	@$(BIN)/python -m benchmarks $(ARGS)

screenshots: .venv/test
	@$(BIN)/python -m tests.browser.pictures docs/pictures

.venv/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or later is needed: make PYTHON=python3.12")'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	@touch $@

.venv/demo .venv/test .venv/lint .venv/faults .venv/matrix: .venv/%: .venv/pip pyproject.toml
	@$(BIN)/python -m pip install --quiet --editable . --group $*
	@touch $@

clean:
	@rm -rf .venv .nox node_modules .coverage* htmlcov demo_site/db.sqlite3
