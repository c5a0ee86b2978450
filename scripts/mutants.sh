#!/bin/bash
# Can the models fail? Changes the sources in a copy, one change at a time, and expects that the model which is
# named with the change finds it. Prints one line a change; the exit is 1 when one was not found.
#
# usage: scripts/mutants.sh [MODEL]    only the changes for models whose name contains MODEL
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -le 1 ] || { echo "usage: $0 [MODEL]" >&2; exit 2; }
only=${1:-}
work=$PWD/target/mutants
build=$PWD/target/loom
mkdir -p "$work"
exec 9>"$work/lock"
flock -n 9 || { echo "mutants: another run is at work in $work" >&2; exit 2; }

# model, file, perl substitution over the whole file
changes() {
    cat <<'EOF'
arena_runs_never_overlap | src/arena.rs | s/match self\.next\.compare_exchange_weak\(used, start \+ size, Ordering::Relaxed, Ordering::Relaxed\)/self.next.store(start + size, Ordering::Relaxed); match Ok::<usize, usize>(used)/
what_is_pushed_is_taken_once | src/span/remote.rs | s/swap\(state as u64, Ordering::AcqRel\)/swap(state as u64, Ordering::Relaxed)/
what_is_pushed_is_taken_once | src/span/remote.rs | s/new, Ordering::AcqRel/new, Ordering::Relaxed/
one_pusher_or_the_holder_ends_full | src/span/remote.rs | s/if before == State::Full \{ State::Returned \} else \{ before \}/before/
one_pusher_or_the_holder_ends_full | src/span/remote.rs | s/to as u64, Ordering::AcqRel/to as u64, Ordering::Relaxed/
a_span_handed_back_arrives_or_is_refused | src/thread_cache/returned.rs | s/head\.load\(Ordering::Acquire\);\n        while head/head.load(Ordering::Relaxed);\n        while head/
a_span_handed_back_arrives_or_is_refused | src/thread_cache/returned.rs | s/(walk\(self\.head\.swap\([^,]*), Ordering::AcqRel/$1, Ordering::Relaxed/g
a_span_handed_back_arrives_or_is_refused | src/thread_cache/returned.rs | s/new, Ordering::Release, Ordering::Acquire/new, Ordering::Relaxed, Ordering::Acquire/
a_leaf_that_two_make_is_one | src/page_map.rs | s/let _ =\n\s*slot\.compare_exchange\(core::ptr::null_mut\(\), fresh, Ordering::Release, Ordering::Relaxed\);/slot.store(fresh, Ordering::Release);/
locks_exclude_and_wake | src/sys/mutex.rs | s/swap\(FREE, Ordering::Release\)/swap(FREE, Ordering::Relaxed)/
locks_exclude_and_wake | src/sys/mutex.rs | s/seen \| CONTENDED \};/seen };/
full_span_owner_against_pusher | src/heap/free.rs | s/if span\.remote\.change\(State::Full, State::Active\) \{/if span.remote.change(State::Full, State::Active) || true {/
exit_against_remote_free | src/central.rs | s/if span\.remote\.count\(\) == span\.used\(\) \{/if false {/
exit_against_remote_free | src/heap/free.rs | s/if pushed\.count == span\.frozen_used/if false \&\& pushed.count == span.frozen_used/
exit_with_a_full_span_against_remote_free | src/heap/free.rs | s/unsafe \{ self\.abandon\(span\) \};/let _ = span;/
exit_with_a_full_span_against_remote_free | src/heap/thread.rs | s/(        while let Some\(span\) = cache\.full.*?\n        \}\n)(        cache\.close_returned.*?\n        \}\);\n)/$2$1/s
adoption_against_the_last_remote_free | src/central.rs | s/let still = .*?;\n/let still = true;\n/s
adopted_and_left_again_against_the_last_remote_free | src/central.rs | s/let still = .*?;\n/let still = span.remote.state() == State::Abandoned;\n/s
adopted_and_used_anew_against_the_last_remote_free | src/span/mod.rs | s/class: AtomicU8,/class: Cell<u8>,/; s/class: AtomicU8::new\(0\)/class: Cell::new(0)/; s/class\.store\(class\.index\(\) as u8, Ordering::Relaxed\)/class.set(class.index() as u8)/; s/class\.load\(Ordering::Relaxed\)/class.get()/
slots_against_purge | src/heap/large.rs | s/let taken = word\.swap\(core::ptr::null_mut\(\), Ordering::Acquire\);/let taken = word.load(Ordering::Acquire); word.store(core::ptr::null_mut(), Ordering::Relaxed);/
slots_against_purge | src/heap/large.rs | s/word\.store\(run, Ordering::Release\)/word.store(run, Ordering::Relaxed)/
slots_against_purge | src/heap/large.rs | s/(if let Some\(run\) = unsafe \{ word\.swap\(core::ptr::null_mut\(\), Ordering::)AcqRel/$1Relaxed/
runs_back_against_owner_and_tick | src/thread_cache/returned.rs | s/(let mut first = self\.head\.swap\(core::ptr::null_mut\(\), Ordering::)AcqRel/$1Relaxed/
runs_back_against_owner_and_tick | src/thread_cache/returned.rs | s/(compare_exchange\(head, core::ptr::null_mut\(\), Ordering::)AcqRel, Ordering::Acquire/$1Relaxed, Ordering::Relaxed/
runs_back_against_exit | src/heap/thread.rs | s/cache\.close_runs_back\([^;]*;//
exit_against_tick | src/thread_cache.rs | s/pub attached: AtomicBool/pub attached: PlainBool/; s/attached: AtomicBool::new\(false\)/attached: PlainBool(Cell::new(false))/; s/\z/pub struct PlainBool(Cell<bool>); impl PlainBool { pub fn load(&self, _: Ordering) -> bool { self.0.get() } pub fn store(&self, v: bool, _: Ordering) { self.0.set(v) } }/; s/AtomicBool, //
addresses_are_known_to_whom_they_are_handed | src/page_map.rs | s/end\.store\(offset \+ len, Ordering::Release\)/end.store(offset + len, Ordering::Relaxed)/
addresses_are_known_to_whom_they_are_handed | src/page_map.rs | s/(        for index in from.*?\n        \}\n)(.*?)(        let end = if small \{ &self\.small_len \} else \{ &self\.large_end \};\n        end\.store\(offset \+ len, Ordering::Release\);\n)/$3$1/s
EOF
}

failed=0
tried=0
while IFS= read -r line; do
    model=${line%% | *}
    rest=${line#* | }
    file=${rest%% | *}
    change=${rest#* | }
    case $model in *"$only"*) ;; *) continue ;; esac
    tried=$((tried + 1))
    rm -rf "$work/tree"
    mkdir "$work/tree"
    cp -r Cargo.toml Cargo.lock build.rs README.md benches src "$work/tree"
    perl -0pi -e "$change" "$work/tree/$file"
    if cmp -s "$file" "$work/tree/$file"; then
        echo "mutants: $model: nothing in $file fits: $change"
        failed=1
        continue
    fi
    log=$work/$tried.log
    if ! (cd "$work/tree" && RUSTFLAGS='--cfg loom' cargo test -q --release --no-default-features --lib --no-run \
        --target-dir "$build") >"$log" 2>&1; then
        echo "mutants: $model: the changed sources do not compile: $change ($log)"
        failed=1
    elif (cd "$work/tree" && RUSTFLAGS='--cfg loom' timeout 300 cargo test -q --release --no-default-features --lib "$model" \
        --target-dir "$build") >>"$log" 2>&1 </dev/null; then
        echo "mutants: $model does not notice: $change"
        failed=1
    else
        how=$(grep -h -A 1 'panicked at' "$log" | sed -n 2p || true)
        echo "found by $model: ${file#src/}: ${how:-see $log}"
    fi
done < <(changes)
[ "$tried" -gt 0 ] || { echo "mutants: no model's name contains $only" >&2; exit 2; }
exit $failed
