# The two commands of the README are `make demo` and `make test`; `make help` lists the rest.

SWIFT_BUILD = swift build --explicit-target-dependency-import-check error
SOURCES = Package.swift Sources Tests Benchmarks Fuzz

.PHONY: help setup build demo kafka-demo test run bench bench-kafka lint fuzz sanitize clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|'

setup: ## installs the missing Debian packages
	@tools/setup

build: setup ## the program, optimised: .build/release/waybill
	@$(SWIFT_BUILD) -c release --product waybill

demo: build ## shows on a fresh folder what the program does, and checks it against the seed
	@tools/demo .build/release/waybill

kafka-demo: build ## the same on a real Kafka: ../shared/kafka's, or KAFKA=host:port
	@tools/kafka-demo .build/release/waybill

test: ## everything that must hold; PARTS="XMLTests storms" for some of it
	@tools/setup tests
	@tools/test $(PARTS)

run: build ## serves on 127.0.0.1:8080 until stopped
	@.build/release/waybill serve

bench: setup ## the figures, each beside its floor and its bar; FORMAT=tsv for lines
	@$(SWIFT_BUILD) -c release --product waybill >&2
	@$(SWIFT_BUILD) -c release --product bench >&2
	@.build/release/bench

bench-kafka: setup ## the figures on a real Kafka, its own or KAFKA=host:port; PARTS, COMMANDS, ORDERS; FORMAT=tsv
	@tools/bench-kafka $(PARTS)

lint: ## the style, as swift format has it
	@swift format lint --strict --recursive --parallel $(SOURCES)

fuzz: setup ## libFuzzer on XML, JSON and records; SECONDS_EACH=60
	@tools/fuzz

sanitize: setup ## the tests under AddressSanitizer
	@tools/sanitize

clean: ## removes everything that was built
	@rm -rf .build
