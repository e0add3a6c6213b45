# `make` alone explains. Everything is made inside this folder; `var/` holds your data and no target removes it.
SHELL := /bin/sh
.DEFAULT_GOAL := help

# The first python3 that really starts and is new enough (a pyenv command may exist and only print an error).
# := asks once; the answer is the interpreter itself, not a shim.
PYTHON := $(shell for p in "$$SUPPORTBOT_PYTHON" python3 python3.12 python3.11 python3.10 python3.13; do \
	[ -n "$$p" ] && "$$p" -c 'import sys; sys.version_info < (3, 10) and sys.exit(1); print(sys.executable)' 2>/dev/null && break; done)
APP := .venv/bin/python

.PHONY: help setup setup-dev run test check format bench soak lock train clean python

help:
	@echo 'Supportbot: a customer-support desk with a bot that hands over to people.'
	@echo
	@echo '  make run      start everything; the first time this sets up (a few minutes) and trains (about two)'
	@echo '                another data directory: make run DATA=/path    another port: SUPPORTBOT_WEB_PORT=8081 make run'
	@echo '  make setup    only set up: both Python environments and the browser libraries, about 4 GB'
	@echo '  make test     all tests, on SQLite and PostgreSQL; installs what they need. Some: make test ARGS="-k handoff"'
	@echo '  make check    format, lint, types, layers, locks, dialogue data, knowledge base. Repair what can be: make format'
	@echo '  make bench    measure answers, triage, handoff wording and speed. One: make bench ARGS=faq'
	@echo '  make soak     the long crash test: 60 kills'
	@echo '  make train    train the model if anything it depends on has changed'
	@echo '  make lock     rewrite requirements/*.lock after a change of *.in. Newer versions: make lock ARGS=--upgrade'
	@echo '  make clean    remove environments, browser libraries and caches; never your data in var/'
	@echo
	@echo 'After set-up: ./supportbot --help'

python:
	@[ -n "$(PYTHON)" ] || { echo 'No python3 of version 3.10 or newer starts here. Install one (apt install python3 python3-venv) and run this again.' >&2; exit 1; }

setup: python
	@"$(PYTHON)" scripts/setup.py

setup-dev: python
	@"$(PYTHON)" scripts/setup.py --dev

run: setup
	@exec ./supportbot $(if $(DATA),--data "$(DATA)") up

test: setup-dev
	@exec $(APP) scripts/test.py -- $(ARGS)

soak: setup-dev
	@SUPPORTBOT_KILLS=$${SUPPORTBOT_KILLS:-60} exec $(APP) scripts/test.py --app -- -m soak $(ARGS)

check: setup-dev
	@exec $(APP) scripts/check.py $(ARGS)

format: setup-dev
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet .

bench: setup
	@exec $(APP) -m benchmarks $(ARGS)

train: setup
	@exec $(APP) -c 'from bot import settings, training; print(training.ensure_model(settings.load("$(DATA)" or None)))'

lock: python
	@"$(PYTHON)" scripts/setup.py --lock $(ARGS)

clean:
	rm -rf .venv .venv-engine .tools node_modules bot/web/static/vendor
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .rasa test-results
	find . -name __pycache__ -type d -not -path './var*' -prune -exec rm -rf {} +
