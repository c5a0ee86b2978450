//! Where the crate's atomics come from: one place to swap them for a model checker's.

pub use core::sync::atomic::{
    AtomicBool, AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, Ordering, compiler_fence,
    fence,
};

use core::cell::UnsafeCell;

/// The value of `word` at this moment: a relaxed load, but one that the compiler may fold into the
/// instruction that uses the value, as it does not for atomics. What Linux calls `READ_ONCE`.
#[inline(always)]
pub fn glance(word: &AtomicUsize) -> usize {
    if cfg!(miri) {
        return word.load(Ordering::Relaxed);
    }
    // SAFETY: live and aligned. A volatile access of a machine word is one load on every target that we
    // build for, and so cannot see half of another thread's store.
    unsafe { word.as_ptr().read_volatile() }
}

/// A value that is set while one thread starts things up and only read afterwards. Unlike an atomic, the
/// compiler may fold its load into the instruction that uses it.
pub struct WriteOnce<T>(UnsafeCell<T>);

// SAFETY: `set` asks that no other thread reads meanwhile; afterwards nobody writes.
unsafe impl<T: Copy + Send> Sync for WriteOnce<T> {}

impl<T: Copy> WriteOnce<T> {
    /// The value before it is set.
    pub const fn new(value: T) -> Self {
        Self(UnsafeCell::new(value))
    }

    /// The value.
    #[inline(always)]
    pub fn get(&self) -> T {
        // SAFETY: nobody writes while somebody may read.
        unsafe { *self.0.get() }
    }

    /// Set the value.
    ///
    /// # Safety
    /// * No other thread reads or writes it until the two have synchronised.
    pub unsafe fn set(&self, value: T) {
        // SAFETY: the caller's bullet.
        unsafe { *self.0.get() = value }
    }
}
