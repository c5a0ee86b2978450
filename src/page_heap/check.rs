//! The walker over both zones: what a test knows of the page heap after every step.

use super::{PageHeap, ZoneId};
use crate::span::Kind;

impl PageHeap {
    /// Check I-RUN-1, I-RUN-2 and the figures of both zones. For tests; takes the locks.
    ///
    /// # Panics
    /// When an invariant does not hold.
    #[doc(hidden)]
    pub fn check(&self) {
        let mut held = 0;
        for id in [ZoneId::Small, ZoneId::Large] {
            let zone = self.zone(id);
            let (mut dirty, mut free, mut taken) = (0, 0, 0);
            for run in zone.free_runs() {
                assert!(run.kind() == Kind::Free && run.zone() == id as u8 && run.pages() > 0);
                for edge in [run.start(), run.end() - 1] {
                    assert!(
                        self.common.map.lookup(edge).is_some_and(|s| core::ptr::eq(s, run)),
                        "map of {edge:#x}"
                    );
                }
                let next = self
                    .common
                    .map
                    .lookup(run.end())
                    .filter(|n| n.kind() == Kind::Free && n.zone() == run.zone());
                assert!(next.is_none_or(|n| n.is_zero() != run.is_zero()), "two neighbours of one sort");
                free += run.pages();
                dirty += if run.is_zero() { 0 } else { run.pages() };
            }
            for run in zone.descriptors() {
                let live = run.kind().holds_blocks()
                    || matches!(run.kind(), Kind::Large | Kind::Mapped | Kind::Cached);
                taken += if live { run.pages() } else { 0 };
                if live {
                    assert!(self.common.map.lookup(run.start()).is_some_and(|s| core::ptr::eq(s, run)));
                }
            }
            assert_eq!(dirty, zone.stats.dirty, "{id:?} dirty pages");
            assert_eq!(taken, zone.stats.in_use, "{id:?} pages in use");
            assert_eq!(free + taken, zone.stats.committed, "{id:?} committed pages");
            held += dirty + taken;
        }
        let counted = if self.common.budget.limit() == 0 { 0 } else { held };
        assert_eq!(counted, self.common.budget.held(), "pages held");
    }
}
