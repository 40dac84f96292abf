# The commands of the project. Each sets up what it needs by itself; see deploy/prepare.sh.
.PHONY: run test check bench torture-printer torture-week torture-uploads torture-kill clean
VENV := .venv
PYTHON := $(VENV)/bin/python

run: ## install, then show one citizen's trip: real windows, or pictures in var/demo without a screen
	@began=$$(date +%s) && deploy/prepare.sh run && exec $(VENV)/bin/antrean demo --since "$$began"

# Windows: a process for each file, since Kivy never lets go of an application's widgets and slows down with each.
# LANES jobs at a time, the longest first, so that no lane stands idle at the end; what one printed is shown when it has ended.
# One lane more than there are cores: a test that waits for another program leaves its core to the others.
LANES ?= $(shell expr $$(nproc 2>/dev/null || echo 2) + 1)
LONGEST := tests/integration/test_p*.py tests/e2e/test_demo.py tests/e2e/test_kiosk_pages.py \
	tests/e2e/test_counters_paper_windows.py tests/unit tests/integration/test_w*.py tests/integration/test_[a-k]*.py \
	tests/e2e/test_counters_windows.py tests/integration/test_t*.py tests/e2e/test_counters_desk_windows.py \
	tests/e2e/test_kiosk_trip.py tests/e2e/test_counters_intake_windows.py tests/integration/test_[l-o]*.py \
	tests/integration/test_[!a-ptw]*.py
JOBS := $(LONGEST) $(filter-out $(LONGEST),$(wildcard tests/e2e/test_*.py))
# Hubs wait for the disk at every commit, 5 ms each; in memory they don't, where the machine has a gigabyte to spare.
# Open to all, since CUPS prints as another user. No test loses its meaning: a killed process leaves its files in both, and the torture plays a disk that forgets.
SCRATCH := $(or $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 1000000 {print $$6}'),/tmp)
# The tests start some hundreds of programs: what one has compiled, the next need not. Some machines forbid it to all of Python.
test: export PYTHONDONTWRITEBYTECODE :=
test: ## every test, on screens and databases that the tests start themselves
	@deploy/prepare.sh test
	@TMPDIR=$$(mktemp -d $(SCRATCH)/antrean-test-XXXXXX) && chmod 755 "$$TMPDIR" && export TMPDIR && trap 'rm -rf "$$TMPDIR"' EXIT INT TERM && \
	printf '%s\n' $(foreach job,$(JOBS),'$(job)') | xargs -P $(LANES) -I TESTS sh -c \
		'said=$$($(PYTHON) -m pytest TESTS 2>&1); failed=$$?; printf "%s\n%s\n\n" "TESTS" "$$said"; exit $$failed'

check: ## style, types, import rules
	@deploy/prepare.sh check
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

bench: ## what we claim about speed, as ratios against this machine's own limits
	@deploy/prepare.sh test
	@$(PYTHON) -m bench

torture-printer: ## 10,000 tickets under every fault a printer can have; SEED=... repeats the chances of a run
	@deploy/prepare.sh test
	@$(PYTHON) -m tests.torture.printer $(if $(SEED),--seed $(SEED))

torture-week: ## 500 walk-ins and 300 cases by WhatsApp over seven days, counted twice; SEED=... repeats the chances of a run
	@deploy/prepare.sh test
	@$(PYTHON) -m tests.torture.week $(if $(SEED),--seed $(SEED))

torture-uploads: ## 2,000 files that mean harm, sent to the hub; SEED=... repeats the chances of a run
	@deploy/prepare.sh test
	@$(PYTHON) -m tests.torture.uploads $(if $(SEED),--seed $(SEED))

torture-kill: ## the hub killed 500 times under 32 callers
	@deploy/prepare.sh test
	@KILLS=500 $(PYTHON) -m pytest -s tests/integration/test_kill.py

clean: ## forget the installation and everything that was made
	rm -rf $(VENV) var build *.egg-info
