# `make synth` and `make test` are all that a newcomer needs; both set up what is missing first.
# CONFIGURE_FLAGS goes to CMake:  make test CONFIGURE_FLAGS=-DTENON_WARNINGS_AS_ERRORS=ON
# KINDS are the kinds of tests that run; all where none is named:  make test KINDS="unit systems"
BUILD := build
JOBS ?= $(shell nproc)
CONFIGURE_FLAGS ?=
KINDS ?=
empty :=
kinds_pattern = ^($(subst $(empty) $(empty),|,$(strip $(KINDS))))$$
APPS = $(BUILD)/apps.txt
# What `cmake --install` takes, so that it works after `make synth` too.
INSTALLED := tenon_core tenon_aws tenon_constructs tenon_testing
# Kinds of tests that `make check` runs: the others take minutes.
QUICK := hygiene tools unit compile_fail agreement systems docs
# Kinds whose tests leave figures.
PROVING := package e2e judges damage sanitizers fuzz deploy
FORMATTED := include src constructs apps tests

.DEFAULT_GOAL := help
.PHONY: help setup setup-test configure synth build test check proof run-tests benchmark format clean

help: ## This list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

setup:
	@cmake/setup.sh build

setup-test:
	@cmake/setup.sh test $(BUILD)

configure:
	@cmake --preset release $(CONFIGURE_FLAGS)

synth: ## Set up, build the apps, synthesize each into build/cdk.out/<name>/, JSON and YAML
	@$(MAKE) --no-print-directory setup
	@$(MAKE) --no-print-directory configure
	@cmake --build $(BUILD) --parallel $(JOBS) --target $$(cat $(APPS)) $(INSTALLED)
	@set -e; for app in $$(cat $(APPS)); do \
	  "$(BUILD)/bin/$$app" synth --format yaml -o "$(BUILD)/cdk.out/$$app"; \
	  echo "$(BUILD)/cdk.out/$$app"; \
	done

build: ## Build everything, tests too (after `make synth` or `make test` has set up)
	@$(MAKE) --no-print-directory configure
	@cmake --build $(BUILD) --parallel $(JOBS)

test: ## Set up, build everything, run all tests; KINDS="unit docs": these kinds alone
	@$(MAKE) --no-print-directory setup-test
	@$(MAKE) --no-print-directory build
	@$(MAKE) --no-print-directory run-tests

check: ## As `make test`, but only the kinds of tests that are quick
	@$(MAKE) --no-print-directory test KINDS="$(QUICK)"

proof: ## Run what docs/explanation/proof.md reports, and bring the figures into it
	@rm -rf $(BUILD)/proof
	@$(MAKE) --no-print-directory test KINDS="$(PROVING)"
	@tests/proof/report.py write

run-tests:
	@ctest --test-dir $(BUILD) --output-on-failure --no-tests=error --parallel $(JOBS) $(if $(KINDS),-L '$(kinds_pattern)')

benchmark: ## What synthesis and compiling cost (see tests/benchmark)
	@$(MAKE) --no-print-directory configure
	@cmake --build $(BUILD) --parallel $(JOBS) --target hello benchmark_floor benchmark_synthesis
	@tests/benchmark/run.py $(BUILD)

format: ## Format every C++ file with clang-format
	@cmake/setup.sh format
	@find $(wildcard $(FORMATTED)) -name '*.[ch]pp' -print0 | xargs -0 -r clang-format -i

clean: ## Remove everything that was built or downloaded
	rm -rf build build-dev build-asan build-clang
