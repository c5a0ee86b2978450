#!/bin/bash
# Runs the model, thread and corpus tests on private heaps under AddressSanitizer and ThreadSanitizer: the compiler is a stable
# one that is told to take unstable options. CONTRIBUTING.md says what they do not see.
#
# usage: scripts/sanitizers.sh [address] [thread]    both by default
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- address thread
for sanitizer; do
    case $sanitizer in
    address | thread) ;;
    *)
        echo "usage: $0 [address] [thread]" >&2
        exit 2
        ;;
    esac
done
target=$(rustc -vV | sed -n 's/^host: //p')
export RUSTC_BOOTSTRAP=1 ORTHOTOPE_CASES=${ORTHOTOPE_CASES:-12}
export ASAN_OPTIONS=detect_leaks=0 # heaps of tests stay
export TSAN_OPTIONS="suppressions=$PWD/scripts/sanitizers/thread.txt"
for sanitizer; do
    echo "sanitizers: $sanitizer"
    # The standard library is not built for the sanitizer, and the compiler refuses to mix the two unless told to. One test at a
    # time, and none that sends by channels: what happens before what in the standard library, ThreadSanitizer does not see.
    RUSTFLAGS="-Zsanitizer=$sanitizer -Cunsafe-allow-abi-mismatch=sanitizer --cfg ${sanitizer:0:1}san" \
        cargo test --target "$target" --target-dir "target/sanitizers/$sanitizer" --no-default-features \
        --test crowd --test model --test fuzz_corpus -- --test-threads=1
done
