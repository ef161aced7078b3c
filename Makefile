# Cauce. Two commands on a fresh machine with Python 3.11 or later: `make demo` and `make test`.
.DEFAULT_GOAL := help
SHELL := /bin/bash
VENV ?= .venv
PY := $(VENV)/bin/python
# pip is told nothing about where packages come from: the machine's own configuration says so.
PIP_INSTALL = $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes
export PYTHONPATH := src:.
ARGS ?=

.PHONY: help setup demo test test-sqlite test-postgres test-engines check format bench docs clean

help:  ## This list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.dev  ## The whole environment (with the developers' tools) in .venv

demo: $(VENV)/.base  ## A lively demo on a local port: data, worker, server; Ctrl-C stops all
	@$(PY) -m tools.demo $(ARGS)

test: $(VENV)/.dev  ## Every test, on SQLite and on a throw-away PostgreSQL
	@$(PY) -m tools.run_tests all $(ARGS)

test-sqlite: $(VENV)/.dev  ## Every test on SQLite only (ARGS="-k name" narrows)
	@$(PY) -m tools.run_tests sqlite $(ARGS)

test-postgres: $(VENV)/.dev  ## Every test on PostgreSQL only
	@$(PY) -m tools.run_tests postgres $(ARGS)

EXAMPLES ?= 400
ENGINES := tests/generative/test_indicator_engines.py tests/generative/test_oral_indicators.py \
	tests/integration/indicators tests/integration/test_spark_engine.py
test-engines: $(VENV)/.dev  ## The indicator engines against the reference, at length (EXAMPLES=400 each)
	@CAUCE_EXAMPLES=$(EXAMPLES) $(PY) -m tools.run_tests all $(ENGINES) $(ARGS)

check: $(VENV)/.dev  ## Style, types, layers, migrations, generated docs, what must not be committed
	@$(PY) -m tools.check

format: $(VENV)/.dev  ## Rewrite the style
	@$(PY) -m ruff check --fix $(wildcard src tests benchmarks tools)
	@$(PY) -m ruff format $(wildcard src tests benchmarks tools)

bench: $(VENV)/.dev  ## Every benchmark of benchmarks/, at the spec's size
	@$(PY) -m tools.bench $(ARGS)

docs: $(VENV)/.dev  ## Write docs/reference/ again from the code
	@$(PY) -m cauce docs build

clean:  ## Remove the environment, databases and caches (the demo's data too)
	rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	@bash tools/make_venv $(VENV) $(PYTHON3)

$(VENV)/.base: requirements/base.lock | $(VENV)/bin/python
	@echo "Instalando dependencias…"
	@$(PIP_INSTALL) -r requirements/base.lock
	@touch $@

$(VENV)/.dev: requirements/dev.lock requirements/spark.lock | $(VENV)/bin/python
	@echo "Instalando dependencias de desarrollo…"
	@$(PIP_INSTALL) -r requirements/dev.lock
	@if command -v java >/dev/null; then $(PIP_INSTALL) -r requirements/spark.lock; else echo "Sin Java: no se instala Spark."; fi
	@touch $@ $(VENV)/.base
