//! The heap's promises, on private heaps: each test has an arena of its own.

use super::*;
use crate::page_heap::ZoneId;
use crate::size_class::{PAGE_SIZE, SizeClass};
use crate::span::{Kind, Span};
use crate::sync::{AtomicBool, Ordering};
use std::vec::Vec;

/// A heap over an arena of `size` bytes that is unmapped with it.
struct Private {
    heap: Heap,
    mapping: Option<Mapping>,
}

impl Private {
    fn new(size: usize) -> std::boxed::Box<Self> {
        let mut this = std::boxed::Box::new(Self { heap: Heap::new(), mapping: None });
        this.mapping = this.heap.init(&Layout { huge_bytes: 0, ..Layout::new(size) });
        assert!(this.mapping.is_some(), "{size} bytes of address space");
        this
    }

    fn cache(&self) -> &'static ThreadCache {
        match self.heap.attach() {
            Some(cache) => cache,
            None => panic!("no memory for a cache"),
        }
    }
}

impl Drop for Private {
    fn drop(&mut self) {
        if let Some(mapping) = self.mapping {
            // SAFETY: the test is over, its blocks with it.
            unsafe { mapping.release() };
        }
    }
}

fn free(heap: &Heap, cache: &ThreadCache, block: *mut u8) {
    // SAFETY: tests free what they allocated, once.
    unsafe { heap.free(cache, block) };
    heap.check();
}

/// Pages of zone S that are neither the page heap's nor in empty spans of the central pool.
fn in_use_by_others(heap: &Heap) -> usize {
    heap.pages().stats(ZoneId::Small).in_use - heap.central.empty_pages()
}

#[test]
fn blocks_of_every_class_are_aligned_disjoint_and_writable() {
    let private = Private::new(1 << 30);
    let (heap, cache) = (&private.heap, private.cache());
    for class in SizeClass::all() {
        let size = class.block_size();
        let blocks: Vec<_> = (0..40).map(|_| heap.alloc(cache, size)).collect();
        for (n, &block) in blocks.iter().enumerate() {
            assert!(!block.is_null() && block.addr().is_multiple_of(16));
            // SAFETY: `size` bytes were allocated there.
            unsafe { block.write_bytes(n as u8, size) };
        }
        for (n, &block) in blocks.iter().enumerate() {
            // SAFETY: as above.
            let bytes = unsafe { core::slice::from_raw_parts(block, size) };
            assert!(bytes.iter().all(|&b| b == n as u8), "a block of {size} was overwritten");
        }
        blocks.into_iter().for_each(|block| {
            // SAFETY: allocated above, freed once.
            unsafe { heap.free(cache, block) }
        });
        heap.check();
    }
    assert_eq!(heap.stats().live, 0);
}

#[test]
fn what_was_freed_last_is_handed_out_next() {
    let private = Private::new(1 << 28);
    let (heap, cache) = (&private.heap, private.cache());
    for size in [16, 100, 5000, 60_000, 100_000, 5 << 20] {
        let first = heap.alloc(cache, size);
        free(heap, cache, first);
        assert_eq!(heap.alloc(cache, size), first, "{size} bytes");
    }
}

#[test]
fn alignments_up_to_gigabytes_are_served_and_size_zero_keeps_them() {
    let private = Private::new(8 << 30);
    let (heap, cache) = (&private.heap, private.cache());
    let mut align = 16;
    while align <= 1 << 30 {
        for size in [0, 1, 100, 70_000] {
            let block = heap.alloc_aligned(cache, size, align);
            assert!(!block.is_null() && block.addr().is_multiple_of(align), "{size} at {align}");
            free(heap, cache, block);
        }
        align *= 2;
    }
}

#[test]
fn frees_by_another_cache_come_back_to_the_owner() {
    let private = Private::new(1 << 28);
    let (heap, owner, other) = (&private.heap, private.cache(), private.cache());
    let class = SizeClass::SMALLEST;
    let many = class.span_pages(0) * PAGE_SIZE / class.block_size() * 3;
    let blocks: Vec<_> = (0..many).map(|_| heap.alloc(owner, 16)).collect();
    let committed = heap.pages().stats(ZoneId::Small).in_use;
    for &block in &blocks {
        // SAFETY: allocated above, freed once.
        unsafe { heap.free(other, block) };
    }
    heap.deliver_outbox(other);
    heap.check();
    let again: Vec<_> = (0..many).map(|_| heap.alloc(owner, 16)).collect();
    assert_eq!(heap.pages().stats(ZoneId::Small).in_use, committed, "the owner reuses its spans");
    let (mut before, mut after) = (blocks, again);
    before.sort_unstable();
    after.sort_unstable();
    assert_eq!(before, after);
}

