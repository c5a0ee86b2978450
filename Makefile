# Front door. `make help` lists the targets.

CARGO    ?= cargo
LIB      := target/dist/liborthotope.so
STEP     := scripts/step.sh

.PHONY: all lib static unchecked install uninstall install-test dist dist-check openvino-test help quick test doc-commands demo fmt lint \
        doc rust-test c-test exports elf programs real real-peers header startup instructions golden stress forks environments cgroup2 tools compare-test bench-smoke peers compare \
        inference inference-smoke \
        bench bench-quick costs thp-modes criterion misuse clean models mutants fuzz sanitizers

all: lib static

# The official library: a single crate type, so that the link arguments of build.rs are all that counts.
lib:
	$(CARGO) rustc --release --lib --crate-type cdylib
	scripts/dist.sh target/release $(dir $(LIB))

## static: the static library, beside the shared one
static:
	$(CARGO) rustc --release --lib --crate-type staticlib
	scripts/static-lib.sh target/release $(dir $(LIB))

# Where make install puts things; LIBDIR may be lib/x86_64-linux-gnu, say.
PREFIX     ?= /usr/local
LIBDIR     ?= lib
INCLUDEDIR ?= include
WHERE       = 'DESTDIR=$(DESTDIR)' 'PREFIX=$(PREFIX)' 'LIBDIR=$(LIBDIR)' 'INCLUDEDIR=$(INCLUDEDIR)'

## install: what make built, below DESTDIR and PREFIX (/usr/local), libraries in LIBDIR (lib)
install:
	@scripts/install.sh install $(WHERE)

## uninstall: remove what make install put there
uninstall:
	@scripts/install.sh uninstall $(WHERE)

## install-test: install, build programs by pkg-config and by CMake, run them, uninstall
install-test: lib static
	scripts/install-test.sh

## dist: a tarball with a library for every glibc from 2.17 on, in target/tarball
dist: static
	scripts/portable-lib.sh target/portable/dist
	cp target/dist/liborthotope.a target/portable/dist
	scripts/tarball.sh target/portable/dist target/tarball

# Whose userland make dist-check runs the C tests in; none for this machine's.
SUITE ?= bullseye

## dist-check: is the tarball what it should be, and does its library serve Debian 11 (SUITE=trixie: 13)? Needs root and the network
dist-check: dist
	scripts/tarball-check.sh --suite $(SUITE) target/tarball

## openvino-test: a C program that infers with OpenVINO, linked with the library
openvino-test: lib static
	scripts/openvino.sh

## unchecked: the library without the level-1 misuse checks, in target/unchecked/dist, for measuring them
unchecked:
	$(CARGO) rustc --release --lib --crate-type cdylib --features unchecked --target-dir target/unchecked
	scripts/dist.sh target/unchecked/release target/unchecked/dist

## demo: three real programs under five allocators, as a table
demo:
	scripts/install-deps.sh demo
	$(MAKE) lib
	scripts/demo.sh --lib $(LIB)

## test: everything that CI runs; installs what it needs
test:
	$(STEP) install-deps scripts/install-deps.sh test
	$(STEP) fmt $(MAKE) fmt
	$(STEP) lint $(MAKE) lint
	$(STEP) doc $(MAKE) doc
	$(STEP) rust-test $(MAKE) rust-test
	$(STEP) models $(MAKE) models
	$(STEP) lib $(MAKE) lib
	$(STEP) exports $(MAKE) exports
	$(STEP) elf $(MAKE) elf
	$(STEP) golden $(MAKE) golden
	$(STEP) install-test $(MAKE) install-test
	$(STEP) dist-check $(MAKE) dist-check SUITE=none
	$(STEP) openvino-test $(MAKE) openvino-test
	$(STEP) compare-test $(MAKE) compare-test
	$(STEP) bench-smoke $(MAKE) bench-smoke
	$(STEP) inference-smoke $(MAKE) inference-smoke
	$(STEP) c-test $(MAKE) c-test
	$(STEP) doc-commands $(MAKE) doc-commands
	$(STEP) tools $(MAKE) tools
	$(STEP) stress $(MAKE) stress T=5
	$(STEP) programs $(MAKE) programs
	@$(STEP) --summary

## quick: the inner loop, below five minutes
quick: fmt
	$(CARGO) clippy --all-targets -- -D warnings
	$(CARGO) test --lib --test house --test model
	$(MAKE) lib exports elf golden
	c-tests/run.sh --lib $(LIB) api cxx abuse header

## fmt: are the sources formatted?
fmt:
	$(CARGO) fmt --check

## lint: clippy and shellcheck, warnings are errors
lint:
	$(CARGO) clippy --all-targets -- -D warnings
	$(CARGO) clippy --lib --no-default-features -- -D warnings
	$(CARGO) clippy --lib --test model --no-default-features --features faults -- -D warnings
	scripts/shell-lint.sh

## doc: rustdoc, warnings are errors
doc:
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --no-deps

## rust-test: unit, model, thread and house tests
rust-test:
	$(CARGO) test --all-targets
	$(CARGO) test --release --lib --test model --test threads --test crowd
	$(CARGO) test --release --no-default-features --features faults --lib --test model -- failing
	$(CARGO) test --doc --no-default-features

## models: loom's look at the lock-free parts, every order of a few threads
models:
	RUSTFLAGS='--cfg loom' $(CARGO) test --release --no-default-features --lib --target-dir target/loom models::

## mutants: would the models notice? Two dozen changes of the sources, each to be found; a quarter of an hour
mutants:
	scripts/mutants.sh

# Seconds for each target of make fuzz.
T ?= 60

## fuzz: cargo-fuzz on the heap's operations and on the settings, T=60 seconds each
fuzz:
	scripts/install-deps.sh fuzz
	scripts/fuzz.sh $(T)

## sanitizers: private heaps under AddressSanitizer and ThreadSanitizer
sanitizers:
	scripts/sanitizers.sh

# What a child does with the parent's blocks; who has handlers, and in which order, is the same at level 2.
LEVEL_3_FORKS = $(addprefix fork/,while_others_allocate from_threads grandchild with_large child_threads \
                atfork_child_fills_large dead_threads_memory many_children child_exits)

## c-test: c-tests, linked and preloaded
c-test: lib
	c-tests/run.sh --lib $(LIB)
	c-tests/run.sh --lib $(LIB) --set ORTHOTOPE_HARDEN=2 abuse api cxx fork thread
	c-tests/run.sh --lib $(LIB) --set ORTHOTOPE_HARDEN=3 abuse api cxx thread
	T_FORKS=200 c-tests/run.sh --lib $(LIB) --set ORTHOTOPE_HARDEN=3 $(LEVEL_3_FORKS)
	c-tests/run.sh --lib $(LIB) --set ORTHOTOPE_GUARD_SAMPLE=1 api cxx fork thread

## forks: ten thousand forks while eight threads allocate, at each level; a quarter of an hour
forks: lib
	for level in 1 2 3; do T_FORKS=10000 T_LIMIT=900 c-tests/run.sh --lib $(LIB) --set ORTHOTOPE_HARDEN=$$level fork/while_others_allocate || exit; done

## stress: the model, thread, crowd and fault tests with random seeds for T (5m); SEED=N repeats one
stress:
	SEED=$(SEED) scripts/stress.sh $(T)

## environments: c-tests and programs with overcommit 0, 1, 2, huge pages always, madvise, never, and few mappings: sets them for the whole machine, as root
environments: lib
	scripts/environments.sh --lib $(LIB)

## cgroup2: what needs memory control groups of version 2, in a virtual machine; downloads a kernel, some minutes
cgroup2: lib
	scripts/cgroup2.sh --lib $(LIB)

