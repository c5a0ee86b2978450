//! The bound on the memory that a heap holds (`ORTHOTOPE_MEMORY_LIMIT`), in pages.
//!
//! A page is *held* from the moment a run with it is taken out of the clean ones (or mapped for one block) until the
//! system call that gave it back has returned: in use, dirty, or on its way out. The count is one word for both zones,
//! raised before anybody gets the run, so no order of calls passes the limit (I-HELD-1). Without a limit nothing is counted.
#![forbid(unsafe_code)]

use crate::sync::{AtomicU32, AtomicUsize, Ordering, WriteOnce};
use crate::sys::futex;

/// The bits of [`Budget::moves`] that count what is out.
const LEAVING: u32 = 0xffff;
/// One more has been out.
const ONE_MORE: u32 = LEAVING + 1;

/// See the module.
pub struct Budget {
    /// 0 for none.
    limit: WriteOnce<usize>,
    held: AtomicUsize,
    /// Runs that are being given back at this moment, and threads that bring free runs from one place to another: how many
    /// ([`LEAVING`]), and how many there have been.
    moves: AtomicU32,
}

impl Budget {
    /// No limit.
    pub const fn new() -> Self {
        Self { limit: WriteOnce::new(0), held: AtomicUsize::new(0), moves: AtomicU32::new(0) }
    }

    /// The word to set the limit in, before any page is held.
    pub fn limit_word(&self) -> &WriteOnce<usize> {
        &self.limit
    }

    /// The limit; 0 for none.
    pub fn limit(&self) -> usize {
        self.limit.get()
    }

    /// Pages held; 0 without a limit.
    pub fn held(&self) -> usize {
        self.held.load(Ordering::Relaxed)
    }

    /// `pages` more are held. False: that would pass the limit, and nothing changed.
    pub fn charge(&self, pages: usize) -> bool {
        let limit = self.limit();
        let within = |held: usize| held.checked_add(pages).filter(|&sum| sum <= limit);
        // Acquire: whoever gets the room touches memory after the other gave it back; pairs with `refund`.
        limit == 0 || self.held.fetch_update(Ordering::Acquire, Ordering::Relaxed, within).is_ok()
    }

    /// `pages` hold no memory any more.
    pub fn refund(&self, pages: usize) {
        if self.limit() != 0 {
            self.held.fetch_sub(pages, Ordering::Release);
        }
    }

    /// How many pages must be given back before [`Budget::charge`] can succeed.
    pub fn missing(&self, pages: usize) -> usize {
        match self.limit() {
            0 => 0,
            limit => self.held().saturating_add(pages).saturating_sub(limit),
        }
    }

    /// Free memory goes where nobody finds it: a run, to be given back, or what a thread brings to the page heap.
    pub fn leave(&self) {
        if self.limit() != 0 {
            self.moves.fetch_add(1 + ONE_MORE, Ordering::Relaxed);
        }
    }

    /// It is back, and what it held is refunded if it is gone.
    pub fn left(&self) {
        if self.limit() != 0 {
            // Not below 0: in a child of `fork` that a signal handler made, the interrupted call goes on.
            let back = |moves: u32| (moves & LEAVING > 0).then(|| moves - 1);
            // Release: who sees that nothing is out any more finds it.
            let _ = self.moves.fetch_update(Ordering::Release, Ordering::Relaxed, back);
        }
    }

    /// In a child of `fork`: nobody is left who brings anything.
    pub fn inherit(&self) {
        self.moves.store(0, Ordering::Relaxed);
    }

    /// What is out at this moment, and has been: for [`Budget::nothing_moved`].
    pub fn moves(&self) -> u32 {
        // Acquire: pairs with the Release in `left`.
        self.moves.load(Ordering::Acquire)
    }

    /// Whether nothing was out when [`Budget::moves`] was `before`, and nothing has been since.
    pub fn nothing_moved(&self, before: u32) -> bool {
        before & LEAVING == 0 && self.moves() == before
    }

    /// What is out may be had in a moment: wait for that moment, if anything is.
    pub fn wait(&self) {
        let moves = self.moves();
        if moves & LEAVING > 0 {
            futex::wait(&self.moves, moves, Some(1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(limit: usize) -> Budget {
        Budget { limit: WriteOnce::new(limit), ..Budget::new() }
    }

    #[test]
    fn what_would_pass_the_limit_is_refused_and_changes_nothing() {
        let budget = budget(10);
        assert!(budget.charge(7) && !budget.charge(4) && budget.charge(3) && !budget.charge(1));
        assert!(!budget.charge(usize::MAX), "no overflow");
        assert_eq!((budget.held(), budget.missing(4)), (10, 4));
        budget.refund(5);
        assert_eq!((budget.missing(5), budget.missing(6)), (0, 1));
    }

    #[test]
    fn without_a_limit_nothing_is_counted() {
        let budget = Budget::new();
        assert!(budget.charge(usize::MAX) && budget.charge(usize::MAX));
        budget.leave();
        assert!(budget.nothing_moved(budget.moves()));
        assert_eq!((budget.held(), budget.missing(usize::MAX)), (0, 0));
    }
    #[test]
    fn what_left_and_came_back_meanwhile_is_noticed() {
        let budget = budget(10);
        let before = budget.moves();
        assert!(budget.nothing_moved(before));
        budget.leave();
        let out = budget.moves();
        assert!(!budget.nothing_moved(before) && !budget.nothing_moved(out), "it is out");
        budget.left();
        assert!(!budget.nothing_moved(before) && budget.nothing_moved(budget.moves()));
        budget.left();
        assert!(budget.nothing_moved(budget.moves()), "never less than none");
    }
}
