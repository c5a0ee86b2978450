//! Thread cache: the spans that one thread owns, by class, and what it collects for others.
//!
//! Reached through one thread-local word. A thread that never allocated points at [`EMPTY`], whose lists
//! are empty and which owns no span: "not attached yet" and "out of blocks" are the same miss (I-TC-2).
//! After a thread's own teardown the word points at a copy of it, `DETACHED` in `heap/process.rs`.
//!
//! Caches are never unmapped. One that its thread has left is parked and given to the next thread.

mod outbox;
mod returned;

use crate::size_class::{CoarseTable, FINE_MAX, FINE_UNITS, NUM_CLASSES, SizeClass};
use crate::span::list::SpanList;
use crate::span::{NO_SPAN, Owner, Span};
use crate::sync::{AtomicBool, AtomicPtr, Cell, Ordering};
pub use outbox::Outbox;
use returned::ReturnedList;

/// Blocks of this size and more are delivered at once.
pub const REMOTE_BLOCK_MAX: usize = 2048;
/// What [`EMPTY`] and its copy say for a thread: not the 0 of a span without an owner.
const NOBODY: usize = usize::MAX;
/// One in so many of a thread's spans of a class may wait to fill up (see [`Partial`]).
const WAITING_SHARE: u32 = 8;
/// Large runs that a thread keeps warm.
pub const SLOTS: usize = 8;
/// Large runs that come back to the thread that took them, at a time.
const BACK_MAX: u8 = 32;

/// See the module.
#[repr(C, align(128))]
pub struct ThreadCache {
    /// Its own cache lines: everybody writes here.
    returns: Returns,
    /// Spans with free blocks, not current.
    partial: [Partial; NUM_CLASSES],
    /// Spans without a free block.
    pub full: SpanList,
    /// Blocks of other owners' spans, not yet delivered.
    pub outbox: Outbox,
    /// Large runs that were freed here, each alone in its word: taken by exchange, by the owner and by purgers.
    pub slots: [AtomicPtr<Span>; SLOTS],
    /// Length of the run in each slot, pages, as the owner last knew.
    pub slot_pages: [Cell<u32>; SLOTS],
    /// The slot that is overwritten next.
    pub slot_turn: Cell<usize>,
    /// By class: when its current span was last released because it was empty. 0 for never.
    released: [Cell<u16>; NUM_CLASSES],
    /// The class that is swept next.
    pub sweep_turn: Cell<usize>,
    /// Blocks that the thread may hand out until one is sampled; 1 or less: the next.
    pub until_sample: Cell<isize>,
    /// The next cache of the heap, and the next parked one.
    pub next_cache: Cell<*const ThreadCache>,
    /// See `next_cache`.
    pub next_parked: Cell<*const ThreadCache>,
    /// Whether a thread uses this cache; changes under the registry's lock. Ticks look at it without.
    pub attached: AtomicBool,
    /// What the cache's thread knows itself by (see [`Owner`]).
    thread: Cell<usize>,
    /// Classes of larger requests, copied here to be near.
    coarse: CoarseTable,
    /// The span that each class allocates from; [`NO_SPAN`] where there is none. These two come last: of [`EMPTY`] they are
    /// what the dynamic linker writes, on a page with all else that it writes (see `build.rs`).
    current: [Cell<*const Span>; NUM_CLASSES],
    /// The same for requests up to [`FINE_MAX`], by units of 16 bytes.
    fine: [Cell<*const Span>; FINE_UNITS],
}

/// What other threads bring.
#[repr(align(128))]
struct Returns {
    /// Spans that pushers found full and hand back.
    spans: ReturnedList,
    /// Large runs that this cache's thread took and others freed; they wait to be taken again.
    runs: ReturnedList,
}

// SAFETY: I-TC-1: one thread uses a cache at a time; what others touch (`slots`, `returns`) is
// atomic.
unsafe impl Sync for ThreadCache {}

/// A thread's cache before its first allocation. Like [`NO_SPAN`] with what the dynamic linker makes read-only:
/// nothing writes to it (I-TC-2), and the library has no initialised data that would be a mapping of its own.
#[unsafe(link_section = ".data.rel.ro.orthotope")]
pub static EMPTY: ThreadCache = ThreadCache::new();

const _: () = assert!(size_of::<ThreadCache>() <= 5248, "what an idle thread costs");

