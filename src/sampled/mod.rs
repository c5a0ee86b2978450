//! Sampled: one allocation in `ORTHOTOPE_GUARD_SAMPLE` on pages of its own, between pages without access, as GWP-ASan does.
//!
//! A fixed number of *slots* lies in one mapping, which is made when the setting is on: room for a block, and as much
//! without access behind it. A block begins where its slot's room does or ends where that does, by chance: what is
//! before or behind it faults. What is freed has no access, and its slot waits behind all others. Stacks of the allocation
//! and the free are noted, out of band. When an allocation is sampled is for `heap/sample.rs` to say.

mod report;
mod slot;

use crate::harden::{self, Call, Misuse};
use crate::hardened::{Asked, Patterns};
use crate::page_heap::PageHeap;
use crate::size_class::{MIN_ALIGN, PAGE_SIZE};
use crate::span::{Kind, Span};
use crate::sync::{AtomicPtr, AtomicU64, AtomicUsize, Ordering};
use crate::sys::mutex::{Mutex, Rank};
use crate::sys::unwind::Rules;
use crate::sys::{random, vm};
use crate::util::bits::{STEP, align_down, align_up, mix};
use slot::{Slot, State};

/// Blocks that are sampled at a time, or wait since they were freed.
pub const SLOTS: usize = 128;
/// Room for a block; behind it as much without access.
const ROOM: usize = PAGE_SIZE / 2;

/// What is left of the mapping: a stack for who explains a fault.
const STACK: usize = PAGE_SIZE - ROOM;
const _: () =
    assert!(STACK >= 32 << 10 && (SLOTS * 2 * ROOM).is_multiple_of(PAGE_SIZE), "behind the last slot");

/// See the module.
pub struct Sampled {
    /// One in so many; 0 for none.
    every: AtomicUsize,
    /// Counts down for allocations of threads without a cache.
    until: AtomicUsize,
    random: AtomicU64,
    pool: AtomicPtr<Pool>,
    waiting: Mutex<Waiting>,
}

/// Made once, and never changed but for the slots' contents.
struct Pool {
    /// What the page map leads to for each page of the mapping.
    span: Span,
    /// The first slot's room.
    base: usize,
    /// The end of the stack behind the last slot; 0: there is none.
    stack_end: usize,
    patterns: Patterns,
    rules: Rules,
    slots: [Slot; SLOTS],
}

/// Slots that nobody has, by number, the one that has waited longest first.
struct Waiting {
    slots: [u8; SLOTS],
    first: usize,
    count: usize,
}

impl Waiting {
    fn push(&mut self, slot: usize) {
        let end = (self.first + self.count) % SLOTS;
        if let Some(place) = self.slots.get_mut(end) {
            *place = slot as u8;
            self.count += 1;
        }
    }

    fn pop(&mut self) -> Option<usize> {
        self.count = self.count.checked_sub(1)?;
        let slot = self.slots.get(self.first)?;
        self.first = (self.first + 1) % SLOTS;
        Some(usize::from(*slot))
    }
}

impl Sampled {
    /// Off.
    pub const fn new() -> Self {
        Self {
            every: AtomicUsize::new(0),
            until: AtomicUsize::new(0),
            random: AtomicU64::new(0),
            pool: AtomicPtr::new(core::ptr::null_mut()),
            waiting: Mutex::new(Rank::Central, Waiting { slots: [0; SLOTS], first: 0, count: 0 }),
        }
    }

    /// Sample one allocation in `every` from now on. Once, before other threads allocate. False: there is no address
    /// space for it, and nothing is sampled.
    pub fn turn_on(&self, every: usize, pages: &PageHeap) -> bool {
        let Some(memory) = pages.meta().alloc(size_of::<Pool>(), align_of::<Pool>()) else { return false };
        // Without access before the first slot as behind each; behind the last one's as much again, for a stack.
        let len = align_up(ROOM + SLOTS * 2 * ROOM, PAGE_SIZE);
        let Some(mapping) = vm::reserve_aligned(len, PAGE_SIZE) else { return false };
        let (end, secret) = (mapping.base + mapping.len, random::secret());
        let has_stack = vm::system_page_size() <= STACK && vm::commit(end - STACK, STACK);
        let pool = memory.as_ptr().cast::<Pool>();
        // SAFETY: I-META-1: fresh zero memory of the right size and alignment, of which zero bytes are a valid value but for
        // what is written here.
        let made = unsafe {
            (&raw mut (*pool).base).write(mapping.base + ROOM);
            (&raw mut (*pool).stack_end).write(if has_stack { end } else { 0 });
            (&raw mut (*pool).patterns).write(Patterns::new(secret, false));
            &*pool
        };
        made.span.set_run(0, mapping.base, mapping.len / PAGE_SIZE);
        made.span.set_kind(Kind::Sampled);
        if !pages.enter_outside(&made.span) {
            // SAFETY: I-SAMPLE-2: just mapped, in no map, shown to nobody.
            unsafe { mapping.release() };
            return false;
        }
        let mut waiting = self.waiting.lock();
        (0..SLOTS).for_each(|slot| waiting.push(slot));
        drop(waiting);
        self.random.store(mix(!secret), Ordering::Relaxed);
        self.pool.store(pool, Ordering::Release);
        self.every.store(every, Ordering::Release);
        true
    }

