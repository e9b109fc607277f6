# Two commands: `make run [PHOTOS=folder]` and `make test`. Both set up what they need.
PYTHON ?= python3
VENV ?= .venv
PIP_ARGS ?=
BIN := $(VENV)/bin

.PHONY: run test check bench screenshots installer clean

run: $(VENV)/.ready-dev
	@sh packaging/qt_libraries.sh
	$(BIN)/albumen window $(if $(PHOTOS),"$(PHOTOS)")

test: $(VENV)/.ready-dev
	@sh packaging/qt_libraries.sh
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest $(TESTS)

check: $(VENV)/.ready-dev
	$(BIN)/ruff check app tests packaging
	$(BIN)/ruff format --check app tests packaging
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/.ready-dev: pyproject.toml constraints.txt
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

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache
