# okrsite: `make site` builds the sample company's site, `make test` checks everything that a change must pass.
# Each command makes the environment .venv by itself, with uv where it is found, else with `python3 -m venv`.

PYTHON ?= python3
PYTEST_ARGS ?=
# File by file, in the order of their names: those that drive a browser come first, so that none of them is left for the end.
SHARED_OUT := --numprocesses auto --dist loadfile --no-loadscope-reorder

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
READY := .venv/ready
LOCK := .ci/requirements.txt

.PHONY: help site compiled test lint types test-full bench goldens reference docs wheel lock clean
.DEFAULT_GOAL := help

help: ## Show these commands.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

site: compiled ## Build the sample company's site into site/.
	$(BIN)/python -m okrsite build

test: lint types compiled ## Lint, types and all tests but the slow ones.
	$(BIN)/python -m pytest $(SHARED_OUT) -m "not slow" $(PYTEST_ARGS)

test-full: lint types compiled ## Lint, types and all tests, the slow ones too.
	$(BIN)/python -m pytest $(SHARED_OUT) $(PYTEST_ARGS)

fuzz: $(READY) ## Look for inputs that end badly, for ten minutes; FUZZ_SECONDS=… changes that.
	@if uv --version >/dev/null 2>&1; then \
		uv pip install --quiet --python .venv --editable ".[fuzz]"; \
	else \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[fuzz]"; \
	fi
	$(BIN)/python -m tests.fuzz

# Where Python may not write what it compiles, as in many containers, every command would compile the whole program anew. Templates are
# compiled to Python when a wheel is built, and here.
compiled: $(READY)
	@$(BIN)/python -m okrsite.precompiled
	@$(BIN)/python -m compileall -q okrsite build/templates

lint: $(READY) ## Look for mistakes and disorder.
	$(BIN)/ruff check --quiet .

types: $(READY) ## Check the types.
	$(BIN)/mypy --no-error-summary

bench: compiled ## Measure builds of generated companies; BENCH_SIZES="100 1000" by default.
	$(BIN)/python -m tests.benchmarks $(BENCH_SIZES)

goldens: $(READY) ## Write the expected outputs of the tests anew; look at the difference before you keep it.
	UPDATE_GOLDENS=1 $(BIN)/python -m pytest $(SHARED_OUT) -m "not slow" $(PYTEST_ARGS)

reference: $(READY) ## Write the generated pages of the documentation anew.
	$(BIN)/python -m docs.generate

docs: reference ## Build the documentation into docs-site/.
	$(BIN)/mkdocs build --strict --quiet --site-dir docs-site

wheel: $(READY) ## Build the wheel into dist/.
	$(BIN)/hatchling build --target wheel

lock: ## Write anew which versions of which libraries are used; needs uv.
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		--extra dev --output-file $(LOCK) pyproject.toml

clean: ## Remove everything that these commands made.
	rm -rf .venv .okrsite .site.okrsite-* .pytest_cache .mypy_cache .ruff_cache .hypothesis .fuzz-corpus build dist site docs-site
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A program of that name may be a stub that does not run, so uv is asked for its version.
$(READY): pyproject.toml $(LOCK)
	@if uv --version >/dev/null 2>&1; then \
		echo "Making .venv with uv"; \
		uv venv --quiet --allow-existing --python "$(if $(filter python3,$(PYTHON)),>=3.11,$(PYTHON))" .venv && \
		uv pip install --quiet --compile-bytecode --python .venv --require-hashes --requirement $(LOCK) && \
		uv pip install --quiet --python .venv --no-deps --no-build-isolation --editable .; \
	else \
		echo "Making .venv with $(PYTHON) -m venv"; \
		$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "okrsite needs Python 3.11 or newer; name one: make PYTHON=python3.12")' && \
		$(PYTHON) -m venv .venv && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $(LOCK) && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .; \
	fi
	@touch $@
