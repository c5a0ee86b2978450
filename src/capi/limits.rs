//! `setrlimit` and `prlimit`: not malloc's, but the arena's reservation is most of the address space that a limit counts.
//!
//! A program that limits itself while it runs (graders of submitted programs do) would have none left for a thread or a
//! library. The kernel does what was asked; then the arena gives up what it does not use.

use core::ffi::{c_int, c_uint};

use super::interpose::interpose;
use crate::heap::process;
use crate::sys::limits;

unsafe fn set(resource: c_uint, new: *const libc::rlimit64) -> c_int {
    // SAFETY: the caller's.
    unsafe { change(0, resource, new, core::ptr::null_mut()) }
}

/// `prlimit(2)`: `new` is null or readable, `old` null or writable.
unsafe fn change(
    pid: libc::pid_t,
    resource: c_uint,
    new: *const libc::rlimit64,
    old: *mut libc::rlimit64,
) -> c_int {
    // SAFETY: the caller's.
    let result = unsafe { limits::change(pid, resource, new, old) };
    if result != 0 || resource != libc::RLIMIT_AS {
        return result;
    }
    // SAFETY: the caller's: null, when a limit is only asked for, or readable, since the kernel has read it.
    let is_limit = unsafe { new.as_ref() }.is_some_and(|new| new.rlim_cur != libc::RLIM64_INFINITY);
    if is_limit && limits::is_own(pid) {
        process::fit_address_space();
    }
    result
}

// On 64-bit systems `struct rlimit` is `struct rlimit64`.
interpose! {
    /// `setrlimit(2)`
    fn setrlimit(resource: c_uint, new: *const libc::rlimit64) -> c_int = set;
    /// `setrlimit64`: another name of `setrlimit`
    fn setrlimit64(resource: c_uint, new: *const libc::rlimit64) -> c_int = set;
    /// `prlimit(2)`
    fn prlimit(pid: libc::pid_t, resource: c_uint, new: *const libc::rlimit64, old: *mut libc::rlimit64) -> c_int = change;
    /// `prlimit64`: another name of `prlimit`
    fn prlimit64(pid: libc::pid_t, resource: c_uint, new: *const libc::rlimit64, old: *mut libc::rlimit64) -> c_int = change;
}
