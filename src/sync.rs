//! Where the crate's atomics come from, and the cells and plain accesses that they order: one place to swap them for a
//! model checker's (`--cfg loom`, `CONTRIBUTING.md`).

#[cfg(loom)]
mod loom;

#[cfg(loom)]
pub use self::loom::*;
#[cfg(not(loom))]
pub use core::cell::Cell;
#[cfg(not(loom))]
pub use core::sync::atomic::{
    AtomicBool, AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, fence,
};
pub use core::sync::atomic::{Ordering, compiler_fence};

use core::cell::UnsafeCell;

/// The calling thread is about to read what lies at `address`, by no atomic: a model checks that nobody writes there
/// meanwhile.
#[cfg(not(loom))]
#[inline(always)]
pub fn reads<T: ?Sized>(_: *const T) {}

/// The same for writing: nobody reads or writes there meanwhile.
#[cfg(not(loom))]
#[inline(always)]
pub fn writes<T: ?Sized>(_: *const T) {}

/// The value of `word` at this moment: a relaxed load, but one that the compiler may fold into the
/// instruction that uses the value, as it does not for atomics. What Linux calls `READ_ONCE`. By the letter a
/// race; for those who go by the letter (Miri, models, ThreadSanitizer) it is the relaxed load.
#[inline(always)]
pub fn glance<W: Word>(word: &W) -> W::Value {
    if cfg!(any(miri, loom, tsan)) {
        return word.relaxed();
    }
    // SAFETY: I-SYS-1: live and aligned. A volatile access of a machine word is one load on every target that we
    // build for, and so cannot see half of another thread's store.
    unsafe { word.place().read_volatile() }
}

/// An atomic of a machine word's size or less.
pub trait Word {
    /// What it holds.
    type Value;
    /// The value.
    fn relaxed(&self) -> Self::Value;
    /// Where it is.
    fn place(&self) -> *mut Self::Value;
}

macro_rules! words {
    ($($atomic:ty, $value:ty $(, $parameter:ident)?;)*) => {$(
        impl$(<$parameter>)? Word for $atomic {
            type Value = $value;
            fn relaxed(&self) -> $value {
                self.load(Ordering::Relaxed)
            }
            #[inline(always)]
            fn place(&self) -> *mut $value {
                self.as_ptr()
            }
        }
    )*};
}
words! { AtomicU32, u32; AtomicU64, u64; AtomicUsize, usize; AtomicPtr<T>, *mut T, T; }

/// A value that is set while one thread starts things up and only read afterwards. Unlike an atomic, the
/// compiler may fold its load into the instruction that uses it.
pub struct WriteOnce<T>(UnsafeCell<T>);

// SAFETY: I-ONCE-1: `set` asks that no other thread reads meanwhile; afterwards nobody writes.
unsafe impl<T: Copy + Send> Sync for WriteOnce<T> {}

impl<T: Copy> WriteOnce<T> {
    /// The value before it is set.
    pub const fn new(value: T) -> Self {
        Self(UnsafeCell::new(value))
    }

    /// The value.
    #[inline(always)]
    pub fn get(&self) -> T {
        reads(self.0.get());
        // SAFETY: I-ONCE-1: nobody writes while somebody may read.
        unsafe { *self.0.get() }
    }

    /// Set the value.
    ///
    /// # Safety
    /// * No other thread reads or writes it until the two have synchronised.
    pub unsafe fn set(&self, value: T) {
        writes(self.0.get());
        // SAFETY: the caller's bullet.
        unsafe { *self.0.get() = value }
    }
}
