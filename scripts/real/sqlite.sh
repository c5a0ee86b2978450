# The sqlite3 shell: 100 000 rows, indexes, joins, text search, vacuum, integrity check.
# version: echo sqlite3 $(sqlite3 --version | cut -d ' ' -f 1)
# needs: sqlite3
# packages: sqlite3
# in make test
set -euo pipefail
sqlite3 test.db <<END
.bail on
.shell cp /proc/\$PPID/maps '$MAPS/sqlite3'
pragma journal_mode = wal;
pragma cache_size = -8000;
create table person (id integer primary key, name text, city integer, born integer, note blob);
create table city (id integer primary key, name text unique);
begin;
insert into city with recursive n(i) as (select 1 union all select i + 1 from n where i < 500)
  select i, 'city ' || ((i * 7919) % 10007) from n;
insert into person with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000)
  select i, 'name' || ((i * 1103515245 + 12345) % 65521), (i * 7) % 500 + 1, 1900 + (i * 31) % 120,
         zeroblob((i * 13) % 200) from n;
commit;
create index by_name on person (name, born);
create index by_city on person (city);
analyze;
select count(*), sum(length(note)), min(name), max(name) from person;
select c.name, count(*), avg(p.born), group_concat(distinct p.born % 10) from person p join city c on c.id = p.city
  group by c.id order by 2 desc, 1 limit 10;
select a.name, count(*) from person a join person b on a.name = b.name and a.id < b.id group by a.name
  order by 2 desc, 1 limit 10;
select name, born, rank() over (partition by city order by born, id), sum(length(note)) over (order by id rows 10 preceding)
  from person order by name, id limit 20;
with recursive path(i, t) as (select 1, 'x' union all select i + 1, t || '-' || i from path where i < 800)
  select length(t), substr(t, -20) from path order by i desc limit 1;
create virtual table words using fts5(text);
insert into words select name || ' ' || born || ' word' || (id % 77) from person where id <= 30000;
select count(*) from words where words match 'word7 and 19*';
select json_group_array(json_object('n', name, 'b', born)) from (select * from person order by id limit 50);
delete from person where id % 3 = 0;
update person set note = zeroblob(length(note) + 300) where id % 5 = 0;
vacuum;
pragma integrity_check;
END
sqlite3 test.db .dump | cksum
sqlite3 -csv test.db "select * from person order by born, name, id" | cksum
