# The verbs of this project. `make` alone lists them.
# Each line after ## is what the verb does.

PY := .venv/bin/python

.PHONY: help run install test test-all test-quick coverage lint format lock sbom data shell messages

help: ## list these verbs
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

run: ## a running copy at http://127.0.0.1:8000 (PORT=8123 make run moves it)
	@deploy/run

install: ## everything a developer needs, in .venv
	@deploy/install dev

test: ## the whole suite, on SQLite and on PostgreSQL, with a real browser
	@tests/run

test-all: ## the whole suite, then every record where it takes a sample (a quarter of an hour more)
	@tests/run all

test-quick: ## SQLite only, no browser
	@tests/run quick

coverage: ## test-quick, and the lines of the product that it does not run (three quarters longer)
	@tests/run quick --cov

lint: install ## style of the code and the templates, which way imports run, and types
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/djade --check --target-version 5.2 $(TEMPLATES)
	$(PY) -m djlint --lint --quiet templates
	.venv/bin/lint-imports --no-logo --no-cache
	.venv/bin/mypy

format: install ## put the code and the templates in their style
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	.venv/bin/djade --target-version 5.2 $(TEMPLATES)

TEMPLATES = $(shell find templates portal/files/templates -name '*.html')

lock: install ## write the lock files again from pyproject.toml
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) -c requirements.lock --group dev pyproject.toml -o requirements-dev.lock

LOCK := $(PY) -m uv pip compile -q --universal --python-version 3.11 --only-binary :all: --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

sbom: install ## what the site is built of, from the lock file, as CycloneDX in $(SBOM)
	$(PY) -W ignore -m cyclonedx_py requirements requirements.lock --pyproject pyproject.toml --output-reproducible -o $(SBOM)

SBOM ?= var/sbom.json

data: ## load the shipped record again, after a change to its CSV files
	@deploy/install run
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py load_record

shell: ## a Python shell with the models at hand
	@deploy/install run
	@$(PY) manage.py shell

messages: install ## bring the translation catalogue up to date
	@$(PY) manage.py makemessages
	@cd portal && ../$(PY) ../manage.py compilemessages --verbosity 0
