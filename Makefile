# `make help` lists the targets. You need Go, make and git.
.DEFAULT_GOAL := help
.PHONY: help demo test check bench browser build fleet fleet-demo fuzz libreoffice lint man messages packages-check pictures release repeatable repeatable-release silence torture vet-others windows

STATICCHECK := go run honnef.co/go/tools/cmd/staticcheck@v0.8.2
# How long each target is fuzzed: a time, or a number of inputs. A time that ends while the
# known inputs are tried is an error of Go's. FUZZCACHE keeps what is found, default Go's cache.
FUZZTIME ?= 500x
FUZZCACHE ?=
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
# For "make release": where it can be downloaded, and who the packages say made them.
RELEASE_URL ?=
RELEASE_PACKAGER ?= nobody <nobody@localhost>
# The time of everything in a release: that of the commit. A zip file knows none before 1980.
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 315619200)
# The program for a fleet is only released with RELEASE_FLEET=1: a part of it has no licence, so cmd/notices refuses it.
RELEASE_FLEET ?=
PLATFORMS := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## see a check and an import into the sandbox; sends nothing, leaves nothing behind
	@go run ./cmd/partner-import demo

fleet-demo: ## run a fleet here: three customers, two workers, one of them killed in the middle (needs only Go)
	@echo "The first time, this builds for about 8 minutes, and later for some seconds. The demo itself takes about 2 minutes."
	@cd cmd/partner-import-fleet && go run ./demo

test: ## run every test
	go test -timeout 20m ./...
	cd cmd/release && go test ./...

# The race detector sees the rooms below source through the tests of source and importer.
check: lint ## run what CI runs: format, vet, staticcheck, tests with -race, a short fuzz, the demo
	$(MAKE) test
	$(MAKE) fleet
	go test -race -short -timeout 20m $$(go list ./... | grep -v /source/internal/)
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && $(MAKE) fuzz FUZZCACHE="$$dir"
	$(MAKE) demo

# A module of its own. Its tests need no server.
fleet: ## check partner-import-fleet: vet, staticcheck, tests
	cd cmd/partner-import-fleet && go vet ./... && $(STATICCHECK) ./... && go test -timeout 10m ./...

lint:
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "not gofmt-ed: $$unformatted"; exit 1; }
	go vet ./...
	$(MAKE) vet-others
	$(STATICCHECK) ./...
	cd cmd/release && go vet ./... && $(STATICCHECK) ./...

vet-others: # check that the code and its tests compile on the other systems
	GOOS=windows go vet ./...
	GOOS=darwin go vet ./...

fuzz:
	@go list ./... | while read -r package; do \
		for target in $$(go test -list '^Fuzz' "$$package" | grep '^Fuzz'); do \
			echo "fuzz $$package $$target"; \
			go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) "$$package" $(if $(FUZZCACHE),-args -test.fuzzcachedir="$(FUZZCACHE)") || exit 1; \
		done; \
	done

libreoffice: ## take failed rows and report through LibreOffice and back ("make test" does it too if soffice is installed)
	@command -v soffice || { echo "soffice is not on the PATH: install LibreOffice Calc (Debian: apt-get install --no-install-recommends libreoffice-calc)"; exit 1; }
	go test -count=1 -v -run LibreOffice ./importer/...

messages: ## list every sentence for people, to read them aloud
	@go test -count=1 -v -run '^TestMessages$$' ./cmd/partner-import -messages | grep -avE '^(===|---|PASS|ok)'

browser: ## install Chromium for the tests of the page, if possible
	@.ci/browser

pictures: ## make the pictures of the docs anew; those of pages need a Chromium
	PICTURES=1 go test -count=1 -run '^TestRecordings$$|^TestDocsArchitecture$$' ./cmd/partner-import
	PICTURE=$(CURDIR)/docs/ui.png go test -count=1 -run '^TestPicture$$' ./cmd/partner-import/internal/ui
	PICTURE=$(CURDIR)/docs/page.png go test -count=1 -run '^TestPagePicture$$' ./importer

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

windows: ## run the tests that matter on Windows under Wine ("make check" does not)
	@.ci/windows ./importer/plainfile ./importer/internal/atomicfile ./importer/internal/spool ./importer/internal/outputs ./importer/internal/report \
		./importer/internal/journal/sqlite ./cmd/internal/settings ./cmd/partner-import/internal/terminal \
		'./importer=Held|Dir|Output|Summary|Failed|Fix|Family|Temporary|Journal|Page|Rebuild|Preview|Example|Stop|Reason' ./cmd/partner-import