#[test]
fn a_thread_that_leaves_gives_its_spans_to_the_next_that_asks() {
    let private = Private::new(1 << 28);
    let heap = &private.heap;
    let mut blocks = Vec::new();
    for _ in 0..200 {
        let cache = private.cache();
        blocks.extend((0..10).map(|n| heap.alloc(cache, 64 << (n % 3))));
        heap.detach(cache);
        heap.check();
    }
    assert!(heap.stats().small_spans <= 6 * PAGE_SIZE, "200 threads fill six spans, one after the other");
    assert_eq!(heap.threads(), 0);
    let last = private.cache();
    for block in blocks {
        free(heap, last, block);
    }
    heap.detach(last);
    assert_eq!(heap.stats().live, 0);
    assert_eq!(in_use_by_others(heap), 0, "empty spans wait for the next thread");
}

#[test]
fn the_last_block_of_an_abandoned_span_frees_the_span() {
    let private = Private::new(1 << 28);
    let (heap, leaver, other) = (&private.heap, private.cache(), private.cache());
    let blocks: Vec<_> = (0..10).map(|_| heap.alloc(leaver, 4096)).collect();
    heap.detach(leaver);
    assert!(heap.pages().stats(ZoneId::Small).in_use > 0);
    for block in blocks {
        free(heap, other, block);
    }
    heap.check();
    assert_eq!(in_use_by_others(heap), 0);
}

#[test]
fn a_full_span_of_a_thread_that_left_is_published_by_its_first_free() {
    let private = Private::new(1 << 28);
    let (heap, leaver, other) = (&private.heap, private.cache(), private.cache());
    let Some(class) = SizeClass::of(4096) else { panic!("4096 is small") };
    let blocks: Vec<_> = (0..class.span_pages(0) * PAGE_SIZE / class.block_size() * 2)
        .map(|_| heap.alloc(leaver, 4096))
        .collect();
    heap.detach(leaver);
    let (in_use, mut rest) = (heap.pages().stats(ZoneId::Small).in_use, blocks.into_iter());
    let Some(first) = rest.next() else { panic!("many blocks") };
    free(heap, other, first);
    assert_eq!(heap.alloc(other, 4096), first, "adopted for its one free block");
    assert_eq!(heap.pages().stats(ZoneId::Small).in_use, in_use);
    free(heap, other, first);
    rest.for_each(|block| free(heap, other, block));
    heap.detach(other);
    assert_eq!(in_use_by_others(heap), 0);
}

#[test]
fn zeroed_blocks_are_zero_when_their_memory_is_not_new() {
    let private = Private::new(1 << 28);
    let (heap, cache) = (&private.heap, private.cache());
    for size in [1, 100, 65_536, 65_537, 3 << 20] {
        let dirty = heap.alloc(cache, size);
        // SAFETY: allocated with that size.
        unsafe { dirty.write_bytes(0xff, size) };
        free(heap, cache, dirty);
        let zeroed = heap.alloc_zeroed(cache, size);
        assert_eq!(zeroed, dirty, "the same memory");
        // SAFETY: allocated with that size.
        let bytes = unsafe { core::slice::from_raw_parts(zeroed, size) };
        assert!(bytes.iter().all(|&b| b == 0), "{size} bytes");
        free(heap, cache, zeroed);
    }
}

#[test]
fn realloc_keeps_the_contents_at_every_step_up_and_down() {
    let private = Private::new(4 << 30);
    let (heap, cache) = (&private.heap, private.cache());
    let up = (0..60).map(|n| 1usize << (n / 2) | (n & 1) << (n / 2) >> 1).filter(|&n| n <= 128 << 20);
    let sizes: Vec<_> = up.clone().chain(up.collect::<Vec<_>>().into_iter().rev()).collect();
    let mut block = core::ptr::null_mut::<u8>();
    let mut held = 0;
    for (step, size) in sizes.into_iter().enumerate() {
        // SAFETY: null or the block of the last step.
        block = unsafe { heap.realloc(cache, block, size) };
        assert!(!block.is_null(), "{size} bytes");
        heap.check();
        let kept = held.min(size).min(4096);
        // SAFETY: both ends of the part that both steps had.
        unsafe {
            assert!((0..kept).all(|i| *block.add(i) == step as u8), "step {step}, first bytes of {size}");
            assert!(held == 0 || held > size || *block.add(held - 1) == step as u8, "step {step}, last byte");
            let next = step as u8 + 1;
            block.write_bytes(next, size.min(4096));
            *block.add(size - 1) = next;
        }
        held = size;
    }
    free(heap, cache, block);
    assert_eq!(heap.stats().live, 0);
}

