-- Rows of uneven length in a shuffled order, the same in every run.
PRAGMA temp_store = memory;
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, town TEXT, note TEXT, born INTEGER);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)
INSERT INTO people
SELECT i * 7919 % 200003, printf('name %08x', i * 2654435761 % 4294967296), 'town ' || (i * 31 % 997),
       substr('a note of some length that ends somewhere, sooner or later, for every person', 1, i * 17 % 77),
       1900 + i * 13 % 120
FROM n;
CREATE INDEX by_name ON people (name);
CREATE INDEX by_town ON people (town, born);
UPDATE people SET note = note || ' (moved)', town = 'town ' || (id * 17 % 997) WHERE id % 5 = 0;
DELETE FROM people WHERE id % 11 = 3;
SELECT count(*), sum(length(note)), min(name), max(name) FROM people;
SELECT town, count(*), group_concat(substr(name, -3), '') FROM people WHERE born > 2000 GROUP BY town
ORDER BY count(*) DESC, town LIMIT 5;
SELECT count(*) FROM people a JOIN people b ON a.town = b.town AND a.born = b.born + 1 WHERE a.id % 7 = 0;
SELECT sum(length(line)) FROM (SELECT upper(name) || '|' || replace(note, 'o', 'oo') AS line FROM people ORDER BY note, id);
