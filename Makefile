# Every command of every day. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh

PORT ?= 8000
JOBS ?= auto
SIZE ?= 100000
POSTGRES15 ?= /usr/lib/postgresql/15/bin
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	if $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$p; break; fi; done)
BIN := .venv/bin
CODE := samtykke tests hatch_build.py manage.py $(wildcard bench)
export PYTHONUNBUFFERED := 1
unexport PYTHONDONTWRITEBYTECODE

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /  make \1\t/' | expand -t 20

setup: .venv/.ready ## make .venv from the lock (runs by itself where it is needed)

.venv/.ready: requirements.lock pyproject.toml hatch_build.py
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11 or newer with venv and pip is needed; none was found."; exit 1; fi
	@echo "Setting up .venv with $(PYTHON): downloading and installing the locked packages takes a minute or two …"
	@if command -v uv >/dev/null 2>&1; then \
		{ [ -x $(BIN)/python ] || uv venv --quiet --python "$(PYTHON)" .venv; } && \
		uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock && \
		uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --no-index -e .; \
	else \
		{ [ -x $(BIN)/python ] || "$(PYTHON)" -m venv .venv; } && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .; \
	fi
	@touch $@
	@echo "The environment is ready."

catalogues: setup
	@$(BIN)/python hatch_build.py

browser:
	@if [ -n "$$SAMTYKKE_TEST_BROWSER" ] || command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
		|| command -v google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests (once, about a minute) …"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null; \
	else \
		echo "No Chromium: install it or name one with SAMTYKKE_TEST_BROWSER; the tests marked browser cannot run without it."; \
		exit 1; \
	fi

dovecot:
	@if command -v dovecot >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Dovecot for the tests of the mailbox (once, some seconds) …"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends dovecot-imapd >/dev/null; \
	else \
		echo "No Dovecot: install it; the tests of the mailbox cannot run without it."; \
		exit 1; \
	fi

run: catalogues ## the demo on port 8000 (PORT=9000; SAMTYKKE_DEMO=0 starts empty)
	@SAMTYKKE_DEMO=$${SAMTYKKE_DEMO:-1} exec $(BIN)/samtykke serve --with-worker --port $(PORT)

demo: catalogues ## fill an empty database with the people of the demo
	@SAMTYKKE_DEMO=1 $(BIN)/samtykke demo

migrate: catalogues ## bring the database up to this version
	@$(BIN)/samtykke migrate

test: catalogues browser dovecot ## the whole suite, browser included
	@echo "Running the whole suite on a PostgreSQL of its own (some minutes) …"
	@$(BIN)/python -m pytest -q -n $(JOBS)

test-fast: catalogues ## the tests of every day, within a minute
	@echo "Running everything that is neither slow nor in a browser …"
	@$(BIN)/python -m pytest -q -n $(JOBS) -m "not slow and not browser"

test-15: catalogues ## the tests that talk to the database, on PostgreSQL 15
	@if [ -x $(POSTGRES15)/postgres ]; then \
		echo "Running the database tests on PostgreSQL 15 …"; \
		SAMTYKKE_TEST_POSTGRES=$(POSTGRES15) $(BIN)/python -m pytest -q -n $(JOBS) -m database; \
	elif [ -n "$(REQUIRE_POSTGRES15)" ]; then \
		echo "PostgreSQL 15 is not installed in $(POSTGRES15); it is needed here."; exit 1; \
	else \
		echo "PostgreSQL 15 is not installed: its part of the tests is left out here; continuous integration runs it."; \
	fi

lint: setup
	@echo "Format and lint …"
	@$(BIN)/ruff format --check --quiet $(CODE) || { echo "Not formatted: run make fix."; exit 1; }
	@$(BIN)/ruff check --quiet $(CODE)
	@find samtykke -name '*.html' -print0 | xargs -0 -r $(BIN)/djade --check --target-version 5.2
	@find samtykke -name '*.html' -print0 | xargs -0 -r $(BIN)/djlint --lint --quiet

types: setup
	@echo "Types …"
	@$(BIN)/mypy

structure: setup
	@echo "Who imports whom, and from where …"
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@$(BIN)/deptry --no-ansi . 2>/dev/null || $(BIN)/deptry .

check: setup ## exactly what continuous integration runs
	@$(MAKE) --no-print-directory --output-sync=target --jobs=3 lint types structure
	@$(MAKE) --no-print-directory test
	@$(MAKE) --no-print-directory test-15
	@echo "Everything is as it should be."

fix: setup ## format, and mend what can be mended by machine
	@$(BIN)/ruff check --quiet --fix $(CODE) || true
	@$(BIN)/ruff format --quiet $(CODE)
	@find samtykke -name '*.html' -print0 | xargs -0 -r $(BIN)/djade --target-version 5.2

messages: setup ## collect the texts, bring the catalogues up to date, say what is missing
	@$(BIN)/python -m tests.languages
	@$(BIN)/python hatch_build.py

mutate: catalogues ## take each rule of the heart away in turn and expect a failing test
	@$(BIN)/python -m tests.mutate

pictures: catalogues browser ## take the pictures of the help pages anew from a running demo (ADDRESS=…, PASSWORD=…, ONLY="desk roles")
	@$(BIN)/python -m tests.pictures "$(or $(ADDRESS),http://127.0.0.1:$(PORT))" "$(PASSWORD)" $(ONLY)

bench: catalogues ## the benchmark suite (SIZE=100000, ONLY=1,2); writes bench.json
	@$(BIN)/python -m bench --size $(SIZE) $(if $(ONLY),--only $(ONLY))

docs: setup ## check that documents name everything that exists
	@$(BIN)/python -m pytest -q -n 0 tests/house/test_documents.py

lock: setup ## compile requirements.lock anew (needs the network)
	@echo "Resolving; this asks the package index for every dependency …"
	@if command -v uv >/dev/null 2>&1 || [ -x $(BIN)/uv ]; then \
		PATH="$$PATH:$(BIN)" uv pip compile --quiet pyproject.toml --all-extras --universal --python-version 3.11 \
			--generate-hashes --no-header --no-emit-index-url -o requirements.lock; \
	else \
		$(BIN)/pip-compile --quiet --all-extras --generate-hashes --allow-unsafe --strip-extras --no-header \
			--no-emit-index-url --no-emit-trusted-host --no-emit-find-links -o requirements.lock pyproject.toml; \
	fi

audit: setup ## look for known holes in the locked packages (needs the network and pip-audit)
	@command -v pip-audit >/dev/null || { echo "pip-audit is not installed: pipx install pip-audit."; exit 1; }
	@pip-audit --require-hashes --disable-pip -r requirements.lock

.PHONY: help setup catalogues browser dovecot run demo migrate test test-fast test-15 lint types structure check fix messages \
	mutate pictures bench docs lock audit
