# Two commands: `make demo` runs the main job, `make test` proves all of it. Each sets up what it needs.
# On Windows, or without make, README.md gives the same steps with pip.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip
OUT    ?= build/demo
PYTEST := COVERAGE_FILE=build/.coverage $(BIN)/pytest

.PHONY: demo lab test faults lint bench candidates samples pins clean help setup setup-lab setup-test system

help: ## Show what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

demo: setup ## Documents in, a chart out, on the embedded server; DOCS=folder takes your own PDFs
	$(BIN)/documine-nb demo $(if $(DOCS),"$(DOCS)") --out "$(OUT)"

lab: setup-lab ## The same as a notebook in JupyterLab; OPTIONS="--allow-root --no-browser" are passed on
	$(BIN)/documine-nb lab --folder build/lab -- $(OPTIONS)

test: setup-test system lint ## Everything: lint, types, and all tests, on the built wheel
	rm -f build/.coverage*
	$(PYTEST) --cov -n 2 --dist loadfile -m "not kernel and not browser and not keycloak"
	$(PYTEST) --cov --cov-append -m "kernel or browser or keycloak"
	DOCUMINE_HTTP=httpx $(PYTEST) --cov --cov-append -n 2 --dist loadfile \
	  tests/transport tests/auth tests/resources tests/session
	COVERAGE_FILE=build/.coverage $(BIN)/coverage report --sort=cover

faults: setup-test system ## Sign-in against every fault of the matrix, long; build/faults.json
	PYTHONPATH=tests DOCUMINE_FAULTS=long $(PYTEST) -p support.fault_report -q tests/auth tests/faults \
	  tests/transport tests/session tests/server/identity tests/keycloak

lint: setup-test ## Style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports

bench: setup-test ## Speed and memory, side by side with peers, as ratios; FULL=1 takes longer
	$(PIP) install -q --group bench
	FULL=$(FULL) $(BIN)/python benchmarks

candidates: setup-test ## Clients that could carry the plain reads, under the faults of tests/transport
	$(PIP) install -q --group bench
	$(BIN)/python benchmarks/candidates.py

samples: setup-test ## Draw the sample study reports anew
	$(BIN)/python -m documine_nb.server.samples.generate documine_nb/server/samples

pins: setup-test ## Pin anew what Binder installs
	$(PIP) install -q uv
	$(BIN)/uv pip compile pyproject.toml --extra demo --extra fast --group lab -q \
	  --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url \
	  -o binder/requirements.txt --upgrade

clean: ## Remove what the other commands made
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

# ---------------------------------------------------------------- what the commands stand on

# A stamp per set of dependencies; the project itself is installed as a wheel, anew whenever it changed.
setup: $(VENV)/.demo
	@$(call install_project)

setup-lab: $(VENV)/.lab
	@$(call install_project)

setup-test: $(VENV)/.test
	@$(call install_project)

system: setup-test
	$(BIN)/python tests/support/system.py
	$(BIN)/python tests/support/keycloak.py

define install_project
if [ ! -e $(VENV)/.project ] || [ -n "$$(find documine_nb pyproject.toml -newer $(VENV)/.project -type f -print -quit)" ]; then \
  echo "installing documine_nb as a wheel"; \
  rm -rf build/wheel && $(PIP) wheel -q --no-deps -w build/wheel . \
  && $(PIP) install -q --no-deps --force-reinstall build/wheel/*.whl && touch $(VENV)/.project; \
fi
endef

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "documine_nb needs Python 3.11 or later; this is $$($(PYTHON) --version). Try: make $(MAKECMDGOALS) PYTHON=python3.13"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install -q --upgrade pip

$(VENV)/.demo: $(VENV)/pyvenv.cfg pyproject.toml
	$(PIP) install -q ".[demo,fast]"
	@touch $@

$(VENV)/.lab: $(VENV)/.demo
	$(PIP) install -q --group lab
	@touch $@

$(VENV)/.test: $(VENV)/.demo
	$(PIP) install -q --group test
	@touch $@
