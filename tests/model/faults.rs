//! The same while calls of the operating system's fail: no block is lost, no old data comes from calloc, nothing
//! aborts, the invariants hold after each step, and everything can be had again afterwards.
//!
//! `cargo test --no-default-features --features faults --test model`

use orthotope::faults::{self, Call, Plan};
use proptest::prelude::*;

use crate::run;
use crate::shadow::{Model, Op, Setup};

fn call() -> impl Strategy<Value = Call> {
    prop_oneof![Just(Call::Mmap), Just(Call::Mprotect), Just(Call::Madvise), Just(Call::Mremap)]
}

fn plan() -> impl Strategy<Value = Plan> {
    prop_oneof![
        (call(), 0u32..40).prop_map(|(call, n)| Plan::Nth(call, n)),
        call().prop_map(Plan::All),
        (any::<u64>(), 1u64..20).prop_map(|(seed, one_in)| Plan::Random { seed, one_in }),
    ]
}

/// From the sequence's `from`-th per cent on, calls fail; its last quarter runs without.
fn with_faults(plan: Plan, from: usize, setup: Setup, ops: &[Op]) {
    faults::set(Plan::Off);
    let mut model = Model::new(setup);
    for (at, op) in ops.iter().enumerate() {
        if at == ops.len() * from / 100 {
            faults::set(plan);
        }
        if at == ops.len() * 3 / 4 {
            faults::set(Plan::Off);
        }
        model.step(op);
    }
    faults::set(Plan::Off);
    model.finish();
}

fn check(name: &str, setups: impl Strategy<Value = Setup>) {
    let before = faults::failed();
    run(name, (plan(), 0usize..70, setups), |(plan, from, setup), ops| with_faults(plan, from, setup, ops));
    assert!(faults::failed() > before, "no call failed");
}

#[test]
fn failing_calls_lose_nothing() {
    check("failing_calls_lose_nothing", Just(Setup::new(4 << 30)));
}

#[test]
fn failing_calls_lose_nothing_beyond_a_small_arena() {
    check("failing_calls_lose_nothing_beyond_a_small_arena", Just(Setup::new(4 << 20)));
}

#[test]
fn failing_calls_lose_nothing_at_level_2() {
    check("failing_calls_lose_nothing_at_level_2", Just(Setup { level: 2, ..Setup::new(4 << 30) }));
}

#[test]
fn failing_calls_lose_nothing_at_level_3() {
    check("failing_calls_lose_nothing_at_level_3", Just(Setup { level: 3, ..Setup::new(4 << 30) }));
}

#[test]
fn failing_calls_lose_nothing_with_sampled_blocks() {
    let setups =
        (1..20_usize, 1..4_u8).prop_map(|(sample, level)| Setup { sample, level, ..Setup::new(1 << 30) });
    check("failing_calls_lose_nothing_with_sampled_blocks", setups);
}

#[test]
fn failing_calls_lose_nothing_with_a_memory_limit() {
    let setups = (8..80_usize, 1..4_u8).prop_map(|(mib, level)| Setup {
        limit: mib << 20,
        level,
        ..Setup::new(64 << 20)
    });
    check("failing_calls_lose_nothing_with_a_memory_limit", setups);
}
