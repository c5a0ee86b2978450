//! `operator new` and `operator delete`: every replaceable form of C++17, [new.delete].
//!
//! No Rust frame may lie between a C++ throw and its catch. The hot path is Rust and calls nothing; without
//! a block it ends in a tail call of `new_slow`, which is assembly: it asks for memory, runs the
//! new-handler until there is some, and otherwise jumps to the C++ library's `std::__throw_bad_alloc`. Both
//! are weak: a C program has neither, and never gets there.

use core::ffi::{CStr, c_void};

use super::interpose::interpose;
use crate::heap::process::{HEAP, cache};
use crate::size_class::MIN_ALIGN;
use crate::sys::{libc_next, stderr};

use super::family;

#[cfg_attr(target_arch = "x86_64", path = "cxx/x86_64.rs")]
#[cfg_attr(target_arch = "aarch64", path = "cxx/aarch64.rs")]
mod imp;
use imp::new_slow;

/// One attempt for the assembly; the block or null. Never unwinds. C++ leaves an alignment that is no power
/// of two undefined; it is rounded up to one.
extern "C" fn try_new(size: usize, align: usize) -> *mut c_void {
    let align = align.max(MIN_ALIGN).checked_next_power_of_two().unwrap_or(usize::MAX / 2 + 1);
    HEAP.alloc_aligned(cache(), size, align).cast()
}

/// Without memory, without a handler, and without a C++ library that could throw.
extern "C" fn cannot_throw() -> ! {
    stderr::fatal(b"orthotope: operator new: out of memory, and no C++ library to throw std::bad_alloc\n")
}

#[inline(always)]
fn new(size: usize) -> *mut c_void {
    match HEAP.pop(cache(), size) {
        Some(block) => block.as_ptr().cast(),
        // SAFETY: I-SYS-1: any size and this alignment are allowed.
        None => unsafe { new_slow(size, MIN_ALIGN) },
    }
}

#[inline(always)]
fn new_aligned(size: usize, align: usize) -> *mut c_void {
    if !align.is_power_of_two() {
        // SAFETY: I-SYS-1: any size and alignment are allowed.
        return unsafe { new_slow(size, align) };
    }
    match HEAP.pop_aligned(cache(), size, align) {
        Some(block) => block.as_ptr().cast(),
        // SAFETY: I-SYS-1: any size and alignment are allowed.
        None => unsafe { new_slow(size, align) },
    }
}

type NothrowNew = unsafe extern "C" fn(usize, *const c_void) -> *mut c_void;
type NothrowNewAligned = unsafe extern "C" fn(usize, usize, *const c_void) -> *mut c_void;

/// The nothrow forms return null where the others throw. A handler may throw, and only C++ can catch: after
/// one attempt the C++ library's own form takes over, which calls our throwing one and catches.
#[inline(always)]
fn new_nothrow(size: usize, tag: *const c_void) -> *mut c_void {
    match HEAP.pop(cache(), size) {
        Some(block) => block.as_ptr().cast(),
        None => new_nothrow_slow(size, MIN_ALIGN, tag),
    }
}

#[inline(always)]
fn new_aligned_nothrow(size: usize, align: usize, tag: *const c_void) -> *mut c_void {
    new_nothrow_slow(size, align, tag)
}

#[cold]
#[inline(never)]
fn new_nothrow_slow(size: usize, align: usize, tag: *const c_void) -> *mut c_void {
    let block = try_new(size, align);
    if !block.is_null() {
        return block;
    }
    let plain = align <= MIN_ALIGN;
    let name: &CStr = if plain { c"_ZnwmRKSt9nothrow_t" } else { c"_ZnwmSt11align_val_tRKSt9nothrow_t" };
    let theirs = libc_next::next(name);
    if theirs.is_null() {
        return core::ptr::null_mut();
    }
    // SAFETY: I-SYS-1: functions of these shapes, by their mangled names.
    unsafe {
        if plain {
            core::mem::transmute::<*mut c_void, NothrowNew>(theirs)(size, tag)
        } else {
            core::mem::transmute::<*mut c_void, NothrowNewAligned>(theirs)(size, align, tag)
        }
    }
}

/// All forms of `delete` free; a hardened heap checks the sizes and alignments that come with them.
#[inline(always)]
unsafe fn delete(ptr: *mut c_void) {
    // SAFETY: the caller's promise: null or a live block.
    unsafe { family::free(ptr) }
}