#[test]
fn growing_a_large_block_copies_no_more_than_four_mebibytes() {
    let private = Private::new(1 << 30);
    let (heap, cache) = (&private.heap, private.cache());
    let mut block = heap.alloc(cache, 1 << 20);
    let (mut size, mut mapped) = (1usize << 20, false);
    while size < 512 << 20 {
        size += size / 2;
        // SAFETY: the block of the last step.
        block = unsafe { heap.realloc(cache, block, size) };
        let kind = heap.pages().map().lookup(block.addr()).map(crate::span::Span::kind);
        assert!(!mapped || kind == Some(crate::span::Kind::Mapped), "once in a mapping of its own, it stays");
        mapped = kind == Some(crate::span::Kind::Mapped);
    }
    free(heap, cache, block);
}

#[test]
fn shrinking_below_half_gives_the_rest_back() {
    let private = Private::new(1 << 30);
    let (heap, cache) = (&private.heap, private.cache());
    let block = heap.alloc(cache, 100 << 20);
    // SAFETY: just allocated; the second time, the first one's result.
    let same = unsafe { heap.realloc(cache, block, 60 << 20) };
    assert_eq!((same, heap.stats().live), (block, 100 << 20), "more than half stays as it is");
    // SAFETY: as above.
    let shorter = unsafe { heap.realloc(cache, same, 10 << 20) };
    assert_eq!((shorter, heap.stats().live), (block, 10 << 20));
    heap.check();
    free(heap, cache, shorter);
}

#[test]
fn freed_memory_is_given_back_by_trim_and_reads_as_zero() {
    let private = Private::new(1 << 30);
    let (heap, cache) = (&private.heap, private.cache());
    let large = heap.alloc(cache, 64 << 20);
    // SAFETY: just allocated.
    unsafe { large.write_bytes(1, 64 << 20) };
    free(heap, cache, large);
    assert!(heap.stats().kept >= 64 << 20, "it stays warm");
    assert!(heap.trim(cache, 0));
    heap.check();
    assert_eq!(heap.stats().kept, 0);
    let again = heap.alloc_zeroed(cache, 64 << 20);
    // SAFETY: just allocated.
    unsafe { assert_eq!((*again, *again.add((64 << 20) - 1)), (0, 0)) };
    free(heap, cache, again);
}

#[test]
fn zeroed_memory_is_not_touched_for_being_longer_than_what_is_warm() {
    for level in [1, 2, 3] {
        let private = Private::new(1 << 30);
        let heap = &private.heap;
        if level > 1 {
            heap.harden(level);
        }
        let cache = private.cache();
        let (warm, size) = (40 << 20, 60 << 20);
        let large = heap.alloc(cache, warm);
        // SAFETY: just allocated.
        unsafe { large.write_bytes(1, warm) };
        free(heap, cache, large);
        heap.trim(cache, warm);
        let is_zero = |block: *mut u8| heap.pages().map().lookup(block.addr()).is_some_and(Span::is_zero);
        let zeroed = heap.alloc_zeroed(cache, size);
        assert!(is_zero(zeroed), "level {level}: nobody had to clear it");
        free(heap, cache, zeroed);
        heap.check();
    }
}

#[test]
fn what_a_thread_was_about_to_free_when_another_forked_is_not_taken_for_zero() {
    let private = Private::new(1 << 30);
    let (heap, cache) = (&private.heap, private.cache());
    let block = heap.alloc(cache, 1 << 20);
    // SAFETY: just allocated.
    unsafe { block.write_bytes(1, 1 << 20) };
    let run = heap.pages().map().lookup(block.addr()).unwrap();
    assert!(run.is_zero() && run.change_kind(Kind::Large, Kind::Cached), "as far as `free` had come");
    heap.inherit(cache);
    heap.check();
    let zeroed = heap.alloc_zeroed(cache, 1 << 20);
    assert_eq!(zeroed, block);
    // SAFETY: just allocated.
    assert_eq!(unsafe { (*zeroed, *zeroed.add((1 << 20) - 1)) }, (0, 0));
    free(heap, cache, zeroed);
}

