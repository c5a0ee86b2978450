//! `pthread_atfork`, and the lock that libc takes between the handlers and the fork.

use core::ffi::{c_int, c_void};

type Handler = extern "C" fn();

/// Have `prepare` called before every `fork` of the process, and `parent` and `child` after it. libc
/// may allocate to keep the entry. Without memory for that, the handlers are not called.
pub fn register(prepare: Handler, parent: Handler, child: Handler) {
    // SAFETY: the three functions live as long as the process: the library is never unloaded (nodelete).
    crate::sys::errno::preserved(|| unsafe { register_atfork(prepare, parent, child) });
}

/// What glibc's `pthread_atfork` calls. That is a piece of code which glibc puts into every library that names it, with
/// a handle by which the handlers are dropped when the library is unloaded. Ours never is: null.
#[cfg(target_env = "gnu")]
unsafe fn register_atfork(prepare: Handler, parent: Handler, child: Handler) {
    unsafe extern "C" {
        fn __register_atfork(
            prepare: Handler,
            parent: Handler,
            child: Handler,
            handle: *const c_void,
        ) -> c_int;
    }
    // SAFETY: the caller's.
    unsafe { __register_atfork(prepare, parent, child, core::ptr::null()) };
}

#[cfg(not(target_env = "gnu"))]
unsafe fn register_atfork(prepare: Handler, parent: Handler, child: Handler) {
    unsafe extern "C" {
        fn pthread_atfork(prepare: Handler, parent: Handler, child: Handler) -> c_int;
    }
    // SAFETY: the caller's.
    unsafe { pthread_atfork(prepare, parent, child) };
}

#[cfg(target_env = "gnu")]
unsafe extern "C" {
    fn _IO_list_lock();
    fn _IO_list_unlock();
    fn _IO_list_resetlock();
}

/// Take libc's lock of the list of streams, which `fork` takes after the handlers. A thread that holds it may wait for
/// a stream (`fflush(NULL)`), and the stream's holder for memory: so it comes before every lock of ours. The forking
/// thread may take it again, as `fork` does.
#[cfg(target_env = "gnu")]
pub fn lock_streams() {
    // SAFETY: takes no argument; exported by every glibc for x86-64 and aarch64.
    unsafe { _IO_list_lock() };
}

/// Give it back, in the parent.
#[cfg(target_env = "gnu")]
pub fn unlock_streams() {
    // SAFETY: this thread took it in `lock_streams`.
    unsafe { _IO_list_unlock() };
}

/// Make it free, in the child; `fork` has done so too, unless the parent had one thread.
#[cfg(target_env = "gnu")]
pub fn reset_streams() {
    // SAFETY: the child has one thread, so nobody waits for the lock.
    unsafe { _IO_list_resetlock() };
}

/// Another libc's `fork` is not known to wait for streams.
#[cfg(not(target_env = "gnu"))]
pub fn lock_streams() {}
/// Nothing was taken.
#[cfg(not(target_env = "gnu"))]
pub fn unlock_streams() {}
/// Nothing was taken.
#[cfg(not(target_env = "gnu"))]
pub fn reset_streams() {}
