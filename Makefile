# Two commands: `make run [PHOTOS=folder]` and `make test`. Both set up what they need.
# `make test-all` adds the tests that take minutes.
PYTHON ?= python3
VENV ?= .venv
PIP_ARGS ?=
BIN := $(VENV)/bin

# A process a core and one more, since some tests wait; four at most: each holds Qt and torch.
PROCESSES ?= $(shell $(PYTHON) -c "import os; print(min(4, (os.cpu_count() or 1) + 1))")
# What was compiled is kept: where Python is told not to, each process would compile all anew.
PYTEST := QT_QPA_PLATFORM=offscreen OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest \
	-n $(PROCESSES) --dist worksteal --durations 15
# A deadlock that holds the interpreter's lock outlives the timeout of a test: show all stacks, end it.
STUCK := -o faulthandler_timeout=900 -o faulthandler_exit_on_timeout=true

.PHONY: run test test-all check bench audit pins screenshots installer clean

run: $(VENV)/.ready-dev
	@sh packaging/qt_libraries.sh
	$(BIN)/albumen window $(if $(PHOTOS),"$(PHOTOS)")

test: $(VENV)/.ready-dev
	@sh packaging/qt_libraries.sh
	$(PYTEST) $(STUCK) $(TESTS)

test-all: $(VENV)/.ready-dev
	@sh packaging/qt_libraries.sh
	$(PYTEST) --long --cov $(TESTS)

check: $(VENV)/.ready-dev
	$(BIN)/ruff check app tests packaging
	$(BIN)/ruff format --check app tests packaging
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/.ready-dev: pyproject.toml constraints.txt app/media/jpeg/block_means.c
	@sh packaging/make_venv.sh "$(PYTHON)" "$(VENV)"
	$(BIN)/python -m pip install --quiet --upgrade -c constraints.txt $(PIP_ARGS) -e ".[dev]"
	@touch $@

# The program as one folder and its packages, in dist/; packaging/README.md tells the rest.
installer: $(VENV)-installer/.ready
	@sh packaging/qt_libraries.sh
	@sh packaging/build_tools.sh
	$(VENV)-installer/bin/python packaging/build_installer.py

$(VENV)-installer/.ready: pyproject.toml constraints.txt packaging/requirements.py
	@sh packaging/make_venv.sh "$(PYTHON)" "$(VENV)-installer"
	$(VENV)-installer/bin/python packaging/requirements.py > $(VENV)-installer/requirements.txt
	$(VENV)-installer/bin/python -m pip install --quiet --upgrade -c constraints.txt $(PIP_ARGS) -r $(VENV)-installer/requirements.txt
	@touch $@

# What the targets of speed are held against: one table and JSON in build/bench.json.
# `make bench PHOTOS=folder` uses your photos. LIGHT=1 takes a quarter of an hour instead of hours;
# ONLY="scan search" runs these parts alone, RUNS=1 each once; MADE=folder keeps made-up libraries.
bench: $(VENV)/.ready-dev
	@sh packaging/qt_libraries.sh
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.benchmarks.bench $(if $(PHOTOS),--photos "$(PHOTOS)") \
		$(if $(LIGHT),--light) $(if $(RUNS),--runs $(RUNS)) $(if $(ONLY),--only $(ONLY)) $(if $(COUNT),--count $(COUNT)) \
		$(if $(MADE),--made "$(MADE)")

# Known weaknesses of all packages in constraints.txt, those that others need included (asks the
# advisory databases: needs the network, and says so where it cannot ask).
audit:
	@sh packaging/make_venv.sh "$(PYTHON)" "$(VENV)-audit"
	$(VENV)-audit/bin/python -m pip install --quiet $(PIP_ARGS) pip-audit==2.10.1
	$(VENV)-audit/bin/python packaging/audit.py

# Pin all packages anew after a change of dependencies; `make pins UPGRADE=1` takes the newest.
pins: $(VENV)/.ready-dev
	$(BIN)/python packaging/pins.py $(if $(UPGRADE),--upgrade)

# Pictures of every page, both themes and languages, in build/screenshots: of PHOTOS, or of an album
# that anybody may show, from Debian's packages. SHOTS=--docs takes those of README and manual.
screenshots: $(VENV)/.ready-dev
	@sh packaging/qt_libraries.sh
	@[ -n "$$DISPLAY" ] || command -v xvfb-run >/dev/null || sh packaging/apt_install.sh xvfb xauth
	@[ -n "$(PHOTOS)" ] || sh packaging/apt_install.sh lomiri-wallpapers-16.04 lomiri-wallpapers-20.04 \
		plasma-workspace-wallpapers
	$(if $(DISPLAY),,xvfb-run -a -s "-screen 0 1600x1000x24") $(BIN)/python -m tests.ui.screenshots \
		build/screenshots $(if $(PHOTOS),--photos "$(PHOTOS)") $(SHOTS)

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache
