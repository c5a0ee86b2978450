//! Hardened: where blocks come from with `ORTHOTOPE_HARDEN=2` and `3`.
//!
//! No thread has spans then and no span an owner, so every malloc misses and every free takes its slow path; the
//! fast paths of level 1 know nothing of it. A thread has a [`Tray`] of free blocks; behind it threads share a few *shards*,
//! each with a lock and a shelf of spans a class. What is known of a block (live or not, what was asked for) and which are free is in a [`Record`] a span, out of
//! band: a block that is free holds a pattern and nothing else. Behind what was asked for lies a canary.

mod pattern;
mod record;
mod retired;
mod tray;
mod waiting;

use core::cell::Cell;

use crate::meta::Meta;
use crate::size_class::{NUM_CLASSES, SizeClass};
use crate::span::Span;
use crate::span::list::SpanList;
use crate::sync::{AtomicU8, AtomicU32, AtomicU64, Ordering, WriteOnce};
use crate::sys::mutex::{Guard, Mutex, Rank};
use crate::sys::random;
use crate::sys::tls::thread_pointer;
use crate::sys::{clock, futex};
use crate::util::bits::{STEP, mix};
pub use pattern::Patterns;
pub use record::{Asked, Found, NotLive, Record};
pub use retired::Retired;
pub use tray::{Held, Tray};
use waiting::Waiting;

/// Threads are spread over so many locks.
const SHARDS: usize = 16;
/// How often a request waits for what is on other threads' trays.
const TRIES: usize = 10;
/// After one that has waited in vain, none waits for so long.
const VAIN_MS: u64 = 100;

/// See the module.
pub struct Hardened {
    /// 0 below level 2.
    level: AtomicU8,
    patterns: WriteOnce<Patterns>,
    shards: [Mutex<Shard>; SHARDS],
    /// Large runs that were freed.
    pub retired: Mutex<Retired>,
    /// How often a thread that found no memory asked the others to clear their trays.
    wanted: AtomicU32,
    /// Trays that threads have.
    pub trays: AtomicU32,
    /// No waiting for others' trays before this time.
    vain_until: AtomicU64,
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
    /// Level 3: what no tray had wait.
    waiting: Waiting,
}

impl Shelf {
    /// Take a block, as if it was still free; with `random` any.
    fn take(&self, random: Option<u64>) -> Option<(&'static Record, u32)> {
        let span = self.open.first()?;
        let record = Record::of(span)?;
        let index = record.pop(random)?;
        if !record.has_block() {
            self.open.remove(span);
        }
        Some((record, index))
    }

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
        self.random = self.random.wrapping_add(STEP);
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
            patterns: WriteOnce::new(Patterns::NONE),
            shards: [const { Mutex::new(Rank::Central, Shard { shelves: core::ptr::null(), random: 0 }) };
                SHARDS],
            retired: Mutex::new(Rank::Central, Retired::new()),
            wanted: AtomicU32::new(0),
            trays: AtomicU32::new(0),
            vain_until: AtomicU64::new(0),
        }
    }

    /// Serve from here on at `level`, 2 or 3. Once, before any thread uses the heap.
    pub fn turn_on(&self, level: u8) {
        let secret = random::secret();
        // SAFETY: I-ONCE-1: once, before any other thread uses the heap.
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

    /// A number that others do not know.
    pub fn seed(&self) -> u64 {
        self.shard(0).lock().random()
    }

    /// What is written behind blocks and into free ones.
    pub fn patterns(&self) -> Patterns {
        self.patterns.get()
    }

    /// Ask threads to clear their trays; they do when they next free a block.
    pub fn want_trays(&self) {
        self.wanted.fetch_add(1, Ordering::Relaxed);
    }

    /// How often they were asked.
    pub fn wanted(&self) -> u32 {
        self.wanted.load(Ordering::Relaxed)
    }

    /// Wait a millisecond for others to clear their trays, if there are others and it is worth it: the first [`TRIES`] times, and not
    /// when that was no use a moment ago. Who is refused memory again and again does not wait each time.
    pub fn waited_for_trays(&self, tries: usize) -> bool {
        if self.trays.load(Ordering::Relaxed) < 2 {
            return false;
        }
        let now = clock::now_ms();
        if tries >= TRIES {
            self.vain_until.store(now + VAIN_MS, Ordering::Relaxed);
        }
        if tries >= TRIES || now < self.vain_until.load(Ordering::Relaxed) {
            return false;
        }
        futex::wait(&self.wanted, self.wanted(), Some(1));
        true
    }

    fn shard(&self, index: usize) -> &Mutex<Shard> {
        &self.shards[index % SHARDS]
    }

    /// A block of `class`, as if it was still free. `None`: [`Hardened::add`] a span.
    pub fn pop(&self, class: SizeClass) -> Option<(&'static Record, u32)> {
        let mut shard = self.shard(mine()).lock();
        let random = self.guards().then(|| shard.random());
        shard.shelf(class)?.take(random)
    }

    /// Blocks of `class` for a tray that has none, as if they were still free. False: [`Hardened::add`] a span.
    pub fn fill(&self, tray: &Tray, class: SizeClass) -> bool {
        let mut shard = self.shard(mine()).lock();
        let Some(shelf) = shard.shelf(class) else { return false };
        for taken in 0..tray::batch(class) {
            let random = self.guards().then(|| shard.random());
            let Some((record, index)) = shelf.take(random) else { return taken > 0 };
            tray.put(class, Held::new(record, index));
        }
        true
    }

    /// Blocks of a tray that has too many of `class` go back. `put` gets spans that are not needed any more.
    pub fn spill(&self, tray: &Tray, class: SizeClass, put: impl FnMut(&'static Span)) {
        let blocks = (0..tray::batch(class)).map_while(|_| tray.take(class));
        self.take_back(blocks, put);
    }

    /// Claimed blocks go back. `put` gets spans that are not needed any more: nobody else knows them.
    pub fn take_back(
        &self,
        blocks: impl Iterator<Item = (&'static Record, u32)>,
        mut put: impl FnMut(&'static Span),
    ) {
        let mut held: Option<(u32, Guard<'_, Shard>)> = None;
        for (record, index) in blocks {
            if held.as_ref().is_none_or(|(shard, _)| *shard != record.shard) {
                // One at a time.
                drop(held.take());
                held = Some((record.shard, self.shard(record.shard as usize).lock()));
            }
            let shelf = held.as_ref().and_then(|(_, shard)| shard.shelf(record.class()));
            shelf.and_then(|shelf| shelf.stack(record, index)).into_iter().for_each(&mut put);
        }
    }

    /// A claimed block that is for no tray goes back; at level 3 it waits first, and another that has waited does. `put` as for
    /// [`Hardened::take_back`].
    pub fn put(&self, record: &'static Record, index: u32, put: impl FnMut(&'static Span)) {
        let mut shard = self.shard(record.shard as usize).lock();
        let Some(shelf) = shard.shelf(record.class()) else { return };
        let due = if self.guards() {
            shelf.waiting.wait(record.class(), Held::new(record, index), || shard.random())
        } else {
            Some((record, index))
        };
        due.and_then(|(record, index)| shelf.stack(record, index)).into_iter().for_each(put);
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

    /// Take every span off its shelf that no block is in use of. Nothing waits after it.
    pub fn drain(&self, mut put: impl FnMut(&'static Span)) {
        for shard in &self.shards {
            let shard = shard.lock();
            for shelf in SizeClass::all().filter_map(|class| shard.shelf(class)) {
                let waited = shelf.waiting.drain();
                waited.filter_map(|(record, index)| shelf.stack(record, index)).for_each(&mut put);
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

    /// Check what holds of blocks that wait without a tray. How many they are.
    ///
    /// # Panics
    /// When it does not.
    pub fn check(&self) -> usize {
        let mut blocks = 0;
        for (index, shard) in self.shards.iter().enumerate() {
            let shard = shard.lock();
            for class in SizeClass::all() {
                let waiting = shard.shelf(class).into_iter().flat_map(|shelf| shelf.waiting.iter());
                for (record, block) in waiting {
                    assert!(
                        (record.class(), record.shard as usize) == (class, index),
                        "I-HARD-2: another shelf's block"
                    );
                    assert!(record.asked(block).is_err(), "I-HARD-2: a live block waits");
                    blocks += 1;
                }
            }
        }
        blocks
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_waited_in_vain_does_not_wait_again_at_once() {
        let hardened = Hardened::new();
        assert!(!hardened.waited_for_trays(0), "there is nobody to wait for");
        hardened.trays.store(2, Ordering::Relaxed);
        assert!(hardened.waited_for_trays(0), "there is");
        // A machine may have no time for this thread just between the two.
        let at_once = (0..20).any(|_| !hardened.waited_for_trays(TRIES) && !hardened.waited_for_trays(0));
        assert!(at_once, "it waits each time");
    }
}
