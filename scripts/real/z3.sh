# z3: a puzzle, bit vectors, arithmetic, the factors of a number.
# version: z3 --version | cut -d ' ' -f 1-3
# needs: z3
# packages: z3
set -euo pipefail
# shellcheck source=scripts/proof.sh
. "$PROGRAMS/../proof.sh"
awk 'BEGIN {
    n = 14
    for (i = 0; i < n; i++) printf "(declare-const q%d Int)(assert (and (>= q%d 0) (< q%d %d)))\n", i, i, i, n
    for (i = 0; i < n; i++) for (j = 0; j < i; j++) printf "(assert (and (not (= q%d q%d)) (not (= (- q%d q%d) %d)) (not (= (- q%d q%d) %d))))\n", i, j, i, j, i - j, j, i, i - j
    print "(check-sat)(push)(assert (= q0 0))(assert (= q1 2))(check-sat)(pop)"
    print "(declare-const x (_ BitVec 32))(declare-const y (_ BitVec 32))"
    print "(assert (= (bvmul x y) #x12345679))(assert (bvugt x #x00000001))(assert (bvugt y #x00000001))(check-sat)"
    print "(assert (= (bvadd x y) (bvxor x y)))(check-sat)"
    print "(declare-fun f (Int) Int)(assert (forall ((k Int)) (=> (and (>= k 0) (< k 50)) (> (f k) (+ k 1)))))(assert (< (f 7) 8))(check-sat)(reset)"
    print "(set-logic QF_BV)(declare-const a (_ BitVec 40))(declare-const b (_ BitVec 40))"
    print "(assert (= (bvmul a b) (_ bv999966000289 40)))(assert (bvult b (_ bv1048576 40)))(assert (bvule a b))(assert (bvugt a (_ bv1 40)))"
    print "(check-sat)(get-value (a b))"
}' >puzzle.smt2
held puzzle.smt2 z3 -smt2 -T:120 -in
