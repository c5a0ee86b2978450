# z3: a puzzle, bit vectors, arithmetic, what it answers.
# version: z3 --version
# needs: z3
# packages: z3
set -euo pipefail
# shellcheck source=scripts/proof.sh
. "$PROGRAMS/../proof.sh"
awk 'BEGIN {
    n = 10
    for (i = 0; i < n; i++) printf "(declare-const q%d Int)(assert (and (>= q%d 0) (< q%d %d)))\n", i, i, i, n
    for (i = 0; i < n; i++) for (j = 0; j < i; j++) printf "(assert (and (not (= q%d q%d)) (not (= (- q%d q%d) %d)) (not (= (- q%d q%d) %d))))\n", i, j, i, j, i - j, j, i, i - j
    print "(check-sat)(push)(assert (= q0 0))(assert (= q1 1))(check-sat)(pop)"
    print "(declare-const x (_ BitVec 32))(declare-const y (_ BitVec 32))"
    print "(assert (= (bvmul x y) #x12345679))(assert (bvugt x #x00000001))(assert (bvugt y #x00000001))(check-sat)"
    print "(assert (= (bvadd x y) (bvxor x y)))(check-sat)"
    print "(declare-fun f (Int) Int)(assert (forall ((k Int)) (=> (and (>= k 0) (< k 50)) (> (f k) (+ k 1)))))(assert (< (f 7) 8))(check-sat)"
}' >puzzle.smt2
z3 -smt2 -T:120 puzzle.smt2 &
proof $! z3
wait $!
