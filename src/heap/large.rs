//! Large objects: blocks above the largest size class, runs of pages of their own. Tensors.
//!
//! A freed run stays warm in a slot of the thread that freed it, then in the page heap's bins. In both
//! it is found again in constant time, and its pages keep their memory.

use super::{Heap, process};
use crate::page_heap::{Request, ZoneId};
use crate::size_class::{MIN_ALIGN, PAGE_SIZE};
use crate::span::{Kind, Span};
use crate::sync::{AtomicPtr, Cell, Ordering, glance};
use crate::sys::clock;
use crate::thread_cache::{SLOTS, ThreadCache};

/// More than any process can map: 2^47 bytes.
const ADDRESS_SPACE: usize = 1 << 47;
/// A thread's slots hold at most this many pages (1 MiB) together, beside the run in the first one.
const SLOT_PAGES_MAX: usize = (1 << 20) / PAGE_SIZE;
/// How often a request looks for memory that other threads are giving back, a millisecond each time.
const TRIES: usize = 1000;

impl Heap {
    /// `size` bytes at a multiple of `align`, or null.
    #[inline(never)]
    pub(super) fn alloc_large(&self, cache: &ThreadCache, size: usize, align: usize) -> *mut u8 {
        // A cache that stands for none has nothing in its slots.
        let ([word, ..], [length, ..]) = (&cache.slots, &cache.slot_pages);
        match take_fitting(word, length, size.div_ceil(PAGE_SIZE), align) {
            Some(run) => first_byte(run),
            None => self.alloc_large_slow(cache, size, align, false),
        }
    }

    #[inline(never)]
    fn alloc_large_slow(&self, cache: &ThreadCache, size: usize, align: usize, zero: bool) -> *mut u8 {
        let Some(attached) = process::attached(self, cache) else {
            return process::alloc_large_unattached(self, cache, size, align, zero);
        };
        self.take_large(attached, size, align, zero).map_or(core::ptr::null_mut(), first_byte)
    }

    /// The same, zero.
    #[cold]
    #[inline(never)]
    pub(super) fn alloc_large_zeroed(&self, cache: &ThreadCache, size: usize) -> *mut u8 {
        if !cache.is_attached()
            && let Some(block) = process::alloc_zeroed_off(self, size)
        {
            return block;
        }
        let block = self.alloc_large_slow(cache, size, MIN_ALIGN, true);
        // Fresh pages are zero; only warm ones, or libc's when we are off, must be cleared.
        let zero = self.pages.map().lookup(block.addr()).is_some_and(Span::is_zero);
        if !block.is_null() && !zero {
            // SAFETY: I-BLOCK-3: a fresh block of at least `size` bytes.
            unsafe { block.write_bytes(0, size) };
        }
        block
    }

