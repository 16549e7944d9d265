# make run [ARCHIVE=folder] [OUT=ledger.xlsx]   an archive of agreements → a workbook; without ARCHIVE, the corpus of this project
# make test                                     everything the machine can test
# make bench                                    this tool beside others, cost per step, growth; GROWTH= leaves the long part out
# make pictures                                 what the README and the notebooks show, made anew (LibreOffice, Chromium)
# Needs Python 3.11 or later with pip; everything else goes into .venv.

PYTHON ?= python3
ARCHIVE ?=
OUT ?= build/ledger.xlsx

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
CORPUS := build/corpus

.PHONY: run test bench pictures lint lock clean help

run: $(READY)
ifeq ($(strip $(ARCHIVE)),)
	@$(BIN)/python corpus/render.py $(CORPUS)
	@$(MAKE) --no-print-directory ledger ARCHIVE="$(CORPUS)"
else
	@$(MAKE) --no-print-directory ledger
endif

# Files that failed (exit code 1) are listed in the workbook: the run as a whole still went well.
.PHONY: ledger
ledger: export EXTRACTOR_ARCHIVE = $(ARCHIVE)
ledger: export EXTRACTOR_OUT = $(OUT)
ledger:
	@$(BIN)/python -m extractor run "$$EXTRACTOR_ARCHIVE" -o "$$EXTRACTOR_OUT" || [ $$? -eq 1 ]
	@$(BIN)/python -c 'import os, pathlib; print("The workbook is here:", pathlib.Path(os.environ["EXTRACTOR_OUT"]).resolve())'

test: $(READY)
	@$(BIN)/python -m pytest $(TESTS)

# The spaCy stack the benchmarks compare with lies apart: neither the tool nor its tests ever see it.
GROWTH ?= --growth
BENCH := build/bench/packages/.ready
bench: $(READY) $(BENCH)
	@$(BIN)/python tests/benchmarks/compare.py $(GROWTH)

$(BENCH): requirements-bench.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --upgrade --target $(@D) -r requirements-bench.lock
	@touch $@

lint: $(READY)
	@$(BIN)/ruff check extractor tests corpus docs notebooks

# What the README and the notebooks show, made anew; needs LibreOffice, Chromium and a Chinese font.
pictures: $(READY)
	@$(BIN)/python docs/pictures.py
	@$(BIN)/python notebooks/refresh.py

$(READY): requirements.lock requirements-dev.lock pyproject.toml
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

# New pins: a fresh environment with all that pyproject.toml asks for, written down; what runs without the rest is told from it by a second one.
lock:
	@$(PYTHON) -m venv --clear build/lock
	@$(PYTHON) -m venv --clear build/lock-run
	@$(PYTHON) -c 'import tomllib; p = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
	open("build/run.txt", "w").write("\n".join(p["dependencies"])); \
	open("build/dev.txt", "w").write("\n".join(p["optional-dependencies"]["dev"]))'
	@build/lock/bin/pip install --quiet --upgrade -r build/run.txt -r build/dev.txt
	@build/lock/bin/pip freeze > build/all.lock
	@build/lock-run/bin/pip install --quiet -r build/run.txt -c build/all.lock
	@{ head -1 requirements.lock; build/lock-run/bin/pip freeze; } > build/run.lock
	@{ head -2 requirements-dev.lock; grep -vxF -f build/run.lock build/all.lock; } > build/dev.lock
	@mv build/run.lock requirements.lock
	@mv build/dev.lock requirements-dev.lock

clean:
	@rm -rf build dist .pytest_cache .ruff_cache

help:
	@sed -n '1,5s/^# //p' Makefile
