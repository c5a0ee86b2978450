# redis-server, which links jemalloc in Debian: benchmark, data structures, expiry, a save by a forked child, a restart from the dump.
# version: redis-server --version | cut -d ' ' -f 1-3
# needs: redis-server redis-cli redis-benchmark
# packages: redis
# in make test
set -euo pipefail
# shellcheck source=scripts/proof.sh
. "$PROGRAMS/../proof.sh"

start() { # PORT… : starts a server on the first free one; sets $server and $port
    for port in "$@"; do
        redis-server --port "$port" --bind 127.0.0.1 --dir "$PWD" --save '' --appendonly no \
            --activedefrag no --loglevel warning >&2 &
        server=$!
        for _ in {1..100}; do
            kill -0 "$server" 2>/dev/null || continue 2
            if [ "$(ask ping 2>/dev/null)" = PONG ] && ask info server | grep -q "process_id:$server"; then
                return
            fi
            sleep 0.05
        done
        stop
    done
    echo "no server could be started" >&2
    exit 1
}
ask() { redis-cli -h 127.0.0.1 -p "$port" "$@"; }
stop() {
    kill "$server" 2>/dev/null || true
    wait "$server"
}
trap 'kill "$server" 2>/dev/null || true' EXIT

start {21371..21399}
proof "$server" redis-server

redis-benchmark -h 127.0.0.1 -p "$port" -q -n 30000 -c 50 -P 16 -d 200 -r 10000 -t set,get,incr,lpush,rpop,sadd,hset,zadd,mset >&2
ask flushall

echo "== values"
awk 'BEGIN { for (i = 0; i < 50000; i++) { s = sprintf("%0" i % 500 + 1 "d", i); printf "set key%d %s\nhset hash%d f%d %s\nzadd zset%d %d m%d\nrpush list%d %s\n", i, s, i % 500, i % 97, s, i % 50, i * 7 % 1000, i, i % 20, i } }' |
    ask | sort | uniq -c | cksum
ask dbsize
ask get key777 | cksum
ask append key777 more
ask setrange key777 100000 end
ask zrange zset7 0 10 withscores | tr '\n' ' '
ask eval 'local t = {} for i = 1, 20000 do t[i] = redis.call("get", "key" .. i) end return #table.concat(t)' 0
awk 'BEGIN { for (i = 0; i < 50000; i += 2) print "del key" i }' | ask | sort | uniq -c
ask psetex gone 1 x
sleep 0.05
ask exists gone

echo "== save by a fork, while the parent writes"
ask bgsave >&2
awk 'BEGIN { for (i = 0; i < 20000; i++) printf "set key%d %0300d\n", i, i }' | ask | sort | uniq -c
until ask info persistence | grep -q 'rdb_bgsave_in_progress:0'; do sleep 0.05; done
ask info persistence | tr -d '\r' | grep rdb_last_bgsave_status
ask bgrewriteaof >&2
until ask info persistence | grep -q 'aof_rewrite_in_progress:0'; do sleep 0.05; done
ask info persistence | tr -d '\r' | grep aof_last_bgrewrite_status
redis-check-rdb dump.rdb | grep -c 'RDB looks OK'
keys=$(ask dbsize)

echo "== restart"
ask save
stop
start {21371..21399}
[ "$(ask dbsize)" = "$keys" ] && echo "$keys keys came back"
ask get key19999 | cksum
ask memory purge
stop && echo "stopped with status 0"
