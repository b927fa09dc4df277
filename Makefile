# The main commands: `make demo` opens the tour, `make test` runs all checks.
# PYTHON is the interpreter for the environment, VENV the folder of the environment, ARGS the arguments of the command.
PYTHON ?= python3
VENV ?= .venv
ARGS ?=
TORCH ?= torch

RUN := $(VENV)/bin/python -m
NPM := scripts/node.sh $(VENV) npm
# do not ask about news, do not look for updates
QUIET := --LabApp.news_url=None --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test setup networks fuzz lint format types js bundles unit coverage browser wheel bench screenshots clean

help: ## list the commands
	@grep -E '^[a-z]+:.*##' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z]+):.*## /make \1 \t/' | expand -t 20

demo: ## open the tour in JupyterLab (ARGS=--no-browser starts only the server)
	@scripts/install.sh $(PYTHON) $(VENV) demo,examples,plot
	$(RUN) jupyterlab $(AS_ROOT) $(QUIET) --LabApp.default_url=/lab/tree/notebooks/tour.ipynb $(ARGS)

test: lint types js unit browser wheel ## run all checks and tests, as CI does

setup:
	@scripts/install.sh $(PYTHON) $(VENV) demo,examples,plot dev test libraries

fuzz: setup ## try 5,000 invented cases of each kind (FUZZ_CASES=100000 tries more)
	FUZZ_CASES=$${FUZZ_CASES:-5000} $(RUN) pytest -n 2 --timeout 3600 tests/fuzz

networks: setup ## test models of PyTorch and Keras (TORCH=torch==2.9.1 pins a version)
	$(RUN) pip install --quiet --disable-pip-version-check $(TORCH) 'keras>=3.8'
	$(RUN) pytest tests/libraries/test_networks.py

lint: setup ## check rules and format with ruff
	$(RUN) ruff check .
	$(RUN) ruff format --check .

format: setup ## fix what ruff and biome can fix
	$(RUN) ruff check --fix .
	$(RUN) ruff format .
	$(NPM) run fix

types: setup ## check types with mypy
	$(RUN) mypy

js: setup ## check the front end: types, lint, tests, committed bundles
	$(NPM) run check
	$(NPM) test
	$(NPM) run check:bundles

bundles: setup ## build lime_widgets/static from js/
	$(NPM) run build

unit: setup ## run the tests without a browser (ARGS="-k sobol")
	$(RUN) pytest -n 2 --dist worksteal --ignore=tests/browser $(ARGS)

coverage: setup ## run the tests without a browser, and list the lines that none of them reaches
	$(RUN) pytest -n 2 --ignore=tests/browser --cov --cov-report=term-missing $(ARGS)

browser: setup ## run the tests in JupyterLab and Notebook 7, in Chromium
	@scripts/browser.sh
	$(RUN) pytest -n 3 --dist worksteal tests/browser $(ARGS) # they wait for half of their time

wheel: setup ## build both distributions, use the wheel in a fresh environment, and the sources as a maintainer would
	scripts/wheel.sh $(VENV)

bench: setup ## run the benchmarks
	@scripts/browser.sh
	@for script in benchmarks/[a-z]*.py benchmarks/accuracy/[a-z]*.py; do echo "== $$script"; $(VENV)/bin/python $$script $(ARGS) || exit 1; done

screenshots: setup ## make the pictures in docs from real runs
	@scripts/browser.sh
	$(VENV)/bin/python scripts/screenshots.py

clean: ## remove the environment and all generated files
	rm -rf $(VENV) js/node_modules dist build .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis
