//! Seats: what threads of a hardened heap have instead of caches.

use core::cell::Cell;

use super::{Heap, process};
use crate::hardened::Tray;
use crate::sync::Ordering;
use crate::thread_cache::{EMPTY, ThreadCache};

/// A cache that owns nothing, so that every fast path misses, and a tray. The cache is what the thread-local word points at.
#[repr(C)]
pub(super) struct Seat {
    cache: ThreadCache,
    tray: Tray,
    /// Whether a thread has it; like `next` under the registry's lock.
    taken: Cell<bool>,
    next: Cell<*const Seat>,
}

impl Heap {
    /// The tray of the calling thread, which uses `cache`. `None` past its teardown, and without memory for one.
    #[inline]
    pub(super) fn tray(&self, cache: &ThreadCache) -> Option<&'static Tray> {
        let seat = core::ptr::with_exposed_provenance::<Seat>(process::seat(self, cache)?.addr());
        // SAFETY: I-TC-1: in a hardened heap that is a seat's cache, its first field; seats stay (I-META-1).
        Some(unsafe { &(*seat).tray })
    }

    /// A seat for the calling thread, by its cache: one that another thread has left, or a new one.
    pub(super) fn take_seat(&self) -> Option<&'static ThreadCache> {
        let mut registry = self.registry.lock();
        let mut found = seats(registry.seats).find(|seat| !seat.taken.get());
        if found.is_none() {
            let memory = self.pages.meta().alloc(size_of::<Seat>(), align_of::<Seat>())?;
            let seat = memory.as_ptr().cast::<Seat>();
            seat.expose_provenance();
            // SAFETY: fresh memory of the right size and alignment, never unmapped (I-META-1); zero bytes are an empty tray and
            // no next seat; nobody writes to `EMPTY` (I-TC-2).
            unsafe { core::ptr::copy_nonoverlapping(&raw const EMPTY, &raw mut (*seat).cache, 1) };
            // SAFETY: I-META-1: what was just made there is a seat.
            let fresh = unsafe { &*seat };
            fresh.tray.begin(self.hardened.seed() ^ seat.addr() as u64);
            fresh.next.set(registry.seats);
            registry.seats = fresh;
            found = Some(fresh);
        }
        let seat = found?;
        seat.taken.set(true);
        self.hardened.trays.fetch_add(1, Ordering::Relaxed);
        Some(&seat.cache)
    }

    /// The calling thread leaves the seat whose cache that is.
    pub(super) fn leave_seat(&self, cache: &'static ThreadCache) {
        let registry = self.registry.lock();
        let seat = seats(registry.seats).find(|seat| core::ptr::eq(&raw const seat.cache, cache));
        drop(registry);
        if let Some(seat) = seat {
            self.clear_tray(&seat.tray);
            let _registry = self.registry.lock();
            seat.taken.set(false);
            self.hardened.trays.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// In a child of `fork`, which has one thread, with `mine`: everybody else has left.
    pub(super) fn inherit_seats(&self, mine: &ThreadCache) {
        let first = self.registry.lock().seats;
        let mut here = 0;
        for seat in seats(first) {
            if core::ptr::eq(&raw const seat.cache, mine) {
                here = 1;
                continue;
            }
            self.clear_tray(&seat.tray);
            seat.taken.set(false);
        }
        self.hardened.trays.store(here, Ordering::Relaxed);
    }

    /// Check what holds of trays while no thread is inside the heap. How many seats there are, and how many blocks on trays.
    ///
    /// # Panics
    /// When it does not.
    pub(super) fn check_seats(&self) -> (usize, usize) {
        let first = self.registry.lock().seats;
        let taken = seats(first).filter(|seat| seat.taken.get()).count();
        assert_eq!(
            taken,
            self.hardened.trays.load(Ordering::Relaxed) as usize,
            "I-TC-1: seats that threads have"
        );
        (seats(first).count(), seats(first).map(|seat| seat.tray.check()).sum())
    }
}

/// The seats from `first` on.
fn seats(first: *const Seat) -> impl Iterator<Item = &'static Seat> {
    // SAFETY: I-META-1: null or a seat.
    core::iter::successors(unsafe { first.as_ref() }, |seat| unsafe { seat.next.get().as_ref() })
}
