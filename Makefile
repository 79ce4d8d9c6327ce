# Every command there is; `make` alone prints them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON := .venv/bin/python
MODEL := models/assistant.tar.gz
# What the model is made from: when one of these is newer, `make run` trains again. Not what reviews taught: that is `make
# retrain`, which lets no worse model serve.
MODEL_SOURCES := config.yml domain.yml $(shell find data bot/nlu -type f \( -name '*.yml' -o -name '*.py' \) ! -name reviewed.yml 2>/dev/null)

export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export TF_CPP_MIN_LOG_LEVEL := 3
# One thread in each encoder: more of them fight over the cores and slow each other down.
export OMP_NUM_THREADS := 1
# Compiled modules are kept, wherever a shell forbids it: TensorFlow's alone take 15 s at each start otherwise.
export PYTHONDONTWRITEBYTECODE :=
export PYTHONWARNINGS := ignore::DeprecationWarning,ignore::UserWarning:sanic_cors,ignore::UserWarning:jax

.PHONY: help run demo doctor backup restore install dev-install database train retrain take-back test test-long test-fast lint format types imports check audit evaluate translations widget test-widget clean

help: ## Print this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)$$/  make \1|\2/' | column -t -s '|'

run: .venv/.installed database $(MODEL) ## Set up what is missing, then start everything and print the address to open
	@$(PYTHON) deploy/local.py --model $(MODEL)

demo: .venv/.installed ## A staff console with an invented month of conversations, on a database of its own (made anew each time)
	@$(PYTHON) -m console.demo --serve

install: .venv/.installed ## Only set up the environment
dev-install: .venv/.installed-dev ## The environment with what tests and linters need

# uv comes from the PATH, or goes into .tools; never into the system's Python.
.tools/uv:
	@mkdir -p .tools
	@if command -v uv >/dev/null 2>&1; then ln -sf "$$(command -v uv)" .tools/uv; else \
	  echo "Setting up uv in .tools ..."; \
	  if python3 -m venv .tools/venv >/dev/null 2>&1; then .tools/venv/bin/pip install -q 'uv>=0.8' && ln -sf venv/bin/uv .tools/uv; \
	  elif python3 -m pip install -q --target .tools/packages 'uv>=0.8'; then ln -sf packages/bin/uv .tools/uv; \
	  else echo "uv could not be set up: install Python's venv module (Debian: apt install python3-venv) or uv itself." >&2; exit 1; fi; fi

.venv/.installed: uv.lock pyproject.toml | .tools/uv
	@echo "Installing the environment (about 2.8 GB, once) ..."
	@.tools/uv sync --frozen --no-dev --inexact && touch $@

.venv/.installed-dev: uv.lock pyproject.toml | .tools/uv
	@echo "Installing the environment with the tools for tests ..."
	@.tools/uv sync --frozen && touch .venv/.installed $@

database: .venv/.installed ## Migrate and seed the database (var/office.db unless DATABASE_URL is set)
	@$(PYTHON) -m office.prepare

$(MODEL): $(MODEL_SOURCES) | .venv/.installed
	@$(MAKE) --no-print-directory train

train: .venv/.installed ## Train the model (first time some minutes, later under one: encodings are kept in var/)
	@echo "Training the model (first time: some minutes; progress below) ..."
	@$(PYTHON) -W ignore -m rasa train --skip-validation --out models --fixed-model-name assistant
	@$(PYTHON) -m bot.learning.card $(MODEL)

retrain: .venv/.installed database $(MODEL) ## Train on approved corrections; the new model serves only if it is not worse (running servers take it by themselves)
	@$(PYTHON) -W ignore -m bot.learning.retrain

take-back: .venv/.installed ## The model that served before serves again
	@$(PYTHON) -W ignore -m bot.learning.take_back

doctor: .venv/.installed ## Examine this deployment: says what is wrong and what to do
	@$(PYTHON) deploy/doctor.py --model $(MODEL)

backup: .venv/.installed ## make backup TO=folder [KEEP=14]: save the database while everything runs
	@$(PYTHON) deploy/backup.py save $(or $(TO),var/backups) $(if $(KEEP),--keep $(KEEP))

restore: .venv/.installed ## make restore FROM=file: bring a backup back while nothing runs
	@$(PYTHON) deploy/backup.py restore $(FROM)

test: .venv/.installed-dev database $(MODEL) ## All tests but the long ones
	@.venv/bin/pytest -q -n 2 --dist loadgroup --no-loadscope-reorder -m "not long"

test-long: .venv/.installed-dev database $(MODEL) ## The long ones: the learning loop played whole (trains models anew), every fault with real processes (half an hour)
	@.venv/bin/pytest -q -m long

test-fast: .venv/.installed-dev ## Tests that need no model, no browser and no running processes
	@.venv/bin/pytest -q -n 4 --dist worksteal -m "not model and not journey and not browser"

lint: .venv/.installed-dev ## Lint
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .

format: .venv/.installed-dev ## Format the code
	@.venv/bin/ruff check --fix . ; .venv/bin/ruff format .

types: .venv/.installed-dev ## Check types
	@.venv/bin/mypy

imports: .venv/.installed-dev ## Check who imports whom
	@.venv/bin/lint-imports

check: lint types imports ## Lint, types and import contracts

audit: .venv/.installed ## Ask the advisory services about every locked dependency (needs the network; not part of CI)
	@$(PYTHON) deploy/audit.py

evaluate: .venv/.installed $(MODEL) ## make evaluate DATA=file.jsonl: quality of the model on labelled questions
	@$(PYTHON) -W ignore -m bot.nlu.evaluation $(DATA) --model $(MODEL) $(if $(JSON),--json $(JSON))

translations: .venv/.installed ## Bring the translators' files up to date with the source texts
	@$(PYTHON) -m office.wording.extraction

widget: ## Rebuild the website chat from widget/ (needs Node 20; the built file is committed)
	@cd widget && npm ci --no-audit --no-fund && npm run build
	@$(PYTHON) -m office.wording.export widget_ channels/static/widget

test-widget: ## The website chat's own tests (needs Node 20)
	@cd widget && npm ci --no-audit --no-fund && npm test

clean: ## Remove models, caches and the local database
	rm -rf models var results .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .rasa
