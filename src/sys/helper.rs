//! One thread of our own: made when it is wanted, asleep while there is nothing to do, no reason for a process to live.
//!
//! What it is made with is asked of libc by name, at that moment: a library that names `pthread_create` makes every
//! process look it up at load. All of its signals are blocked, and its memory is its stack.

use core::ffi::{CStr, c_int, c_void};

use crate::sync::{AtomicU32, Ordering, fence, glance};
use crate::sys::{futex, libc_next};

/// Not wanted: the first state, all zero.
const OFF: u32 = 0;
/// Wanted, and not there.
const MISSING: u32 = 1;
const WORKING: u32 = 2;
/// Asleep for a time.
const WAITING: u32 = 3;
/// Asleep until somebody rings.
const IDLE: u32 = 4;

/// Address space; what of it is touched is a page or two.
const STACK: usize = 1 << 20;

/// The thread as others see it.
pub struct Helper(AtomicU32);

impl Helper {
    /// Not wanted.
    pub const fn new() -> Self {
        Self(AtomicU32::new(OFF))
    }

    /// From now on one is wanted.
    pub fn want(&self) {
        self.0.store(MISSING, Ordering::Relaxed);
    }

    /// Whether nobody needs to tell it anything.
    #[inline(always)]
    pub fn is_off(&self) -> bool {
        glance(&self.0) == OFF
    }

    /// Whether it is wanted and not there.
    pub fn is_missing(&self) -> bool {
        self.0.load(Ordering::Relaxed) == MISSING
    }

    /// In a child of `fork`: it is not there any more.
    pub fn forget(&self) {
        if !self.is_off() {
            self.want();
        }
    }

    /// There is something to do: wakes it when it has nothing. The caller has made that visible before.
    #[inline(always)]
    pub fn tell(&self) {
        if !self.is_off() {
            // Either it sees what there is to do, or we see that it is idle. Pairs with the fence in `idle`.
            fence(Ordering::SeqCst);
            self.wake_from(IDLE);
        }
    }

    /// Wake it whatever it waits for.
    pub fn ring(&self) {
        self.tell();
        self.wake_from(WAITING);
    }

    fn wake_from(&self, asleep: u32) {
        if self.0.load(Ordering::Relaxed) == asleep && self.change(asleep, WORKING) {
            futex::wake(&self.0);
        }
    }

    fn change(&self, from: u32, to: u32) -> bool {
        self.0.compare_exchange(from, to, Ordering::AcqRel, Ordering::Relaxed).is_ok()
    }

    /// Make it, if it is missing: it calls `run`, which never unwinds. libc may allocate.
    ///
    /// # Errors
    /// The system's error number; it is not wanted any more then.
    pub fn start(&self, run: extern "C" fn(*mut c_void) -> *mut c_void) -> Result<(), c_int> {
        if !self.change(MISSING, WORKING) {
            return Ok(());
        }
        let failure = super::errno::preserved(|| without_signals(|| make_thread(run)));
        if failure == 0 {
            return Ok(());
        }
        self.0.store(OFF, Ordering::Relaxed);
        Err(failure)
    }

    // ---- what the thread itself calls -----------------------------------------------------------------

    /// Be known by a name.
    pub fn name_thread(name: &CStr) {
        // SAFETY: reads a C string of at most 16 bytes.
        super::errno::preserved(|| unsafe {
            libc::syscall(libc::SYS_prctl, libc::PR_SET_NAME, name.as_ptr(), 0, 0, 0)
        });
    }

    /// Sleep for `milliseconds`, or until [`Helper::ring`], if that is still right.
    pub fn wait(&self, milliseconds: u64, right: impl FnOnce() -> bool) {
        self.sleep_in(WAITING, right, Some(milliseconds));
    }

    /// Sleep until somebody rings or tells, if there is `nothing` to do.
    pub fn idle(&self, nothing: impl FnOnce() -> bool) {
        self.sleep_in(IDLE, nothing, None);
    }

    fn sleep_in(&self, state: u32, still: impl FnOnce() -> bool, milliseconds: Option<u64>) {
        self.0.store(state, Ordering::Relaxed);
        fence(Ordering::SeqCst);
        if still() {
            futex::wait(&self.0, state, milliseconds);
        }
        self.0.store(WORKING, Ordering::Relaxed);
    }

