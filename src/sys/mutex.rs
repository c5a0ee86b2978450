//! A futex lock with a rank. It never allocates, and it is re-entrant for a thread that forks.
//!
//! `docs/locking.md` holds the order. Between `fork`'s prepare handler and its parent or child handler
//! the forking thread holds every lock (see `heap/fork.rs`), and other libraries' handlers may allocate
//! on it in between: [`Mutex::lock`] lets that one thread through, and its guards do not unlock.

use core::cell::UnsafeCell;
use core::ops::{Deref, DerefMut};

use crate::sync::{AtomicBool, AtomicU32, AtomicUsize, Ordering, reads, writes};
use crate::sys::futex;
use crate::sys::tls::thread_pointer;

/// The order in which locks are taken: only upwards.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Rank {
    /// The registry of thread caches and the shared cache.
    Process,
    /// One size class of the central pool.
    Central,
    /// One zone's page heap.
    PageHeap,
    /// The allocator's own metadata.
    Meta,
}

/// How often a lock is looked at before sleeping. A model has nothing to wait for.
const SPINS: u32 = if cfg!(loom) { 0 } else { 100 };
const FREE: u32 = 0;
/// Added to the holder's tag: somebody may sleep on the lock.
const CONTENDED: u32 = 1;

/// What the calling thread writes into a lock that it holds: even, not 0, and different for threads whose
/// control blocks lie within 64 GiB of each other.
fn tag() -> u32 {
    ((thread_pointer() >> 6) as u32) << 2 | 2
}

/// [`thread_pointer`] of the thread between fork's handlers; 0 when nobody forks.
static FORKING: AtomicUsize = AtomicUsize::new(0);

/// Whether the calling thread is between [`begin_fork`] and [`end_fork`].
pub fn is_forking() -> bool {
    FORKING.load(Ordering::Relaxed) == thread_pointer()
}

/// Let the calling thread, which holds every lock, pass all of them until [`end_fork`].
pub fn begin_fork() {
    FORKING.store(thread_pointer(), Ordering::Relaxed);
}

/// The calling thread is about to give its locks back.
pub fn end_fork() {
    FORKING.store(0, Ordering::Relaxed);
}

/// A value behind a lock.
pub struct Mutex<T> {
    /// [`FREE`], or the holder's tag, possibly with [`CONTENDED`]. The holder is in the word itself: a signal
    /// handler can interrupt at any instruction, and must be able to tell.
    state: AtomicU32,
    /// Whether `fork` took it.
    forked: AtomicBool,
    /// Only where it is watched: without it a lock's first state is all zero, and statics that hold one are.
    #[cfg(all(test, not(loom)))]
    rank: Rank,
    value: UnsafeCell<T>,
}

// SAFETY: the lock hands out one guard at a time (the forking thread's extra ones live on one thread).
unsafe impl<T: Send> Sync for Mutex<T> {}

/// Access to the value; gives the lock back when dropped.
pub struct Guard<'a, T> {
    mutex: &'a Mutex<T>,
    unlocks: bool,
}

impl<T> Mutex<T> {
    /// An unlocked mutex.
    #[cfg_attr(any(not(test), loom), allow(unused_variables, reason = "unit tests watch the ranks"))]
    pub const fn new(rank: Rank, value: T) -> Self {
        Self {
            state: AtomicU32::new(FREE),
            forked: AtomicBool::new(false),
            #[cfg(all(test, not(loom)))]
            rank,
            value: UnsafeCell::new(value),
        }
    }

