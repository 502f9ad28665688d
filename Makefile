# Lianban: what a newcomer types. `make` alone lists it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup build demo test bench fuzz fmt

export PATH := $(PATH):/opt/swift/usr/bin

hub := .build/release/lianban

help: ## list these
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS=$$'\t' read -r name text; do \
	    printf '  make %-7s %s\n' "$$name" "$$text"; done

setup: ## check Swift and install the Debian packages that are missing
	@docker/host/setup.sh

build: setup
	@docker/host/build.sh

demo: build ## a city, or REGION=all, end to end on this machine: a private broker, the hub, the partners (REGION=, KEEP=1)
	@docker/host/demo.sh

test: setup ## build, and run every test; the system tests start their own RabbitMQ
	@swift build --build-tests --explicit-target-dependency-import-check error
	@swift test --skip-build --disable-xctest

bench: build ## time the translation of every example, and of one beside the same job in Python
	@docker/host/bench.sh

fuzz: setup ## look for inputs that trap, hang, grow or break a rule (SECONDS=600 for each of TARGETS=)
	@swift build -c release --product lianban-fuzz
	@.build/release/lianban-fuzz --seconds $(or $(SECONDS),600) $(TARGETS)

fmt: ## format the Swift sources
	@swift format --in-place --parallel --recursive Sources Tests Package.swift
