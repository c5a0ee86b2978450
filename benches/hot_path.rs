//! malloc and free, timed inside one process on a private heap: no preload, no other allocator. To compare
//! allocators, use whole programs in processes of their own.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::hint::black_box;

use common::heap;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};

/// The measure for the nanoseconds of this run: a call that nobody can see through.
fn two_empty_calls(criterion: &mut Criterion) {
    #[inline(never)]
    const fn empty(_: usize) {}
    criterion.bench_function("two empty calls", |bencher| {
        let call: fn(usize) = black_box(empty);
        bencher.iter(|| {
            call(black_box(64));
            call(black_box(64));
        });
    });
}

fn pairs(criterion: &mut Criterion) {
    let heap = heap();
    let cache = heap.attach().unwrap();
    let mut group = criterion.benchmark_group("malloc and free, last in first out");
    for size in [16, 64, 1024, 20_000, 60_000] {
        group.bench_with_input(BenchmarkId::from_parameter(size), &size, |bencher, &size| {
            bencher.iter(|| {
                let block =
                    heap.pop(cache, size).map_or_else(|| heap.alloc(cache, size), |block| block.as_ptr());
                // SAFETY: just allocated, freed once.
                unsafe { heap.free(cache, black_box(block)) };
            });
        });
    }
    group.finish();
}

fn batches(criterion: &mut Criterion) {
    let heap = heap();
    let cache = heap.attach().unwrap();
    let mut group = criterion.benchmark_group("1000 mallocs, 1000 frees");
    let mut blocks = Vec::with_capacity(1000);
    for size in [16, 64, 1024, 8192] {
        group.bench_with_input(BenchmarkId::from_parameter(size), &size, |bencher, &size| {
            bencher.iter(|| {
                blocks.extend((0..1000).map(|_| {
                    heap.pop(cache, size).map_or_else(|| heap.alloc(cache, size), |block| block.as_ptr())
                }));
                // SAFETY: just allocated, each freed once.
                blocks.drain(..).for_each(|block| unsafe { heap.free(cache, block) });
            });
        });
    }
    group.finish();
}

criterion_group!(benches, two_empty_calls, pairs, batches);
criterion_main!(benches);
