# Two commands to know: `make demo` shows the product, `make test` checks everything.
# PYTHON names the interpreter to build the environment from, VENV where it lies, ARGS goes to the command that is run.
PYTHON ?= python3
VENV ?= .venv
ARGS ?=

RUN := $(VENV)/bin/python -m
NPM := scripts/node.sh $(VENV) npm
# no question about news, no look for updates
QUIET := --LabApp.news_url=None --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test setup lint format types js bundles unit browser wheel bench screenshots clean

help: ## what there is
	@grep -E '^[a-z]+:.*##' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z]+):.*## /make \1 \t/' | expand -t 20

demo: ## open the tour in JupyterLab (ARGS=--no-browser: only the server)
	@scripts/install.sh $(PYTHON) $(VENV) demo,examples,plot
	$(RUN) jupyterlab $(AS_ROOT) $(QUIET) --LabApp.default_url=/lab/tree/notebooks/tour.ipynb $(ARGS)

test: lint types js unit browser wheel ## every check and every test, as CI runs them

setup:
	@scripts/install.sh $(PYTHON) $(VENV) demo,dev,examples,plot,test

lint: setup ## ruff, rules and format
	$(RUN) ruff check .
	$(RUN) ruff format --check .

format: setup ## mend what ruff and biome can mend
	$(RUN) ruff check --fix .
	$(RUN) ruff format .
	$(NPM) run fix

types: setup ## mypy
	$(RUN) mypy

js: setup ## the front end: types, lint, tests, and bundles that equal the committed ones
	$(NPM) run check
	$(NPM) test
	$(NPM) run check:bundles

bundles: setup ## build lime_widgets/static from js/
	$(NPM) run build

unit: setup ## the tests that need no browser (ARGS="-k sobol")
	$(RUN) pytest -n 2 --ignore=tests/browser $(ARGS)

browser: setup ## the tests in JupyterLab and Notebook 7, in Chromium
	@scripts/browser.sh
	$(RUN) pytest tests/browser $(ARGS)

wheel: setup ## the wheel, installed and used in a fresh environment
	scripts/wheel.sh $(VENV)

bench: setup ## what the figures in the documentation were measured with
	@scripts/browser.sh
	@for script in benchmarks/[a-z]*.py; do echo "== $$script"; $(VENV)/bin/python $$script $(ARGS) || exit 1; done

screenshots: setup ## the pictures in docs, from real runs
	@scripts/browser.sh
	$(VENV)/bin/python scripts/screenshots.py

clean: ## remove the environment and all that tools left
	rm -rf $(VENV) js/node_modules dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis
