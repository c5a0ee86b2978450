//! Giving memory back: what the zones do not need by their windows, or all that is free.

use super::{HUGE_PAGE, PageHeap, ZoneId};
use crate::size_class::PAGE_SIZE;
use crate::span::Span;
use crate::sync::Ordering;
use crate::sys::{clock, vm};

/// Pages purged at a time: one huge page, or as many small ones, which take 150 microseconds.
const PURGE_STEP: usize = HUGE_PAGE / PAGE_SIZE;
/// A call of the program's begins no further step after this.
const PURGE_MICROSECONDS: u64 = 150;
/// The first call after a rest of more than a window gives back as much as this, 1 GiB, however long it takes.
const RESTED_PAGES: usize = (1 << 30) / PAGE_SIZE;
/// In steps of 16 MiB.
const RESTED_STEP: usize = 8 * PURGE_STEP;
/// After memory turned out to be locked, purging waits this long.
const PURGE_PAUSE_MS: u64 = 1000;

impl PageHeap {
    /// Give back what the zones do not need by the demand of the last window. For slow paths: it takes
    /// about [`PURGE_MICROSECONDS`] and a step at most. After `rested_ms` without a call of this function the windows that are
    /// shorter than that are over, whatever has come back since, and it gives back up to [`RESTED_PAGES`] a zone. True
    /// when there is more to give back.
    pub fn release_excess(&self, now_ms: u64, rested_ms: u64) -> bool {
        if self.is_paused(now_ms) {
            return false;
        }
        let mut end = None;
        for id in [ZoneId::Small, ZoneId::Large] {
            let most = self.most_to_keep();
            let rested = rested_ms > self.window_ms(id);
            let step = if rested { RESTED_STEP } else { PURGE_STEP };
            if rested {
                self.zone(id).window.forget();
            }
            let mut gone = 0;
            loop {
                let mut zone = self.zone(id);
                let keep = zone.keep(now_ms).min(most);
                let Some(run) = zone.take_excess(keep, step, &self.common) else {
                    break;
                };
                drop(zone);
                let end = *end.get_or_insert_with(|| clock::now_microseconds() + PURGE_MICROSECONDS);
                gone += run.pages();
                if !self.purge(id, run, now_ms) {
                    self.paused_until.store(now_ms + PURGE_PAUSE_MS, Ordering::Relaxed);
                    return false;
                }
                let enough = if rested { gone >= RESTED_PAGES } else { clock::now_microseconds() >= end };
                if enough {
                    return true;
                }
            }
        }
        false
    }

    /// Whether memory turned out to be locked a moment ago.
    pub fn is_paused(&self, now_ms: u64) -> bool {
        now_ms < self.paused_until.load(Ordering::Relaxed)
    }

    /// Free pages that one zone may keep under the memory limit: a quarter of it, and half of what is left
    /// of seven eighths of it.
    pub fn most_to_keep(&self) -> usize {
        let limit = self.memory_limit.get() / PAGE_SIZE;
        if !self.is_limited() {
            return usize::MAX;
        }
        let in_use = self.stats(ZoneId::Small).in_use + self.stats(ZoneId::Large).in_use;
        (limit / 4).min((limit - limit / 8).saturating_sub(in_use) / 2)
    }

    /// Nobody wanted `pages` pages that are free now for a whole window: as many of zone L are purged next, in
    /// steps, whatever the peak was.
    pub fn expire(&self, pages: usize) {
        if pages > 0 {
            self.zone(ZoneId::Large).expired += pages;
        }
    }

    /// Give back all free memory but `keep_bytes` a zone. True when anything was given back.
    pub fn trim(&self, keep_bytes: usize) -> bool {
        let now = clock::now_ms();
        let mut any = false;
        for id in [ZoneId::Small, ZoneId::Large] {
            loop {
                let mut zone = self.zone(id);
                zone.window.forget();
                let keep = keep_bytes / PAGE_SIZE;
                let Some(run) = zone.take_excess(keep, usize::MAX, &self.common) else {
                    break;
                };
                drop(zone);
                if !self.purge(id, run, now) {
                    break;
                }
                any = true;
            }
        }
        any
    }

    /// Give a run's memory back, without a lock, and return it to its zone. False: it is locked memory.
    pub(super) fn purge(&self, id: ZoneId, run: &'static Span, now_ms: u64) -> bool {
        // SAFETY: the run is in no list and no hand but ours (I-RUN-1).
        let gone = unsafe { vm::purge(run.start(), run.bytes()) };
        self.zone(id).purged(run, gone, now_ms, &self.common);
        gone
    }
}
