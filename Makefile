# `make help` lists the targets. Nothing is needed but Go, make and git.
.DEFAULT_GOAL := help
.PHONY: help demo test check bench browser build fuzz libreoffice lint torture

STATICCHECK := go run honnef.co/go/tools/cmd/staticcheck@v0.8.2
FUZZTIME ?= 5s

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## import samples/partners.csv into the sandbox and show the report
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && \
	cp samples/partners.csv "$$dir" && \
	go run ./cmd/partner-import import "$$dir/partners.csv" --sandbox --rate 100/s && \
	echo && cut -d, -f1,3-7 "$$dir/partners.report.csv"

test: ## every test
	go test ./...

check: lint ## what CI runs: format, vet, staticcheck, tests with -race, a short fuzz, the demo
	$(MAKE) test
	go test -race -short ./...
	$(MAKE) fuzz
	$(MAKE) demo

lint:
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "not gofmt-ed: $$unformatted"; exit 1; }
	go vet ./...
	$(STATICCHECK) ./...

fuzz:
	@go list ./... | while read -r package; do \
		for target in $$(go test -list '^Fuzz' "$$package" | grep '^Fuzz'); do \
			echo "fuzz $$package $$target"; \
			go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) "$$package" || exit 1; \
		done; \
	done

libreoffice: ## failed rows and report through LibreOffice and back; "make test" has it too, where soffice is installed
	@command -v soffice || { echo "soffice is not on the PATH: install LibreOffice Calc (Debian: apt-get install --no-install-recommends libreoffice-calc)"; exit 1; }
	go test -count=1 -v -run LibreOffice ./importer

browser: ## install Chromium for the tests of the page, where that is possible
	@.ci/browser

bench: ## the benchmarks
	go test -run '^$$' -bench . -benchmem ./...

torture: ## the long fault runs
	TORTURE=1 go test -count=1 -timeout 60m -v -run 'Killed|Harness|Torn|TwoRuns|FullDisk|Resume|ManyChildren' ./cmd/partner-import
	TORTURE=1 go test -count=1 -timeout 60m -rapid.checks 1000 -rapid.seed $$(date +%s) ./importer

build: ## a static binary in bin/
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.release=$$(git describe --tags --always --dirty 2>/dev/null || echo devel)" -o bin/partner-import ./cmd/partner-import
