# MariaDB: a new data directory, transactions from four clients, what holds afterwards, a kill and a restart, a clean stop.
# version: mariadbd --version | cut -d ' ' -f 1,4
# needs: mariadbd mariadb-install-db mariadb
# packages: mariadb-server
set -euo pipefail
# shellcheck source=scripts/proof.sh
. "$PROGRAMS/../proof.sh"
as=(--user=root)
mariadb-install-db --no-defaults "${as[@]}" --datadir="$PWD/data" --auth-root-authentication-method=normal --skip-test-db >&2
socket=$PWD/s
server=
trap 'kill -9 "$server" 2>/dev/null || true' EXIT
ask() { mariadb --no-defaults -u root -S "$socket" -N -B "$@"; }
start() {
    mariadbd --no-defaults "${as[@]}" --datadir="$PWD/data" --socket="$socket" --skip-networking --innodb-buffer-pool-size=32M >&2 &
    server=$!
    await ask -e 'select 1'
    proof "$server" mariadbd
}
start
ask -e 'create database d; create table d.account (id int primary key, money int) engine=innodb;
    insert into d.account select seq, 1000 from (with recursive n(seq) as (select 1 union all select seq + 1 from n where seq < 500) select seq from n) t;
    create table d.word (id int auto_increment primary key, word varchar(100), key (word)) engine=innodb;
    insert into d.word (word) with recursive n(i) as (select 1 union all select i + 1 from n where i < 900) select md5(i) from n;
    insert into d.word (word) select concat(a.word, b.id) from d.word a join d.word b where b.id <= 20;'
client() {
    awk -v c="$1" 'BEGIN { for (i = 0; i < 400; i++) { a = (i * 7 + c) % 500 + 1; b = (i * 13 + c * 5) % 500 + 1; if (a > b) { t = a; a = b; b = t }
        printf "begin; select money from account where id in (%d, %d) order by id for update; update account set money = money - 3 where id = %d; update account set money = money + 3 where id = %d; commit;\n", a, b, a, b } }' |
        ask d >/dev/null
}
clients=()
for c in 1 2 3 4; do client "$c" & clients+=($!); done
wait "${clients[@]}"
ask d -e 'select sum(money), count(*) from account; select count(*), min(word), max(word), sum(length(word)) from word;
    select left(word, 1) w, count(*) from word group by w order by w; select count(*) from word a join word b on a.word = b.word;'
kill -9 "$server"
wait "$server" 2>/dev/null || true
start
ask d -e 'select sum(money), count(*) from account; check table account, word;'
kill "$server"
wait "$server" && echo "stopped with 0"