    /// Whether allocations are sampled.
    #[inline(always)]
    pub fn is_on(&self) -> bool {
        self.every.load(Ordering::Relaxed) != 0
    }

    /// Whether a block of `size` bytes may be sampled.
    pub fn may_take(&self, size: usize) -> bool {
        self.is_on() && size <= ROOM
    }

    fn pool(&self) -> Option<&'static Pool> {
        // SAFETY: I-META-1: null or the pool, which stays.
        unsafe { self.pool.load(Ordering::Acquire).as_ref() }
    }

    /// The end of a stack that nobody uses, for who calls [`Sampled::explain`]: one at a time.
    pub fn spare_stack(&self) -> Option<usize> {
        self.pool().map(|pool| pool.stack_end).filter(|&end| end != 0)
    }

    fn random(&self) -> u64 {
        mix(self.random.fetch_add(STEP, Ordering::Relaxed))
    }

    /// How many allocations from one that is sampled to the next: a number by chance, `every` in the mean.
    pub fn interval(&self) -> usize {
        match self.every.load(Ordering::Relaxed) {
            0 => 0,
            every => (self.random() % (2 * every as u64 - 1)) as usize + 1,
        }
    }

    /// Whether this allocation of a thread that counts none is one. Threads may lose each other's counts.
    pub fn is_due(&self) -> bool {
        let until = self.until.load(Ordering::Relaxed);
        let next = if until <= 1 { self.interval() } else { until - 1 };
        self.until.store(next, Ordering::Relaxed);
        until <= 1
    }

    /// A block on pages of its own; `None` when it is too long, or no slot or memory for it is free.
    pub fn take(&self, asked: Asked) -> Option<*mut u8> {
        let (pool, page) = (self.pool()?, vm::system_page_size());
        if asked.size > ROOM || asked.align > page || page > ROOM {
            return None;
        }
        let index = self.waiting.lock().pop()?;
        let (slot, start) = (pool.slots.get(index)?, pool.start(index));
        // One byte at least, so that the block's address is in its room.
        let len = asked.size.max(1);
        let addr = if self.random() & 1 == 0 {
            start
        } else {
            align_down(start + ROOM - len, asked.align.max(MIN_ALIGN))
        };
        let (first, end) = pages_of(addr, len);
        if !vm::commit(first, end - first) {
            self.waiting.lock().push(index);
            return None;
        }
        // SAFETY: I-SAMPLE-1: taken off the queue: this thread alone has the slot.
        unsafe { pool.patterns.set_canary(addr, asked.size, end - addr) };
        slot.begin(addr, asked, &pool.rules);
        Some(core::ptr::with_exposed_provenance_mut(addr))
    }

    /// The live block at `addr`, which is in the pool. `None`, with a report, when none starts there.
    fn find(&self, call: Call, addr: usize) -> Option<(&'static Pool, usize, &'static Slot)> {
        let pool = self.pool()?;
        let Some((index, slot)) = pool.nearest(addr) else {
            harden::invalid_pointer(call, addr, "nothing was ever allocated there");
            return None;
        };
        let (state, block, size) = (slot.state(), slot.addr(), slot.asked().size);
        if state == State::Live && block == addr {
            return Some((pool, index, slot));
        }
        let what = if state == State::Live { Misuse::Inside } else { Misuse::Freed };
        if state == State::Live && slot.distance(addr) > 0 {
            harden::invalid_pointer(call, addr, "it points between sampled blocks");
        } else {
            harden::sampled(call, what, addr, block, size, || report::write_stacks(slot));
        }
        None
    }

    /// What was asked for of the live block at `addr`, which is in the pool. `None`, with a report, when none starts there.
    pub fn asked(&self, call: Call, addr: usize) -> Option<Asked> {
        self.find(call, addr).map(|(_, _, slot)| slot.asked())
    }

    /// The same without a report.
    pub fn asked_quietly(&self, addr: usize) -> Option<Asked> {
        let (_, slot) = self.pool()?.nearest(addr)?;
        (slot.state() == State::Live && slot.addr() == addr).then(|| slot.asked())
    }

    /// Take back the block at `addr`, which is in the pool.
    pub fn free(&self, addr: usize) {
        let Some((pool, index, slot)) = self.find(Call::Free, addr) else { return };
        let size = slot.asked().size;
        if !slot.end(&pool.rules) {
            let stacks = || report::write_stacks(slot);
            return harden::sampled(Call::Free, Misuse::Freed, addr, addr, size, stacks);
        }
        let (first, end) = pages_of(addr, size.max(1));
        // SAFETY: I-SAMPLE-1: ended by this thread, which alone has the slot now.
        unsafe {
            if !pool.patterns.has_canary(addr, size, end - addr) {
                harden::sampled(Call::Free, Misuse::Overflow, addr, addr, size, || {
                    report::write_stacks(slot)
                });
            }
            // Locked memory keeps what was in it: then what comes next finds that.
            vm::purge(first, end - first);
        }
        vm::guard(first, end - first);
        self.waiting.lock().push(index);
    }

    /// Bytes of the blocks that the program has.
    pub fn live_bytes(&self) -> usize {
        let live = |slot: &&Slot| slot.state() == State::Live;
        self.pool().map_or(0, |pool| pool.slots.iter().filter(live).map(|slot| slot.asked().size).sum())
    }

    /// Check what holds while no thread is inside the heap.
    ///
    /// # Panics
    /// When it does not.
    pub fn check(&self, map: &crate::page_map::PageMap) {
        let Some(pool) = self.pool() else { return };
        let span = &pool.span;
        for addr in (span.start()..span.end()).step_by(PAGE_SIZE) {
            assert!(map.lookup(addr).is_some_and(|found| core::ptr::eq(found, span)), "I-MAP-1");
        }
        let waiting = self.waiting.lock();
        let mut seen = [false; SLOTS];
        for at in 0..waiting.count {
            let slot = usize::from(waiting.slots[(waiting.first + at) % SLOTS]);
            assert!(!core::mem::replace(&mut seen[slot], true), "I-SAMPLE-1: a slot waits twice");
        }
        for (index, slot) in pool.slots.iter().enumerate() {
            let live = slot.state() == State::Live;
            assert!(live != seen[index], "I-SAMPLE-1: a slot is live and waits, or neither");
            let (start, end) = (slot.addr(), slot.addr() + slot.asked().size);
            let room = pool.start(index)..=pool.start(index) + ROOM;
            assert!(!live || (room.contains(&start) && room.contains(&end)), "I-SAMPLE-2");
        }
    }

    /// Hold the lock across `fork`. False: the calling thread holds it already.
    pub fn prefork(&self) -> bool {
        self.waiting.lock_for_fork()
    }

    /// Give it back.
    ///
    /// # Safety
    /// * [`Sampled::prefork`] was called on this thread (in a child: on the thread that forked it).
    pub unsafe fn postfork(&self) {
        // SAFETY: the caller's bullet.
        unsafe { self.waiting.unlock_after_fork() }
    }
}

impl Pool {
    /// Where a slot's room starts.
    fn start(&self, index: usize) -> usize {
        self.base + index * 2 * ROOM
    }

    /// The slot whose block, live or freed, is nearest to `addr`, which is in the pool.
    fn nearest(&self, addr: usize) -> Option<(usize, &Slot)> {
        let index = addr.saturating_sub(self.base) / (2 * ROOM);
        let near = self.slots.iter().enumerate().skip(index.saturating_sub(1)).take(3);
        let used = near.filter(|(_, slot)| slot.state() != State::Unused);
        used.min_by_key(|(_, slot)| slot.distance(addr))
    }
}

#[cfg(test)]
mod tests;

/// The OS pages of `len` bytes at `addr`: the first byte, and the end.
fn pages_of(addr: usize, len: usize) -> (usize, usize) {
    let page = vm::system_page_size();
    (align_down(addr, page), align_up(addr + len, page))
}