#[test]
fn a_heap_without_room_in_its_arena_uses_further_mappings() {
    let private = Private::new(4 << 20);
    let (heap, cache) = (&private.heap, private.cache());
    let mut blocks: Vec<_> = (0..2000).map(|_| heap.alloc(cache, 8192)).collect();
    blocks.extend((0..8).map(|_| heap.alloc(cache, 3 << 20)));
    assert!(blocks.iter().all(|b| !b.is_null()));
    assert!(blocks.iter().any(|b| !heap.pages().map().in_arena(b.addr())));
    heap.check();
    for &block in &blocks {
        // SAFETY: allocated above, with at least that many bytes.
        unsafe { block.write_bytes(7, 8192) };
    }
    blocks.into_iter().for_each(|block| {
        // SAFETY: allocated above, freed once.
        unsafe { heap.free(cache, block) }
    });
    heap.check();
    assert_eq!(heap.stats().live, 0);
}

#[test]
fn what_cannot_be_had_is_null_and_changes_nothing() {
    let private = Private::new(1 << 28);
    let (heap, cache) = (&private.heap, private.cache());
    let block = heap.alloc(cache, 100);
    for size in [1 << 50, isize::MAX as usize, isize::MAX as usize + 1, usize::MAX] {
        assert!(heap.alloc(cache, size).is_null());
        assert!(heap.alloc_zeroed(cache, size).is_null());
        // SAFETY: a live block; null comes back, so it stays live.
        assert!(unsafe { heap.realloc(cache, block, size) }.is_null());
        heap.check();
    }
    assert!(heap.alloc_aligned(cache, 1, 1 << 62).is_null());
    free(heap, cache, block);
}

#[test]
fn usable_sizes_hold_the_request_and_do_not_change() {
    let private = Private::new(1 << 30);
    let (heap, cache) = (&private.heap, private.cache());
    for size in (0..100).map(|n| n * 37).chain([65_536, 65_537, 1 << 20, (1 << 20) + 30]) {
        let block = heap.alloc(cache, size);
        // SAFETY: a live block.
        let usable = unsafe { heap.usable_size(block) };
        assert!(usable >= size);
        let other = heap.alloc(cache, size);
        // SAFETY: a live block.
        assert_eq!(unsafe { heap.usable_size(block) }, usable);
        free(heap, cache, other);
        free(heap, cache, block);
    }
}

#[test]
fn empty_spans_count_against_a_memory_limit() {
    const MIB: usize = 1 << 20;
    let mut private = std::boxed::Box::new(Private { heap: Heap::new(), mapping: None });
    let layout = Layout { huge_bytes: 0, memory_limit: 64 * MIB, ..Layout::new(1 << 30) };
    private.mapping = private.heap.init(&layout);
    let (heap, cache) = (&private.heap, private.cache());
    let blocks: Vec<_> = (0..56 * MIB / 1024).map(|_| heap.alloc(cache, 1024)).collect();
    for block in blocks {
        // SAFETY: allocated above, freed once.
        unsafe { heap.free(cache, block) };
    }
    // And no call after that, which would be an occasion to give something back.
    heap.check();
    assert!(
        heap.stats().kept <= 33 * MIB,
        "{} bytes kept: a quarter of the limit in each place",
        heap.stats().kept
    );
}

