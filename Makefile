# Everything starts with tools/bootstrap.py: it makes .venv, installs what is pinned, then becomes the command.
PYTHON ?= python3
BOOTSTRAP = $(PYTHON) tools/bootstrap.py

.PHONY: help run demo-reset test test-services lint bench requirements messages
help:
	@echo "make run            start the portal on this machine (PORT=8000); Ctrl-C stops it"
	@echo "make demo-reset     throw the demo's data away and start over"
	@echo "make test           the tests, on SQLite"
	@echo "make test-services  the tests, on PostgreSQL and Redis, with real workers and a real mail server"
	@echo "make lint           style, types, layers, migrations, translations, vendored files"
	@echo "make bench          speed, next to a bare Django view"
	@echo "make requirements   compile requirements*.in to pinned lists (needs uv)"
	@echo "make messages       collect new texts for translation"

run:
	@exec $(BOOTSTRAP) --demo manage.py serve

demo-reset:
	@exec $(BOOTSTRAP) --demo manage.py demo_reset

test:
	@exec $(BOOTSTRAP) --dev -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not services"

test-services:
	@exec $(BOOTSTRAP) --dev tests/services.py

lint:
	@exec $(BOOTSTRAP) --dev tools/lint.py

bench:
	@exec $(BOOTSTRAP) --dev bench/run.py

requirements:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header requirements.in -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header requirements-dev.in -o requirements-dev.txt

messages:
	@exec $(BOOTSTRAP) --dev tools/messages.py update
