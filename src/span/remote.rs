//! Blocks of a span that threads other than its owner freed: one atomic word.
//!
//! ```text
//!  63             32 31         8 7    0
//! +-----------------+------------+------+
//! | head, 1 + block | count      |state |
//! |   offset / 16   |            |      |
//! +-----------------+------------+------+
//! ```
//! Pushers add chains by compare-exchange; the span's holder takes everything with one exchange, so
//! there is no ABA (I-REMOTE-1).
//!
//! | state | where the span is | a pusher that finds it | who leaves it |
//! |---|---|---|---|
//! | Active | current or partial with its owner | only pushes | the owner, when the span is full |
//! | Full | on its owner's list of full spans, or nowhere (owner 0) | makes it Returned and hands the span over, once | a pusher; the owner, on a free of its own |
//! | Returned | on, or on its way to, its owner's list of returned spans | only pushes | the owner |
//! | Abandoned | on the central pool's list of its class | pushes; if that was the last block, offers the span to the page heap | who takes it from the pool, under the pool's lock |

use crate::block::{Block, Chain};
use crate::sync::{AtomicU64, Ordering};

/// See the table above.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum State {
    /// In its owner's hands.
    Active = 0,
    /// Without a free block.
    Full = 1,
    /// Handed to its owner by a pusher.
    Returned = 2,
    /// In the central pool.
    Abandoned = 3,
}

const COUNT_SHIFT: u32 = 8;
const COUNT_MASK: u64 = (1 << 24) - 1;
const HEAD_SHIFT: u32 = 32;

/// The word.
pub struct Remote(AtomicU64);

/// What a pusher found.
pub struct Pushed {
    /// State before the push.
    pub before: State,
    /// Blocks in the word after it.
    pub count: u32,
}

impl Remote {
    /// Active, no blocks.
    pub const fn new() -> Self {
        Self(AtomicU64::new(0))
    }

    /// Back to active without blocks; the span is in nobody's hands but the caller's.
    pub fn reset(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    /// The state at this moment.
    pub fn state(&self) -> State {
        state_of(self.0.load(Ordering::Relaxed))
    }

    /// The blocks in it at this moment.
    pub fn count(&self) -> u32 {
        count_of(self.0.load(Ordering::Relaxed))
    }

    /// Add a chain of free blocks of the span that starts at `start`. Any thread.
    ///
    /// # Safety
    /// * The chain's blocks are of that span, nobody uses them, and they are on no list.
    pub unsafe fn push(&self, chain: Chain, start: usize) -> Pushed {
        let head = ((chain.head.addr() - start) / 16 + 1) as u64;
        let mut word = self.0.load(Ordering::Relaxed);
        loop {
            let before = state_of(word);
            let count = count_of(word) + chain.count;
            let after = if before == State::Full { State::Returned } else { before };
            // Without a block: 0, for none.
            chain.tail.set_link(head_of(word, start).unwrap_or(0));
            let new = head << HEAD_SHIFT | u64::from(count) << COUNT_SHIFT | after as u64;
            // Release: publishes the links; pairs with the Acquire in `take`. Acquire: a pusher that
            // finds Full or Abandoned goes on to read what the holder wrote before.
            match self.0.compare_exchange_weak(word, new, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) => return Pushed { before, count },
                Err(now) => word = now,
            }
        }
    }

    /// Take all blocks and set the state. The span's holder only. `None`: there were none.
    pub fn take(&self, state: State, start: usize) -> Option<Chain> {
        if self.0.load(Ordering::Relaxed) == state as u64 {
            return None;
        }
        // Acquire: sees the links that pushers released. Release: a pusher that finds the new state
        // sees what was written before it.
        let word = self.0.swap(state as u64, Ordering::AcqRel);
        // SAFETY: pushers put offsets of blocks of this span into the word (I-REMOTE-1).
        let head = unsafe { Block::at(head_of(word, start)?) };
        Some(Chain { head, tail: head, count: count_of(word) })
    }

    /// From `from` without any block to `to`; false when that is not what it is. The span's holder only.
    pub fn change(&self, from: State, to: State) -> bool {
        self.0.compare_exchange(from as u64, to as u64, Ordering::AcqRel, Ordering::Relaxed).is_ok()
    }

    /// Set the state, keep the blocks. The span's holder only.
    pub fn set_state(&self, state: State) {
        let mut word = self.0.load(Ordering::Relaxed);
        while let Err(now) = self.0.compare_exchange_weak(
            word,
            word & !0xff | state as u64,
            Ordering::AcqRel,
            Ordering::Relaxed,
        ) {
            word = now;
        }
    }
}

fn state_of(word: u64) -> State {
    match word & 0xff {
        0 => State::Active,
        1 => State::Full,
        2 => State::Returned,
        _ => State::Abandoned,
    }
}

fn count_of(word: u64) -> u32 {
    (word >> COUNT_SHIFT & COUNT_MASK) as u32
}

/// Address of the first block.
fn head_of(word: u64, start: usize) -> Option<usize> {
    match (word >> HEAD_SHIFT) as usize {
        0 => None,
        head => Some(start + (head - 1) * 16),
    }
}