## tools: do valgrind, gdb, strace, perf and AddressSanitizer go with the library?
tools: lib
	scripts/tools.sh --lib $(LIB)

## doc-commands: do the commands of the documents do what is said there?
doc-commands: lib static
	scripts/doc-commands.py

## exports: does the library export its names, and nothing else?
exports: lib
	scripts/check-exports.sh $(LIB)

## elf: is the library what a loader wants?
elf: lib
	scripts/check-elf.sh $(LIB)

## golden: are the fast paths of malloc and free, instruction by instruction, those that are known?
golden: lib
	scripts/check-golden.sh $(LIB)

## programs: those real programs that make test runs, plainly and preloaded, output compared
programs: lib
	scripts/real-programs.sh --test --lib $(LIB)

## real: all real programs, plainly and preloaded; installs what they need; twenty minutes
real: lib
	scripts/real-programs.sh --lib $(LIB)

## real-peers: the same under Debian's jemalloc, mimalloc and tcmalloc, too; an hour
real-peers: lib
	scripts/real-programs.sh --peers --lib $(LIB)

## misuse: which misuse each level notices, beside other allocators, as a table
misuse: lib
	scripts/misuse.sh --lib $(LIB)

## header: write include/orthotope.h and the table in docs/configuration.md anew
header:
	ORTHOTOPE_BLESS=1 $(CARGO) test --test house -- header config_docs

## startup: what preloading costs over /bin/true, beside the peers
startup: lib
	scripts/startup.sh --peers $(LIB)

## instructions: callgrind instructions inside the library per operation
instructions: lib
	scripts/instructions.sh --lib $(LIB)

## peers: other allocators to compare with, in target/peers
peers:
	scripts/peers.sh

## compare: all workloads and real programs under every allocator, in target/compare
compare: lib
	scripts/compare.sh --lib $(LIB)

## compare-test: what scripts/compare.sh, scripts/costs.sh and scripts/inference.sh reckon, and a run of the first
compare-test: lib
	python3 -B -m unittest discover -q -s scripts/compare
	python3 -B -m unittest discover -q -s scripts/costs
	python3 -B -m unittest discover -q -s scripts/inference
	scripts/compare.sh --lib $(LIB) --rounds 2 --warmup 0 --out target/compare-test -- /bin/true >target/compare-test.log

## bench-smoke: every workload in small, plainly and preloaded, output compared
bench-smoke: lib
	scripts/bench.sh --smoke --lib $(LIB)

## bench: the figures of docs/performance.md, in target/bench; half an hour
bench: lib
	scripts/bench.sh --lib $(LIB)

## bench-quick: a part of them with fewer rounds, in target/bench-quick; five minutes
bench-quick: lib
	scripts/bench.sh --quick --lib $(LIB)

## costs: what the library costs those whom it does not serve, in target/costs; ten minutes
costs: lib
	scripts/costs.sh --lib $(LIB)

## thp-modes: a part of that with transparent huge pages always, madvise and never: sets them for the whole machine, as root
thp-modes: lib
	scripts/costs.sh --thp-modes --lib $(LIB)

## inference: real networks on onnxruntime and OpenVINO under peers, then under those with recommended settings; half an hour
inference: lib
	scripts/install-deps.sh inference
	scripts/inference.sh --lib $(LIB)
	scripts/inference.sh --tuned --lib $(LIB)

## inference-smoke: a part of that, orthotope and glibc only; a minute
inference-smoke: lib
	scripts/install-deps.sh inference-smoke
	scripts/inference.sh --smoke --lib $(LIB) --out target/inference-smoke

## criterion: criterion benchmarks of the parts
criterion:
	$(CARGO) bench --bench hot_path --bench parts

## clean: remove what was built
clean:
	$(CARGO) clean
	rm -rf c-tests/build

help:
	@echo "make            the release library, in $(LIB)"
	@sed -n 's/^## \([a-z-]*\): /make \1\t/p' Makefile | expand -t 20