#[test]
fn near_a_memory_limit_nothing_waits_in_slots_or_warm_for_who_grows() {
    const MIB: usize = 1 << 20;
    let mut private = std::boxed::Box::new(Private { heap: Heap::new(), mapping: None });
    let layout = Layout { huge_bytes: 0, memory_limit: 64 * MIB, ..Layout::new(1 << 30) };
    private.mapping = private.heap.init(&layout);
    let (heap, one, other) = (&private.heap, private.cache(), private.cache());
    free(heap, one, heap.alloc(one, 40 * MIB));
    let mut block = heap.alloc(other, 40 * MIB);
    assert!(
        heap.stats().held <= 64 * MIB,
        "{} bytes held: what the other thread freed last",
        heap.stats().held
    );
    free(heap, other, block);
    heap.trim(other, 0);
    let pieces: Vec<_> = (0..30).map(|_| heap.alloc(one, MIB)).collect();
    pieces.iter().for_each(|&piece| free(heap, one, piece));
    block = heap.alloc(other, 8 * MIB);
    for size in [12, 20, 40, 56].map(|mib| mib * MIB) {
        // SAFETY: the block of the last step.
        block = unsafe { heap.realloc(other, block, size) };
        heap.check();
        assert!(heap.stats().held <= 64 * MIB, "{} bytes held for a block of {size}", heap.stats().held);
    }
    free(heap, other, block);
}

#[test]
fn a_bounded_heap_refuses_and_recovers_whatever_holds_the_memory() {
    const MIB: usize = 1 << 20;
    let mut private = std::boxed::Box::new(Private { heap: Heap::new(), mapping: None });
    let layout = Layout { huge_bytes: 0, hard_limit: 32 * MIB, ..Layout::new(1 << 30) };
    private.mapping = private.heap.init(&layout);
    let (heap, cache) = (&private.heap, private.cache());
    for size in [48, 6000, 300_000, 20 * MIB, 48] {
        let mut blocks = Vec::new();
        loop {
            let block = heap.alloc(cache, size);
            if block.is_null() {
                break;
            }
            // SAFETY: `size` bytes were allocated there.
            unsafe { block.write_bytes(7, size) };
            blocks.push(block);
        }
        heap.check();
        let got = blocks.len() * size;
        assert!((16 * MIB..=32 * MIB).contains(&got), "{got} bytes in blocks of {size}");
        assert!(heap.stats().held <= 32 * MIB);
        for block in blocks {
            // SAFETY: allocated above, freed once.
            unsafe { heap.free(cache, block) };
        }
        heap.check();
    }
    let whole = heap.alloc(cache, 32 * MIB);
    assert!(!whole.is_null(), "all that is free can be given back for one block");
    free(heap, cache, whole);
}

#[test]
fn a_tick_that_another_thread_made_meanwhile_is_not_made_again() {
    let private = Private::new(1 << 28);
    let (heap, cache) = (&private.heap, private.cache());
    let (warm, size) = (heap.alloc(cache, 1 << 20), 1 << 20);
    free(heap, cache, warm);
    let due = heap.next_tick.load(Ordering::Relaxed);
    assert_eq!(heap.give_back(due - 1, due), None, "it is due after the time that the caller knows");
    assert_eq!((heap.next_tick.load(Ordering::Relaxed), heap.alloc(cache, size)), (due, warm));
}

#[test]
fn what_another_thread_is_just_giving_back_is_not_refused() {
    const MIB: usize = 1 << 20;
    let mut private = std::boxed::Box::new(Private { heap: Heap::new(), mapping: None });
    let layout = Layout { huge_bytes: 0, hard_limit: 200 * MIB, ..Layout::new(2 << 30) };
    private.mapping = private.heap.init(&layout);
    let (heap, done) = (&private.heap, AtomicBool::new(false));
    std::thread::scope(|threads| {
        threads.spawn(|| {
            let cache = private.cache();
            while !done.load(Ordering::Relaxed) {
                heap.trim(cache, 0);
            }
        });
        let cache = private.cache();
        let mut refused = 0;
        for turn in 0..100_000 {
            // Lengths that no run of the turn before has, too long to take it and some clean pages: there must be room for them.
            let block = heap.alloc(cache, (130 + turn % 3 * 30) * MIB);
            refused += usize::from(block.is_null());
            // SAFETY: null or allocated above, freed once.
            unsafe { heap.free(cache, block) };
        }
        done.store(true, Ordering::Relaxed);
        assert_eq!(refused, 0, "nobody else holds anything");
    });
    heap.check();
}

#[test]
fn a_span_that_was_held_has_all_its_blocks() {
    let private = Private::new(1 << 28);
    let heap = &private.heap;
    assert!(heap.sample(3));
    let cache = private.cache();
    for size in [16, 100, 3000, 60_000] {
        let mut blocks: Vec<_> = (0..2000).map(|_| heap.alloc(cache, size)).collect();
        heap.check();
        blocks.sort();
        blocks.dedup();
        assert_eq!(blocks.len(), 2000, "blocks of {size} were handed out twice");
        // SAFETY: allocated above, freed once.
        blocks.into_iter().for_each(|block| unsafe { heap.free(cache, block) });
        heap.check();
    }
    assert_eq!(heap.stats().live, 0);
}

