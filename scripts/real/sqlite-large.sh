# The sqlite3 shell with a million rows: indexes, joins, twelve connections that write and read at once.
# version: echo sqlite3 $(sqlite3 --version | cut -d ' ' -f 1)
# needs: sqlite3
# packages: sqlite3
set -euo pipefail
sqlite3 test.db <<END
.bail on
.shell cat /proc/\$PPID/maps >'$MAPS/sqlite3'
pragma journal_mode = wal;
create table sale (id integer primary key, shop integer, item integer, price integer, text text);
create table shop (id integer primary key, name text, town integer);
create table item (id integer primary key, name text);
begin;
insert into shop with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000) select i, 'shop ' || i, i % 37 from n;
insert into item with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000) select i, 'item ' || (i * 7919 % 20011) from n;
insert into sale with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000000)
  select i, i * 7919 % 1000 + 1, i * 104729 % 20000 + 1, i * 31 % 9973, printf('%x', i * 1103515245 % 4294967296) from n;
commit;
create index by_shop on sale (shop, price);
create index by_item on sale (item);
create index by_text on sale (text);
analyze;
select count(*), sum(price), min(text), max(text) from sale;
select town, count(*), sum(price) from sale join shop on shop.id = sale.shop group by town order by 3 desc limit 5;
select i.name, count(*), max(s.price) from item i join sale s on s.item = i.id join shop p on p.id = s.shop where p.town = 7
  group by i.name order by 2 desc, 1 limit 5;
select count(distinct substr(text, 1, 4)) from sale;
select price, count(*) from (select price, text from sale order by text) group by price order by 2 desc, 1 limit 3;
END
connection() {
    awk -v c="$1" -v q="'" 'BEGIN {
        print ".timeout 60000"
        for (i = 0; i < 100; i++) {
            k = (i * 9973 + c * 77773) % 1000000 + 1
            printf "begin immediate; update sale set price = price + 1 where id between %d and %d; insert into sale (shop, item, price, text) values (%d, %d, %d, %s%d-%d%s); commit;\n", k, k + 20, k % 1000 + 1, i + 1, c, q, c, i, q
            printf "select count(*), sum(price) from sale where shop = %d;\n", k % 1000 + 1
        }
    }' | sqlite3 test.db >/dev/null
}
connections=()
for c in {1..12}; do
    connection "$c" &
    connections+=($!)
done
for one in "${connections[@]}"; do wait "$one"; done
sqlite3 test.db "select count(*), sum(price) from sale; pragma integrity_check; vacuum; select count(*) from sale where text like '7-%';"
