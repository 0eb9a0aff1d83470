# `make help` lists the targets. You need Go, make and git.
.DEFAULT_GOAL := help
.PHONY: help demo test check bench browser build fleet fleet-demo fuzz libreoffice lint man messages pictures release repeatable silence torture vet-others

STATICCHECK := go run honnef.co/go/tools/cmd/staticcheck@v0.8.2
FUZZTIME ?= 1s
SEED ?= $(shell date +%s)
# For "make torture": how long the hostile server answers, how long nights are played, and how many hostile files
# are made by chance.
HOSTILE ?= 1h
NIGHTS ?= 1h
GROWTH ?= 200
# The packages with property tests. The others do not know the flags of rapid.
PROPERTIES := go list -f '{{range .TestImports}}{{if eq . "pgregory.net/rapid"}}{{$$.ImportPath}}{{end}}{{end}}' ./importer/... | grep .
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
LDFLAGS := -s -w -buildid= -X main.release=$(VERSION)
# What could make the same source give other bytes is fixed: paths, the state of git, the
# build id, cgo, and settings of whoever builds.
GOBUILD = env -u GOFLAGS -u GOEXPERIMENT -u GODEBUG GOWORK=off GOAMD64=v1 GOARM64=v8.0 CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "$(LDFLAGS)"
PLATFORMS := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## import samples/partners.csv into the sandbox and show how the report begins
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && \
	cp samples/partners.csv "$$dir" && \
	go run ./cmd/partner-import import "$$dir/partners.csv" --sandbox --rate 100/s && \
	echo && cut -d, -f1,3-7 "$$dir"/partners*.report.csv | head -n 6

fleet-demo: ## run a fleet here: three customers, two workers, one of them killed in the middle (needs only Go)
	@echo "The first time, this builds for about 8 minutes, and later for some seconds. The demo itself takes about 2 minutes."
	@cd cmd/partner-import-fleet && go run ./demo

test: ## run every test
	go test -timeout 20m ./...

# The race detector sees the rooms below source through the tests of source and importer.
check: lint ## run what CI runs: format, vet, staticcheck, tests with -race, a short fuzz, the demo
	$(MAKE) test
	$(MAKE) fleet
	go test -race -short -timeout 20m $$(go list ./... | grep -v /source/internal/)
	$(MAKE) fuzz
	$(MAKE) demo

# A module of its own. Its tests need no server.
fleet: ## check partner-import-fleet: vet, staticcheck, tests
	cd cmd/partner-import-fleet && go vet ./... && $(STATICCHECK) ./... && go test -timeout 10m ./...

lint:
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "not gofmt-ed: $$unformatted"; exit 1; }
	go vet ./...
	$(MAKE) vet-others
	$(STATICCHECK) ./...

vet-others: # check that the code and its tests compile on the other systems
	GOOS=windows go vet ./...
	GOOS=darwin go vet ./...

fuzz:
	@go list ./... | while read -r package; do \
		for target in $$(go test -list '^Fuzz' "$$package" | grep '^Fuzz'); do \
			echo "fuzz $$package $$target"; \
			go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) "$$package" || exit 1; \
		done; \
	done

libreoffice: ## take failed rows and report through LibreOffice and back ("make test" does it too if soffice is installed)
	@command -v soffice || { echo "soffice is not on the PATH: install LibreOffice Calc (Debian: apt-get install --no-install-recommends libreoffice-calc)"; exit 1; }
	go test -count=1 -v -run LibreOffice ./importer/...

messages: ## list every sentence for people, to read them aloud
	@go test -count=1 -v -run '^TestMessages$$' ./cmd/partner-import -messages | grep -avE '^(===|---|PASS|ok)'

browser: ## install Chromium for the tests of the page, if possible
	@.ci/browser

pictures: ## make the pictures of the docs anew, if there is a Chromium
	PICTURE=$(CURDIR)/docs/ui.png go test -count=1 -run '^TestPicture$$' ./cmd/partner-import/internal/ui

