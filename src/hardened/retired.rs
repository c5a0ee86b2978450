//! Large runs that were freed and wait: at level 2 for the next call of their size, at level 3 without access until others
//! have come after them.

use crate::span::Span;
use crate::span::list::SpanList;

/// Runs that wait.
const WAITING: usize = 16;

/// See the module.
pub struct Retired {
    runs: [Option<&'static Span>; WAITING],
    turn: usize,
    /// Runs with pages that the system has refused to make accessible again.
    stuck: SpanList,
}

impl Retired {
    /// Nothing waits.
    pub const fn new() -> Self {
        Self { runs: [None; WAITING], turn: 0, stuck: SpanList::new() }
    }

    /// Let `run` wait. The one that has waited longest comes back.
    pub fn push(&mut self, run: &'static Span) -> Option<&'static Span> {
        self.turn = (self.turn + 1) % WAITING;
        self.runs.get_mut(self.turn)?.replace(run)
    }

    /// Take a run of `pages` at a multiple of `align` bytes.
    pub fn take(&mut self, pages: usize, align: usize) -> Option<&'static Span> {
        let fits = |run: &&Span| run.pages() == pages && run.start().is_multiple_of(align);
        self.runs.iter_mut().find(|slot| slot.as_ref().is_some_and(fits))?.take()
    }

    /// Keep a run, which is on no list, until the system is asked again for access to it.
    pub fn keep_stuck(&self, run: &'static Span) {
        self.stuck.push_back(run);
    }

    /// Take all of them out.
    pub fn take_stuck(&mut self) -> SpanList {
        core::mem::replace(&mut self.stuck, SpanList::new())
    }

    /// Take any run.
    pub fn pop(&mut self) -> Option<&'static Span> {
        self.runs.iter_mut().find_map(Option::take)
    }
}
