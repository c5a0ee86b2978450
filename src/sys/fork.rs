//! `pthread_atfork`.

/// Have `prepare` called before every `fork` of the process, and `parent` and `child` after it. libc
/// may allocate to keep the entry. Without memory for that, the handlers are not called.
pub fn register(prepare: extern "C" fn(), parent: extern "C" fn(), child: extern "C" fn()) {
    // SAFETY: the three functions live as long as the process: the library is never unloaded (nodelete).
    crate::sys::errno::preserved(|| unsafe {
        libc::pthread_atfork(Some(into_unsafe(prepare)), Some(into_unsafe(parent)), Some(into_unsafe(child)))
    });
}

fn into_unsafe(f: extern "C" fn()) -> unsafe extern "C" fn() {
    f
}
