//! One zone of the page heap: its arena, its free runs, its descriptors. All under the zone's lock.
//!
//! Free runs are *dirty* (warm: they hold old data and memory) or *clean* (known zero, no memory). Only
//! runs of one sort are joined, and dirty ones are taken first. I-RUN-1: every page that the arena or a
//! mapping gave is in exactly one run; I-RUN-2: no two neighbours in the bins are of one sort.

mod grow;
mod resize;

use super::ages::AgeList;
use super::bins::{Bins, fit};
use super::descriptors::Descriptors;
use super::slow_pages::LOOKED_AT_FROM;
use super::window::Window;
use super::{Common, Request};
use crate::arena::Arena;
use crate::size_class::PAGE_SIZE;
use crate::span::{Kind, Span};
use crate::sys::vm;
use crate::util::bits::align_up;

/// Which of the two zones.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum ZoneId {
    /// Spans of small blocks.
    Small = 0,
    /// Large runs.
    Large = 1,
}

/// Bytes of a huge page.
pub const HUGE_PAGE: usize = 2 << 20;
/// Figures of a zone, in pages.
#[derive(Clone, Copy, Default, Debug)]
pub struct ZoneStats {
    /// In the hands of spans, large blocks and caches.
    pub in_use: usize,
    /// Free and warm.
    pub dirty: usize,
    /// Committed or mapped in all.
    pub committed: usize,
    /// Given back to the operating system so far.
    pub purged: usize,
}

pub(super) struct Zone {
    id: ZoneId,
    arena: Option<Arena>,
    base: usize,
    dirty: Bins,
    clean: Bins,
    /// Dirty runs, the one that was freed first in front.
    ages: AgeList,
    descriptors: Descriptors,
    pub(super) window: Window,
    /// From how many pages in use on there were free ones as well in pieces that did not fit, and how many.
    scattered: (usize, usize),
    pub(super) stats: ZoneStats,
    /// See [`super::Layout::huge_bytes`].
    huge_bytes: usize,
    /// Whether they were asked for.
    huge_asked: bool,
    /// Pages that are to be purged whatever the window says.
    pub(super) expired: usize,
}

// SAFETY: I-META-1: a zone's raw pointers lead to descriptors, which its lock guards.
unsafe impl Send for Zone {}

impl Zone {
    /// Small, and without an arena, until [`Zone::open`].
    pub(super) const fn new() -> Self {
        Self {
            id: ZoneId::Small,
            arena: None,
            base: 0,
            dirty: Bins::new(),
            clean: Bins::new(),
            ages: AgeList::new(),
            descriptors: Descriptors::new(),
            window: Window::new(0),
            scattered: (0, 0),
            stats: ZoneStats { in_use: 0, dirty: 0, committed: 0, purged: 0 },
            huge_bytes: 0,
            huge_asked: false,
            expired: 0,
        }
    }

    /// Whether [`Zone::open`] has given it an arena.
    pub(super) fn is_open(&self) -> bool {
        self.arena.is_some()
    }

    /// What it is, and its arena of `len` bytes at `base`; none when that is 0.
    #[cold]
    pub(super) fn open(&mut self, id: ZoneId, base: usize, len: usize, window_ms: u64, huge_bytes: usize) {
        self.id = id;
        self.window.set_length(window_ms);
        self.huge_bytes = huge_bytes;
        if base == 0 {
            return;
        }
        self.arena = Some(Arena::over(base, len, PAGE_SIZE));
        self.base = base;
        if huge_bytes == 0 {
            vm::advise_huge(base, len, false);
        }
    }

    /// Keep `keep` bytes of the arena, and what is committed. Returns the address space behind that, which is the caller's
    /// to unmap with the page map's array for it; `None` when there is none.
    pub(super) fn give_up(&mut self, keep: usize, common: &Common) -> Option<vm::Mapping> {
        let arena = self.arena.as_mut()?;
        let (old, committed) = (arena.capacity(), arena.cursor() - self.base);
        let keep = align_up(keep.max(committed).min(old), HUGE_PAGE);
        // A page before it and one behind it stay, without access: what is mapped there next touches no run of ours, and is
        // not joined with one.
        let (start, end) = (self.base + keep + PAGE_SIZE, self.base + old.saturating_sub(PAGE_SIZE));
        if start >= end {
            return None;
        }
        arena.shorten(keep);
        common.map.shorten(self.id == ZoneId::Small, keep);
        Some(vm::Mapping { base: start, len: end - start })
    }

