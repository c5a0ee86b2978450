//! The invariant walker, and the figures that come from the same walk.

use super::Heap;
use super::hardened::large_asked;
use crate::hardened::Record;
use crate::page_heap::ZoneId;
use crate::size_class::{PAGE_SIZE, SizeClass};
use crate::span::remote::State;
use crate::span::{Kind, NO_SPAN, Place, Span};
use crate::sync::Ordering;
use crate::thread_cache::ThreadCache;

/// What the heap holds, in bytes. Exact while no other thread allocates, a glimpse otherwise.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct HeapStats {
    /// In blocks that the program has, as the blocks are long: what `malloc_usable_size` says of them.
    pub live: usize,
    /// The part of it in blocks above the largest size class.
    pub live_large: usize,
    /// Blocks above the largest size class that the program has.
    pub large_blocks: usize,
    /// In spans of small blocks, used or not.
    pub small_spans: usize,
    /// Kept warm for reuse: free pages with memory, slots and empty spans.
    pub kept: usize,
    /// Committed address space.
    pub committed: usize,
    /// Given back to the operating system since the start.
    pub purged: usize,
    /// Address space of the allocator's own structures.
    pub metadata: usize,
    /// Threads that have a cache.
    pub threads: usize,
    /// What counts against the memory limit: in spans, large blocks and caches, and free with memory.
    pub held: usize,
    /// The memory limit; 0 for none.
    pub limit: usize,
}

impl Heap {
    /// Count what the heap holds: time proportional to its size.
    pub fn stats(&self) -> HeapStats {
        let zones = [self.pages.stats(ZoneId::Small), self.pages.stats(ZoneId::Large)];
        let sum =
            |f: fn(&crate::page_heap::ZoneStats) -> usize| zones.iter().map(f).sum::<usize>() * PAGE_SIZE;
        let mut stats = HeapStats {
            kept: sum(|z| z.dirty) + self.central.empty_pages() * PAGE_SIZE,
            committed: sum(|z| z.committed),
            purged: sum(|z| z.purged),
            metadata: self.pages.meta().mapped(),
            threads: self.threads(),
            held: sum(|z| z.in_use) + sum(|z| z.dirty),
            limit: self.pages.hard_limit(),
            ..HeapStats::default()
        };
        self.pages.for_each_descriptor(|span| match span.kind() {
            Kind::Small => {
                stats.small_spans += span.bytes();
                let free = span.free_blocks() + span.remote.count();
                stats.live += span.carved().saturating_sub(free) as usize * span.block_size();
            }
            Kind::Hardened => match Record::of(span) {
                Some(record) => {
                    stats.small_spans += span.bytes();
                    stats.live += record.live_bytes();
                }
                // It is free, but for a guard that the system does not take away.
                None => stats.kept += span.bytes(),
            },
            Kind::Large | Kind::Mapped => {
                let bytes = if self.hardened.is_on() { large_asked(span).size } else { span.bytes() };
                stats.live += bytes;
                stats.live_large += bytes;
                stats.large_blocks += 1;
            }
            Kind::Cached => stats.kept += span.bytes(),
            _ => {}
        });
        stats.live += self.sampled.live_bytes();
        self.for_each_cache(|cache| {
            stats.live = stats.live.saturating_sub(cache.outbox.bytes());
        });
        stats
    }

    /// Check every invariant of `docs/invariants.md` that can be seen while no thread is inside the heap.
    ///
    /// # Panics
    /// When one does not hold.
    #[doc(hidden)]
    pub fn check(&self) {
        self.pages.check();
        let mut caches = 0;
        self.for_each_cache(|cache| {
            caches += 1;
            self.check_cache(cache);
        });
        let (seats, on_trays) = self.check_seats();
        assert!(self.threads() <= caches + seats, "more threads than caches");
        self.for_each_span(|span| self.check_span(span));
        let mut not_live = 0;
        self.pages.for_each_descriptor(|span| {
            if span.kind() == Kind::Hardened {
                not_live += self.check_hardened_span(span);
            }
        });
        let waiting = on_trays + self.hardened.check();
        assert_eq!(not_live, waiting, "I-HARD-2: blocks that are neither live nor free, and those that wait");
        self.sampled.check(self.pages.map());
        self.central.for_each(|span| {
            assert_eq!(span.owner(), 0, "I-CEN-1: an owned span in the central pool");
            assert_eq!((span.kind(), span.place()), (Kind::Small, Place::Partial), "I-CEN-1");
            let whole = span.free_blocks() == span.carved() && span.remote.count() == 0;
            assert!(
                span.remote.state() == State::Abandoned || whole,
                "I-CEN-1: a block of an empty span is in use"
            );
        });
    }

    fn check_span(&self, span: &'static Span) {
        // I-MAP-1: every page of it leads to it.
        let map = self.pages.map();
        for addr in (span.start()..span.end()).step_by(PAGE_SIZE) {
            assert!(map.lookup(addr).is_some_and(|found| core::ptr::eq(found, span)), "I-MAP-1");
            let known = span.owner() != 0 || span.remote.state() == State::Abandoned;
            let page = map.small_entry(addr).filter(|_| known);
            assert!(page.is_none_or(|page| page.is_local_to(0) == (span.owner() == 0)), "I-MAP-3");
        }
        assert!(span.carved() <= span.capacity(), "I-SPAN-1");
        assert!(!span.has_damaged_link(), "I-SPAN-1");
        let free = span.free_blocks();
        assert!(free <= span.carved(), "I-SPAN-3: a block is on the list twice");
        // I-SPAN-5: where the count is exact, list and count agree.
        let exact = matches!(span.place(), Place::Partial | Place::Freed);
        if exact && span.frozen_used.load(Ordering::Relaxed) != u32::MAX {
            assert!(free + span.used() == span.carved() || span.owner() == 0, "I-SPAN-5");
        }
    }

    fn check_cache(&self, cache: &'static ThreadCache) {
        for class in SizeClass::all() {
            let current = cache.current(class);
            if !core::ptr::eq(current, &raw const NO_SPAN) {
                assert!(current.class() == class && current.place() == Place::Current, "I-TC-3");
                assert_eq!(current.owner(), cache.id(), "I-TC-3");
            }
            for span in cache.partial(class).iter() {
                assert_eq!((span.owner(), span.class()), (cache.id(), class), "I-TC-3");
                assert!(
                    span.used() > 0 && span.place() == Place::Partial,
                    "I-TC-4: an empty span is kept as partial"
                );
            }
        }
        for span in cache.full.iter() {
            assert_eq!(span.owner(), cache.id(), "I-TC-3");
            assert!(matches!(span.place(), Place::Full | Place::Freed), "I-TC-3");
        }
    }
}

/// What models look at, and do as the parts of a tick.
#[cfg(all(loom, test))]
impl Heap {
    /// Empty spans that wait for the next thread.
    pub(crate) fn waiting(&self) -> usize {
        self.central.empty_pages()
    }

    /// A tick, long after anything was wanted.
    pub(crate) fn late_tick(&self) {
        let due = self.next_tick.load(Ordering::Relaxed);
        self.give_back(100_000, due);
    }

    /// Empty spans go to the page heap.
    pub(crate) fn give_empty_back(&self) {
        self.central.take_empty(true, |empty| self.pages.put(empty));
    }

    /// Where the first block of `size` bytes will be.
    pub(crate) fn first_byte(&self, size: usize) -> usize {
        self.pages.zone_base(SizeClass::of(size).map_or(ZoneId::Large, |_| ZoneId::Small))
    }
}
