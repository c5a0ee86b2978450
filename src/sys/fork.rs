//! `pthread_atfork`.

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
