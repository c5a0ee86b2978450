//! `errno`, and keeping it across the system calls that we make on a caller's behalf.

/// Set `errno`.
pub fn set(value: libc::c_int) {
    // SAFETY: `__errno_location` returns the calling thread's own `errno`, always writable.
    unsafe { *libc::__errno_location() = value }
}

/// The calling thread's `errno`.
pub fn get() -> libc::c_int {
    // SAFETY: as in `set`.
    unsafe { *libc::__errno_location() }
}

/// Run `f` and put `errno` back to what it was: POSIX asks that of `free`.
pub fn preserved<R>(f: impl FnOnce() -> R) -> R {
    let before = get();
    let result = f();
    set(before);
    result
}
