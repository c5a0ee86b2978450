//! Any sequence of operations agrees with a shadow map: no overlap, alignment, contents, usable size; and
//! every invariant holds after each step.
//!
//! A run prints its seed. `ORTHOTOPE_SEED=… cargo test --test model` repeats it; `ORTHOTOPE_CASES` sets how
//! many sequences are tried.
#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, missing_docs)]

#[cfg(feature = "faults")]
mod faults;
mod op;
#[path = "../shadow/mod.rs"]
mod shadow;

use op::op;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use shadow::{Model, Op, Setup};

/// Tries sequences of operations, each with a plan of the strategy's. `each` runs one.
fn run<P: Strategy>(name: &str, plan: P, each: impl Fn(P::Value, &[Op])) {
    let from_env = |key: &str| std::env::var(key).ok().and_then(|text| text.parse::<u64>().ok());
    let seed = from_env("ORTHOTOPE_SEED").unwrap_or_else(|| {
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(1, |d| d.as_nanos() as u64)
    });
    println!("{name}: seed {seed}; repeat with ORTHOTOPE_SEED={seed} {COMMAND} {name}");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let cases = from_env("ORTHOTOPE_CASES").unwrap_or(48) as u32;
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 300, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let outcome = runner.run(&(plan, prop::collection::vec(op(), 1..120)), |(plan, ops)| {
        each(plan, &ops);
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}\nrepeat with ORTHOTOPE_SEED={seed} {COMMAND} {name}");
    }
}

/// How the tests of this build are run.
const COMMAND: &str = if cfg!(feature = "faults") {
    "cargo test --no-default-features --features faults --test model"
} else {
    "cargo test --test model"
};

fn any_sequence(name: &str, setup: Setup) {
    run(name, Just(()), |(), ops| each(setup, ops));
}

fn each(setup: Setup, ops: &[Op]) {
    let mut model = Model::new(setup);
    for op in ops {
        model.step(op);
    }
    model.finish();
}

#[test]
fn any_sequence_agrees_with_the_shadow_map() {
    any_sequence("any_sequence_agrees_with_the_shadow_map", Setup::new(4 << 30));
}

#[test]
fn the_same_with_sampled_blocks() {
    run("the_same_with_sampled_blocks", (1..20_usize, 1..4_u8), |(sample, level), ops| {
        each(Setup { sample, level, ..Setup::new(4 << 30) }, ops);
    });
}

#[test]
fn the_same_beyond_a_small_arena() {
    any_sequence("the_same_beyond_a_small_arena", Setup::new(4 << 20));
}

#[test]
fn the_same_at_level_2() {
    any_sequence("the_same_at_level_2", Setup { level: 2, ..Setup::new(4 << 30) });
}

#[test]
fn the_same_at_level_3() {
    any_sequence("the_same_at_level_3", Setup { level: 3, ..Setup::new(4 << 30) });
}

#[test]
fn the_same_at_levels_2_and_3_beyond_a_small_arena() {
    run("the_same_at_levels_2_and_3_beyond_a_small_arena", 2..4_u8, |level, ops| {
        each(Setup { level, ..Setup::new(4 << 20) }, ops);
    });
}

#[test]
fn the_same_with_a_memory_limit() {
    run("the_same_with_a_memory_limit", (8..80_usize, 1..4_u8), |(mib, level), ops| {
        each(Setup { limit: mib << 20, level, ..Setup::new(1 << 30) }, ops);
    });
}
