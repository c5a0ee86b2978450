//! A thread's life: getting a cache, and leaving what is in it to the others.

use super::Heap;
use crate::size_class::SizeClass;
use crate::span::remote::State;
use crate::span::{Kind, NO_SPAN, Owner, Span};
use crate::sync::Ordering;
use crate::thread_cache::{EMPTY, ThreadCache};

impl Heap {
    /// A cache for the calling thread: a parked one or a new one; `None` when there is no memory for it.
    pub fn attach(&self) -> Option<&'static ThreadCache> {
        if self.hardened.is_on() {
            return self.take_seat();
        }
        let mut registry = self.registry.lock();
        // SAFETY: I-META-1: null or a cache.
        let cache = match unsafe { registry.parked.as_ref() } {
            Some(parked) => {
                registry.parked = parked.next_parked.get();
                parked
            }
            None => self.new_cache()?,
        };
        registry.threads += 1;
        cache.attached.store(true, Ordering::Relaxed);
        cache.set_thread(cache.id());
        cache.open_returned();
        cache.open_runs_back();
        Some(cache)
    }

    /// A cache that owns nothing, on the list of all. Under the registry's lock.
    fn new_cache(&self) -> Option<&'static ThreadCache> {
        let alloc = || self.pages.meta().alloc(size_of::<ThreadCache>(), align_of::<ThreadCache>());
        let memory = alloc().or_else(|| {
            // Free memory may hold the address space that a limit allows.
            self.put_empty(true);
            self.pages.reclaim();
            alloc()
        })?;
        let cache = memory.as_ptr().cast::<ThreadCache>();
        cache.expose_provenance();
        // By a copy: a cache that is made here would lie on the thread's stack first, two pages of it.
        // SAFETY: fresh memory of the right size and alignment, never unmapped; nobody writes to `EMPTY` (I-TC-2).
        let fresh = unsafe {
            core::ptr::copy_nonoverlapping(&raw const EMPTY, cache, 1);
            &*cache
        };
        fresh.until_sample.set(self.sampled.interval() as isize);
        fresh.next_cache.set(self.caches.load(Ordering::Relaxed));
        // Release: publishes the cache. Nobody else stores: the registry's lock is held.
        self.caches.store(cache, Ordering::Release);
        Some(fresh)
    }

    /// The calling thread leaves its cache. What it owns is for others to adopt; what is warm goes to
    /// the page heap.
    pub fn detach(&self, cache: &'static ThreadCache) {
        if self.hardened.is_on() {
            return self.leave_seat(cache);
        }
        self.deliver_outbox(cache);
        self.take_returned(cache);
        for class in SizeClass::all() {
            let current = cache.current(class);
            cache.set_current(class, None);
            if !core::ptr::eq(current, &raw const NO_SPAN) {
                // SAFETY: this thread's span (I-SPAN-2), on no list.
                unsafe {
                    current.recount();
                    self.abandon(current);
                }
            }
            while let Some(span) = cache.partial(class).pop_front() {
                // SAFETY: this thread's span (I-SPAN-2), just taken off its list.
                unsafe { self.abandon(span) };
            }
            cache.partial(class).clear();
        }
        while let Some(span) = cache.full.pop_front() {
            // Who makes it Returned from now on finds no owner and publishes it. If somebody has, it is
            // on the list of returned spans, or will be refused there and be published too.
            span.end_full();
            self.pages.map().set_owner(span, Owner::NONE);
        }
        cache.close_returned(|span| {
            // SAFETY: handed back to this thread, once (I-SPAN-2); on no list.
            unsafe {
                span.collect(State::Active);
                self.abandon(span);
            }
        });
        self.empty_slots(cache, u64::MAX);
        cache.close_runs_back(|run| self.pages.put(run));
        self.obey_limit();
        self.park(cache);
    }

    /// Release the current spans of the calling thread that are empty.
    pub(super) fn release_currents(&self, cache: &ThreadCache) {
        for class in SizeClass::all() {
            let span = cache.current(class);
            if span.kind() != Kind::Small {
                continue;
            }
            if span.free_blocks() + span.remote.count() == span.carved() {
                self.release_current(cache, span);
            }
        }
    }

    /// Make a cache that owns nothing any more available to the next thread.
    pub(super) fn park(&self, cache: &'static ThreadCache) {
        let mut registry = self.registry.lock();
        registry.threads = registry.threads.saturating_sub(1);
        cache.attached.store(false, Ordering::Relaxed);
        cache.next_parked.set(registry.parked);
        registry.parked = cache;
    }

    /// Allocate for a thread that has no cache and will get none: from a cache shared under a lock.
    pub(super) fn with_shared<R>(&self, run: impl FnOnce(&'static ThreadCache) -> R) -> Option<R> {
        let mut registry = self.registry.lock();
        // SAFETY: I-META-1: null or a cache.
        let shared = match unsafe { registry.shared.as_ref() } {
            Some(shared) => shared,
            None => {
                let fresh = self.new_cache()?;
                fresh.open_returned();
                fresh.set_thread(fresh.id());
                registry.shared = fresh;
                fresh
            }
        };
        Some(run(shared))
    }

    /// Call `visit` with every cache that threads use or used.
    pub(super) fn for_each_cache(&self, mut visit: impl FnMut(&'static ThreadCache)) {
        let first = self.caches.load(Ordering::Acquire);
        // SAFETY: I-META-1: null or a cache.
        let caches =
            core::iter::successors(unsafe { first.as_ref() }, |c| unsafe { c.next_cache.get().as_ref() });
        caches.for_each(&mut visit);
    }

    /// Threads that have a cache, or in a hardened heap a seat.
    pub fn threads(&self) -> usize {
        self.registry.lock().threads + self.hardened.trays.load(Ordering::Relaxed) as usize
    }

    /// Every span of blocks, and who owns it. A glimpse while other threads run.
    pub(super) fn for_each_span(&self, mut visit: impl FnMut(&'static Span)) {
        self.pages.for_each_descriptor(|span| {
            if span.kind() == Kind::Small {
                visit(span);
            }
        });
    }
}
