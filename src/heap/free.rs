//! free: the hot path, and its slow twin.

use super::{Heap, process};
use crate::block::{Block, Chain};
use crate::harden::{self, Call};
use crate::span::remote::State;
use crate::span::{Kind, Place, Span};
use crate::sync::Ordering;
use crate::sys::clock;
use crate::thread_cache::{REMOTE_BLOCK_MAX, ThreadCache};

impl Heap {
    /// Take a block back. Null is nothing. What is no live block ends the process with a line that says
    /// so, as far as can be told.
    ///
    /// # Safety
    /// * `ptr` is null or a live block of this heap (for the process's heap: or of libc's), and nobody uses
    ///   it any more.
    #[inline]
    pub unsafe fn free(&self, cache: &ThreadCache, ptr: *mut u8) {
        // SAFETY: the caller's bullet.
        unsafe { self.free_as(cache.thread(), || cache, ptr, |_| true) }
    }

    /// The same for a thread that knows itself by `thread`, and has to look for its cache: the hot path,
    /// which needs none. On the slow paths `keeps` is asked first whether the block is what the caller says.
    ///
    /// # Safety
    /// * As [`Heap::free`].
    #[inline(always)]
    pub unsafe fn free_as<'a>(
        &self,
        thread: usize,
        cache: impl FnOnce() -> &'a ThreadCache,
        ptr: *mut u8,
        keeps: impl FnOnce(usize) -> bool,
    ) {
        let addr = ptr.addr();
        // In two steps: of an `Option` the compiler may keep the test.
        if !self.pages.map().in_small(addr) {
            if !keeps(addr) {
                return;
            }
            return self.free_slow(addr, cache());
        }
        // SAFETY: I-MAP-4: it is.
        let page = unsafe { self.pages.map().entry_in_small(addr) };
        let span = page.small_span();
        if !page.is_local_to(thread) {
            if !keeps(addr) {
                return;
            }
            return self.free_not_local(addr, span, cache());
        }
        // SAFETY: the caller's bullet: the start of a block; of this span by the map (I-MAP-1).
        let block = unsafe { Block::at(addr) };
        if block.is_marked_free() {
            return harden::freed_small(Call::Free, addr, span.class());
        }
        // SAFETY: nobody uses the block, no list has it (it is not marked), and the owner pushes (I-MAP-3).
        if unsafe { span.push(block) } {
            self.retire(cache(), span);
        }
    }

    /// A block of another thread's span, most likely.
    #[inline(never)]
    fn free_not_local(&self, addr: usize, span: &'static Span, cache: &ThreadCache) {
        // A span that blocks are already collected for is small, another's, and its blocks are short. Its
        // descriptor is not touched: the owner writes it.
        if let Some(due) = cache.outbox.add(span, addr) {
            if due {
                self.deliver_outbox(cache);
            }
        } else if span.kind() == Kind::Small {
            self.free_small_slow(cache, span, addr);
        } else if span.kind() == Kind::Hardened {
            self.free_hardened(cache, span, addr);
        } else {
            self.free_slow(addr, cache);
        }
    }

    /// The pointer is null, not in zone S, or no block's.
    #[cold]
    #[inline(never)]
    fn free_slow(&self, addr: usize, cache: &ThreadCache) {
        if let Some(run) = self.pages.map().lookup_large(addr)
            && run.start() == addr
            && run.change_kind(Kind::Large, Kind::Cached)
        {
            return self.free_large(cache, run);
        }
        self.free_rare(addr, cache);
    }

    /// The pointer is null, no block's, or a block's outside the zones.
    #[inline(never)]
    fn free_rare(&self, addr: usize, cache: &ThreadCache) {
        if addr == 0 {
            return;
        }
        let Some(span) = self.pages.map().lookup(addr) else { return process::free_foreign(self, addr) };
        match span.kind() {
            Kind::Small => self.free_small_slow(cache, span, addr),
            Kind::Hardened => self.free_hardened(cache, span, addr),
            Kind::Sampled => self.sampled.free(addr),
            kind @ (Kind::Large | Kind::Mapped) => {
                if span.start() != addr {
                    harden::interior_pointer(Call::Free, addr, span.start(), span.bytes());
                } else if !span.change_kind(kind, Kind::Cached) {
                    harden::freed_large(Call::Free, addr);
                } else {
                    self.free_large(cache, span);
                }
            }
            _ => self.report_not_live(Call::Free, span, addr),
        }
    }

    #[inline(never)]
    fn free_small_slow(&self, cache: &ThreadCache, span: &'static Span, addr: usize) {
        let Some(block) = self.check_small(Call::Free, span, addr) else { return };
        if span.owner() == cache.id() {
            // Outside zone S.
            // SAFETY: checked above; the owner pushes (I-SPAN-2).
            if unsafe { span.push(block) } {
                self.retire(cache, span);
            }
            return;
        }
        let cache = process::attached(self, cache);
        block.mark_free();
        match cache {
            Some(cache) if span.block_size() < REMOTE_BLOCK_MAX => {
                let (evicted, due) = cache.outbox.begin(span, block);
                if let Some((span, chain)) = evicted {
                    self.deliver(span, chain);
                }
                if due {
                    self.deliver_outbox(cache);
                }
            }
            _ => self.deliver(span, Chain::one(block)),
        }
    }

    /// The block at `addr` in a span of blocks, when that is where one starts and it is not free. `None`, with a report,
    /// otherwise.
    pub(super) fn check_small(&self, call: Call, span: &Span, addr: usize) -> Option<Block> {
        if !span.carved_blocks().starts_at(addr) {
            self.report_inside(call, span, addr);
            return None;
        }
        // SAFETY: I-BLOCK-1: the start of a carved block.
        let block = unsafe { Block::at(addr) };
        if block.is_marked_free() {
            harden::freed_small(call, addr, span.class());
            return None;
        }
        Some(block)
    }

    /// `addr` lies in a span of blocks, and none starts there.
    #[cold]
    #[inline(never)]
    fn report_inside(&self, call: Call, span: &Span, addr: usize) {
        match span.block_at(addr) {
            Some(start) => harden::interior_pointer(call, addr, start, span.block_size()),
            None => harden::invalid_pointer(call, addr, "nothing was ever allocated there"),
        }
    }

    /// The count of the span reached 0. What that means depends on where the span is: see [`Place`].
    #[cold]
    #[inline(never)]
    pub(super) fn retire(&self, cache: &ThreadCache, span: &'static Span) {
        if span.owner() != cache.id() {
            // A thread ended without a word to us, and this one has its address (see `thread_exit::arm`).
            return;
        }
        // The hot path has not looked; here it is seven instructions among dozens.
        if !span.pushed_start() {
            let addr = span.undo_push();
            return self.report_inside(Call::Free, span, addr);
        }
        match span.place() {
            Place::Current => self.look_at_current(cache, span),
            Place::Full => {
                span.first_freed();
                // If a pusher has made it Returned meanwhile, it stays on the full list until it arrives.
                if span.remote.change(State::Full, State::Active) {
                    cache.full.remove(span);
                    span.end_full();
                    if span.used() > 0 {
                        cache.partial(span.class()).push_back(span);
                    } else {
                        self.release_empty(cache, span);
                    }
                }
            }
            Place::Freed => {}
            Place::Partial => {
                cache.partial(span.class()).remove(span);
                self.release_empty(cache, span);
            }
        }
    }

    /// Is the current span empty? Then others may have it, the first time since the last tick: a thread that goes
    /// to sleep holds nothing. A thread that wants it back at once keeps it the second time.
    fn look_at_current(&self, cache: &ThreadCache, span: &'static Span) {
        if self.count_frees(cache, span) && !span.is_soon_looked_at() {
            // It is only for counting that anybody looks.
            span.look_never();
            return self.count_blocks(cache, span, 0);
        }
        let (class, used) = (span.class(), span.carved() - span.free_blocks());
        if used > span.remote.count() {
            span.look_again(used);
        } else if cache.releases(class, self.next_tick.load(Ordering::Relaxed)) {
            return self.release_current(cache, span);
        } else {
            span.look_never();
        }
        self.count_blocks(cache, span, 0);
    }

    /// The current span, all of whose blocks are free, goes to the central pool.
    pub(super) fn release_current(&self, cache: &ThreadCache, span: &'static Span) {
        cache.set_current(span.class(), None);
        span.recount();
        // SAFETY: the owner's (I-SPAN-2).
        unsafe { span.collect(State::Active) };
        self.release_empty(cache, span);
    }

    /// Leave a span of the calling thread's that is on no list, no block of which is in use, to the next
    /// thread that wants one of its class.
    pub(super) fn release_empty(&self, cache: &ThreadCache, span: &'static Span) {
        let owned = &cache.partial(span.class()).owned;
        owned.set(owned.get().saturating_sub(1));
        self.keep_empty(span);
    }

    /// Leave a span that the caller holds, no block of which is in use, to the next thread that wants one.
    fn keep_empty(&self, span: &'static Span) {
        // SAFETY: I-SPAN-2: the caller holds it; a block in the remote word would count as used.
        unsafe { self.central.keep_empty(span) };
        if self.pages.is_limited() && self.central.empty_pages() > self.pages.most_to_keep() {
            self.put_empty(true);
            self.obey_limit();
        }
        self.tell_helper();
    }

    /// Bring empty spans to the page heap: those that nobody wanted since the last tick, or `all`.
    pub(super) fn put_empty(&self, all: bool) {
        if self.central.empty_pages() > 0 {
            self.pages.on_the_way(|| self.central.take_empty(all, |empty| self.pages.put(empty)));
        }
    }

    /// Near a memory limit nothing may wait that the page heap should not keep, however long it takes to give it
    /// back: who frees much and then sleeps makes no further call.
    pub(super) fn obey_limit(&self) {
        if !self.pages.is_limited() {
            return;
        }
        if self.pages.most_to_keep() == 0 {
            // Nor may what threads keep for themselves, which counts as in use.
            self.for_each_cache(|cache| self.empty_slots(cache, u64::MAX));
        }
        while self.pages.release_excess(clock::now_ms(), 0) {}
    }

    /// Give a chain of freed blocks to the span's owner.
    pub(super) fn deliver(&self, span: &'static Span, chain: Chain) {
        // SAFETY: free blocks of this span, which only this thread holds (I-SPAN-3).
        let pushed = unsafe { span.push_remote(chain) };
        match pushed.before {
            State::Active | State::Returned => {}
            State::Full => self.hand_back(span),
            State::Abandoned => {
                if pushed.count == span.frozen_used.load(Ordering::Relaxed)
                    && let Some(empty) = self.central.claim_empty(span)
                {
                    self.keep_empty(empty);
                }
            }
        }
    }

    /// This thread made a full span Returned: it goes to its owner, or without one to the central pool.
    fn hand_back(&self, span: &'static Span) {
        let owner: *const ThreadCache = core::ptr::with_exposed_provenance(span.owner_to_succeed());
        // SAFETY: I-META-1: 0 or the address of a cache.
        if !unsafe { owner.as_ref() }.is_some_and(|owner| owner.give_back(span)) {
            // SAFETY: the pusher that made it Returned holds it until somebody takes it (I-SPAN-2).
            unsafe { self.abandon(span) };
        }
    }

    /// Leave a span to the next thread that wants one.
    ///
    /// # Safety
    /// * The caller holds the span, it is on no list, and `used` is exact.
    pub(super) unsafe fn abandon(&self, span: &'static Span) {
        // SAFETY: the caller's bullets.
        if let Some(empty) = unsafe { self.central.abandon(self.pages.map(), span) } {
            self.keep_empty(empty);
        }
    }

    /// Deliver all that the thread collected for others.
    #[inline]
    pub(super) fn deliver_outbox(&self, cache: &ThreadCache) {
        if cache.outbox.bytes() > 0 {
            self.deliver_collected(cache);
        }
    }

    #[inline(never)]
    fn deliver_collected(&self, cache: &ThreadCache) {
        cache.outbox.drain().for_each(|(span, chain)| self.deliver(span, chain));
    }

    /// `addr` was found in the map, but is no live block.
    #[cold]
    pub(super) fn report_not_live(&self, call: Call, span: &Span, addr: usize) {
        match span.kind() {
            Kind::Cached if span.start() == addr => harden::freed_large(call, addr),
            _ if span.start() == addr => harden::freed_run(call, addr),
            _ => harden::invalid_pointer(call, addr, "it points into free memory"),
        }
    }
}
