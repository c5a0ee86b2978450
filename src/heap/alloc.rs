//! malloc: the hot path, and its slow twin.

use super::{Heap, process};
use crate::block::Block;
use crate::harden::{self, Call};
use crate::hardened::Asked;
use crate::page_heap::{Request, ZoneId};
use crate::size_class::{FINE_MAX, MIN_ALIGN, NUM_CLASSES, PAGE_SIZE, SizeClass};
use crate::span::remote::State;
use crate::span::{Kind, NO_SPAN, Place, Span};
use crate::sync::Ordering;
use crate::sys::clock;
use crate::thread_cache::ThreadCache;

/// Spans of the class whose turn it is that a thread looks at before it gets a new span, in case that others
/// have emptied them.
const SWEPT_SPANS: usize = 16;
/// With more pages than this (4 MiB) in empty spans, a thread that adopts one looks whether others are due.
const MANY_EMPTY_PAGES: usize = (4 << 20) / PAGE_SIZE;
/// A current span of no more blocks than this is counted when it is swept; longer lists take too long.
const COUNTED_BLOCKS: u32 = 128;

impl Heap {
    /// A block of `size` bytes from the current span of its class: the hot path. `None`: ask
    /// [`Heap::alloc`].
    #[inline(always)]
    pub fn pop(&self, cache: &ThreadCache, size: usize) -> Option<Block> {
        if size <= FINE_MAX { cache.current_fine(size).pop() } else { self.pop_coarse(cache, size) }
    }

    /// The same for more than [`FINE_MAX`] bytes.
    #[inline(always)]
    pub fn pop_coarse(&self, cache: &ThreadCache, size: usize) -> Option<Block> {
        cache.current(cache.coarse_class(size)?).pop()
    }

    /// The same at a multiple of `align`, a power of two; otherwise ask [`Heap::alloc_aligned`].
    #[inline(always)]
    pub fn pop_aligned(&self, cache: &ThreadCache, size: usize, align: usize) -> Option<Block> {
        cache.current(SizeClass::of_aligned(size, align)?).pop()
    }

    /// `size` bytes aligned to 16, or null when there is no memory. Size 0 is a block like any other.
    #[inline]
    pub fn alloc(&self, cache: &ThreadCache, size: usize) -> *mut u8 {
        if self.hardened.is_on() {
            return self.alloc_hardened(cache, size, MIN_ALIGN, false);
        }
        match SizeClass::of(size) {
            Some(class) if cache.is_attached() => self.alloc_from(cache, class, size, MIN_ALIGN),
            _ => self.alloc_aligned(cache, size, MIN_ALIGN),
        }
    }

    /// `size` bytes aligned to `align` (a power of two), or null when there is no memory.
    #[inline]
    pub fn alloc_aligned(&self, cache: &ThreadCache, size: usize, align: usize) -> *mut u8 {
        match SizeClass::of_aligned(size, align) {
            None => self.alloc_large(cache, size, align),
            Some(class) if cache.is_attached() => self.alloc_from(cache, class, size, align),
            Some(class) => process::alloc_unattached(self, cache, class, size, align),
        }
    }

    /// `size` zero bytes aligned to 16, or null when there is no memory.
    #[inline]
    pub fn alloc_zeroed(&self, cache: &ThreadCache, size: usize) -> *mut u8 {
        if SizeClass::of(size).is_none() {
            return self.alloc_large_zeroed(cache, size);
        }
        if !cache.is_attached()
            && let Some(block) = process::alloc_zeroed_off(self, size)
        {
            return block;
        }
        let block = self.alloc(cache, size);
        if !block.is_null() {
            // SAFETY: I-BLOCK-3: a fresh block of at least `size` bytes.
            unsafe { block.write_bytes(0, size) };
        }
        block
    }

    /// A block of `class` for a cache that is attached: out of the current span, or of the next one. `size` bytes at a multiple
    /// of `align` are what was asked for.
    pub(super) fn alloc_from(
        &self,
        cache: &ThreadCache,
        class: SizeClass,
        size: usize,
        align: usize,
    ) -> *mut u8 {
        loop {
            if let Some(block) = cache.current(class).pop() {
                return block.as_ptr();
            }
            if self.sampled.is_on() {
                return self.alloc_counted(cache, class, Asked { size, align });
            }
            if self.replenish(cache, class).is_none() && self.next_span(cache, class).is_none() {
                return core::ptr::null_mut();
            }
        }
    }

    /// Get blocks into the current span: those that other threads freed, then fresh ones. Returns how many; `None`: there
    /// are none, and the span is now on the list of full ones.
    #[inline(always)]
    pub(super) fn replenish(&self, cache: &ThreadCache, class: SizeClass) -> Option<u32> {
        let span = cache.current(class);
        if core::ptr::eq(span, &raw const NO_SPAN) {
            return None;
        }
        if span.has_damaged_link() {
            harden::damaged_link(Call::Malloc, span.head(), class);
        }
        let carved = span.carved();
        // SAFETY: the owner's current span (I-SPAN-2).
        let collected = unsafe { span.collect(State::Active) };
        if collected > 0 || span.carve() {
            return Some(collected + (span.carved() - carved));
        }
        if !span.remote.change(State::Active, State::Full) {
            // Blocks came in meanwhile: `alloc_from` comes again.
            return Some(0);
        }
        span.end_current_full();
        cache.full.push_back(span);
        cache.set_current(class, None);
        None
    }

