# More modules of CPython's own test suite, those that wait more than they work, at once: processes, pools, TLS.
# version: /usr/bin/python3 --version
# needs: python3 module:test.test_json
# packages: python3 libpython3.11-testsuite
set -euo pipefail
modules=(test_multiprocessing_fork test_multiprocessing_spawn test_concurrent_futures test_subprocess test_ssl test_queue test_io)
for module in "${modules[@]}"; do
    bash "$PROGRAMS/python-suite.sh" "$module" >"$module.out" &
done
wait
cat "${modules[@]/%/.out}"
