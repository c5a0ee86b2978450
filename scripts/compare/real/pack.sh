#!/bin/sh
# git gc of a repository that `prepare` makes: files of words that change a little in each commit.
# The deltas are searched anew in each run.
set -eu
if [ "${1:-}" != prepare ]; then
    git -C repository gc --quiet --aggressive --prune=now
    exec git -C repository rev-list --all --objects --count
fi
git init --quiet --bare repository
awk 'BEGIN {
    srand(1)
    for (i = 0; i < 40; i++)
        for (j = 0; j < 150; j++) line[i, j] = sprintf("%06d a line of file %d, word %d", rand() * 1000000, i, j)
    for (commit = 1; commit <= 600; commit++) {
        printf "commit refs/heads/main\ncommitter Someone <someone@example.org> %d +0000\n", 1600000000 + commit
        printf "data <<END\ncommit %d\nEND\n\n", commit
        for (change = 0; change < 3; change++) {
            i = int(rand() * 40)
            for (times = 0; times < 4; times++)
                line[i, int(rand() * 150)] = sprintf("%06d changed in commit %d", rand() * 1000000, commit)
            printf "M 644 inline folder%d/file%d\ndata <<END\n", i % 5, i
            for (j = 0; j < 150; j++) print line[i, j]
            print "END\n"
        }
    }
}' | git -C repository fast-import --quiet