    /// A run for `size` bytes, live and in the map; `zero`: see [`Request`].
    pub(super) fn take_large(
        &self,
        cache: &ThreadCache,
        size: usize,
        align: usize,
        zero: bool,
    ) -> Option<&'static Span> {
        // No address space is longer; there is no need to give everything back first to find that out.
        if size > ADDRESS_SPACE || align > ADDRESS_SPACE {
            return None;
        }
        let now = clock::now_ms();
        self.tick(cache, now);
        let pages = size.max(1).div_ceil(PAGE_SIZE);
        if let Some(run) = take_slot(cache, pages, align) {
            return Some(run);
        }
        if let Some(run) = cache.take_back(|run| fits(run.pages(), pages) && run.start() & (align - 1) == 0) {
            run.set_kind(Kind::Large);
            return Some(run);
        }
        if cache.has_many_runs_back() {
            // Of sizes that the thread has turned from: they would keep those out that it wants next.
            self.empty_runs_back(cache, u64::MAX);
        }
        let align = align.max(PAGE_SIZE);
        let run = self.pages.take_warm(ZoneId::Large, pages, align, now).or_else(|| {
            // What the thread keeps for itself may be what is missing.
            self.empty_slots(cache, u64::MAX);
            if self.brought_back.load(Ordering::Relaxed) {
                self.brought_back.store(false, Ordering::Relaxed);
                self.for_each_cache(|cache| self.empty_runs_back(cache, u64::MAX));
            }
            let run = self.take_run(cache, ZoneId::Large, Request { pages, align, zero })?;
            if cache.attached.load(Ordering::Relaxed) {
                // Before the program touches it.
                self.obey_limit();
                self.pages.look_at_huge_pages(run);
            }
            Some(run)
        })?;
        self.make_large(cache, run);
        Some(run)
    }

    /// A run from the page heap becomes a live block of the thread's.
    pub(super) fn make_large(&self, cache: &ThreadCache, run: &'static Span) {
        run.set_kind(Kind::Large);
        if cache.attached.load(Ordering::Relaxed) {
            run.set_owner(cache.id());
        }
        self.pages.enter(run);
    }

    /// Take back a large block, whose run is marked as cached by now.
    #[inline(always)]
    pub(super) fn free_large(&self, cache: &ThreadCache, run: &'static Span) {
        let now = clock::now_ms();
        run.set_zero(false);
        run.set_since(now);
        let purged = self.tick(cache, now);
        let without_slot =
            if run.owner() == cache.id() { self.keep_large(cache, run) } else { self.bring_back(cache, run) };
        if let Some(run) = without_slot {
            self.put_large(run, now, purged);
        }
        self.tell_helper();
    }

    /// Bring a run to the thread that took it, which will want it again and has its descriptor near. Returns the run if it does not
    /// go there.
    #[inline(never)]
    fn bring_back(&self, cache: &ThreadCache, run: &'static Span) -> Option<&'static Span> {
        let owner: *const ThreadCache = core::ptr::with_exposed_provenance(run.owner());
        // SAFETY: I-META-1: null or a cache.
        let Some(owner) = (unsafe { owner.as_ref() }) else {
            // A mapping of its own, or taken by a thread that had no cache.
            let Some(cache) = process::attached(self, cache) else { return Some(run) };
            run.set_owner(cache.id());
            return self.keep_large(cache, run);
        };
        // Under a limit that counts every page nothing waits that a request could miss.
        if self.pages.hard_limit() != 0 || !owner.bring_back(run) {
            return Some(run);
        }
        if !self.brought_back.load(Ordering::Relaxed) {
            self.brought_back.store(true, Ordering::Relaxed);
        }
        None
    }

    #[cold]
    #[inline(never)]
    fn put_large(&self, run: &'static Span, now: u64, purged: bool) {
        let run = if self.hardened.is_on() { self.retire_large(run) } else { Some(run) };
        if let Some(run) = run
            && self.pages.put_at(run, now)
            && !purged
        {
            self.pages.release_excess(now, 0);
        }
    }

    /// Put a freed run into the first slot: the next call most likely wants it. Returns the run that has none then.
    #[inline(always)]
    fn keep_large(&self, cache: &ThreadCache, run: &'static Span) -> Option<&'static Span> {
        let ([word, ..], [pages, ..]) = (&cache.slots, &cache.slot_pages);
        pages.set(run.pages() as u32);
        let run = core::ptr::from_ref(run).cast_mut();
        if glance(word).is_null() {
            // Release: publishes the run to a purger, who only ever takes.
            word.store(run, Ordering::Release);
            return None;
        }
        // AcqRel: the same, and sees the one that it replaces.
        let replaced = word.swap(run, Ordering::AcqRel);
        // SAFETY: I-META-1: null or a descriptor.
        self.keep_older(cache, unsafe { replaced.as_ref() }?)
    }

    /// Put the run that had to leave the first slot into another. Returns the one that has none then: this one, or another
    /// that had to make room.
    #[inline(never)]
    fn keep_older(&self, cache: &ThreadCache, run: &'static Span) -> Option<&'static Span> {
        if run.pages() > SLOT_PAGES_MAX {
            return Some(run);
        }
        let mut held = 0;
        let mut free = None;
        for (index, word) in cache.slots.iter().enumerate().skip(1) {
            if word.load(Ordering::Relaxed).is_null() {
                free = free.or(Some(index));
            } else {
                held += cache.slot_pages.get(index).map_or(0, |pages| pages.get() as usize);
            }
        }
        if held + run.pages() > SLOT_PAGES_MAX {
            return Some(run);
        }
        let index = free.unwrap_or_else(|| {
            let turn = cache.slot_turn.get();
            cache.slot_turn.set((turn + 1) % (SLOTS - 1));
            turn + 1
        });
        let (Some(word), Some(pages)) = (cache.slots.get(index), cache.slot_pages.get(index)) else {
            return Some(run);
        };
        pages.set(run.pages() as u32);
        let replaced = word.swap(core::ptr::from_ref(run).cast_mut(), Ordering::AcqRel);
        // SAFETY: I-META-1: null or a descriptor.
        unsafe { replaced.as_ref() }
    }

    /// Now and then, on somebody's slow path: give back what no thread wanted for a window of time.
    ///
    /// Not on behalf of the shared cache: its lock is held, and none is held over a system call that purges. True when it
    /// was time: one call of the program's purges once.
    #[inline(always)]
    pub(super) fn tick(&self, cache: &ThreadCache, now: u64) -> bool {
        let due = glance(&self.next_tick);
        now >= due && self.tick_due(cache, now, due)
    }

    #[cold]
    #[inline(never)]
    fn tick_due(&self, cache: &ThreadCache, now: u64, due: u64) -> bool {
        if !cache.attached.load(Ordering::Relaxed) {
            return false;
        }
        let mine = self.give_back(now, due).is_some();
        // A child of `fork` may only allocate, and has no helper yet.
        self.tell_helper();
        mine
    }

    /// A tick that was due at `due`: `None` when another thread was quicker, else whether there is more to give back.
    pub(super) fn give_back(&self, now: u64, due: u64) -> Option<bool> {
        // The helper looks at the clock first and then at what is due: meanwhile another thread may have ticked.
        let rested = now.checked_sub(due)?;
        self.next_tick.compare_exchange(due, now + 100, Ordering::Relaxed, Ordering::Relaxed).ok()?;
        let window = self.pages.window_ms(ZoneId::Large);
        self.for_each_cache(|cache| {
            // A parked cache was emptied when it was left.
            if cache.attached.load(Ordering::Relaxed) {
                self.empty_slots(cache, now.saturating_sub(window));
            }
        });
        // No thread has come this way for a while: most likely the program has rested.
        self.put_empty(rested > self.pages.window_ms(ZoneId::Small));
        let more = self.pages.release_excess(now, rested);
        if more {
            self.next_tick.store(now, Ordering::Relaxed);
        }
        Some(more)
    }

    /// A run from the page heap; when it has none, after giving back all that is free.
    pub(super) fn take_run(
        &self,
        cache: &ThreadCache,
        zone: ZoneId,
        request: Request,
    ) -> Option<&'static Span> {
        if self.pages.never_holds(request.pages) {
            return None;
        }
        let run = self.pages.take(zone, request).or_else(|| self.take_run_of_last(cache, zone, request))?;
        self.want_helper();
        Some(run)
    }

    #[cold]
    fn take_run_of_last(&self, cache: &ThreadCache, zone: ZoneId, request: Request) -> Option<&'static Span> {
        for tries in 0..TRIES {
            let before = self.pages.moves();
            self.gather(cache);
            self.pages.reclaim();
            let run = self.pages.take(zone, request);
            // What other threads are giving back, or bring from one place to another, may have passed us unseen.
            if run.is_some() || (self.pages.nothing_moved(before) && !self.hardened.waited_for_trays(tries)) {
                return run;
            }
            self.pages.wait_for_purge();
        }
        None
    }

    /// Give the runs in a cache's slots to the page heap if they were put there at `latest` or before: then nobody wanted them for a window, and as many pages are due to be purged.
    /// Any thread. `u64::MAX`: all of them, and nothing is due.
    pub(super) fn empty_slots(&self, cache: &ThreadCache, latest: u64) {
        for word in &cache.slots {
            // SAFETY: I-META-1: null or a descriptor; its age may be that of a later use.
            let old = |word: *mut Span| unsafe { word.as_ref() }.is_some_and(|run| run.since() <= latest);
            if !old(word.load(Ordering::Acquire)) {
                continue;
            }
            self.pages.on_the_way(|| {
                // AcqRel: sees the descriptor; who finds the slot empty sees that its run is on the way.
                // SAFETY: I-META-1: null or a descriptor. What comes out of the exchange is ours alone.
                if let Some(run) = unsafe { word.swap(core::ptr::null_mut(), Ordering::AcqRel).as_ref() } {
                    self.put_unwanted(run, latest);
                }
            });
        }
        self.empty_runs_back(cache, latest);
    }

    /// The same for the runs that came back to it.
    fn empty_runs_back(&self, cache: &ThreadCache, latest: u64) {
        if cache.has_runs_back() {
            let due = |run: &Span| run.since() <= latest;
            self.pages.on_the_way(|| cache.empty_runs_back(due, |run| self.put_unwanted(run, latest)));
        }
    }

    fn put_unwanted(&self, run: &'static Span, latest: u64) {
        let expired = if latest == u64::MAX { 0 } else { run.pages() };
        self.pages.put(run);
        self.pages.expire(expired);
    }
}

