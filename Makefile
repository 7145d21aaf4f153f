# make demo        the demo site, with the toolbar and the panel, on http://127.0.0.1:8000 (PORT=)
# make demo-async  the same under ASGI; docs/servers.md has the other servers
# make test        all tests; those that need Chromium, PostgreSQL or Redis are skipped without
#                  (WORKERS= processes share them, as many of them wait for a browser or a server)
# make docs        the site of the documentation, in build/docs; a warning is an error
# make dist        the distributions, checked as a release is, in dist/
# make faults      how many of 100 random small faults the quick tests tell (ARGS="--seed 2")
# make scripts     writes the scripts of scripts/ into the package, which a browser gets from there
# make bench       what recording costs (ARGS=limits for how far it goes, which takes minutes more)
# make conformance  other packages' own tests, without us and recorded (ARGS=--short for some)
# make coverage    which lines and branches the tests reach that run in one process: this takes
#                  such tests several times as long
# PYTHON= is the interpreter of the virtual environment, VENV= where that is.
PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 3
VENV ?= .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python demo_site/manage.py

.PHONY: demo demo-async test conformance coverage faults matrix lint lint-scripts bench dist docs meanings scripts screenshots clean

demo: $(VENV)/demo
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) seed
	@echo "The demo site: http://127.0.0.1:$(PORT)/"
	@$(MANAGE) runserver --skip-checks 127.0.0.1:$(PORT)

demo-async: $(VENV)/demo
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) seed
	@echo "The demo site, under ASGI: http://127.0.0.1:$(PORT)/"
	@$(BIN)/uvicorn demo_site.asgi:application --port $(PORT) --log-level warning

test: $(VENV)/test
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadgroup $(ARGS)

coverage: $(VENV)/test
	@$(BIN)/python -m pytest --cov --ignore=tests/browser --ignore=tests/servers \
		--numprocesses $(WORKERS) --dist loadgroup $(ARGS)

conformance: $(VENV)/conformance
	@$(BIN)/python -m conformance $(ARGS)

faults: $(VENV)/faults
	@$(BIN)/python -m tests.faults $(ARGS)

matrix: $(VENV)/matrix
	@$(BIN)/nox $(ARGS)

lint: $(VENV)/lint
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djade --check --target-version 5.2 $$(git ls-files '*.html')
	@$(BIN)/mypy
	@$(BIN)/mypy --strict --config-file= tests/typed
	@$(BIN)/zizmor --offline --pedantic --quiet .github
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-issue-forms \
		.github/ISSUE_TEMPLATE/bug.yml .github/ISSUE_TEMPLATE/wish.yml
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.readthedocs .readthedocs.yaml
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory lint-scripts; \
	elif [ -n "$$SIGNALS_PANEL_REQUIRE_ALL" ]; then echo "npm is needed to lint the scripts." >&2; exit 1; \
	else echo "The scripts are not linted: there is no npm."; fi

lint-scripts: node_modules/.package-lock.json
	@npx --no-install eslint .
	@npx --no-install tsc

node_modules/.package-lock.json: package.json package-lock.json
	@npm ci --no-audit --no-fund --silent
	@touch $@

bench: $(VENV)/benchmarks
	@$(BIN)/python -m benchmarks $(ARGS)

docs: $(VENV)/docs
	@$(BIN)/sphinx-build --fail-on-warning --keep-going --nitpicky --quiet docs build/docs
	@echo "The documentation: build/docs/index.html"

dist: $(VENV)/dist
	@rm -rf dist
	@mkdir -p build
	@$(BIN)/python -m build --outdir dist . >build/dist.log 2>&1 || { cat build/dist.log; exit 1; }
	@$(BIN)/twine check --strict dist/*
	@$(BIN)/check-wheel-contents dist/*.whl
	@$(BIN)/python -m tests.distributions dist

meanings: $(VENV)/test
	@$(BIN)/python -m docs.bundle

scripts: $(VENV)/test
	@$(BIN)/python -m scripts.bundle

screenshots: $(VENV)/test
	@$(BIN)/python -m tests.browser.pictures docs/pictures

$(VENV)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or later is needed: make PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	@touch $@

$(addprefix $(VENV)/,demo test lint faults matrix conformance benchmarks): $(VENV)/%: $(VENV)/pip pyproject.toml
	@$(BIN)/python -m pip install --quiet --editable . --group $*
	@touch $@

$(VENV)/docs $(VENV)/dist: $(VENV)/%: $(VENV)/pip pyproject.toml
	@$(BIN)/python -m pip install --quiet --group $*
	@touch $@

clean:
	@rm -rf $(VENV) .nox build dist node_modules .coverage* htmlcov demo_site/db.sqlite3
