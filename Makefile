# `make help` lists the targets. Nothing is needed but Go, make and git.
.DEFAULT_GOAL := help
.PHONY: help demo test check bench browser build fuzz libreoffice lint man release torture vet-others

STATICCHECK := go run honnef.co/go/tools/cmd/staticcheck@v0.8.2
FUZZTIME ?= 5s
# The packages whose tests draw from properties. The others do not know the flags.
PROPERTIES := go list -f '{{range .TestImports}}{{if eq . "pgregory.net/rapid"}}{{$$.ImportPath}}{{end}}{{end}}' ./importer/... | grep .
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
LDFLAGS := -s -w -X main.release=$(VERSION)
PLATFORMS := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

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
	$(MAKE) vet-others
	$(STATICCHECK) ./...

vet-others: # that the code and its tests compile on the systems where nobody develops
	GOOS=windows go vet ./...
	GOOS=darwin go vet ./...

fuzz:
	@go list ./... | while read -r package; do \
		for target in $$(go test -list '^Fuzz' "$$package" | grep '^Fuzz'); do \
			echo "fuzz $$package $$target"; \
			go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) "$$package" || exit 1; \
		done; \
	done

libreoffice: ## failed rows and report through LibreOffice and back; "make test" has it too, where soffice is installed
	@command -v soffice || { echo "soffice is not on the PATH: install LibreOffice Calc (Debian: apt-get install --no-install-recommends libreoffice-calc)"; exit 1; }
	go test -count=1 -v -run LibreOffice ./importer/...

browser: ## install Chromium for the tests of the page, where that is possible
	@.ci/browser

bench: ## the benchmarks, and what the program takes beside the barest Go; .ci/compare COMMIT compares two commits
	go test -run '^$$' -bench . -benchmem ./...
	BENCH=1 go test -count=1 -timeout 30m -v -run 'TestRatio|TestScale' ./cmd/partner-import

torture: ## the long fault runs
	TORTURE=1 go test -count=1 -timeout 60m -v -run 'Killed|Harness|Torn|TwoRuns|FullDisk|Resume|ManyChildren' ./cmd/partner-import
	TORTURE=1 go test -count=1 -timeout 60m $$($(PROPERTIES)) -rapid.checks 1000 -rapid.seed $$(date +%s)
	TORTURE=1 go test -count=1 -timeout 60m $$(go list ./importer/... | grep -vxF "$$($(PROPERTIES))")

build: ## a static binary in bin/
	CGO_ENABLED=0 go build -trimpath -ldflags "$(LDFLAGS)" -o bin/partner-import ./cmd/partner-import

man: ## man pages in dist/man
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct 2>/dev/null || date +%s) go test -count=1 -run '^TestManPages$$' \
		-ldflags "-X partner-import/cmd/partner-import.release=$(VERSION)" ./cmd/partner-import -man "$(CURDIR)/dist/man"

release: ## static binaries for every system in dist/, with man pages, a bill of materials and SHA256SUMS
	rm -rf dist && mkdir dist
	@for platform in $(PLATFORMS); do \
		os=$${platform%/*}; arch=$${platform#*/}; case $$os in windows) ending=.exe;; *) ending=;; esac; \
		name=partner-import_$(VERSION)_$${os}_$$arch$$ending; echo "$$name"; \
		CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch go build -trimpath -ldflags "$(LDFLAGS)" -o "dist/$$name" ./cmd/partner-import || exit 1; \
	done
	go run ./cmd/sbom "$(VERSION)" dist/partner-import_* > dist/sbom.tmp && mv dist/sbom.tmp "dist/partner-import_$(VERSION).cdx.json"
	$(MAKE) man
	@cd dist && sum=$$(command -v sha256sum || echo "shasum -a 256") && \
		sums=$$(find . -type f | sed 's,^\./,,' | LC_ALL=C sort | xargs $$sum) && echo "$$sums" | tee SHA256SUMS
