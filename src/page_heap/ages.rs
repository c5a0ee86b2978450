//! Dirty runs by age: a second list through the descriptors.

use crate::span::Span;

/// The runs in the order in which they were freed.
pub struct AgeList {
    head: *const Span,
    tail: *const Span,
}

impl AgeList {
    /// Empty.
    pub const fn new() -> Self {
        Self { head: core::ptr::null(), tail: core::ptr::null() }
    }

    /// The run that was freed first.
    pub fn first(&self) -> Option<&'static Span> {
        // SAFETY: I-META-1: the list holds descriptors.
        unsafe { self.head.as_ref() }
    }

    /// Insert the run that was freed last.
    pub fn push_back(&mut self, run: &Span) {
        run.age_next.set(core::ptr::null());
        run.age_prev.set(self.tail);
        // SAFETY: as in `first`.
        match unsafe { self.tail.as_ref() } {
            Some(tail) => tail.age_next.set(run),
            None => self.head = run,
        }
        self.tail = run;
    }

    /// Take out a run that is on the list.
    pub fn remove(&mut self, run: &Span) {
        let (next, prev) = (run.age_next.get(), run.age_prev.get());
        // SAFETY: as in `first`.
        match unsafe { prev.as_ref() } {
            Some(prev) => prev.age_next.set(next),
            None => self.head = next,
        }
        // SAFETY: as in `first`.
        match unsafe { next.as_ref() } {
            Some(next) => next.age_prev.set(prev),
            None => self.tail = prev,
        }
    }

    /// The last run on the list moves in front of `next`, which is null or on the list too.
    pub fn move_before(&mut self, run: &Span, next: *const Span) {
        // SAFETY: as in `first`.
        let Some(next) = (unsafe { next.as_ref() }) else { return };
        self.remove(run);
        let prev = next.age_prev.replace(run);
        run.age_prev.set(prev);
        run.age_next.set(next);
        // SAFETY: as in `first`.
        match unsafe { prev.as_ref() } {
            Some(prev) => prev.age_next.set(run),
            None => self.head = run,
        }
    }
}
