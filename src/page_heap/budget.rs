//! The bound on the memory that a heap holds (`ORTHOTOPE_MEMORY_LIMIT`), in pages.
//!
//! A page is *held* from the moment a run with it is taken out of the clean ones (or mapped for one block) until the
//! system call that gave it back has returned: in use, dirty, or on its way out. The count is one word for both zones,
//! raised before anybody gets the run, so no order of calls passes the limit (I-HELD-1). Without a limit nothing is counted.
#![forbid(unsafe_code)]

use crate::sync::{AtomicU32, AtomicUsize, Ordering, WriteOnce};
use crate::sys::futex;

/// See the module.
pub struct Budget {
    /// 0 for none.
    limit: WriteOnce<usize>,
    held: AtomicUsize,
    /// Runs that are being given back at this moment.
    leaving: AtomicU32,
}

impl Budget {
    /// No limit.
    pub const fn new() -> Self {
        Self { limit: WriteOnce::new(0), held: AtomicUsize::new(0), leaving: AtomicU32::new(0) }
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

    /// A run goes out to be given back: under its zone's lock.
    pub fn leave(&self) {
        if self.limit() != 0 {
            self.leaving.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// It is back: under its zone's lock.
    pub fn left(&self) {
        if self.limit() != 0 {
            self.leaving.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// While other threads are giving memory back, what they give may be had in a moment: wait for that moment. False
    /// when nobody is.
    pub fn wait(&self) -> bool {
        let leaving = self.leaving.load(Ordering::Relaxed);
        if leaving > 0 {
            futex::wait(&self.leaving, leaving, Some(1));
        }
        leaving > 0
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
        assert!(!budget.wait());
        assert_eq!((budget.held(), budget.missing(usize::MAX)), (0, 0));
    }
}