#[test]
fn a_sampled_block_is_as_long_as_was_asked_and_moves_with_its_contents() {
    let private = Private::new(1 << 28);
    let heap = &private.heap;
    assert!(heap.sample(1));
    let cache = private.cache();
    let block = heap.alloc(cache, 1001);
    // SAFETY: a live block of 1001 bytes; what `realloc` returns is another one.
    unsafe {
        assert_eq!(heap.usable_size(block), 1001);
        block.write_bytes(7, 1001);
        let moved = heap.realloc(cache, block, 2002);
        assert!(moved != block && heap.usable_size(moved) == 2002);
        assert!(core::slice::from_raw_parts(moved, 1001).iter().all(|&byte| byte == 7));
        assert_eq!(heap.stats().live, 2002);
        free(heap, cache, moved);
    }
    assert_eq!(heap.stats().live, 0);
}

#[test]
fn a_sampled_block_of_a_hardened_heap_moves_to_one_as_long_as_was_asked() {
    let private = Private::new(1 << 28);
    let heap = &private.heap;
    heap.harden(2);
    assert!(heap.sample(1));
    let cache = private.cache();
    for size in [8, 1000, 30_000, 60_000] {
        let block = heap.alloc(cache, 1);
        // SAFETY: a live block, and what it became.
        unsafe {
            let moved = heap.realloc(cache, block, size);
            assert_eq!(heap.usable_size(moved), size);
            free(heap, cache, moved);
        }
    }
}

#[test]
fn an_empty_block_is_empty_however_it_is_aligned() {
    for level in [2, 3] {
        let private = Private::new(1 << 28);
        let heap = &private.heap;
        heap.harden(level);
        let cache = private.cache();
        for align in (4..21).map(|log| 1 << log) {
            let block = heap.alloc_aligned(cache, 0, align);
            // SAFETY: a live block.
            assert_eq!(unsafe { heap.usable_size(block) }, 0, "at a multiple of {align}");
            assert!(heap.keeps_promise(block.addr(), Some(0), align));
            free(heap, cache, block);
        }
    }
}

#[cfg(feature = "faults")]
#[test]
fn a_run_that_failing_calls_keep_closed_is_free_when_they_do_not_fail() {
    use crate::sys::faults::{self, Plan};
    let private = Private::new(1 << 28);
    let heap = &private.heap;
    heap.harden(3);
    let cache = private.cache();
    let spans =
        |heap: &Heap| heap.pages().stats(ZoneId::Small).in_use + heap.pages().stats(ZoneId::Large).in_use;
    for _ in 0..3 {
        let blocks: Vec<_> = [100, 5000, 300_000].iter().map(|&size| heap.alloc(cache, size)).collect();
        faults::set(Plan::All(faults::Call::Mprotect));
        blocks.into_iter().for_each(|block| free(heap, cache, block));
        heap.trim(cache, 0);
        heap.check();
        let stats = heap.stats();
        assert!(spans(heap) > 0 && stats.small_spans == 0 && stats.kept == stats.held, "it waits: {stats:?}");
        // The records are others' by now.
        let again = [100, 5000].map(|size| heap.alloc(cache, size));
        heap.check();
        again.into_iter().for_each(|block| free(heap, cache, block));
        faults::set(Plan::Off);
        heap.trim(cache, 0);
        heap.check();
        assert_eq!((spans(heap), heap.stats().kept), (0, 0));
    }
}

#[test]
fn large_runs_that_others_freed_make_way_for_the_sizes_that_are_wanted_now() {
    let private = Private::new(1 << 30);
    let (heap, own, other) = (&private.heap, private.cache(), private.cache());
    let waiting = |size: usize| {
        let blocks: Vec<_> = (0..20).map(|_| heap.alloc(own, size)).collect();
        blocks.into_iter().for_each(|block| free(heap, other, block));
        // What waits is in use for the page heap.
        heap.pages().stats(ZoneId::Large).in_use * PAGE_SIZE
    };
    for size in [1 << 20, 4 << 20, 2 << 20] {
        assert_eq!(waiting(size), 20 * size, "all of this size, none of the last");
    }
}
