//! How a zone grows: by steps of its arena, beyond that by mappings.

use super::super::Common;
use super::{HUGE_PAGE, Zone, ZoneId};
use crate::size_class::PAGE_SIZE;
use crate::span::Span;
use crate::sys::vm::{self, Mapping};
use crate::util::bits::{align_down, align_up};

/// Zone L wants huge pages from this size on, zone S from that: before that a program is small, and clearing
/// 2 MiB for it costs more than the faults. Small blocks scatter, so huge pages keep what is free among them.
const HUGE_FROM: usize = 16 << 20;
const HUGE_FROM_SMALL: usize = 1 << 30;
/// A zone first commits this much,
const FIRST_STEP: usize = 256 << 10;
/// later an eighth of what it has, at most this much at a time.
const LARGEST_STEP: usize = 64 << 20;
/// Mappings beyond the arena are at least this long.
const OVERFLOW_STEP: usize = 1 << 20;

impl Zone {
    /// New clean pages, in the bins: from the arena, or when that is used up from a mapping of their own.
    pub(super) fn grow(&mut self, pages: usize, align: usize, common: &Common) -> Option<&'static Span> {
        let start = self
            .grow_arena(pages * PAGE_SIZE, align, common)
            .or_else(|| self.grow_overflow(pages * PAGE_SIZE, align, common));
        let (start, len) = start?;
        self.stats.committed += len / PAGE_SIZE;
        // `take` stocked two descriptors, and wants up to two for what it leaves.
        if !self.descriptors.stock(&common.meta) {
            return None;
        }
        let run = self.new_descriptor(start, len / PAGE_SIZE)?;
        run.set_zero(true);
        self.give(run, common);
        if !self.descriptors.stock(&common.meta) {
            return None;
        }
        Some(run)
    }

    /// Whether the committed part of the arena ends at `end`, with room for `pages` more behind it.
    pub(super) fn ends_at(&self, end: usize, pages: usize) -> bool {
        self.arena
            .as_ref()
            .is_some_and(|arena| arena.cursor() == end && pages <= arena.remaining() / PAGE_SIZE)
    }

    fn grow_arena(&mut self, bytes: usize, align: usize, common: &Common) -> Option<(usize, usize)> {
        let arena = self.arena.as_ref()?;
        let (from, room) = (arena.cursor(), arena.remaining());
        let need = (align_up(from, align) - from).checked_add(bytes)?;
        let committed = from - self.base;
        let more = (committed / 8).clamp(FIRST_STEP, LARGEST_STEP);
        // Zone L is committed in whole huge pages.
        let grain = if self.id == ZoneId::Large { HUGE_PAGE } else { PAGE_SIZE };
        let step = (align_up(from + need.max(more), grain) - from).min(room);
        // The step is a courtesy to the next caller. Where it is refused, what is needed alone may do; where
        // memory is locked, a commit fills it at once.
        let step = if step > need && vm::is_locked(from) { need } else { step };
        for len in [step, need] {
            if len >= need && len <= room && vm::commit(from, len) {
                if !common.map.cover(from, len, self.id == ZoneId::Small, &common.meta) {
                    return None;
                }
                // Under the zone's lock nobody else moves the cursor.
                arena.reserve_span(len).ok()?;
                self.want_huge_pages(committed + len, bytes);
                return Some((from, len));
            }
        }
        None
    }

    /// From [`HUGE_FROM`] on, or for the first large run of a huge page's size: one advice for the zone.
    fn want_huge_pages(&mut self, committed: usize, bytes: usize) {
        let earned = match self.id {
            ZoneId::Small => committed > HUGE_FROM_SMALL,
            ZoneId::Large => committed > HUGE_FROM || bytes >= HUGE_PAGE,
        };
        if let (false, true, Some(arena)) = (self.huge_asked, earned, &self.arena) {
            self.huge_asked = true;
            // Small blocks are touched when they are handed out; what lies untouched among them is little.
            let share =
                if self.id == ZoneId::Small { self.huge_bytes.saturating_mul(2) } else { self.huge_bytes };
            let len = align_down(arena.capacity().min(share), HUGE_PAGE);
            if len > 0 {
                vm::advise_huge(self.base, len, true);
            }
        }
    }

    /// Mappings outside the arena follow the zone.
    pub(super) fn advise_outside(&self, base: usize, len: usize) {
        if self.huge_bytes == 0 {
            vm::advise_huge(base, len, false);
        } else if len >= HUGE_PAGE && self.stats.committed * PAGE_SIZE + len <= self.huge_bytes {
            vm::advise_huge(base, len, true);
        }
    }

    fn grow_overflow(&mut self, bytes: usize, align: usize, common: &Common) -> Option<(usize, usize)> {
        for len in [bytes.max(OVERFLOW_STEP), bytes] {
            if let Some(mapping) = vm::map_aligned(len, align.max(PAGE_SIZE)) {
                let len = exact_where_locked(mapping, bytes);
                if common.map.cover(mapping.base, len, false, &common.meta) {
                    self.advise_outside(mapping.base, len);
                    return Some((mapping.base, len));
                }
                // SAFETY: I-RUN-3: just mapped, shown to nobody.
                unsafe { Mapping { base: mapping.base, len }.release() };
            }
        }
        None
    }
}

/// Where memory is locked, a new mapping is filled at once: unmap what lies behind the first `need` bytes.
/// Returns the length that is left.
fn exact_where_locked(mapping: Mapping, need: usize) -> usize {
    if mapping.len <= need || !vm::is_locked(mapping.base + need) {
        return mapping.len;
    }
    // SAFETY: I-RUN-3: just mapped, shown to nobody.
    unsafe { Mapping { base: mapping.base + need, len: mapping.len - need }.release() };
    need
}
