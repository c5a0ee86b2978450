# Modules of CPython's own test suite, each in a process of its own, two at a time.
# version: /usr/bin/python3 --version
# needs: python3 module:test.test_json
# packages: python3 libpython3.11-testsuite
# in make test
set -euo pipefail
"$PYTHON" -c 'import os, shutil; shutil.copyfile("/proc/self/maps", os.environ["MAPS"] + "/python")'
modules=("$@")
[ $# -gt 0 ] || modules=(test_threading test_fork1 test_weakref test_pickle test_dict test_list test_set test_bytes test_unicode
    test_memoryview test_array test_sort test_gc test_thread test_json test_re test_zlib test_bz2 test_mmap test_ctypes
    test_struct test_deque)
one() {
    local status=0
    # -w: a test that fails by the clock of a busy machine gets a second try; a crash does not.
    # The test that is left out fails wherever site-packages import threading at start-up.
    "$PYTHON" -m test -q -w --timeout 200 --ignore test_import_from_another_thread "$1" >&2 || status=$?
    echo "$1: status $status" >"$1.said"
    return "$status"
}
# As many at once as CPUs, or as the caller says: what mostly waits can do with more.
running=0 status=0
for module in "${modules[@]}"; do
    if [ "$running" -ge "${AT_ONCE:-2}" ]; then
        wait -n || status=$?
        running=$((running - 1))
    fi
    one "$module" &
    running=$((running + 1))
done
while [ "$running" -gt 0 ]; do
    wait -n || status=$?
    running=$((running - 1))
done
cat "${modules[@]/%/.said}"
exit "$status"
