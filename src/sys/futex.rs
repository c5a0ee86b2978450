//! Sleeping until a word changes, and waking who sleeps: `futex(2)`, within the process.

#[cfg(not(loom))]
use crate::sync::AtomicU32;
#[cfg(loom)]
pub use crate::sync::{wait, wake};

#[cfg(not(loom))]
/// Sleep while `word` is `value`, until [`wake`], for `milliseconds` at most if given. May return early.
pub fn wait(word: &AtomicU32, value: u32, milliseconds: Option<u64>) {
    let time = milliseconds.map(|ms| libc::timespec {
        tv_sec: (ms / 1000) as libc::time_t,
        tv_nsec: (ms % 1000 * 1_000_000) as libc::c_long,
    });
    call(word, libc::FUTEX_WAIT, value, time.as_ref().map_or(core::ptr::null(), core::ptr::from_ref));
}

#[cfg(not(loom))]
/// Wake one that sleeps on `word`.
pub fn wake(word: &AtomicU32) {
    call(word, libc::FUTEX_WAKE, 1, core::ptr::null());
}

#[cfg(not(loom))]
fn call(word: &AtomicU32, operation: libc::c_int, value: u32, time: *const libc::timespec) {
    super::errno::preserved(|| {
        // SAFETY: `word` is a live, aligned 32-bit word; `time` is null, which means none, or live.
        unsafe {
            libc::syscall(libc::SYS_futex, word.as_ptr(), operation | libc::FUTEX_PRIVATE_FLAG, value, time)
        };
    });
}

/// Whether the 32-bit word at `addr`, a multiple of 4, can be read; no when the system does not say. Asked by a call that the
/// library makes anyway, for programs that allow no others: compare the word, and then wake and move nobody. It does not wait.
pub fn can_read(addr: usize) -> bool {
    const COMPARE: libc::c_int = libc::FUTEX_CMP_REQUEUE | libc::FUTEX_PRIVATE_FLAG;
    super::errno::preserved(|| {
        // SAFETY: the kernel reads the word, or says that it cannot; counts of 0 leave sleepers alone.
        let result = unsafe { libc::syscall(libc::SYS_futex, addr, COMPARE, 0, 0_usize, addr, 0) };
        result == 0 || super::errno::get() == libc::EAGAIN
    })
}