    /// Take the lock, sleeping until it is free.
    #[inline]
    pub fn lock(&self) -> Guard<'_, T> {
        ranks::entering(self);
        // Acquire: sees what the last holder wrote; pairs with the Release in `unlock`.
        let taken = self.state.compare_exchange(FREE, tag(), Ordering::Acquire, Ordering::Relaxed).is_ok();
        let unlocks = taken || self.lock_slow();
        Guard { mutex: self, unlocks }
    }

    /// Take the lock if nobody has it, the calling thread included: what waits for nothing may be called in signal handlers.
    pub fn try_lock(&self) -> Option<Guard<'_, T>> {
        // Acquire: as in `lock`.
        self.state.compare_exchange(FREE, tag(), Ordering::Acquire, Ordering::Relaxed).ok()?;
        ranks::entering(self);
        Some(Guard { mutex: self, unlocks: true })
    }

    /// True when the lock was taken; false when the forking thread passes a lock that it holds.
    #[cold]
    #[inline(never)]
    fn lock_slow(&self) -> bool {
        if is_forking() {
            return false;
        }
        for _ in 0..SPINS {
            core::hint::spin_loop();
            if self.state.load(Ordering::Relaxed) == FREE
                && self.state.compare_exchange(FREE, tag(), Ordering::Acquire, Ordering::Relaxed).is_ok()
            {
                return true;
            }
        }
        loop {
            let seen = self.state.load(Ordering::Relaxed);
            // Whoever gets the lock from here on marks it contended: others may still sleep.
            let next = if seen == FREE { tag() | CONTENDED } else { seen | CONTENDED };
            if self.state.compare_exchange(seen, next, Ordering::Acquire, Ordering::Relaxed).is_err() {
                continue;
            }
            if seen == FREE {
                return true;
            }
            futex::wait(&self.state, next, None);
        }
    }

    /// Take the lock and keep it past any scope; [`Mutex::unlock_after_fork`] ends that. False when this very
    /// thread holds it already: a signal handler that interrupted the allocator forks.
    pub fn lock_for_fork(&self) -> bool {
        if self.state.load(Ordering::Relaxed) & !CONTENDED == tag() {
            return false;
        }
        core::mem::forget(self.lock());
        self.forked.store(true, Ordering::Relaxed);
        true
    }

    /// Give the lock back if [`Mutex::lock_for_fork`] took it.
    ///
    /// # Safety
    /// * Called by the thread that called that (in a child: the one thread there is).
    pub unsafe fn unlock_after_fork(&self) {
        if self.forked.swap(false, Ordering::Relaxed) {
            // SAFETY: taken by this thread, and no guard of it is left.
            unsafe { self.unlock() }
        }
    }

    /// # Safety
    /// * The calling thread holds the lock, and no guard of it is used any more.
    unsafe fn unlock(&self) {
        ranks::leaving(self);
        // Release: publishes what this holder wrote; pairs with the Acquire in `lock`.
        if self.state.swap(FREE, Ordering::Release) & CONTENDED != 0 {
            futex::wake(&self.state);
        }
    }
}

impl<T> Deref for Guard<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        reads(&raw const self.mutex.state);
        // SAFETY: the guard's existence is the lock's (or the forking thread's) permission.
        unsafe { &*self.mutex.value.get() }
    }
}

impl<T> DerefMut for Guard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        writes(&raw const self.mutex.state);
        // SAFETY: as in `deref`; `&mut self` makes it the only borrow.
        unsafe { &mut *self.mutex.value.get() }
    }
}

impl<T> Drop for Guard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        if self.unlocks {
            // SAFETY: this guard took the lock.
            unsafe { self.mutex.unlock() }
        } else {
            ranks::leaving(self.mutex);
        }
    }
}

/// In unit tests every thread notes what it holds, and taking a lock out of order fails the test.
#[cfg(all(test, not(loom)))]
mod ranks {
    use super::{Mutex, Rank};
    use std::cell::RefCell;
    use std::vec::Vec;

    std::thread_local!(static HELD: RefCell<Vec<Rank>> = const { RefCell::new(Vec::new()) });

    pub fn entering<T>(mutex: &Mutex<T>) {
        let rank = mutex.rank;
        HELD.with_borrow_mut(|held| {
            // Classes and zones are taken in ascending order by fork, so equal ranks may nest.
            assert!(held.iter().all(|&h| h <= rank), "{rank:?} taken while {held:?} are held");
            held.push(rank);
        });
    }

    pub fn leaving<T>(mutex: &Mutex<T>) {
        let rank = mutex.rank;
        HELD.with_borrow_mut(|held| {
            if let Some(at) = held.iter().rposition(|&h| h == rank) {
                held.remove(at);
            }
        });
    }
}

#[cfg(any(not(test), loom))]
mod ranks {
    use super::Mutex;
    #[inline(always)]
    pub fn entering<T>(_: &Mutex<T>) {}
    #[inline(always)]
    pub fn leaving<T>(_: &Mutex<T>) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    #[test]
    fn who_only_tries_does_not_wait() {
        let mutex = Mutex::new(Rank::Meta, 0);
        let guard = mutex.lock();
        assert!(mutex.try_lock().is_none(), "held by this very thread");
        drop(guard);
        assert!(mutex.try_lock().is_some_and(|mut value| {
            *value += 1;
            *value == 1
        }));
        assert_eq!(*mutex.lock(), 1, "given back");
    }

    #[test]
    fn threads_take_turns() {
        static TOTAL: Mutex<u64> = Mutex::new(Rank::Meta, 0);
        let threads: Vec<_> = (0..4)
            .map(|_| {
                std::thread::spawn(|| {
                    for _ in 0..20_000 {
                        *TOTAL.lock() += 1;
                    }
                })
            })
            .collect();
        for t in threads {
            assert!(t.join().is_ok());
        }
        assert_eq!(*TOTAL.lock(), 80_000);
    }

    #[test]
    #[should_panic(expected = "taken while")]
    fn taking_a_lower_rank_second_is_noticed() {
        let (low, high) = (Mutex::new(Rank::Process, ()), Mutex::new(Rank::Meta, ()));
        let _high = high.lock();
        let _low = low.lock();
    }
}