/// A warm run of this thread's that is long enough and at most an eighth too long; live.
pub(super) fn take_slot(cache: &ThreadCache, pages: usize, align: usize) -> Option<&'static Span> {
    // Only the first slot holds runs that are longer than this.
    let slots = if pages > SLOT_PAGES_MAX { 1 } else { SLOTS };
    cache
        .slots
        .iter()
        .zip(&cache.slot_pages)
        .take(slots)
        .find_map(|(word, length)| take_fitting(word, length, pages, align))
}

/// The same of one slot.
#[inline(always)]
fn take_fitting(
    word: &AtomicPtr<Span>,
    length: &Cell<u32>,
    pages: usize,
    align: usize,
) -> Option<&'static Span> {
    if !fits(length.get() as usize, pages) || glance(word).is_null() {
        return None;
    }
    // Acquire: sees the descriptor; a purger may have taken the run meanwhile.
    let taken = word.swap(core::ptr::null_mut(), Ordering::Acquire);
    // SAFETY: I-META-1: null or a descriptor.
    let run = unsafe { taken.as_ref() }?;
    if run.start() & (align - 1) != 0 {
        word.store(taken, Ordering::Release);
        return None;
    }
    run.set_kind(Kind::Large);
    Some(run)
}

/// Whether a run is long enough and at most an eighth too long.
#[inline(always)]
fn fits(length: usize, pages: usize) -> bool {
    length >= pages && length <= pages + pages / 8
}

/// The pointer that the program gets.
pub(super) fn first_byte(run: &Span) -> *mut u8 {
    core::ptr::with_exposed_provenance_mut(run.start())
}
