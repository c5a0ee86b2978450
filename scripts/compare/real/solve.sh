#!/bin/sh
# z3 on a file that `prepare` writes: queens on a board, jobs on machines, the factors of a number.
set -eu
if [ "${1:-}" != prepare ]; then
    exec z3 problems.smt2
fi
awk 'BEGIN {
    n = 24
    for (i = 0; i < n; i++) printf "(declare-const q%d Int)\n(assert (and (<= 0 q%d) (< q%d %d)))\n", i, i, i, n
    for (i = 0; i < n; i++)
        for (j = i + 1; j < n; j++)
            printf "(assert (and (not (= q%d q%d)) (not (= (- q%d q%d) %d)) (not (= (- q%d q%d) %d))))\n",
                i, j, i, j, j - i, j, i, j - i
    print "(check-sat)\n(reset)"

    jobs = 9; machines = 4; seed = 7
    for (i = 0; i < jobs; i++)
        for (m = 0; m < machines; m++) {
            seed = (seed * 1103515 + 12345) % 2147483647
            time[i, m] = 1 + seed % 9
            printf "(declare-const s%d_%d Int)\n(assert (<= 0 s%d_%d))\n", i, m, i, m
            printf "(assert (<= (+ s%d_%d %d) %d))\n", i, m, time[i, m], 64
        }
    for (i = 0; i < jobs; i++)
        for (m = 0; m < machines; m++) {
            if (m) printf "(assert (>= s%d_%d (+ s%d_%d %d)))\n", i, m, i, m - 1, time[i, m - 1]
            for (j = i + 1; j < jobs; j++)
                printf "(assert (or (>= s%d_%d (+ s%d_%d %d)) (>= s%d_%d (+ s%d_%d %d))))\n",
                    i, m, j, m, time[j, m], j, m, i, m, time[i, m]
        }
    print "(check-sat)\n(reset)"

    print "(declare-const a (_ BitVec 36))\n(declare-const b (_ BitVec 36))"
    print "(assert (= (bvmul a b) (_ bv1022117 36)))\n(assert (bvult (_ bv1 36) a))"
    print "(assert (bvult a b))\n(assert (bvult b (_ bv262144 36)))\n(check-sat)"
}' >problems.smt2
