# Every target installs what it needs: Python 3.11 to 3.13 and make are enough; npm is used if it is there.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

FITS := import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c '$(FITS)' >/dev/null 2>&1 && { command -v $$python; break; }; done)
BIN := .venv/bin
READY := .venv/.ready
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# npm installs dynoxide (a local DynamoDB), esbuild and axe; without npm the local stack runs on moto and serves modules as they are.
EMULATOR := .emulator
NODE := $(if $(shell command -v npm 2>/dev/null),node_modules/.package-lock.json)
WORKERS ?= 2
EXAMPLES ?= 2000
# Where the environment forbids to keep bytecode, each of the dozens of programs that the tests start would compile Pikir again.
unexport PYTHONDONTWRITEBYTECODE
# What the package is for, whatever Python runs make: RUNTIME=3.12, 3.13 or 3.14; ARCHITECTURE=arm64 or x86_64.
RUNTIME ?= 3.13
ARCHITECTURE ?= arm64

.PHONY: help run test races coverage explore mutants deployment packaging clients lint format bench bench-quick faults package generate screenshots lock clean

help: ## print this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 20

run: $(READY) $(NODE) ## run all of Pikir on this machine, with an example (PORT=8000, PIKIR_EMPTY=1)
	@$(BIN)/python -m local

test: $(READY) $(NODE) ## run every test but races and those of the package, or some: ARGS="-k seats"
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not (packaging or races)" $(ARGS)

races: $(READY) $(NODE) ## let many act at once on DynamoDB's conflicts; SEAT_ROUNDS=1000; ARGS="--dynamodb-client=botocore"
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m races tests/races $(ARGS)

# Properties and races repeat what others cover, at twice their time; browsers and packages run Pikir in other processes.
coverage: $(READY) $(NODE) ## require 99 % of lines and branches to be run by the tests of one process
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --cov --cov-report=term \
		-m "not (hypothesis or races or browser or packaging or uncovered)" $(ARGS)

explore: $(READY) $(NODE) ## look for new faults: the properties with new seeds, EXAMPLES=2000 each
	EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m hypothesis \
		--hypothesis-profile=explore $(ARGS)

mutants: $(READY) $(NODE) ## change the core's code and see which changes no test notices; writes docs/mutants.md
	$(BIN)/python -m release.mutants --workers $(WORKERS) $(ARGS)

deployment: $(READY) $(NODE) $(EMULATOR)/.ready ## deploy the package to an emulator of AWS, as docs/deploying.md says
	$(BIN)/python -m pytest tests/deploy $(ARGS)

packaging: $(READY) $(NODE) ## build the zip for this Python and others: what it holds and weighs, and how it runs by itself
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m packaging tests/packaging $(ARGS)

clients: $(READY) $(NODE) ## generate clients of the API in TypeScript and Python, compile and use them
	$(BIN)/python -m pytest tests/clients $(ARGS)

lint: $(READY) ## check format, style, types, layers, locks, dead code and everything generated
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m release.locks --check
	$(BIN)/python -m release.generate --check
	$(BIN)/python -m release.dead_code

format: $(READY) ## let ruff format and fix the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY) $(NODE) $(if $(NODE),bench/node/build/handler.cjs) ## measure the packaged zip beside yardsticks, or this checkout beside another: AGAINST=FOLDER
	$(BIN)/python -m bench $(if $(AGAINST),--against $(AGAINST)) $(ARGS)

bench-quick: $(READY) $(NODE) ## hold the bench's limits on requests, calls and bytes, which `make test` does too; no time is measured
	$(BIN)/python -m pytest -n $(WORKERS) -m counts tests/web $(ARGS)

faults: $(READY) $(NODE) ## let every call of every use case meet every fault, and check what is stored (a part: ARGS="sign in")
	$(BIN)/python -m bench.faults $(ARGS)

package: $(READY) $(NODE) ## build the zip and the template into build/pikir/ (RUNTIME=3.13, ARCHITECTURE=arm64)
	$(BIN)/python -m release.package build/pikir --python $(RUNTIME) --architecture $(ARCHITECTURE)
	$(BIN)/cfn-lint build/pikir/sam.json

generate: $(READY) ## write every generated file: templates, schemas, docs/errors.md, catalogues
	$(BIN)/python -m release.generate

screenshots: $(READY) $(NODE) ## make the pictures in docs/screenshots again, with an installed Chromium (some: ARGS="sharing poster")
	$(BIN)/python -m release.screenshots $(ARGS)

lock: $(READY) ## write the locks from pyproject.toml (UPGRADE=1 for newer releases)
	$(BIN)/python -m release.locks $(if $(UPGRADE),--upgrade)
	npm install --package-lock-only --omit-lockfile-registry-resolved

clean: ## remove what was built and fetched, but not .local/
	rm -rf .venv .emulator node_modules build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(READY): requirements-dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Pikir needs Python 3.11, 3.12 or 3.13 with venv (on Debian: apt install python3-venv)" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
# uv is many times faster than pip; it is installed from the same lock, and pip takes over if it fails.
	awk '/^uv==/ {on = 1} on {print} on && !/\\$$/ {exit}' requirements-dev.txt > .venv/uv.txt
	$(PIP) --require-hashes -r .venv/uv.txt
	$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements-dev.txt \
		|| $(PIP) --require-hashes -r requirements-dev.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	touch $@

# The emulator runs functions by its own Python, so that has to be the one of the package.
$(EMULATOR)/.ready: tests/deploy/requirements.txt $(READY)
	rm -rf $(EMULATOR)
	$$($(BIN)/python -m release.runtime $(RUNTIME)) -m venv $(EMULATOR)
	$(BIN)/uv pip sync --quiet --python $(EMULATOR)/bin/python --require-hashes $< \
		|| $(EMULATOR)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	touch $@

bench/node/build/handler.cjs: bench/node/package-lock.json bench/node/handler.mjs
	cd bench/node && npm ci --no-fund --no-audit && npm run build

node_modules/.package-lock.json: package-lock.json package.json
	npm ci --no-fund --no-audit
	touch $@