build: ## make a static binary in bin/
	$(GOBUILD) -o bin/partner-import ./cmd/partner-import

repeatable: ## build twice, in two folders with other caches, and compare the bytes
	@dir=$$(mktemp -d) && trap 'chmod -R u+w "$$dir"; rm -rf "$$dir"' EXIT && \
	mkdir "$$dir/source" && git archive HEAD | tar -x -C "$$dir/source" && \
	$(GOBUILD) -o "$$dir/one" ./cmd/partner-import && \
	(cd "$$dir/source" && GOCACHE="$$dir/cache" $(GOBUILD) -o "$$dir/two" ./cmd/partner-import) && \
	cmp "$$dir/one" "$$dir/two" && echo "the same bytes:" && sha256sum "$$dir/one" | cut -d' ' -f1

man: ## make the man pages in dist/man
	SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) go test -count=1 -run '^TestManPages$$' \
		-ldflags "-X partner-import/cmd/partner-import.release=$(VERSION)" ./cmd/partner-import -man "$(CURDIR)/$(MAN)"

MAN := dist/man

# stage builds program $(1) in folder $(2) for the systems $(3), each with its licences and its bill of materials.
define stage
@for platform in $(3); do \
	os=$${platform%/*}; arch=$${platform#*/}; case $$os in windows) ending=.exe;; *) ending=;; esac; \
	to="$(CURDIR)/dist/stage/$(1)/$${os}_$$arch"; mkdir -p "$$to"; echo "$(1) for $$platform"; \
	(cd "$(2)" && GOOS=$$os GOARCH=$$arch $(GOBUILD) -o "$$to/$(1)$$ending" .) && \
	go run ./cmd/sbom "$(VERSION)" "$$to/$(1)$$ending" > "$$to/sbom.cdx.json" && \
	go run ./cmd/notices "$$to/$(1)$$ending" > "$$to/NOTICE" || exit 1; \
done
endef

release: ## make packages for every system in dist/, a container image, and SHA256SUMS (RELEASE_URL: where people will find them)
	rm -rf dist && mkdir dist
	$(call stage,partner-import,cmd/partner-import,$(PLATFORMS))
	$(if $(RELEASE_FLEET),$(call stage,partner-import-fleet,cmd/partner-import-fleet,linux/amd64 linux/arm64),@echo "partner-import-fleet is left out: see docs/internals/releasing.md")
	$(MAKE) man MAN=dist/stage/partner-import/man
	@mkdir dist/stage/partner-import/completions && $(GOBUILD) -o dist/host ./cmd/partner-import && \
	for shell in bash fish powershell zsh; do \
		dist/host completion $$shell > dist/stage/partner-import/completions/$$shell || exit 1; \
	done && rm dist/host
	cd cmd/release && SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) go run . -stage "$(CURDIR)/dist/stage" -root "$(CURDIR)" -out "$(CURDIR)/dist" \
		-version "$(VERSION)" -url "$(RELEASE_URL)" -packager "$(RELEASE_PACKAGER)"
	rm -rf dist/stage

repeatable-release: ## make the release twice, in two folders with other caches, and compare the bytes of every file
	@dir=$$(mktemp -d) && trap 'chmod -R u+w "$$dir"; rm -rf "$$dir"' EXIT && \
	for name in one another/folder; do mkdir -p "$$dir/$$name" && git archive HEAD | tar -x -C "$$dir/$$name" || exit 1; done && \
	set -- release VERSION="$$(git describe --tags --always)" SOURCE_DATE_EPOCH="$$(git log -1 --format=%ct)" RELEASE_URL=https://downloads.example.com && \
	$(MAKE) -C "$$dir/one" "$$@" && \
	(umask 077 && TZ=Pacific/Auckland GOCACHE="$$dir/cache" $(MAKE) -C "$$dir/another/folder" "$$@") && \
	diff -r "$$dir/one/dist" "$$dir/another/folder/dist" && \
	echo "the same bytes in both releases: $$(find "$$dir/one/dist" -type f | wc -l) files"

packages-check: ## install the packages of dist/ in clean systems, use them and remove them (as root on Debian; after "make release")
	@test -f dist/SHA256SUMS || $(MAKE) release
	cd cmd/release && RELEASE="$(CURDIR)/dist" go test -count=1 -timeout 30m -v -run '^TestInstalled' .