    /// End, unless that is `wrong`: somebody may have come who needs the thread. True: return from `run` now.
    pub fn end(&self, wrong: impl FnOnce() -> bool) -> bool {
        self.0.store(MISSING, Ordering::Relaxed);
        fence(Ordering::SeqCst);
        !wrong() || !self.change(MISSING, WORKING)
    }
}

/// Call `f` with all signals blocked that libc does not need for itself (its first two real-time signals, by which
/// `setuid` and cancellation reach every thread).
fn without_signals<R>(f: impl FnOnce() -> R) -> R {
    let all = !(0b11_u64 << 31);
    let mut before = 0_u64;
    // SAFETY: both are live words of the size that is given.
    let set = |new: *const u64, old: *mut u64| unsafe {
        libc::syscall(libc::SYS_rt_sigprocmask, libc::SIG_SETMASK, new, old, size_of::<u64>())
    };
    let done = set(&raw const all, &raw mut before) == 0;
    let result = f();
    if done {
        set(&raw const before, core::ptr::null_mut());
    }
    result
}

/// A detached thread; 0 or an error number.
fn make_thread(run: extern "C" fn(*mut c_void) -> *mut c_void) -> c_int {
    type Attr = libc::pthread_attr_t;
    type Init = unsafe extern "C" fn(*mut Attr) -> c_int;
    type SetSize = unsafe extern "C" fn(*mut Attr, usize) -> c_int;
    type SetInt = unsafe extern "C" fn(*mut Attr, c_int) -> c_int;
    type Create = unsafe extern "C" fn(
        *mut libc::pthread_t,
        *const Attr,
        extern "C" fn(*mut c_void) -> *mut c_void,
        *mut c_void,
    ) -> c_int;
    let names = [
        c"pthread_attr_init",
        c"pthread_attr_setstacksize",
        c"pthread_attr_setdetachstate",
        c"pthread_create",
    ];
    let found = names.map(libc_next::next);
    if found.iter().any(|function| function.is_null()) {
        return libc::ENOSYS;
    }
    let [init, set_size, set_detached, create] = found;
    // SAFETY: functions of those shapes, by their documented names.
    let (init, set_size, set_detached, create) = unsafe {
        (
            core::mem::transmute::<*mut c_void, Init>(init),
            core::mem::transmute::<*mut c_void, SetSize>(set_size),
            core::mem::transmute::<*mut c_void, SetInt>(set_detached),
            core::mem::transmute::<*mut c_void, Create>(create),
        )
    };
    let mut attributes = core::mem::MaybeUninit::<Attr>::uninit();
    let mut thread: libc::pthread_t = 0;
    let at = attributes.as_mut_ptr();
    // SAFETY: live and writable; set up by the first call before the others read it. With the size of a stack and
    // the state set it owns no memory, and needs no destruction.
    unsafe {
        match (init(at), set_size(at, STACK), set_detached(at, libc::PTHREAD_CREATE_DETACHED)) {
            (0, 0, 0) => create(&raw mut thread, at, run, core::ptr::null_mut()),
            _ => libc::EINVAL,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::AtomicBool;

    static HELPER: Helper = Helper::new();
    static WORK: AtomicU32 = AtomicU32::new(0);
    static DONE: AtomicU32 = AtomicU32::new(0);
    static LEAVE: AtomicBool = AtomicBool::new(false);

    extern "C" fn run(_: *mut c_void) -> *mut c_void {
        let idle = || WORK.load(Ordering::Relaxed) == 0 && !LEAVE.load(Ordering::Relaxed);
        loop {
            if LEAVE.load(Ordering::Relaxed) && HELPER.end(|| false) {
                return core::ptr::null_mut();
            }
            DONE.fetch_add(WORK.swap(0, Ordering::Relaxed), Ordering::Relaxed);
            HELPER.idle(idle);
        }
    }

    #[test]
    fn nothing_that_it_is_told_is_lost_and_it_ends_when_it_is_rung() {
        HELPER.tell();
        assert!(HELPER.is_off() && HELPER.start(run).is_ok() && HELPER.is_off(), "not wanted");
        HELPER.want();
        assert!(HELPER.is_missing() && HELPER.start(run).is_ok() && !HELPER.is_missing());
        for told in 1..=20_000 {
            WORK.fetch_add(1, Ordering::Relaxed);
            HELPER.tell();
            while DONE.load(Ordering::Relaxed) != told {
                std::thread::yield_now();
            }
        }
        LEAVE.store(true, Ordering::Relaxed);
        HELPER.ring();
        while !HELPER.is_missing() {
            std::thread::yield_now();
        }
    }
}
