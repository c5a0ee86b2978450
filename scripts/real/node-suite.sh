# node: the tests of a package that streams to worker threads, as published, each file in a process of its own.
# version: echo node $(node --version)
# needs: node npm
# packages: nodejs npm
# prepares
set -euo pipefail
suite=$CACHE/node
if [ "${1:-}" = prepare ]; then
    # `tap`, the tests' harness, without its command and what that brings.
    wanted='{"private": true, "dependencies": {"thread-stream": "3.1.0", "tap": "npm:libtap@1.4.1", "desm": "1.3.1", "sonic-boom": "4.2.0", "why-is-node-running": "2.3.0"}}'
    [ "$(cat "$suite/package.json" 2>/dev/null)" != "$wanted" ] || [ ! -e "$suite/installed" ] || exit 0
    rm -rf "$suite" && mkdir "$suite" && cd "$suite"
    echo "$wanted" >package.json
    npm install --no-audit --no-fund --no-save --ignore-scripts --silent
    touch installed
    exit
fi
node -e 'const fs = require("fs"); fs.writeFileSync(process.env.MAPS + "/node", fs.readFileSync("/proc/self/maps"))'
# The tests write beside themselves.
cp -R "$suite/node_modules" .
cd node_modules/thread-stream
all=0
# Not esm, transpiled and ts: the first two want what TypeScript's compiler makes of test/ts, which is not published; the last
# is TypeScript.
for test in base bench bundlers commonjs-fallback context end event indexes multibyte-chars never-drain post-message string-limit \
    string-limit-2 thread-management; do
    file=(test/"$test".test.*)
    for try in 1 2; do # a test that fails by the clock of a busy machine gets a second try
        status=0
        timeout 100 node --expose-gc "${file[0]}" >said 2>&1 || status=$?
        [ "$status" -ne 0 ] || break
        echo "$test: try $try" >&2
        cat said >&2
    done
    echo "$test: status $status, $(grep -c '^ *ok' said || true) ok, $(grep -c '^ *not ok' said || true) not ok"
    all=$((all > status ? all : status))
done
exit "$all"
