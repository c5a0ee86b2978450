//! Heap: the parts wired together. One static in the process ([`process`]), many in tests.
//!
//! Read `alloc.rs` and `free.rs` first: each has the hot path in front and its slow twin behind. `large.rs` and
//! `realloc.rs` stand on the same parts; `hardened.rs` is all of it at levels 2 and 3; `sample.rs` chooses the blocks that are
//! guarded; `thread.rs`, `process.rs` and `fork.rs` are the life of threads and of
//! the process; `check.rs` walks everything.

mod alloc;
mod background;
mod check;
mod fork;
mod free;
mod hardened;
mod large;
pub mod process;
mod realloc;
mod sample;
mod seat;
mod thread;

#[cfg(test)]
mod tests;

use self::seat::Seat;
use crate::central::CentralPool;
use crate::hardened::Hardened;
pub use crate::page_heap::Layout;
use crate::page_heap::PageHeap;
use crate::sampled::Sampled;
use crate::size_class::{NUM_CLASSES, SizeClass};
use crate::sync::{AtomicBool, AtomicPtr, AtomicU64};
use crate::sys::mutex::{Mutex, Rank};
use crate::sys::vm::Mapping;
use crate::thread_cache::ThreadCache;

pub use check::HeapStats;

/// A thread's cache, as its thread holds it.
pub type Cache = &'static ThreadCache;

/// See the module. All methods may be called from any thread; those that take a [`Cache`] only with
/// the one that the calling thread uses.
#[repr(C)]
pub struct Heap {
    pages: PageHeap,
    central: CentralPool,
    registry: Mutex<Registry>,
    /// Every cache that threads use or used; grows at its head and is never unmapped.
    caches: AtomicPtr<ThreadCache>,
    /// No look at ages before this time.
    next_tick: AtomicU64,
    /// Whether runs may have come back to threads that have not taken them again.
    brought_back: AtomicBool,
    sampled: Sampled,
    hardened: Hardened,
}

/// Who uses which cache.
struct Registry {
    parked: *const ThreadCache,
    /// Serves threads that have no cache of their own any more, under this lock.
    shared: *const ThreadCache,
    /// Of a hardened heap: all of them.
    seats: *const Seat,
    threads: usize,
}

// SAFETY: I-META-1: the pointers lead to caches; the lock guards the lists.
unsafe impl Send for Registry {}

impl Heap {
    /// A heap without an arena: every span is a mapping of its own until [`Heap::init`].
    pub const fn new() -> Self {
        Self {
            pages: PageHeap::new(),
            central: CentralPool::new(),
            registry: Mutex::new(
                Rank::Process,
                Registry {
                    parked: core::ptr::null(),
                    shared: core::ptr::null(),
                    seats: core::ptr::null(),
                    threads: 0,
                },
            ),
            caches: AtomicPtr::new(core::ptr::null_mut()),
            next_tick: AtomicU64::new(0),
            brought_back: AtomicBool::new(false),
            sampled: Sampled::new(),
            hardened: Hardened::new(),
        }
    }

    /// Reserve the arena. Once, before any other thread uses the heap. Returns the reservation, which
    /// stays for as long as the heap; `None` when none was to be had, which is no error.
    pub fn init(&self, layout: &Layout) -> Option<Mapping> {
        self.pages.init(layout)
    }

    /// Give all free memory back but `keep_bytes` a zone: what threads keep warm, and what the calling thread's
    /// spans hold. True when any was given back.
    pub fn trim(&self, cache: &ThreadCache, keep_bytes: usize) -> bool {
        self.gather(cache);
        self.pages.trim(keep_bytes)
    }

    /// Bring to the page heap what threads keep warm, what waits in the central pool, and what the calling thread's
    /// spans hold that are empty.
    fn gather(&self, cache: &ThreadCache) {
        if cache.is_attached() {
            self.deliver_outbox(cache);
            self.take_returned(cache);
            self.release_currents(cache);
            for _ in 0..NUM_CLASSES {
                self.sweep(cache, SizeClass::SMALLEST, usize::MAX);
            }
        }
        self.for_each_cache(|cache| self.empty_slots(cache, u64::MAX));
        self.put_empty(true);
        self.gather_hardened(cache);
    }

    /// The page heap, for tests and figures.
    pub fn pages(&self) -> &PageHeap {
        &self.pages
    }
}

impl Default for Heap {
    fn default() -> Self {
        Self::new()
    }
}
