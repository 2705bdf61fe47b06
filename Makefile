# `make run` tries Concord out, `make test` checks it. Both set themselves up.

VENV := .venv
PYTHON := $(shell command -v python3)
PYTHON_VERSION := $(shell python3 -c 'import platform; print(platform.python_version())' 2>/dev/null)
READY := $(VENV)/.ready-$(PYTHON_VERSION)
ARGS ?=

# uv must take the Python that is there, and trust what the machine trusts.
export UV_PYTHON := $(PYTHON)
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS := true

.PHONY: help setup run test bench css lock clean

help:
	@echo "make run     try Concord out: example partnerships, web site, database"
	@echo "make test    check everything: style, types, imports, migrations, tests"
	@echo "make setup   make the environment .venv (done by the others as well)"
	@echo "make bench   measure the pages against their limits"
	@echo "make css     compile the style sheet after a change in foundation/ui/scss"
	@echo "make lock    choose and lock the versions of all libraries anew"
	@echo "make clean   remove the environment and caches; data stay"

setup: $(READY)
	@:

$(READY): requirements.lock pyproject.toml
	@sh .ci/make-environment $(VENV) && rm -f $(VENV)/.ready-* && touch $@

run: setup
	@exec $(VENV)/bin/concord run $(ARGS)

test: setup
	@bash .ci/check $(ARGS)

bench: setup
	@exec $(VENV)/bin/python -m bench $(ARGS)

css: setup
	@$(VENV)/bin/python -m concord.foundation.ui.build_css

lock: setup
	@UV=$(VENV)/bin/uv; \
	$$UV pip compile -q --universal --python-version 3.11 --group dev pyproject.toml \
	    --generate-hashes --no-emit-index-url -o requirements.lock \
	    --custom-compile-command "make lock" $(ARGS)

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache \
	    .hypothesis test-results
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
