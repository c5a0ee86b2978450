//! Huge pages that take too long: for a long run that is not touched yet, they are declined.
//!
//! A huge page costs a tenth of a millisecond where the system has one at hand, and several where it has to move
//! others' memory together first, or, as a virtual machine, to get it from its host. Then small pages, of which it has
//! some at hand, are faster by far, and only what is touched is paid for. Nobody says before; so the first pages of a
//! long run are touched, and the clock is asked. Who takes as much at once most likely is an allocator of its own (a runtime's
//! arena), and touches it bit by bit.

use super::{HUGE_PAGE, PageHeap};
use crate::span::Span;
use crate::sys::{clock, vm};
use crate::util::bits::{align_down, align_up};

/// Runs of this many bytes and more are looked at.
pub(super) const LOOKED_AT_FROM: usize = 128 << 20;
/// One huge page of so many bytes is touched, at least four and at most sixteen, until so many in a row are slow: the first
/// may be leftovers of either sort.
const TOUCHED_OF: usize = 64 << 20;
const LEAST_TOUCHED: usize = 4;
const MOST_TOUCHED: usize = 16;
const SLOW_IN_A_ROW: usize = 3;
/// A page that takes this long is slow.
const SLOW_MICROSECONDS: u64 = 1000;

impl PageHeap {
    /// The large run is in nobody's hands but the caller's. If it is long and about to be touched for the first time,
    /// decline huge pages for it where they come slowly. For callers without a lock: that takes milliseconds.
    pub fn look_at_huge_pages(&self, run: &Span) {
        let fresh = run.is_zero() && run.bytes() >= LOOKED_AT_FROM;
        // Where the user has said what is to be, and where none of it, or a part, would be huge, nobody looks.
        if !fresh || self.huge_bytes.get() == usize::MAX || run.end() > self.huge_end() {
            return;
        }
        decline_if_slow(run, |addr| {
            let before = clock::now_microseconds();
            // SAFETY: I-RUN-3: inside a run that only its taker knows; it was clean, so committed and zero.
            unsafe { vm::touch(addr) };
            clock::now_microseconds() - before
        });
    }

    /// The large run goes back to its zone, where huge pages are welcome again.
    pub(super) fn welcome_again(&self, run: &Span) {
        if run.declines_huge() {
            run.set_declines_huge(false);
            self.welcome_huge(run.start(), run.end());
        }
    }

    /// The same for a part of it.
    pub(super) fn welcome_huge(&self, start: usize, end: usize) {
        let end = end.min(self.huge_end());
        if start < end {
            vm::advise_huge(start, end - start, true);
        }
    }

    /// Where zone L's huge pages end: see [`super::Layout::huge_bytes`].
    fn huge_end(&self) -> usize {
        let [_, base] = &self.bases;
        base.get().saturating_add(align_down(self.huge_bytes.get(), HUGE_PAGE))
    }
}

/// `touch` touches the page at an address, and says how many microseconds that took.
pub(super) fn decline_if_slow(run: &Span, mut touch: impl FnMut(usize) -> u64) {
    let first = align_up(run.start(), HUGE_PAGE);
    let mut slow = 0;
    for index in 0..(run.bytes() / TOUCHED_OF).clamp(LEAST_TOUCHED, MOST_TOUCHED) {
        let addr = first + index * HUGE_PAGE;
        slow = if touch(addr) < SLOW_MICROSECONDS { 0 } else { slow + 1 };
        if slow == SLOW_IN_A_ROW {
            let rest = addr + HUGE_PAGE;
            vm::advise_huge(rest, run.end() - rest, false);
            run.set_declines_huge(true);
            return;
        }
    }
}