bench: ## run the benchmarks, also against the simplest Go program; .ci/compare COMMIT compares two commits
	go test -run '^$$' -bench . -benchmem ./...
	BENCH=1 go test -count=1 -timeout 30m -v -run 'TestRatio|TestScale' ./cmd/partner-import
	BENCH=1 go test -count=1 -v -run TestRowsPerSecond ./importer/internal/journal/postgres

silence: ## spoil 100,000 tables: each is read as meant, or a message says why not (SEED=1 repeats a run)
	go test -count=1 -timeout 60m -v -run '^TestSilence$$' ./importer -rapid.checks 50000 -rapid.seed $(SEED)

torture: silence ## run the long fault tests
	TORTURE=1 go test -count=1 -timeout 60m -v -run 'Killed|Harness|Torn|TwoRuns|FullDisk|Resume|ManyChildren|Stalls|Machine|Database|PlantedAtEveryName' ./cmd/partner-import
	TORTURE=1 go test -count=1 -timeout 60m $$($(PROPERTIES)) -rapid.checks 1000 -rapid.seed $$(date +%s)
	HOSTILE=$(HOSTILE) go test -race -count=1 -timeout 120m -run HostileServer ./importer
	GROWTH=$(GROWTH) go test -count=1 -timeout 60m -run 'TestGrowth$$' ./cmd/partner-import
	NIGHTS=$(NIGHTS) go test -count=1 -timeout 90m -run TestTenNights ./importer
	TORTURE=1 go test -count=1 -timeout 60m $$(go list ./importer/... | grep -vxF "$$($(PROPERTIES))")
	cd cmd/partner-import-fleet && FLEET_ENGINE=1 FLEET_ROUNDS=10 go test -count=1 -timeout 120m -parallel 4 -v ./internal/trial

build: ## make a static binary in bin/
	$(GOBUILD) -o bin/partner-import ./cmd/partner-import

repeatable: ## build twice, in two folders with other caches, and compare the bytes
	@dir=$$(mktemp -d) && trap 'chmod -R u+w "$$dir"; rm -rf "$$dir"' EXIT && \
	mkdir "$$dir/source" && git archive HEAD | tar -x -C "$$dir/source" && \
	$(GOBUILD) -o "$$dir/one" ./cmd/partner-import && \
	(cd "$$dir/source" && GOCACHE="$$dir/cache" $(GOBUILD) -o "$$dir/two" ./cmd/partner-import) && \
	cmp "$$dir/one" "$$dir/two" && echo "the same bytes:" && sha256sum "$$dir/one" | cut -d' ' -f1

man: ## make the man pages in dist/man
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct 2>/dev/null || date +%s) go test -count=1 -run '^TestManPages$$' \
		-ldflags "-X partner-import/cmd/partner-import.release=$(VERSION)" ./cmd/partner-import -man "$(CURDIR)/dist/man"

release: ## make static binaries for every system in dist/, with man pages, licences, a bill of materials and SHA256SUMS
	rm -rf dist && mkdir dist
	@for platform in $(PLATFORMS); do \
		os=$${platform%/*}; arch=$${platform#*/}; case $$os in windows) ending=.exe;; *) ending=;; esac; \
		name=partner-import_$(VERSION)_$${os}_$$arch$$ending; echo "$$name"; \
		GOOS=$$os GOARCH=$$arch $(GOBUILD) -o "dist/$$name" ./cmd/partner-import || exit 1; \
	done
	go run ./cmd/sbom "$(VERSION)" dist/partner-import_* > dist/sbom.tmp && mv dist/sbom.tmp "dist/partner-import_$(VERSION).cdx.json"
	go run ./cmd/notices dist/partner-import_*64 dist/partner-import_*.exe > dist/THIRD-PARTY-NOTICES.txt
	$(MAKE) man
	@cd dist && sum=$$(command -v sha256sum || echo "shasum -a 256") && \
		sums=$$(find . -type f | sed 's,^\./,,' | LC_ALL=C sort | xargs $$sum) && echo "$$sums" | tee SHA256SUMS
