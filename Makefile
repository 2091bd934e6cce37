# Two commands do everything: `make run` and `make test`. Each sets up what it needs.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: run demo test bench check format lock openapi docs clean help

help: ## list these targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(STAMP): requirements-dev.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: $(STAMP) ## start the service on its own database, with demo data
	@exec $(BIN)/tamar run

demo: $(STAMP) ## tell the story of an offline review against the running service
	@exec $(BIN)/tamar demo

test: $(STAMP) ## run every test
	@$(BIN)/python -m pytest -n auto --dist worksteal

bench: $(STAMP) ## measure, beside programs that do less and as a council grows; wants a quiet machine and a quarter of an hour
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.growth

check: $(STAMP) ## format, lint, types, import contract, drift of generated files
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/tamar openapi --check
	@$(BIN)/tamar docs --check

format: $(STAMP) ## format and mend what the linter can mend
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

openapi: $(STAMP) ## write openapi/tamar.json anew
	@$(BIN)/tamar openapi

docs: $(STAMP) ## write the generated pages in docs/ anew
	@$(BIN)/tamar docs

lock: $(STAMP) ## pin every dependency anew, with hashes
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --no-annotate --extra telemetry pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --no-annotate --extra dev --extra telemetry pyproject.toml -o requirements-dev.lock

clean: ## remove the virtual environment and every cache, never the data
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