impl ThreadCache {
    /// Owns nothing.
    pub const fn new() -> Self {
        Self {
            current: [const { Cell::new(&raw const NO_SPAN) }; NUM_CLASSES],
            fine: [const { Cell::new(&raw const NO_SPAN) }; FINE_UNITS],
            coarse: CoarseTable::new(),
            thread: Cell::new(NOBODY),
            partial: [const { Partial::new() }; NUM_CLASSES],
            full: SpanList::new(),
            outbox: Outbox::new(),
            slots: [const { AtomicPtr::new(core::ptr::null_mut()) }; SLOTS],
            slot_pages: [const { Cell::new(0) }; SLOTS],
            slot_turn: Cell::new(0),
            released: [const { Cell::new(0) }; NUM_CLASSES],
            sweep_turn: Cell::new(0),
            until_sample: Cell::new(0),
            next_cache: Cell::new(core::ptr::null()),
            next_parked: Cell::new(core::ptr::null()),
            attached: AtomicBool::new(false),
            returns: Returns { spans: ReturnedList::new(), runs: ReturnedList::new() },
        }
    }

    /// This cache's address.
    pub fn id(&self) -> usize {
        core::ptr::from_ref(self).addr()
    }

    /// What the cache's thread knows itself by: its own address until somebody says better.
    #[inline(always)]
    pub fn thread(&self) -> usize {
        self.thread.get()
    }

    /// The thread that uses the cache knows itself by `thread`, and no other thread that lives does. Before
    /// the cache owns a span.
    pub fn set_thread(&self, thread: usize) {
        self.thread.set(thread);
    }

    /// This cache as a span's owner.
    pub fn owner(&self) -> Owner {
        Owner { cache: self.id(), thread: self.thread() }
    }

    /// Whether this is a real cache, not [`EMPTY`] or its copy.
    pub fn is_attached(&self) -> bool {
        self.thread() != NOBODY
    }

