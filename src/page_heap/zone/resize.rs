//! A live run changes its length where it is.

use super::super::Common;
use super::Zone;
use crate::size_class::PAGE_SIZE;
use crate::span::{Kind, Span};

impl Zone {
    /// Lengthen a taken run to `pages` if what lies right behind it is free, or, with `grow`, not yet committed.
    pub fn extend(
        &mut self,
        run: &'static Span,
        pages: usize,
        grow: bool,
        now_ms: u64,
        common: &Common,
    ) -> bool {
        let (old, goal) = (run.pages(), run.start() + pages * PAGE_SIZE);
        // Another thread may free the block while this one changes its length: what is in the bins stays as it is.
        if run.kind() != Kind::Large || !self.descriptors.stock(&common.meta) {
            return false;
        }
        let (mut end, mut clean) = reach(run, goal, common);
        if end < goal && grow && self.ends_at(end, (goal - end) / PAGE_SIZE) {
            self.grow((goal - end) / PAGE_SIZE, PAGE_SIZE, common);
            (end, clean) = reach(run, goal, common);
        }
        if end < goal || !self.descriptors.stock(&common.meta) || !common.budget.charge(clean) {
            return false;
        }
        self.absorb(run, goal, common);
        self.use_more(pages - old, now_ms);
        true
    }

    /// A taken run gets the free ones behind it up to `goal`: a warm one may lie before a clean one, and the other way round. Two
    /// descriptors are in stock.
    pub(super) fn absorb(&mut self, run: &'static Span, goal: usize, common: &Common) {
        while let Some(next) = free_at(run, run.end(), common).filter(|_| run.end() < goal) {
            let part = next.pages().min((goal - next.start()) / PAGE_SIZE);
            self.take_part(next, next.start(), part, common);
            self.descriptors.give(next);
            run.set_run(self.id as u8, run.start(), run.pages() + part);
        }
    }

    /// Shorten a taken run to `pages`; the rest goes back as dirty.
    pub fn shorten(&mut self, run: &'static Span, pages: usize, now_ms: u64, common: &Common) {
        let less = run.pages().saturating_sub(pages);
        // The kind: as in `extend`.
        if less == 0 || run.kind() != Kind::Large || !self.descriptors.stock(&common.meta) {
            return;
        }
        let Some(rest) = self.new_descriptor(run.start() + pages * PAGE_SIZE, less) else { return };
        run.set_run(self.id as u8, run.start(), pages);
        self.put(rest, now_ms, common);
    }
}

/// The free run of `run`'s zone that ends where `run` starts.
pub(super) fn free_before(run: &Span, common: &Common) -> Option<&'static Span> {
    let start = run.start();
    common
        .map
        .lookup(start.wrapping_sub(1))
        .filter(|before| before.kind() == Kind::Free && before.zone() == run.zone() && before.end() == start)
}

/// The free run of `run`'s zone that starts at `addr`.
fn free_at(run: &Span, addr: usize, common: &Common) -> Option<&'static Span> {
    common
        .map
        .lookup(addr)
        .filter(|next| next.kind() == Kind::Free && next.zone() == run.zone() && next.start() == addr)
}

/// Where the free runs behind `run` end, or `goal`; and how many pages of them are clean.
fn reach(run: &Span, goal: usize, common: &Common) -> (usize, usize) {
    let (mut end, mut clean) = (run.end(), 0);
    while let Some(next) = free_at(run, end, common).filter(|_| end < goal) {
        clean += if next.is_zero() { (next.end().min(goal) - end) / PAGE_SIZE } else { 0 };
        end = next.end().min(goal);
    }
    (end, clean)
}
