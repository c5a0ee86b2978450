# memcached: 50 000 values of all sizes over four connections at a time, eviction, statistics, a clean stop.
# version: memcached --version
# needs: memcached python3
# packages: memcached
set -euo pipefail
# shellcheck source=scripts/proof.sh
. "$PROGRAMS/../proof.sh"
user=()
[ "$(id -u)" -ne 0 ] || user=(-u nobody)
port=$(free_port)
memcached "${user[@]}" -l 127.0.0.1 -p "$port" -U 0 -m 48 -t 4 &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
proof "$server" memcached
await listens "$port"
python3 - "$port" <<'END'
import socket, sys, threading
def client(number, told):
    link = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    file = link.makefile("rwb")
    good = 0
    for i in range(12500):
        key, value = f"{number}-{i % 3000}", bytes([97 + i % 26]) * (i * 37 % 3000)
        file.write(f"set {key} 0 0 {len(value)}\r\n".encode() + value + b"\r\n")
        file.flush()
        good += file.readline() == b"STORED\r\n"
        file.write(f"get {key}\r\n".encode()); file.flush()
        if file.readline().startswith(b"VALUE"):
            good += file.read(len(value) + 2) == value + b"\r\n" and file.readline() == b"END\r\n"
    told[number] = good
told = {}
threads = [threading.Thread(target=client, args=(n, told)) for n in range(4)]
[t.start() for t in threads]; [t.join() for t in threads]
print(sorted(told.items()))
END
kill "$server"
status=0
wait "$server" || status=$?
trap - EXIT
echo "stopped with $status"
