# Modules of CPython's own test suite, each in a process of its own.
# version: /usr/bin/python3 --version
# needs: python3 module:test.test_json
# packages: python3 libpython3.11-testsuite
# in make test
set -uo pipefail
"$PYTHON" -c 'import os, shutil; shutil.copyfile("/proc/self/maps", os.environ["MAPS"] + "/python")'
[ $# -gt 0 ] || set -- test_dict test_list test_set test_bytes test_unicode test_memoryview test_array test_sort \
    test_gc test_weakref test_thread test_threading test_fork1 test_json test_pickle test_re \
    test_zlib test_bz2 test_mmap test_ctypes test_sqlite3 test_struct test_deque
for module in "$@"; do
    # -w: a test that fails by the clock of a busy machine gets a second try; a crash does not.
    # The ignored test fails wherever site-packages import threading at start-up.
    "$PYTHON" -m test -q -w --timeout 120 --ignore test_import_from_another_thread "$module" >&2
    echo "$module: status $?"
done
