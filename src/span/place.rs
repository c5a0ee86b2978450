//! Where a span is with its owner, and what its count of used blocks then means (I-SPAN-5).

use super::Span;
use super::blocks::CARVE_BYTES;
use crate::sync::Ordering;

/// Where a span is with its owner, and what its count of used blocks then means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Place {
    /// On a list of partial spans, in the central pool, or between two lists: the count is exact.
    Partial,
    /// Its class allocates from it. malloc does not count; the count is how many frees it takes until the
    /// next look at whether the span is empty (see [`Span::look_again`]).
    Current,
    /// On the list of full spans, and its owner has freed no block of it since: the count is 1, so that
    /// the first such free is noticed.
    Full,
    /// Still on that list, but its owner has freed blocks; the count is exact. A pusher has handed the span
    /// back, and it has not arrived yet.
    Freed,
}

/// The count of a current span that is not looked at any more.
const NEVER: u32 = 1 << 30;

impl Span {
    /// Where the span is with its owner.
    pub fn place(&self) -> Place {
        self.place.get()
    }

    /// The span becomes its owner's current one. Its count is exact.
    pub fn begin_current(&self) {
        self.place.set(Place::Current);
        self.looks.set(0);
        self.resume();
        if self.is_soon_looked_at() { self.used.set(self.used.get().max(1)) } else { self.look_never() }
    }

    /// The span, current and without a free block, is full: all of its blocks are out.
    pub fn end_current_full(&self) {
        self.place.set(Place::Full);
        self.used.set(1);
    }

    /// The span is current no more, or nobody knows what it was: its count is found by walking the list. Damaged
    /// links end the walk: what is behind them is lost.
    pub fn recount(&self) {
        self.place.set(Place::Partial);
        self.used.set(self.carved().saturating_sub(self.free_blocks()));
    }

    /// Whether the span is in little use, so that its list is soon walked.
    pub fn is_soon_looked_at(&self) -> bool {
        self.carved() <= 32 || self.carved() as usize * self.block_size() <= CARVE_BYTES
    }

    /// The current span, `used` of whose blocks are in use: look again after as many frees. A look walks the list,
    /// so it must not be long for the few frees between two looks; and each look makes the next rarer.
    pub fn look_again(&self, used: u32) {
        if !self.is_soon_looked_at() {
            return self.look_never();
        }
        let looks = self.looks.get();
        self.looks.set((looks + 1).min(16));
        let least = (self.carved() - used) / 64 + 1;
        // The second look comes when all that is in use now could be free: a thread that takes a few blocks once and sleeps.
        let rarer = if looks == 0 { 1 } else { least << (looks - 1) };
        self.used.set(used.max(rarer));
    }

    /// Do not look at the current span again.
    pub fn look_never(&self) {
        self.used.set(NEVER);
    }

    /// Let the next [`Span::pop`] miss, whatever there is, until [`Span::resume`].
    pub fn hold(&self) {
        self.limit.set(0);
    }

    /// Give blocks again.
    pub fn resume(&self) {
        self.limit.set(self.carved_bytes());
    }

    /// Look after `most` frees at the latest, and count them from now on: for a thread that samples.
    pub fn count_frees(&self, most: u32) {
        let used = self.used.get().min(most);
        self.used.set(used);
        self.since.store(used, Ordering::Relaxed);
    }

    /// Frees since [`Span::count_frees`].
    pub fn counted_frees(&self) -> u32 {
        self.since.load(Ordering::Relaxed).saturating_sub(self.used.get())
    }

    /// The owner has pushed the first block since the span was full.
    pub fn first_freed(&self) {
        self.place.set(Place::Freed);
        self.used.set(self.carved() - 1);
    }

    /// The span leaves the list of full ones: from now on its count is exact.
    pub fn end_full(&self) {
        if self.place.replace(Place::Partial) == Place::Full {
            self.used.set(self.carved());
        }
    }
}
