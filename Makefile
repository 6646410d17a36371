# Every target works in a fresh clone: each sets up what it needs first. What the lines do stands in tools/.
.PHONY: help demo demo-reset setup check docs test test-all bench bench-small bench-solve bench-room bench-systems bench-forecast trial

help:
	@echo "make demo        sets up, loads a demo city, starts it (NYTTA_PORT, else 8000)"
	@echo "make demo-reset  removes the demo's database, so that the next make demo begins again"
	@echo "make check       style, types, directions, house: no tests"
	@echo "make test        all of it, on SQLite and PostgreSQL; make test-all adds the long ones"
	@echo "make docs        glossary, flows and trace again, from the code"
	@echo "make bench       measures pages against a bare project at 2,000, 20,000 and 200,000 cases on SQLite and PostgreSQL, and the room: an hour, the first time one and a half (make bench-small: without 200,000); make trial runs real projects through all steps"
	@echo "make bench-solve measures the engine beside the bare solver (ten minutes); make bench-room the room alone; make bench-systems the registers of systems and flows as they grow"
	@echo "make bench-forecast forecasts the final cost of real IT projects by a reference class, beside the plan as its own forecast"

setup:
	@tools/setup.sh

demo: setup
	@.venv/bin/python tools/demo.py

demo-reset:
	@rm -f var/demo.sqlite3 var/demo.sqlite3-wal var/demo.sqlite3-shm
	@echo "Provkommunen är borta. make demo börjar om."

check:
	@tools/test.sh check

test:
	@tools/test.sh

test-all:
	@NYTTA_LONG=1 tools/test.sh

docs:
	@tools/setup.sh test
	@.venv/bin/python tools/docs.py

bench:
	@tools/setup.sh test
	@.venv/bin/python bench/run.py --keep var/bench --sizes 2000,20000,200000 --docs; a=$$?; .venv/bin/python bench/room.py; exit $$((a | $$?))

bench-small:
	@tools/setup.sh test
	@.venv/bin/python bench/run.py --keep var/bench

bench-solve:
	@tools/setup.sh test
	@.venv/bin/python bench/solve.py

bench-systems:
	@tools/setup.sh test
	@.venv/bin/python bench/systems.py

bench-forecast:
	@tools/setup.sh test
	@.venv/bin/python bench/forecast.py

bench-room:
	@tools/setup.sh test
	@.venv/bin/python bench/room.py

trial: setup
	@mkdir -p var/static
	@.venv/bin/python manage.py trial
