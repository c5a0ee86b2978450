//! The helper thread of `ORTHOTOPE_BACKGROUND=1`: gives back what is past its window while the program makes no call.
//!
//! It does what a tick does (`Heap::give_back`), and only when no thread of the program's has ticked for a window. It owns
//! no cache and allocates nothing. It comes with the first memory that is worth waiting for, and goes when no
//! thread with a cache is left: after `pthread_exit` in main it must not be the thread that keeps the process.

use core::ffi::c_void;

use super::Heap;
use super::process::{self, HEAP};
use crate::page_heap::ZoneId;
use crate::size_class::PAGE_SIZE;
use crate::sync::Ordering;
use crate::sys::helper::Helper;
use crate::sys::{clock, mutex, stderr};
use crate::util::text::FixedText;

/// A heap that never held more than this many pages (4 MiB) has no helper.
const WORTHWHILE: usize = (4 << 20) / PAGE_SIZE;

impl Heap {
    /// Something was freed that is to be given back one day: the helper has to know. On slow paths, with no lock held
    /// or, for a thread without a cache, the registry's.
    #[inline]
    pub(super) fn tell_helper(&self) {
        self.pages.helper().tell();
    }

    /// Something was taken that will be freed one day: make the helper, if there is none yet. On slow paths, with no lock held. Not
    /// when something is freed: libc frees with the lock in its hand that making a thread needs.
    #[inline]
    pub(super) fn want_helper(&self) {
        if !self.pages.helper().is_off() {
            self.start_helper();
        }
    }

    #[cold]
    fn start_helper(&self) {
        // A thread that has a cache holds no lock here; in fork's handlers every lock is held.
        let helper = self.pages.helper();
        let ready =
            helper.is_missing() && process::cache().attached.load(Ordering::Relaxed) && !mutex::is_forking();
        let held = |id| self.pages.stats(id).in_use + self.pages.stats(id).dirty;
        if !ready || held(ZoneId::Small) + held(ZoneId::Large) < WORTHWHILE {
            return;
        }
        // libc allocates for a thread, and this one may be in the middle of changing its cache.
        if let Err(error) = process::without_cache(|| helper.start(run)) {
            let mut line = FixedText::<128>::new();
            line.push(b"orthotope: ORTHOTOPE_BACKGROUND=1: the system refuses a thread (error ");
            line.decimal(error.unsigned_abs() as usize).push(b"), going on without\n");
            stderr::write(line.as_bytes());
        }
    }

    /// When the helper has to look again if nobody ticks until then; `None` when nothing waits to be given back.
    fn look_again_at(&self) -> Option<u64> {
        let mut slots = false;
        self.for_each_cache(|cache| {
            slots |= cache.keeps_runs();
        });
        let small = self.central.empty_pages() > 0 || self.pages.stats(ZoneId::Small).dirty > 0;
        let large = slots || self.pages.stats(ZoneId::Large).dirty > 0;
        let window = match (small, large) {
            (false, false) => return None,
            (true, false) if !self.pages.is_paused(clock::now_ms()) => self.pages.window_ms(ZoneId::Small),
            (true, true) if !self.pages.is_paused(clock::now_ms()) => {
                self.pages.window_ms(ZoneId::Small).min(self.pages.window_ms(ZoneId::Large))
            }
            // Locked memory may stay so: seldom.
            _ => self.pages.window_ms(ZoneId::Large),
        };
        Some(self.next_tick.load(Ordering::Relaxed) + window + 1)
    }

    fn help(&self) {
        let helper = self.pages.helper();
        let alone = || self.threads() == 0;
        loop {
            if alone() && helper.end(|| !alone()) {
                return;
            }
            let now = clock::now_ms();
            match self.look_again_at() {
                None => helper.idle(|| self.look_again_at().is_none() && !alone()),
                Some(time) if now < time => helper.wait(time - now, || !alone()),
                Some(_) => self.help_now(now),
            }
        }
    }

    fn help_now(&self, now: u64) {
        let due = self.next_tick.load(Ordering::Relaxed);
        if self.give_back(now, due) == Some(true) {
            while self.pages.release_excess(clock::now_ms(), now.saturating_sub(due)) {}
            self.next_tick.fetch_max(clock::now_ms(), Ordering::Relaxed);
        }
    }
}

extern "C" fn run(_: *mut c_void) -> *mut c_void {
    Helper::name_thread(c"orthotope");
    process::leave_cache();
    HEAP.help();
    core::ptr::null_mut()
}
