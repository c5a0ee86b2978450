//! Hardened: where blocks come from with `ORTHOTOPE_HARDEN=2` and `3`.
//!
//! No thread has a cache then and no span an owner, so every malloc misses and every free takes its slow path; the
//! fast paths of level 1 know nothing of it. Threads share a few *shards*, each with a lock and a shelf of spans a
//! class. What is known of a block (live or not, what was asked for) and which are free is in a [`Record`] a span, out of
//! band: a block that is free holds a pattern and nothing else. Behind what was asked for lies a canary.

mod pattern;
mod record;
mod retired;

use core::cell::Cell;

use crate::meta::Meta;
use crate::size_class::{NUM_CLASSES, SizeClass};
use crate::span::Span;
use crate::span::list::SpanList;
use crate::sync::{AtomicU8, Ordering, WriteOnce};
use crate::sys::mutex::{Mutex, Rank};
use crate::sys::random;
use crate::sys::tls::thread_pointer;
use crate::util::bits::mix;
pub use pattern::Patterns;
pub use record::{Asked, Found, NotLive, Record};
pub use retired::Retired;

/// Threads are spread over so many locks.
const SHARDS: usize = 16;
/// Freed blocks of a class and shard that wait at level 3: so many, or these bytes of them, but four.
const WAITING: usize = 32;
const WAITING_BYTES: usize = 128 << 10;

/// See the module.
pub struct Hardened {
    /// 0 below level 2.
    level: AtomicU8,
    patterns: WriteOnce<Patterns>,
    shards: [Mutex<Shard>; SHARDS],
    /// Large runs that were freed.
    pub retired: Mutex<Retired>,
}

struct Shard {
    /// Made when the shard is first used; zero bytes are empty shelves.
    shelves: *const Shelves,
    random: u64,
}

// SAFETY: I-META-1: the pointer leads to memory that stays; the lock guards it.
unsafe impl Send for Shard {}

type Shelves = [Shelf; NUM_CLASSES];

/// The spans of one class.
struct Shelf {
    /// Those that have a block to give.
    open: SpanList,
    /// Records without a span.
    spare: Cell<*const Record>,
    /// Level 3: freed blocks.
    waiting: [Cell<Waiting>; WAITING],
}

/// A block by record and number, or null: none.
#[derive(Clone, Copy)]
struct Waiting(*const Record, u32);

impl Waiting {
    const NONE: Self = Self(core::ptr::null(), 0);

    fn block(self) -> Option<(&'static Record, u32)> {
        // SAFETY: I-META-1: null or a record.
        unsafe { self.0.as_ref() }.map(|record| (record, self.1))
    }
}

impl Shelf {
    /// Put a block back, and take its span off the shelf when that is empty and not the last one.
    fn stack(&self, record: &'static Record, index: u32) -> Option<&'static Span> {
        let span = record.span()?;
        if !record.has_block() {
            self.open.push_back(span);
        }
        record.stack(index);
        let alone = self.open.first().is_none_or(|first| self.open.after(first).is_none());
        if record.is_empty() && !alone { self.take_off(record) } else { None }
    }

    /// Take the span of a record that is empty off the shelf.
    fn take_off(&self, record: &Record) -> Option<&'static Span> {
        let span = record.span()?;
        self.open.remove(span);
        record.next.set(self.spare.get());
        self.spare.set(record);
        Some(span)
    }
}

impl Shard {
    fn shelf(&self, class: SizeClass) -> Option<&'static Shelf> {
        // SAFETY: I-META-1: null or memory of that type.
        unsafe { self.shelves.as_ref() }?.get(class.index())
    }

    fn random(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.random)
    }
}

/// The shard of the calling thread.
fn mine() -> usize {
    mix(thread_pointer() as u64) as usize % SHARDS
}

impl Hardened {
    /// Off.
    pub const fn new() -> Self {
        Self {
            level: AtomicU8::new(0),
            patterns: WriteOnce::new(Patterns::new(0, false)),
            shards: [const { Mutex::new(Rank::Central, Shard { shelves: core::ptr::null(), random: 0 }) };
                SHARDS],
            retired: Mutex::new(Rank::Central, Retired::new()),
        }
    }

    /// Serve from here on at `level`, 2 or 3. Once, before any other thread uses the heap.
    pub fn turn_on(&self, level: u8) {
        let secret = random::secret();
        // SAFETY: the caller's promise.
        unsafe { self.patterns.set(Patterns::new(secret, level > 2)) };
        for (index, shard) in self.shards.iter().enumerate() {
            shard.lock().random = mix(secret ^ index as u64);
        }
        // Release: who sees the level sees the rest.
        self.level.store(level, Ordering::Release);
    }