    fn new_descriptor(&mut self, start: usize, pages: usize) -> Option<&'static Span> {
        let span = self.descriptors.take()?;
        span.set_run(self.id as u8, start, pages);
        span.set_kind(Kind::Taken);
        span.set_zero(false);
        span.set_declines_huge(false);
        Some(span)
    }

    /// Every descriptor, used or not.
    pub(super) fn descriptors(&self) -> impl Iterator<Item = &'static Span> + use<> {
        self.descriptors.iter()
    }

    // ---- the bins ---------------------------------------------------------------------------------

    fn insert(&mut self, run: &'static Span, common: &Common) {
        run.set_kind(Kind::Free);
        common.map.set(run.start(), Some(run));
        common.map.set(run.end() - PAGE_SIZE, Some(run));
        if run.is_zero() {
            self.clean.insert(run);
        } else {
            self.stats.dirty += run.pages();
            self.ages.push_back(run);
            self.dirty.insert(run);
        }
    }

    fn remove(&mut self, run: &'static Span) {
        if run.is_zero() {
            self.clean.remove(run);
        } else {
            self.stats.dirty -= run.pages();
            self.ages.remove(run);
            self.dirty.remove(run);
        }
        run.set_kind(Kind::Taken);
    }

    /// Put a run into the bins, joined with neighbours of its sort. Its inner pages are not entered in
    /// the map.
    pub(super) fn give(&mut self, run: &'static Span, common: &Common) {
        // The kind first: only of a free run is the rest ours to read. Then one branch for it: it is not to be foretold.
        let alike = |other: &&'static Span| (other.zone() == run.zone()) & (other.is_zero() == run.is_zero());
        let (first, last) = (run.start(), run.end());
        let (mut start, mut end) = (first, last);
        let before = |it: &&'static Span| it.kind() == Kind::Free && alike(it) & (it.end() == first);
        if let Some(before) = common.map.lookup(first.wrapping_sub(1)).filter(before) {
            start = before.start();
            self.join(run, before, first, common);
        }
        let behind = |it: &&'static Span| it.kind() == Kind::Free && alike(it) & (it.start() == last);
        if let Some(behind) = common.map.lookup(last).filter(behind) {
            end = behind.end();
            self.join(run, behind, last, common);
        }
        run.set_run(self.id as u8, start, (end - start) / PAGE_SIZE);
        self.insert(run, common);
    }

    /// `other`, which is in the bins and meets `run` at `seam`, becomes a part of it.
    #[inline(always)]
    fn join(&mut self, run: &'static Span, other: &'static Span, seam: usize, common: &Common) {
        self.remove(other);
        // Edges that are inside from now on.
        common.map.set(seam, None);
        common.map.set(seam - PAGE_SIZE, None);
        run.set_since(run.since().max(other.since()));
        self.descriptors.give(other);
    }

    /// Take the part of `pages` at `start` of a run that is in the bins out of them and of the map; the rest stays. Two
    /// descriptors are in stock.
    fn take_part(&mut self, run: &'static Span, start: usize, pages: usize, common: &Common) {
        let (run_start, run_end, end) = (run.start(), run.end(), start + pages * PAGE_SIZE);
        let younger = run.age_next.get();
        self.remove(run);
        run.set_run(self.id as u8, start, pages);
        for (from, to, edge) in [(run_start, start, start), (end, run_end, end - PAGE_SIZE)] {
            if from == to {
                common.map.set(edge, None);
            } else if let Some(rest) = self.new_descriptor(from, (to - from) / PAGE_SIZE) {
                rest.set_zero(run.is_zero());
                rest.set_since(run.since());
                self.insert(rest, common);
                if !rest.is_zero() {
                    // As old as before.
                    self.ages.move_before(rest, younger);
                }
            }
        }
    }

    fn use_more(&mut self, pages: usize, now_ms: u64) {
        self.stats.in_use += pages;
        self.note_need(now_ms);
    }

    fn note_need(&mut self, now_ms: u64) {
        let (from, pieces) = self.scattered;
        self.window.note(now_ms, self.stats.in_use + if self.stats.in_use < from { 0 } else { pieces });
    }

    // ---- taking and giving ------------------------------------------------------------------------

    /// A run: a warm one, one that is warm in front, a clean one, a new one. The caller enters it in the map. `None` without
    /// memory, or when the budget allows no more.
    pub(super) fn take(&mut self, request: Request, now_ms: u64, common: &Common) -> Option<&'static Span> {
        let Request { pages, align, .. } = request;
        if !self.descriptors.stock(&common.meta) {
            return None;
        }
        if let Some(run) = self.dirty.find(pages, align) {
            return self.take_from(run, pages, align, now_ms, common);
        }
        let run = match self.clean.find(pages, align) {
            Some(run) => run,
            None => self.grow(pages, align, common)?,
        };
        let warm = self.warm_before(run, request, common);
        if run.is_zero() && !common.budget.charge(pages - warm.map_or(0, Span::pages)) {
            return None;
        }
        let taken = match warm {
            Some(warm) => {
                self.take_part(warm, warm.start(), warm.pages(), common);
                self.absorb(warm, warm.start() + pages * PAGE_SIZE, common);
                self.use_more(pages, now_ms);
                warm
            }
            None => self.take_from(run, pages, align, now_ms, common)?,
        };
        if self.id == ZoneId::Large && self.stats.dirty >= pages {
            // Enough is warm, in pieces that do not fit: they will be needed as well, now and whenever as much is in use.
            self.scattered = (self.stats.in_use, self.stats.dirty);
            self.note_need(now_ms);
        }
        Some(taken)
    }

    /// The warm run right before the clean one that was found: together they serve, and less is new. Not where the
    /// warm part would have to be cleared, and the clean one with it; nor where a run is looked at for slow huge pages, which it
    /// has to be clean for. Spans of zone S have few lengths: what is warm there mostly fits.
    fn warm_before(&self, clean: &Span, request: Request, common: &Common) -> Option<&'static Span> {
        let Request { pages, align, zero } = request;
        if self.id == ZoneId::Small || zero || pages * PAGE_SIZE >= LOOKED_AT_FROM {
            return None;
        }
        resize::free_before(clean, common)
            .filter(|warm| !warm.is_zero() && warm.start() & (align - 1) == 0 && warm.pages() < pages)
    }

    /// As [`Zone::take`], but only a warm one.
    pub(super) fn take_warm(
        &mut self,
        pages: usize,
        align: usize,
        now_ms: u64,
        common: &Common,
    ) -> Option<&'static Span> {
        if !self.descriptors.stock(&common.meta) {
            return None;
        }
        let run = self.dirty.find(pages, align)?;
        self.take_from(run, pages, align, now_ms, common)
    }

    /// Take the fitting part out of a run in the bins.
    fn take_from(
        &mut self,
        run: &'static Span,
        pages: usize,
        align: usize,
        now_ms: u64,
        common: &Common,
    ) -> Option<&'static Span> {
        let start = fit(run, pages, align)?;
        self.take_part(run, start, pages, common);
        self.use_more(pages, now_ms);
        Some(run)
    }

    /// A run comes back, marked zero when its pages were not touched since they were known zero.
    pub(super) fn put(&mut self, run: &'static Span, now_ms: u64, common: &Common) {
        if run.is_zero() {
            common.budget.refund(run.pages());
        }
        self.stats.in_use -= run.pages();
        self.note_need(now_ms);
        run.set_since(now_ms);
        self.give(run, common);
    }

    /// Account for a mapping of its own that a caller made for one large block; returns its descriptor.
    pub(super) fn adopt(
        &mut self,
        base: usize,
        len: usize,
        now_ms: u64,
        common: &Common,
    ) -> Option<&'static Span> {
        if !common.map.cover(base, len, false, &common.meta) || !self.descriptors.stock(&common.meta) {
            return None;
        }
        let run = self.new_descriptor(base, len / PAGE_SIZE)?;
        self.advise_outside(base, len);
        self.stats.committed += run.pages();
        self.use_more(run.pages(), now_ms);
        Some(run)
    }

    /// The mapping of a taken run is now at `base`, `len` bytes long.
    pub(super) fn moved(&mut self, run: &'static Span, base: usize, len: usize, now_ms: u64) {
        let (old, new) = (run.pages(), len / PAGE_SIZE);
        self.stats.in_use -= old;
        self.stats.committed = self.stats.committed - old + new;
        self.use_more(new, now_ms);
        run.set_run(self.id as u8, base, new);
    }

    // ---- purging ----------------------------------------------------------------------------------

    /// How many free pages stay warm: those that the peak of the window asks for. Pieces that did not fit only as long as
    /// somebody wants them: the oldest are not needed when nobody has for a window.
    pub(super) fn keep(&mut self, now_ms: u64) -> usize {
        let (from, pieces) = self.scattered;
        if pieces > 0 && self.stats.in_use >= from {
            let past = now_ms.saturating_sub(self.window.length_ms());
            if let Some(oldest) = self.ages.first().filter(|run| run.since() < past) {
                let others = self.stats.dirty - oldest.pages();
                self.scattered = (from, pieces.min(others));
                self.note_need(now_ms);
                return self.window.peak(now_ms).saturating_sub(self.stats.in_use).min(others);
            }
        }
        self.window.peak(now_ms).saturating_sub(self.stats.in_use)
    }

    /// Take out a dirty run, or `most` pages of one, that the zone need not keep: the oldest, while
    /// more is free than the peak of the window asks for. It is in no list until [`Zone::purged`].
    pub(super) fn take_excess(&mut self, keep: usize, most: usize, common: &Common) -> Option<&'static Span> {
        let excess = self.stats.dirty.saturating_sub(keep).max(self.expired.min(self.stats.dirty));
        if excess == 0 {
            self.expired = 0;
        }
        let run = self.ages.first().filter(|_| excess > 0)?;
        // Without a descriptor to cut it with the run goes whole: what it gives back may be what a descriptor lacks.
        let whole = !self.descriptors.stock(&common.meta);
        let mut pages = if whole { run.pages() } else { run.pages().min(most).min(excess) };
        // Huge pages go whole: the system would have to take them apart.
        let boundary = align_up(run.end() - pages * PAGE_SIZE, HUGE_PAGE);
        if !whole && pages == most && boundary < run.end() {
            pages = (run.end() - boundary) / PAGE_SIZE;
        }
        self.expired = self.expired.saturating_sub(pages);
        // From the end: what is left stays where it was among the ages.
        self.take_part(run, run.end() - pages * PAGE_SIZE, pages, common);
        run.set_kind(Kind::Purging);
        common.budget.leave();
        common.map.set(run.start(), Some(run));
        common.map.set(run.end() - PAGE_SIZE, Some(run));
        Some(run)
    }

    /// A run that [`Zone::take_excess`] took comes back, given to the operating system or (locked memory)
    /// still dirty.
    pub(super) fn purged(&mut self, run: &'static Span, gone: bool, now_ms: u64, common: &Common) {
        if run.kind() != Kind::Purging {
            // A signal handler that interrupted the purge forked: the child has freed the run already.
            return;
        }
        run.set_zero(gone);
        run.set_since(now_ms);
        if gone {
            common.budget.refund(run.pages());
        }
        common.budget.left();
        if gone {
            self.stats.purged += run.pages();
            if !common.map.in_arena(run.start()) {
                return self.unmap(run, common);
            }
        }
        self.give(run, common);
    }

    /// Give the address space of a clean run outside the arena back.
    fn unmap(&mut self, run: &'static Span, common: &Common) {
        clear_edges(run, common);
        self.stats.committed -= run.pages();
        let mapping = vm::Mapping { base: run.start(), len: run.bytes() };
        self.descriptors.give(run);
        // SAFETY: I-RUN-3: free, out of the bins and the map: nobody knows it any more. It may be a part of a mapping or
        // several that touch; the kernel splits. It holds no memory, so this is short.
        unsafe { mapping.release() };
    }

    /// Unmap the clean runs that lie outside the arena.
    pub(super) fn release_overflow(&mut self, common: &Common) {
        loop {
            let outside = self.clean.iter().find(|run| !common.map.in_arena(run.start()));
            let Some(run) = outside else { return };
            self.remove(run);
            self.unmap(run, common);
        }
    }

    pub(super) fn free_runs(&self) -> impl Iterator<Item = &'static Span> {
        self.dirty.iter().chain(self.clean.iter())
    }
}

/// A free run is entered in the map at its first and its last page.
fn clear_edges(run: &Span, common: &Common) {
    for edge in [run.start(), run.end() - PAGE_SIZE] {
        common.map.set(edge, None);
    }
}
