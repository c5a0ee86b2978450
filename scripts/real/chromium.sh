# Chromium without a screen takes a picture of a page: it brings an allocator of its own.
# version: chromium --version 2>/dev/null | cut -d ' ' -f 1-2
# needs: chromium python3
# packages: chromium python3
set -euo pipefail
# shellcheck source=scripts/proof.sh
. "$PROGRAMS/../proof.sh"
printf '<html><body style="background:#336699"><h1>page</h1><script>document.title = Array.from({length: 50000}, (_, i) => "w" + i).join("").length; document.body.append(document.title)</script></body></html>' >page.html
chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync \
    --user-data-dir="$PWD/profile" --virtual-time-budget=2000 --window-size=400,300 --screenshot="$PWD/page.png" "file://$PWD/page.html" >&2 &
# The command may be a script that becomes the program.
program=/usr/lib/chromium/chromium
[ -x "$program" ] || program=$(type -P chromium)
proof $! "$program"
wait $!
# The picture's lines as they were before they were deflated: the same pixels give the same.
python3 - page.png <<'PY'
import hashlib, struct, sys, zlib
data = open(sys.argv[1], "rb").read()
at, lines = 8, b""
while at < len(data):
    length, kind = struct.unpack(">I4s", data[at:at + 8])
    if kind == b"IDAT":
        lines += data[at + 8:at + 8 + length]
    at += length + 12
print(data[:4], struct.unpack(">II", data[16:24]), hashlib.sha256(zlib.decompress(lines)).hexdigest())
PY
