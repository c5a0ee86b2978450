//! A call at the exit of each thread that asked for one.

use crate::sync::{AtomicU32, Ordering};
use crate::sys::errno;

/// Key + 1; 0 before [`create`].
static KEY: AtomicU32 = AtomicU32::new(0);

/// Make the key. Called once, early: libc keeps the values of its first 32 keys without allocation.
pub fn create(destructor: unsafe extern "C" fn(*mut libc::c_void)) {
    let mut key = 0;
    // SAFETY: `key` is writable; the destructor lives as long as the process (nodelete).
    if errno::preserved(|| unsafe { libc::pthread_key_create(&raw mut key, Some(destructor)) }) == 0 {
        KEY.store(key + 1, Ordering::Relaxed);
    }
}

/// Have the destructor called with `value` (not null) at the calling thread's exit. libc may allocate. Without a key this does nothing: the thread's
/// cache then stays with it for good.
pub fn arm(value: *const libc::c_void) {
    let key = KEY.load(Ordering::Relaxed);
    if key != 0 {
        // SAFETY: the key exists and is never deleted.
        errno::preserved(|| unsafe { libc::pthread_setspecific(key - 1, value) });
    }
}
