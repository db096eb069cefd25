# make demo     a whole call on this machine         make check   lint, types, import contracts
# make test     every test                           make bench   the figures, as tables
# make run      the softphone                        make shots   pictures of every window
# make soak     200 calls and one of an hour (80 min): what grows, what is left, how evenly it sends
# make flood    10 000 malformed messages            make interoperability   the handbook's table
# make wheels-check   do the pinned packages exist for Windows, macOS and Linux
# make pictures     the README's pictures, from a demo run
# make translations   words: collect, compile        make model   train the bundled model again
.DEFAULT_GOAL := help
.PHONY: help setup setup-test demo run test check bench flood interoperability shots pictures soak wheels-check translations model clean

BIN := .venv/bin

help:
	@sed -n 's/^# //p' Makefile

setup:
	@.ci/setup run

setup-test:
	@.ci/setup test

demo: setup
	$(BIN)/beistand demo $(ARGS)

run: setup
	$(BIN)/beistand run $(ARGS)

test: setup-test
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest $(ARGS)

check: setup-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy --platform win32
	$(BIN)/mypy --platform darwin
	$(BIN)/lint-imports

bench: setup-test
	@for bench in tests/benchmarks/*.py; do \
	  echo "== $$bench"; QT_QPA_PLATFORM=offscreen $(BIN)/python $$bench || exit 1; done

# The report is printed in any case; exit code 1 where a bar is missed.
soak: setup-test
	@$(BIN)/python tests/engine/soak.py --report build/soak.txt $(ARGS); status=$$?; \
	  cat build/soak.txt; exit $$status

flood: setup-test
	$(BIN)/python tests/benchmarks/flood.py $(ARGS)
	$(BIN)/python tests/benchmarks/flood.py --overload

interoperability: setup-test
	WRITE_INTEROPERABILITY=1 $(BIN)/python -m pytest tests/interoperability $(ARGS)

pictures: demo
	mkdir -p resources/handbook/pictures
	for name in ringing consent tense popup help-coming easing; do \
	  cp demo-output/[0-9][0-9]-$$name.png resources/handbook/pictures/$$name.png; done

shots: setup-test
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m ui.gallery build/shots

# The pinned versions must exist as binary packages wherever agents work; nothing is installed.
wheels-check: setup
	$(BIN)/python .ci/wheels.py

translations: setup
	$(BIN)/python -m ui.words.catalogue

# Trains both tension models from the speech in BEISTAND_DATA; what was encoded stays in build/model.
model: setup-test
	$(BIN)/python -m inference.training.train --data "$$BEISTAND_DATA" \
	  --models .venv/beistand/data/models --work build/model

clean:
	rm -rf build dist demo-output .mypy_cache .ruff_cache .import_linter_cache
