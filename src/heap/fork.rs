//! fork: the child has one thread, and every lock and list as that thread needs them.
//!
//! `prepare` takes all locks in rank order; until `parent` or `child` they let the forking thread through
//! (see `sys/mutex.rs`), so other libraries' handlers may allocate before ours and after. In the child the
//! other threads are gone, stopped at any instruction: what they owned is found through the descriptors,
//! not through their lists, which may be half changed. Stores of `free` are ordered so that a span's own
//! list can be walked at any instant (I-SPAN-4). A thread can lose the block that it was handing out or
//! taking back at that instant; rarely, when it was between two lists, a chain of blocks or a span.

use super::Heap;
use super::process::{self, HEAP};
use crate::block::{Block, Chain};
use crate::span::list::SpanList;
use crate::span::remote::State;
use crate::span::{Kind, Span};
use crate::sync::{AtomicBool, AtomicU32, Ordering};
use crate::sys::{fork, mutex};
use crate::thread_cache::ThreadCache;

/// How often the forking thread is inside `prepare`: handlers of other libraries may fork too.
static DEPTH: AtomicU32 = AtomicU32::new(0);
/// Whether `prepare` got every lock; it does not when a signal handler that interrupted the allocator
/// forks. The child then leaves everything as it is: its other threads' memory is lost to it, as the
/// memory that the interrupted call holds may be.
static IN_ORDER: AtomicBool = AtomicBool::new(false);

/// Before fork.
pub extern "C" fn prepare() {
    if mutex::is_forking() {
        DEPTH.fetch_add(1, Ordering::Relaxed);
        return;
    }
    fork::lock_streams();
    let registry = HEAP.registry.lock_for_fork();
    let central = HEAP.central.prefork();
    let hardened = HEAP.hardened.prefork();
    let sampled = HEAP.sampled.prefork();
    let pages = HEAP.pages.prefork();
    IN_ORDER.store(registry && central && hardened && sampled && pages, Ordering::Relaxed);
    mutex::begin_fork();
}

/// After fork, in the parent.
pub extern "C" fn parent() {
    if open_locks() {
        fork::unlock_streams();
    }
}

/// Give back what the outermost `prepare` took of ours; false in a fork inside another one's handlers.
fn open_locks() -> bool {
    if DEPTH.load(Ordering::Relaxed) > 0 {
        DEPTH.fetch_sub(1, Ordering::Relaxed);
        return false;
    }
    mutex::end_fork();
    // SAFETY: I-FORK-1: what `prepare` took, it took on this thread.
    unsafe {
        HEAP.pages.postfork();
        HEAP.sampled.postfork();
        HEAP.hardened.postfork();
        HEAP.central.postfork();
        HEAP.registry.unlock_after_fork();
    }
    true
}

/// After fork, in the child.
pub extern "C" fn child() {
    process::note_process();
    // The locks stay held, and open to this only thread, until everything is in order.
    if DEPTH.load(Ordering::Relaxed) == 0 && IN_ORDER.load(Ordering::Relaxed) {
        HEAP.inherit(process::cache());
    }
    HEAP.pages.helper().forget();
    if open_locks() {
        fork::reset_streams();
    }
}

impl Heap {
    /// Take over what the parent's other threads owned; `mine` is the only cache in use.
    pub(super) fn inherit(&self, mine: &ThreadCache) {
        let mut shared = 0;
        {
            let mut registry = self.registry.lock();
            registry.threads = usize::from(mine.is_attached());
            // SAFETY: I-META-1: null or a cache.
            if let Some(cache) = unsafe { registry.shared.as_ref() } {
                shared = cache.id();
                cache.open_returned();
            }
            registry.parked = core::ptr::null();
        }
        if mine.is_attached() {
            mine.open_returned();
        }
        self.for_each_span(|span| self.inherit_span(span, mine, shared));
        self.pages.inherit();
        self.inherit_seats(mine);
        self.for_each_cache(|cache| {
            if !core::ptr::eq(cache, mine) && cache.id() != shared {
                self.inherit_cache(cache);
            }
        });
        // Runs that a dead thread was about to take or to keep: they are in no list.
        self.empty_slots(mine, u64::MAX);
        // At higher levels they wait on a list, under a lock.
        let retired = self.hardened.is_on();
        self.pages.for_each_descriptor(|run| {
            if !retired && run.change_kind(Kind::Cached, Kind::Taken) {
                // Who was about to keep it may not have come to say so.
                run.set_zero(false);
                self.pages.put(run);
            }
        });
    }

    fn inherit_span(&self, span: &'static Span, mine: &ThreadCache, shared: usize) {
        let owner = span.owner();
        let state = span.remote.state();
        if owner == mine.id() || (owner != 0 && owner == shared) {
            // Whoever made it Returned may have died before it was on our list; the lists were emptied.
            if state == State::Returned {
                let cache: *const ThreadCache = core::ptr::with_exposed_provenance(owner);
                // SAFETY: I-META-1: not 0 here, so a cache.
                unsafe { &*cache }.give_back(span);
            }
            return;
        }
        // In the central pool already, empty or not, or full without an owner: as it was.
        let waits = owner == 0 && state != State::Returned;
        if !waits {
            // SAFETY: I-FORK-1: a child with one thread; the dead threads' lists are not read again.
            unsafe { self.central.inherit(self.pages.map(), span) };
        }
    }

    /// Empty a dead thread's cache and park it.
    fn inherit_cache(&self, cache: &'static ThreadCache) {
        for (span, chain) in cache.outbox.drain() {
            if let Some(chain) = whole(span, chain) {
                self.deliver(span, chain);
            }
        }
        for class in crate::size_class::SizeClass::all() {
            cache.set_current(class, None);
            cache.partial(class).clear();
        }
        SpanList::clear(&cache.full);
        cache.close_returned(|_| {});
        self.empty_slots(cache, u64::MAX);
        cache.close_runs_back(|_| {});
        self.park(cache);
        self.registry.lock().threads = usize::from(process::cache().is_attached());
    }
}

/// The part of a dead thread's chain that is sound: its blocks, counted again.
fn whole(span: &Span, chain: Chain) -> Option<Chain> {
    let carved = span.carved_blocks();
    let sound = |block: &Block| span.contains(block.addr()) && carved.starts_at(block.addr());
    let (mut tail, mut count) = (chain.head, 0);
    let mut next = Some(chain.head).filter(sound);
    while let Some(block) = next
        && count < span.carved()
    {
        tail = block;
        count += 1;
        next = span.after(block).filter(sound);
    }
    (count > 0).then_some(Chain { head: chain.head, tail, count })
}
