#!/bin/sh
# sqlite3 on a database in memory: rows, indexes, changes, queries.
exec sqlite3 -batch -init /dev/null :memory: ".read $(dirname "$0")/sqlite.sql"