    /// Whether blocks come from here.
    #[inline(always)]
    pub fn is_on(&self) -> bool {
        self.level.load(Ordering::Acquire) != 0
    }

    /// Whether spans are guarded, and what is freed waits and is cleared: level 3.
    pub fn guards(&self) -> bool {
        self.level.load(Ordering::Relaxed) > 2
    }

    /// What is written behind blocks and into free ones.
    pub fn patterns(&self) -> Patterns {
        self.patterns.get()
    }

    fn shard(&self, index: usize) -> &Mutex<Shard> {
        &self.shards[index % SHARDS]
    }

    /// A block of `class`, as if it was still free. `None`: [`Hardened::add`] a span.
    pub fn pop(&self, class: SizeClass) -> Option<(&'static Record, u32)> {
        let mut shard = self.shard(mine()).lock();
        let shelf = shard.shelf(class)?;
        let span = shelf.open.first()?;
        let record = Record::of(span)?;
        let index = record.pop(self.guards().then(|| shard.random()))?;
        if !record.has_block() {
            shelf.open.remove(span);
        }
        Some((record, index))
    }

    /// Use `span`, a run that nobody else knows, for `capacity` blocks of `class` of the calling thread's shard. `enter` makes it
    /// known. False: no memory for its record.
    pub fn add(
        &self,
        span: &'static Span,
        class: SizeClass,
        capacity: usize,
        meta: &Meta,
        enter: impl FnOnce(&'static Span),
    ) -> bool {
        let index = mine();
        let mut shard = self.shard(index).lock();
        if shard.shelves.is_null() {
            let Some(memory) = meta.alloc(size_of::<Shelves>(), align_of::<Shelves>()) else { return false };
            shard.shelves = memory.as_ptr().cast();
        }
        let Some(shelf) = shard.shelf(class) else { return false };
        // SAFETY: I-META-1: null or a record.
        let record = match unsafe { shelf.spare.get().as_ref() } {
            Some(spare) => {
                shelf.spare.set(spare.next.get());
                spare
            }
            None => match Record::new(meta, class, capacity, index as u32) {
                Some(record) => record,
                None => return false,
            },
        };
        record.begin(span);
        enter(span);
        shelf.open.push_back(span);
        true
    }

    /// Take a claimed block back. A span that is not needed any more comes back for the page heap: nobody else knows it.
    pub fn push(&self, record: &'static Record, index: u32) -> Option<&'static Span> {
        let mut shard = self.shard(record.shard as usize).lock();
        let shelf = shard.shelf(record.class())?;
        if !self.guards() {
            return shelf.stack(record, index);
        }
        let most = (WAITING_BYTES / record.class().block_size()).clamp(4, WAITING);
        let place = shelf.waiting.get((shard.random() % most as u64) as usize)?;
        let (record, index) = place.replace(Waiting(record, index)).block()?;
        shelf.stack(record, index)
    }

    /// Take every span off its shelf that no block is in use of, after waiting blocks have waited enough.
    pub fn drain(&self, mut put: impl FnMut(&'static Span)) {
        for shard in &self.shards {
            let shard = shard.lock();
            for shelf in SizeClass::all().filter_map(|class| shard.shelf(class)) {
                for (record, index) in shelf.waiting.iter().filter_map(|w| w.replace(Waiting::NONE).block()) {
                    shelf.stack(record, index).into_iter().for_each(&mut put);
                }
                let mut next = shelf.open.first();
                while let Some(span) = next {
                    next = shelf.open.after(span);
                    if let Some(record) = Record::of(span).filter(|record| record.is_empty()) {
                        shelf.take_off(record).into_iter().for_each(&mut put);
                    }
                }
            }
        }
    }

    /// Hold all locks across `fork`. False: the calling thread holds one already.
    pub fn prefork(&self) -> bool {
        let shards = self.shards.iter().fold(true, |all, shard| shard.lock_for_fork() & all);
        self.retired.lock_for_fork() && shards
    }

    /// Give them back.
    ///
    /// # Safety
    /// * [`Hardened::prefork`] was called on this thread (in a child: on the thread that forked it).
    pub unsafe fn postfork(&self) {
        // SAFETY: the caller's bullet.
        unsafe {
            self.retired.unlock_after_fork();
            self.shards.iter().rev().for_each(|shard| shard.unlock_after_fork());
        }
    }
}