    /// Make a span current that has blocks: a returned or partial one of this thread, one without an
    /// owner, a new one. Returns how many it has, about; `None` when there is no memory.
    #[inline(never)]
    pub(super) fn next_span(&self, cache: &ThreadCache, class: SizeClass) -> Option<u32> {
        self.deliver_outbox(cache);
        self.take_returned(cache);
        let partial = cache.partial(class);
        let span = partial
            .pop_front_of_many()
            .or_else(|| self.further_span(cache, class))
            .or_else(|| partial.pop_front());
        let span = span?;
        let free = span.carved().saturating_sub(span.used());
        span.begin_current();
        cache.set_current(class, Some(span));
        Some(free)
    }

    /// A span that the thread does not own yet: one without an owner, a new one.
    fn further_span(&self, cache: &ThreadCache, class: SizeClass) -> Option<&'static Span> {
        if self.central.empty_pages() > MANY_EMPTY_PAGES {
            self.tick(cache, clock::now_ms());
        }
        let span = self
            .central
            .adopt(self.pages.map(), class, cache.owner())
            .or_else(|| self.new_span(cache, class))?;
        let owned = &cache.partial(class).owned;
        owned.set(owned.get() + 1);
        Some(span)
    }

    /// Spans that pushers found full and handed back are partial again.
    #[inline]
    pub(super) fn take_returned(&self, cache: &ThreadCache) {
        if cache.has_returned() {
            self.make_returned_partial(cache);
        }
    }

    #[inline(never)]
    fn make_returned_partial(&self, cache: &ThreadCache) {
        cache.take_returned(|span| {
            if span.owner() != cache.id() {
                // The pusher read the owner before that thread left its cache, and another took it over.
                self.pages.map().set_owner(span, cache.owner());
                cache.partial(span.class()).owned.update(|owned| owned + 1);
            } else if matches!(span.place(), Place::Full | Place::Freed) {
                cache.full.remove(span);
                span.end_full();
            }
            // SAFETY: handed to this cache, once, by the pusher that made it Returned (I-SPAN-2).
            unsafe { span.collect(State::Active) };
            if span.used() == 0 {
                self.release_empty(cache, span);
            } else {
                // To the back: it fills up while it waits.
                cache.partial(span.class()).push_back(span);
            }
        });
    }

    /// Look at the next class, in turn, for spans all of whose blocks are free though nobody has counted so
    /// far: partial ones whose last blocks other threads freed, the first `most` of them, and a current one
    /// of few blocks. Not at the current span of `busy`.
    pub(super) fn sweep(&self, cache: &ThreadCache, busy: SizeClass, most: usize) {
        let turn = cache.sweep_turn.get();
        cache.sweep_turn.set((turn + 1) % NUM_CLASSES);
        let Some(class) = SizeClass::from_index(turn) else { return };
        self.sweep_current(cache, class, busy);
        let mut next = cache.partial(class).first();
        for _ in 0..most {
            let Some(span) = next else { return };
            next = cache.partial(class).after(span);
            if span.remote.count() == span.used() {
                // SAFETY: the owner's (I-SPAN-2).
                unsafe { span.collect(State::Active) };
                if span.used() == 0 {
                    cache.partial(class).remove(span);
                    self.release_empty(cache, span);
                }
            }
        }
    }

    fn sweep_current(&self, cache: &ThreadCache, class: SizeClass, busy: SizeClass) {
        let span = cache.current(class);
        if class == busy || span.kind() != Kind::Small || span.capacity() > COUNTED_BLOCKS {
            return;
        }
        if span.free_blocks() + span.remote.count() == span.carved() {
            self.release_current(cache, span);
        }
    }

    fn new_span(&self, cache: &ThreadCache, class: SizeClass) -> Option<&'static Span> {
        self.sweep(cache, class, SWEPT_SPANS);
        let now = clock::now_ms();
        let purged = self.tick(cache, now);
        let pages = class.span_pages(cache.partial(class).owned.get() as usize);
        let warm = self.pages.take_warm(ZoneId::Small, pages, PAGE_SIZE, now);
        let span = match warm {
            Some(warm) => warm,
            None => {
                // Other classes' empty spans before pages that hold no memory yet.
                self.put_empty(true);
                let run =
                    self.take_run(cache, ZoneId::Small, Request { pages, align: PAGE_SIZE, zero: false })?;
                if cache.attached.load(Ordering::Relaxed) {
                    if !purged {
                        self.pages.release_excess(clock::now_ms(), 0);
                    }
                    self.obey_limit();
                }
                run
            }
        };
        span.make_small(class);
        span.set_zero(false);
        self.pages.enter(span);
        self.pages.map().set_owner(span, cache.owner());
        Some(span)
    }
}
