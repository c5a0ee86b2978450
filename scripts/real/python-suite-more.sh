# More modules of CPython's own test suite, those that wait more than they work, at once: processes, pools, TLS; and sqlite3's.
# version: /usr/bin/python3 --version
# needs: python3 module:test.test_json xz
# packages: python3 libpython3.11-testsuite xz-utils
# prepares
set -euo pipefail
source=$CACHE/python
if [ "${1:-}" = prepare ]; then
    # Debian leaves sqlite3's tests out of its package of tests.
    # shellcheck source=scripts/source-package.sh
    . "$PROGRAMS/../source-package.sh"
    source_package python3.11 "$source"
    exit
fi
cat >sqlite.py <<'PY'
import os, sys, test, unittest
test.__path__.append(sys.argv.pop())
found = sorted(name[:-3] for name in os.listdir(test.__path__[-1] + "/test_sqlite3") if name.startswith("test_"))
unittest.main(module=None, argv=[sys.argv[0], *(f"test.test_sqlite3.{name}" for name in found)])
PY
"$PYTHON" sqlite.py "$source/Lib/test" >&2 && echo "sqlite3: status $?"
AT_ONCE=7 bash "$PROGRAMS/python-suite.sh" test_multiprocessing_fork test_multiprocessing_spawn test_concurrent_futures \
    test_subprocess test_ssl test_queue test_io
