# PostgreSQL: initdb, pgbench with eight clients, a crash and what comes back, checksums, a clean stop.
# version: pg_config --version | cut -d ' ' -f 1-2
# needs: setpriv pg_config pgrep
# packages: postgresql postgresql-common util-linux procps
set -euo pipefail
# shellcheck source=scripts/proof.sh
. "$PROGRAMS/../proof.sh"
bins=(/usr/lib/postgresql/*/bin)
bin=${bins[-1]}
as=()
if [ "$(id -u)" -eq 0 ]; then # it refuses root
    chown nobody "$PWD" "$MAPS"
    as=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
fi
pg() { "${as[@]}" "$bin/$1" "${@:2}"; }
ask() { pg psql -h "$PWD" -U tester -X -q -A -t -d postgres "$@"; }
pg initdb -D data -U tester --no-sync -E UTF8 --locale=C --data-checksums >&2
cat >>data/postgresql.conf <<END
listen_addresses = ''
unix_socket_directories = '$PWD'
max_connections = 30
END
server=
trap 'kill -QUIT "$server" 2>/dev/null || true' EXIT
start() {
    "${as[@]}" "$bin/postgres" -D data >&2 &
    server=$!
    proof "$server" "$bin/postgres"
    await ask -c 'select 1'
}
start
ask -c "select pg_backend_pid() > 0"
pg pgbench -h "$PWD" -U tester -i -s 4 -q postgres >&2
pg pgbench -h "$PWD" -U tester -c 8 -j 2 -t 400 postgres >&2
consistent="select count(*), sum(delta) = (select sum(abalance) from pgbench_accounts),
    sum(delta) = (select sum(bbalance) from pgbench_branches) from pgbench_history"
ask -c "$consistent"
ask <<'END'
create table words as select i, md5(i::text) as word, (i * 7919) % 1000 as class from generate_series(1, 60000) i;
create index on words (word); create index on words using hash (class);
select class, count(*), min(word), string_agg(left(word, 2), '' order by i) from words where class < 3 group by class order by class;
select count(*) from words a join words b using (class) where a.i < 2000 and b.word like 'ab%';
select md5(string_agg(word, '' order by word)) from words;
select jsonb_object_agg(i, word) -> '77' from words where i < 3000;
END
echo "== crash"
mapfile -t children < <(pgrep -P "$server")
kill -9 "$server" # its children notice, and go
wait "$server" 2>/dev/null || true
gone() { for child in "${children[@]}"; do [ ! -e "/proc/$child" ] || return 1; done; }
await gone
start # which finds the lock file of a server that is no more
ask -c "$consistent" -c "select md5(string_agg(word, '' order by word)) from words"
kill -INT "$server"
wait "$server" && echo "stopped with 0"