#[inline(always)]
unsafe fn delete_nothrow(ptr: *mut c_void, _: usize) {
    // SAFETY: the caller's promise, as of `delete`.
    unsafe { delete(ptr) }
}

#[inline(always)]
unsafe fn delete_sized(ptr: *mut c_void, size: usize) {
    // SAFETY: the caller's promise, as of `delete`.
    unsafe { family::free_sized(ptr, size) }
}

#[inline(always)]
unsafe fn delete_aligned(ptr: *mut c_void, align: usize) {
    // SAFETY: the caller's promise, as of `delete`.
    unsafe { family::free_aligned(ptr, align) }
}

#[inline(always)]
unsafe fn delete_sized_aligned(ptr: *mut c_void, size: usize, align: usize) {
    // SAFETY: the caller's promise, as of `delete`.
    unsafe { family::free_aligned_sized(ptr, align, size) }
}

#[inline(always)]
unsafe fn delete_aligned_nothrow(ptr: *mut c_void, align: usize, _: usize) {
    // SAFETY: the caller's promise, as of `delete`.
    unsafe { family::free_aligned(ptr, align) }
}

interpose! {
    /// `operator new(size_t)`
    fn _Znwm(size: usize) -> *mut c_void = new;
    /// `operator new[](size_t)`
    fn _Znam(size: usize) -> *mut c_void = new;
    /// `operator new(size_t, const nothrow_t &)`
    fn _ZnwmRKSt9nothrow_t(size: usize, tag: *const c_void) -> *mut c_void = new_nothrow;
    /// `operator new[](size_t, const nothrow_t &)`
    fn _ZnamRKSt9nothrow_t(size: usize, tag: *const c_void) -> *mut c_void = new_nothrow;
    /// `operator new(size_t, align_val_t)`
    fn _ZnwmSt11align_val_t(size: usize, align: usize) -> *mut c_void = new_aligned;
    /// `operator new[](size_t, align_val_t)`
    fn _ZnamSt11align_val_t(size: usize, align: usize) -> *mut c_void = new_aligned;
    /// `operator new(size_t, align_val_t, const nothrow_t &)`
    fn _ZnwmSt11align_val_tRKSt9nothrow_t(size: usize, align: usize, tag: *const c_void) -> *mut c_void
        = new_aligned_nothrow;
    /// `operator new[](size_t, align_val_t, const nothrow_t &)`
    fn _ZnamSt11align_val_tRKSt9nothrow_t(size: usize, align: usize, tag: *const c_void) -> *mut c_void
        = new_aligned_nothrow;
    /// `operator delete(void *)`
    fn _ZdlPv(ptr: *mut c_void) = delete;
    /// `operator delete[](void *)`
    fn _ZdaPv(ptr: *mut c_void) = delete;
    /// `operator delete(void *, size_t)`
    fn _ZdlPvm(ptr: *mut c_void, size: usize) = delete_sized;
    /// `operator delete[](void *, size_t)`
    fn _ZdaPvm(ptr: *mut c_void, size: usize) = delete_sized;
    /// `operator delete(void *, const nothrow_t &)`
    fn _ZdlPvRKSt9nothrow_t(ptr: *mut c_void, tag: usize) = delete_nothrow;
    /// `operator delete[](void *, const nothrow_t &)`
    fn _ZdaPvRKSt9nothrow_t(ptr: *mut c_void, tag: usize) = delete_nothrow;
    /// `operator delete(void *, align_val_t)`
    fn _ZdlPvSt11align_val_t(ptr: *mut c_void, align: usize) = delete_aligned;
    /// `operator delete[](void *, align_val_t)`
    fn _ZdaPvSt11align_val_t(ptr: *mut c_void, align: usize) = delete_aligned;
    /// `operator delete(void *, size_t, align_val_t)`
    fn _ZdlPvmSt11align_val_t(ptr: *mut c_void, size: usize, align: usize) = delete_sized_aligned;
    /// `operator delete[](void *, size_t, align_val_t)`
    fn _ZdaPvmSt11align_val_t(ptr: *mut c_void, size: usize, align: usize) = delete_sized_aligned;
    /// `operator delete(void *, align_val_t, const nothrow_t &)`
    fn _ZdlPvSt11align_val_tRKSt9nothrow_t(ptr: *mut c_void, align: usize, tag: usize) = delete_aligned_nothrow;
    /// `operator delete[](void *, align_val_t, const nothrow_t &)`
    fn _ZdaPvSt11align_val_tRKSt9nothrow_t(ptr: *mut c_void, align: usize, tag: usize) = delete_aligned_nothrow;
}
