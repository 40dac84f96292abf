# The commands of the project. Each sets up what it needs by itself; see deploy/prepare.sh.
.PHONY: run test check bench torture-printer torture-week torture-uploads clean
VENV := .venv
PYTHON := $(VENV)/bin/python

run: ## install, then show one citizen's trip: real windows, or pictures in var/demo without a screen
	@began=$$(date +%s) && deploy/prepare.sh run && exec $(VENV)/bin/antrean demo --since "$$began"

# Windows: a process for each file, since Kivy never lets go of an application's widgets and slows down with each.
# LANES at a time; what one printed is shown when it has ended.
LANES ?= 2
test: ## every test, on screens and databases that the tests start themselves
	@deploy/prepare.sh test
	@printf '%s\n' "tests/unit tests/integration" tests/e2e/test_*.py | xargs -d '\n' -P $(LANES) -I TESTS sh -c \
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

clean: ## forget the installation and everything that was made
	rm -rf $(VENV) var build *.egg-info
