//! Models of the lock-free parts: every order of threads, and every value that the memory model lets a load see, as
//! far as loom explores them.
//!
//! What runs is the heap itself, on the words of `src/sync/loom.rs`. Each model's text says which mutations of the
//! sources make it fail; `scripts/mutants.sh` makes each of them and expects that failure.
//! `make models` runs them.

mod heap;
mod parts;

use std::boxed::Box;
use std::vec::Vec;

use crate::heap::{Cache, Heap, Layout};
use crate::size_class::PAGE_SIZE;
use crate::sync::watched;

/// A class whose spans begin with four blocks, which are carved one by one and delivered at once.
const SIZE: usize = 16 << 10;

/// Explore `model`, with at most `preemptions` switches between threads that need not be.
fn explore(preemptions: usize, model: impl Fn() + Sync + Send + 'static) {
    crate::sys::vm::system_page_size();
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound.get_or_insert(preemptions);
    builder.max_branches = 20_000;
    let runs = std::sync::Arc::new(core::sync::atomic::AtomicUsize::new(0));
    let count = runs.clone();
    builder.check(move || {
        count.fetch_add(1, core::sync::atomic::Ordering::Relaxed);
        watched(&model);
    });
    std::println!("{} runs", runs.load(core::sync::atomic::Ordering::Relaxed));
}

/// Run `jobs` on threads of their own and wait for all.
fn together<const N: usize>(jobs: [Box<dyn FnOnce()>; N]) {
    crate::sync::threads(true);
    let threads: Vec<_> = jobs.into_iter().map(|job| loom::thread::spawn(job)).collect();
    for thread in threads {
        assert!(thread.join().is_ok());
    }
    crate::sync::threads(false);
}

/// Call `run` with a heap of its own, which is walked and unmapped afterwards.
fn with_heap(run: impl FnOnce(&'static Heap)) {
    let layout = std::alloc::Layout::new::<Heap>();
    // SAFETY: a heap of zero bytes is one that has not begun.
    let heap: &'static Heap = unsafe { &*std::alloc::alloc_zeroed(layout).cast::<Heap>() };
    let arena = heap.init(&Layout {
        small_window_ms: 1000,
        large_window_ms: 1000,
        huge_bytes: 0,
        ..Layout::new(256 * PAGE_SIZE)
    });
    run(heap);
    heap.check();
    // SAFETY: all threads have ended.
    unsafe {
        heap.pages().meta().release();
        if let Some(arena) = arena {
            arena.release();
        }
        std::alloc::dealloc(core::ptr::from_ref(heap).cast_mut().cast(), layout);
    }
}

fn attach(heap: &Heap) -> Cache {
    let Some(cache) = heap.attach() else { panic!("memory for a cache") };
    cache
}

/// A block of `size` bytes with its address written in it.
fn make(heap: &Heap, cache: Cache, size: usize) -> usize {
    let block = heap.alloc(cache, size);
    assert!(!block.is_null());
    crate::sync::writes(block.wrapping_add(16));
    // SAFETY: a fresh block.
    unsafe { block.wrapping_add(16).cast::<usize>().write(block.addr()) };
    block.expose_provenance()
}

/// Free a block, whose contents nobody has touched.
fn free(heap: &Heap, cache: Cache, block: usize) {
    let block: *mut u8 = core::ptr::with_exposed_provenance_mut(block);
    crate::sync::reads(block.wrapping_add(16));
    crate::sync::writes(block.wrapping_add(16));
    // SAFETY: a live block that the caller has.
    unsafe {
        assert_eq!(block.wrapping_add(16).cast::<usize>().read(), block.addr(), "a block that two have");
        heap.free(cache, block);
    }
}
