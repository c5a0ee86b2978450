//! The operations that are tried.

use proptest::prelude::*;

use crate::shadow::{CACHES, Op};

fn size() -> impl Strategy<Value = usize> {
    prop_oneof![
        8 => 0usize..300,
        4 => 0usize..9000,
        2 => 0usize..70_000,
        2 => (0u32..23).prop_flat_map(|log| (0usize..64).prop_map(move |more| (1 << log) + more)),
        1 => 60_000usize..9_000_000,
    ]
}

pub fn op() -> impl Strategy<Value = Op> {
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
