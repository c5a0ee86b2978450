# openssl: keys, certificates, a TLS server that 30 clients come to, speed with two processes.
# version: openssl version | cut -d ' ' -f 1-2
# needs: openssl
# packages: openssl
set -euo pipefail
# shellcheck source=scripts/proof.sh
. "$PROGRAMS/../proof.sh"
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem 2>/dev/null
openssl req -new -x509 -key key.pem -subj /CN=localhost -days 30 -out cert.pem
openssl verify -CAfile cert.pem cert.pem
head -c 3000000 /dev/zero | openssl enc -aes-256-cbc -K "$(printf '%064d' 7)" -iv "$(printf '%032d' 9)" | openssl dgst -sha256
port=$(free_port)
openssl s_server -accept "127.0.0.1:$port" -key key.pem -cert cert.pem -naccept 30 -www >server.log 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
proof "$server" openssl
await grep -q ACCEPT server.log
good=0
for _ in {1..30}; do
    printf 'GET / HTTP/1.0\r\n\r\n' | openssl s_client -connect "127.0.0.1:$port" -CAfile cert.pem -ign_eof -quiet 2>/dev/null |
        grep -q 'Session-ID' && good=$((good + 1))
done
wait "$server" # it ends after the thirtieth
echo "$good clients served"
openssl speed -seconds 1 -multi 2 sha256 >&2
