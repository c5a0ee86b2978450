# nginx: small and large files under wrk, compression, reload under load, a clean stop.
# version: nginx -v 2>&1 | cut -d ' ' -f 3
# needs: nginx wrk curl
# packages: nginx-light wrk curl
set -euo pipefail
# shellcheck source=scripts/proof.sh
. "$PROGRAMS/../proof.sh"
mkdir -p www logs
awk 'BEGIN { for (i = 0; i < 40000; i++) printf "line %d of a text that compresses\n", i }' >www/large.txt
head -c 2000 www/large.txt >www/small.txt
port=$(free_port) front=$(free_port)
cat >nginx.conf <<END
daemon off; worker_processes 2; pid $PWD/nginx.pid; error_log $PWD/logs/error.log;
$([ "$(id -u)" -ne 0 ] || echo "user root;")
events { worker_connections 512; }
http {
    access_log off; gzip on; gzip_min_length 100; gzip_types text/plain; types { text/plain txt; }
    client_body_temp_path $PWD/b; proxy_temp_path $PWD/p; fastcgi_temp_path $PWD/f; uwsgi_temp_path $PWD/u; scgi_temp_path $PWD/s;
    server { listen 127.0.0.1:$port; root $PWD/www; location = /status { return 200 "ok\n"; } }
    server { listen 127.0.0.1:$front; location / { proxy_pass http://127.0.0.1:$port; } }
}
END
nginx -p "$PWD" -c nginx.conf -e "$PWD/logs/error.log" &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
proof "$server" nginx
await listens "$port"
await listens "$front"
for worker in $(pgrep -P "$server"); do cp "/proc/$worker/maps" "$MAPS/worker-$worker"; done
site=http://127.0.0.1:$port
for path in small.txt large.txt status missing; do
    curl -s -w '%{http_code} ' "$site/$path" | cksum
    curl -s --compressed "$site/$path" | cksum
    curl -s "http://127.0.0.1:$front/$path" | cksum
done
wrk -t 2 -c 40 -d 2s "$site/small.txt" >&2
wrk -t 2 -c 40 -d 3s -H 'Accept-Encoding: gzip' "http://127.0.0.1:$front/small.txt" >load 2>&1 &
load=$!
for _ in 1 2 3; do
    sleep 0.7 # between two loads of the settings, so that each has workers of its own
    kill -HUP "$server"
done
wait "$load"
cat load >&2
grep -c 'Non-2xx' load || true
curl -s "$site/large.txt" | cksum
kill -QUIT "$server"
wait "$server" && echo "stopped with 0"
