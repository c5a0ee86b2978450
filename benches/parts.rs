//! The parts below malloc and free, one by one, on a private heap: what a request's class costs, what the
//! map costs, large runs, from a slot and from the page heap, and blocks that another thread frees.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::hint::black_box;

use common::heap;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// Numbers below `limit` that do not repeat soon, the same on every run.
fn numbers(limit: usize) -> impl Iterator<Item = usize> {
    let mut state = 88_172_645_463_325_252_u64;
    std::iter::from_fn(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        Some((state >> 11) as usize % limit)
    })
}

/// 1000 requests, for each the span that serves it.
fn size_classes(criterion: &mut Criterion) {
    let heap = heap();
    let cache = heap.attach().unwrap();
    let mut group = criterion.benchmark_group("1000 sizes to classes");
    group.throughput(Throughput::Elements(1000));
    for (name, least, most) in [("to 1 KiB", 1, 1 << 10), ("to 64 KiB", 1025, 64 << 10)] {
        let sizes: Vec<_> = numbers(most - least + 1).take(1000).map(|n| least + n).collect();
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                for &size in &sizes {
                    if size <= 1024 {
                        black_box(cache.current_fine(size));
                    } else {
                        black_box(cache.coarse_class(size));
                    }
                }
            });
        });
    }
    group.finish();
}

/// 1000 addresses, for each the span that it lies in.
fn page_map(criterion: &mut Criterion) {
    let heap = heap();
    let cache = heap.attach().unwrap();
    let mut group = criterion.benchmark_group("1000 addresses to spans");
    group.throughput(Throughput::Elements(1000));
    for (name, size, count) in [("64 B", 64, 100_000), ("4 KiB", 4096, 20_000), ("1 MiB", 1 << 20, 1000)] {
        let blocks: Vec<_> = (0..count).map(|_| heap.alloc(cache, size)).collect();
        let addresses: Vec<_> = numbers(count).take(1000).map(|n| blocks[n].addr()).collect();
        let map = heap.pages().map();
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                for &address in &addresses {
                    black_box(map.lookup(address));
                }
            });
        });
        // SAFETY: allocated above, each freed once.
        blocks.into_iter().for_each(|block| unsafe { heap.free(cache, block) });
    }
    group.finish();
}

/// malloc and free of a large block, whose run waits in a slot of the thread if it may.
fn large_pairs(criterion: &mut Criterion) {
    let heap = heap();
    let cache = heap.attach().unwrap();
    let mut group = criterion.benchmark_group("large block, malloc and free");
    for size in [100_000, 1 << 20, 64 << 20] {
        group.bench_with_input(BenchmarkId::from_parameter(size), &size, |bencher, &size| {
            bencher.iter(|| {
                let block = heap.alloc(cache, size);
                // SAFETY: just allocated, freed once.
                unsafe { heap.free(cache, black_box(block)) };
            });
        });
    }
    group.finish();
}

/// The same with 64 blocks at a time, more than the slots hold: the rest is taken from the page heap's bins and
/// put there.
fn large_batches(criterion: &mut Criterion) {
    let heap = heap();
    let cache = heap.attach().unwrap();
    let mut group = criterion.benchmark_group("64 large mallocs, 64 frees");
    group.throughput(Throughput::Elements(64));
    let mut blocks = Vec::with_capacity(64);
    for (name, least, most) in [("256 KiB", 256 << 10, 256 << 10), ("64 KiB to 4 MiB", 65_537, 4 << 20)] {
        let sizes: Vec<_> = numbers(most - least + 1).take(64).map(|n| least + n).collect();
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                blocks.extend(sizes.iter().map(|&size| heap.alloc(cache, size)));
                // SAFETY: just allocated, each freed once.
                blocks.drain(..).for_each(|block| unsafe { heap.free(cache, block) });
            });
        });
    }
    group.finish();
}

/// Blocks that another cache frees, and that their owner gets back. Two caches on one thread: the cost of the
/// path, without that of moving cache lines.
fn remote(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("1000 blocks freed by another cache");
    group.throughput(Throughput::Elements(1000));
    let mut blocks = Vec::with_capacity(1000);
    for size in [64, 1024, 8192, 60_000] {
        let heap = heap();
        let (owner, other) = (heap.attach().unwrap(), heap.attach().unwrap());
        group.bench_with_input(BenchmarkId::from_parameter(size), &size, |bencher, &size| {
            bencher.iter(|| {
                blocks.extend((0..1000).map(|_| heap.alloc(owner, size)));
                // SAFETY: just allocated, each freed once.
                blocks.drain(..).for_each(|block| unsafe { heap.free(other, block) });
            });
        });
    }
    group.finish();
}

criterion_group!(benches, size_classes, page_map, large_pairs, large_batches, remote);
criterion_main!(benches);
