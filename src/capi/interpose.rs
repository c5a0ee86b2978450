//! The C names. The functions always exist; the symbols only in a build that may replace malloc.

use core::ffi::{c_int, c_void};

use super::family;

macro_rules! interpose {
    ($($(#[$doc:meta])* fn $name:ident($($arg:ident: $type:ty),*) $(-> $ret:ty)? = $target:path;)*) => {$(
        $(#[$doc])*
        #[cfg_attr(
            all(feature = "interpose", panic = "abort", not(test), not(miri)),
            unsafe(no_mangle)
        )]
        #[allow(unused_unsafe, non_snake_case, clippy::missing_safety_doc, reason = "the target's documentation has the bullets")]
        pub unsafe extern "C" fn $name($($arg: $type),*) $(-> $ret)? {
            // SAFETY: the caller's promises: C's of the function, which are the target's bullets.
            unsafe { $target($($arg),*) }
        }
    )*};
}

pub(super) use interpose;

interpose! {
    /// `malloc(3)`
    fn malloc(size: usize) -> *mut c_void = family::malloc;
    /// `calloc(3)`
    fn calloc(count: usize, size: usize) -> *mut c_void = family::calloc;
    /// `realloc(3)`
    fn realloc(ptr: *mut c_void, size: usize) -> *mut c_void = family::realloc;
    /// `free(3)`
    fn free(ptr: *mut c_void) = family::free;
    /// `reallocarray(3)`
    fn reallocarray(ptr: *mut c_void, count: usize, size: usize) -> *mut c_void = family::reallocarray;
    /// `reallocf(3)` of the BSDs
    fn reallocf(ptr: *mut c_void, size: usize) -> *mut c_void = family::reallocf;
    /// `posix_memalign(3)`
    fn posix_memalign(out: *mut *mut c_void, align: usize, size: usize) -> c_int = family::posix_memalign;
    /// `aligned_alloc(3)`
    fn aligned_alloc(align: usize, size: usize) -> *mut c_void = family::aligned_alloc;
    /// `memalign(3)`
    fn memalign(align: usize, size: usize) -> *mut c_void = family::memalign;
    /// `valloc(3)`
    fn valloc(size: usize) -> *mut c_void = family::valloc;
    /// `pvalloc(3)`
    fn pvalloc(size: usize) -> *mut c_void = family::pvalloc;
    /// `malloc_usable_size(3)`
    fn malloc_usable_size(ptr: *mut c_void) -> usize = family::malloc_usable_size;
    /// `malloc_size(3)` of macOS: another name of `malloc_usable_size`
    fn malloc_size(ptr: *mut c_void) -> usize = family::malloc_usable_size;
    /// `malloc_good_size(3)` of macOS
    fn malloc_good_size(size: usize) -> usize = family::malloc_good_size;
    /// `cfree`: another name of `free`, removed from glibc in 2.26
    fn cfree(ptr: *mut c_void) = family::free;
    /// `free_sized` of C23
    fn free_sized(ptr: *mut c_void, size: usize) = family::free_sized;
    /// `free_aligned_sized` of C23
    fn free_aligned_sized(ptr: *mut c_void, align: usize, size: usize) = family::free_aligned_sized;
    /// `malloc_trim(3)`
    fn malloc_trim(keep: usize) -> c_int = family::malloc_trim;
}
