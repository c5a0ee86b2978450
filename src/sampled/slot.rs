//! A slot: room for one block, and what is known of it. Atomics, since a report reads what other threads may be changing.
#![forbid(unsafe_code)]

use crate::hardened::Asked;
use crate::sync::{AtomicU8, AtomicUsize, Ordering};
use crate::sys::tls::thread_pointer;
use crate::sys::unwind::{FRAMES, Frames, Rules};

/// What a slot holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum State {
    /// Nothing so far.
    Unused = 0,
    /// A block that the program has.
    Live = 1,
    /// One that was freed.
    Freed = 2,
}

/// Which thread came by, and by which calls.
pub struct Trace {
    thread: AtomicUsize,
    frames: [AtomicUsize; FRAMES],
}

impl Trace {
    /// Of the calling thread, now.
    fn take(&self, rules: &Rules) {
        self.thread.store(thread_pointer(), Ordering::Relaxed);
        for (slot, frame) in self.frames.iter().zip(rules.stack_here()) {
            slot.store(frame, Ordering::Relaxed);
        }
    }

    /// The thread, as `pthread_self` names it, and the calls.
    pub fn get(&self) -> (usize, Frames) {
        let mut frames = [0; FRAMES];
        for (frame, slot) in frames.iter_mut().zip(&self.frames) {
            *frame = slot.load(Ordering::Relaxed);
        }
        (self.thread.load(Ordering::Relaxed), frames)
    }
}

/// See the module. Zero bytes are an unused one.
pub struct Slot {
    state: AtomicU8,
    addr: AtomicUsize,
    size: AtomicUsize,
    align: AtomicUsize,
    /// Who allocated the block.
    pub allocated: Trace,
    /// Who freed it, if it is free.
    pub freed: Trace,
}

impl Slot {
    /// An unused one.
    #[cfg(test)]
    pub fn unused() -> Self {
        let trace = || Trace { thread: AtomicUsize::new(0), frames: [const { AtomicUsize::new(0) }; FRAMES] };
        let word = || AtomicUsize::new(0);
        Self {
            state: AtomicU8::new(State::Unused as u8),
            addr: word(),
            size: word(),
            align: word(),
            allocated: trace(),
            freed: trace(),
        }
    }

    /// What the slot holds.
    pub fn state(&self) -> State {
        // Acquire: who sees a state sees what was noted before.
        match self.state.load(Ordering::Acquire) {
            1 => State::Live,
            2 => State::Freed,
            _ => State::Unused,
        }
    }

    /// The block's first byte.
    pub fn addr(&self) -> usize {
        self.addr.load(Ordering::Relaxed)
    }

    /// What was asked for.
    pub fn asked(&self) -> Asked {
        Asked { size: self.size.load(Ordering::Relaxed), align: self.align.load(Ordering::Relaxed) }
    }

    /// The slot's block is at `addr` from now on. The caller has the slot (I-SAMPLE-1).
    pub fn begin(&self, addr: usize, asked: Asked, rules: &Rules) {
        self.addr.store(addr, Ordering::Relaxed);
        self.size.store(asked.size, Ordering::Relaxed);
        self.align.store(asked.align, Ordering::Relaxed);
        self.allocated.take(rules);
        self.state.store(State::Live as u8, Ordering::Release);
    }

    /// The block is free from now on: true for one caller, who then has the slot.
    pub fn end(&self, rules: &Rules) -> bool {
        let (live, freed) = (State::Live as u8, State::Freed as u8);
        let claimed = self.state.compare_exchange(live, freed, Ordering::AcqRel, Ordering::Relaxed).is_ok();
        if claimed {
            self.freed.take(rules);
        }
        claimed
    }

    /// How far `addr` is outside the block: 0 inside.
    pub fn distance(&self, addr: usize) -> usize {
        let start = self.addr();
        let end = start + self.asked().size;
        if addr < start { start - addr } else { (addr + 1).saturating_sub(end) }
    }
}
