//! Any sequence of operations agrees with a shadow map: no overlap, alignment, contents, usable size; and
//! every invariant holds after each step.
//!
//! A run prints its seed. `ORTHOTOPE_SEED=… cargo test --test model` repeats it; `ORTHOTOPE_CASES` sets how
//! many sequences are tried.
#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, missing_docs)]

mod shadow;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use shadow::{CACHES, Model, Op};

fn size() -> impl Strategy<Value = usize> {
    prop_oneof![
        8 => 0usize..300,
        4 => 0usize..9000,
        2 => 0usize..70_000,
        2 => (0u32..23).prop_flat_map(|log| (0usize..64).prop_map(move |more| (1 << log) + more)),
        1 => 60_000usize..9_000_000,
    ]
}

fn op() -> impl Strategy<Value = Op> {
    let cache = 0..CACHES;
    prop_oneof![
        8 => (cache.clone(), size()).prop_map(|(cache, size)| Op::Alloc { cache, size }),
        3 => (cache.clone(), size(), 0u32..24)
            .prop_map(|(cache, size, align_log2)| Op::Aligned { cache, size, align_log2 }),
        2 => (cache.clone(), size()).prop_map(|(cache, size)| Op::Zeroed { cache, size }),
        1 => (cache.clone(), 1usize..5000, 1usize..400)
            .prop_map(|(cache, size, count)| Op::Burst { cache, size, count }),
        8 => (cache.clone(), any::<usize>()).prop_map(|(cache, pick)| Op::Free { cache, pick }),
        1 => (cache.clone(), 1usize..5).prop_map(|(cache, every)| Op::FreeMany { cache, every }),
        4 => (cache.clone(), any::<usize>(), size())
            .prop_map(|(cache, pick, size)| Op::Realloc { cache, pick, size }),
        1 => cache.prop_map(|cache| Op::Replace { cache }),
        1 => Just(Op::Trim),
    ]
}

fn run(name: &str, arena_size: usize) {
    let from_env = |key: &str| std::env::var(key).ok().and_then(|text| text.parse::<u64>().ok());
    let seed = from_env("ORTHOTOPE_SEED").unwrap_or_else(|| {
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(1, |d| d.as_nanos() as u64)
    });
    println!("{name}: seed {seed}; repeat with ORTHOTOPE_SEED={seed} cargo test --test model {name}");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let cases = from_env("ORTHOTOPE_CASES").unwrap_or(48) as u32;
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 300, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let outcome = runner.run(&prop::collection::vec(op(), 1..120), |ops| {
        let mut model = Model::new(arena_size);
        for op in &ops {
            model.step(op);
        }
        model.finish();
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}\nrepeat with ORTHOTOPE_SEED={seed} cargo test --test model {name}");
    }
}

#[test]
fn any_sequence_agrees_with_the_shadow_map() {
    run("any_sequence_agrees_with_the_shadow_map", 4 << 30);
}

#[test]
fn the_same_beyond_a_small_arena() {
    run("the_same_beyond_a_small_arena", 4 << 20);
}