    /// The span that `class` allocates from.
    #[inline(always)]
    pub fn current(&self, class: SizeClass) -> &'static Span {
        // SAFETY: the index is in range by the type; the cell holds a descriptor (I-META-1).
        unsafe { &*self.current.get_unchecked(class.index()).get() }
    }

    /// The span that requests of `size` bytes are allocated from; [`NO_SPAN`] above [`FINE_MAX`].
    #[inline(always)]
    pub fn current_fine(&self, size: usize) -> &'static Span {
        // SAFETY: I-META-1: the cell holds a descriptor.
        self.fine.get(size.div_ceil(16)).map_or(&NO_SPAN, |cell| unsafe { &*cell.get() })
    }

    /// The class of a request of `size` bytes, more than [`FINE_MAX`].
    #[inline(always)]
    pub fn coarse_class(&self, size: usize) -> Option<SizeClass> {
        self.coarse.class_of(size)
    }

    /// Allocate from `span` from now on, or from none.
    pub fn set_current(&self, class: SizeClass, span: Option<&'static Span>) {
        let span = span.map_or(&raw const NO_SPAN, core::ptr::from_ref);
        if let Some(cell) = self.current.get(class.index()) {
            cell.set(span);
        }
        if class.block_size() <= FINE_MAX {
            for cell in self.fine.get(class.fine_units()).unwrap_or(&[]) {
                cell.set(span);
            }
        }
    }

    /// Whether the current span of `class` is released for being empty: the first time while `tick` stays
    /// the same.
    pub fn releases(&self, class: SizeClass, tick: u64) -> bool {
        let now = tick as u16 | 1;
        self.released.get(class.index()).is_some_and(|last| last.replace(now) != now)
    }

    /// The partial spans of `class`.
    pub fn partial(&self, class: SizeClass) -> &Partial {
        // In range by the type; the fallback is never taken.
        self.partial.get(class.index()).unwrap_or(&self.partial[0])
    }

    /// Hand a span back to this cache: any thread, once per span that it made Returned. False: the cache
    /// takes nothing back any more, and the caller keeps the span.
    pub fn give_back(&self, span: &'static Span) -> bool {
        self.returns.spans.push(span)
    }

    /// Whether spans were handed back since the last call of [`ThreadCache::take_returned`].
    pub fn has_returned(&self) -> bool {
        !self.returns.spans.is_empty()
    }

    /// Call `visit` with every span handed back since the last call. The owner only.
    pub fn take_returned(&self, visit: impl FnMut(&'static Span)) {
        self.returns.spans.take().for_each(visit);
    }

    /// The same for the last time: from now on [`ThreadCache::give_back`] refuses.
    pub fn close_returned(&self, visit: impl FnMut(&'static Span)) {
        self.returns.spans.close().for_each(visit);
    }

    /// Accept spans (again).
    pub fn open_returned(&self) {
        self.returns.spans.open();
    }

    /// Bring a freed large run back to the cache that it was taken for: any thread, whoever freed it. False: enough wait here, or
    /// the cache has no thread.
    pub fn bring_back(&self, run: &'static Span) -> bool {
        self.returns.runs.push_when(run, |next| {
            let behind = next.map_or(0, |next| next.behind.load(Ordering::Relaxed) + 1);
            run.behind.store(behind, Ordering::Relaxed);
            behind < BACK_MAX
        })
    }

    /// A large run that came back and `fits`. The owner only.
    pub fn take_back(&self, fits: impl Fn(&Span) -> bool) -> Option<&'static Span> {
        if self.has_runs_back() { self.returns.runs.take_one(fits) } else { None }
    }

    /// Call `visit` with every large run that came back, if `due` says so of the last one that did. Any thread.
    pub fn empty_runs_back(&self, due: impl Fn(&Span) -> bool, visit: impl FnMut(&'static Span)) {
        self.returns.runs.take_if(due).for_each(visit);
    }

    /// The same for all of them and the last time: from now on [`ThreadCache::bring_back`] refuses.
    pub fn close_runs_back(&self, visit: impl FnMut(&'static Span)) {
        self.returns.runs.close().for_each(visit);
    }

    /// Accept large runs (again).
    pub fn open_runs_back(&self) {
        self.returns.runs.open();
    }

    /// Whether large runs came back and wait.
    pub fn has_runs_back(&self) -> bool {
        !self.returns.runs.is_empty()
    }

    /// Whether half as many large runs came back as may wait, as whoever brought the last one saw it.
    pub fn has_many_runs_back(&self) -> bool {
        self.returns.runs.first().is_some_and(|last| last.behind.load(Ordering::Relaxed) + 1 >= BACK_MAX / 2)
    }

    /// Whether a large run is kept here.
    pub fn keeps_runs(&self) -> bool {
        self.has_runs_back() || self.slots.iter().any(|run| !run.load(Ordering::Relaxed).is_null())
    }
}

/// The partial spans of one class: they wait, and fill up with free blocks while they do.
pub struct Partial {
    list: SpanList,
    waiting: Cell<u32>,
    /// How many spans of the class the thread owns in all.
    pub owned: Cell<u32>,
}

impl Partial {
    const fn new() -> Self {
        Self { list: SpanList::new(), waiting: Cell::new(0), owned: Cell::new(0) }
    }

    /// Insert at the back.
    pub fn push_back(&self, span: &Span) {
        self.waiting.set(self.waiting.get() + 1);
        self.list.push_back(span);
    }

    /// Take `span`, which is on the list, out.
    pub fn remove(&self, span: &Span) {
        self.waiting.set(self.waiting.get().saturating_sub(1));
        self.list.remove(span);
    }

    /// Take out the span that has waited longest.
    pub fn pop_front(&self) -> Option<&'static Span> {
        let span = self.list.first()?;
        self.remove(span);
        Some(span)
    }

    /// The same, while more than one in [`WAITING_SHARE`] of the thread's spans wait. A thread that has many should
    /// rather take a further span than one that has only just got a block back.
    pub fn pop_front_of_many(&self) -> Option<&'static Span> {
        if self.waiting.get() > self.owned.get() / WAITING_SHARE { self.pop_front() } else { None }
    }

    /// Forget all.
    pub fn clear(&self) {
        self.list.clear();
        self.waiting.set(0);
        self.owned.set(0);
    }

    /// The first span.
    pub fn first(&self) -> Option<&'static Span> {
        self.list.first()
    }

    /// The span behind `span`, which is on the list.
    pub fn after(&self, span: &Span) -> Option<&'static Span> {
        self.list.after(span)
    }

    /// The spans on the list.
    pub fn iter(&self) -> impl Iterator<Item = &'static Span> {
        self.list.iter()
    }
}
