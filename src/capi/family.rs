//! The malloc family, as C, POSIX and glibc describe it. The names are given in [`super::interpose`] and
//! [`super::extension`].
//!
//! Where the standards leave room, glibc's behaviour is ours. `docs/compatibility.md` has the table.

use core::ffi::{c_int, c_void};

use crate::harden;
use crate::heap::process::{self, HEAP, cache};
use crate::size_class::{FINE_MAX, MIN_ALIGN, PAGE_SIZE, REQUEST_MAX, SizeClass};
use crate::sys::{errno, vm};
use crate::thread_cache::ThreadCache;
use crate::util::bits::checked_align_up;

/// Null, with `errno` saying why, unless the block is there.
#[inline]
fn or_enomem(block: *mut u8) -> *mut c_void {
    if block.is_null() {
        errno::set(libc::ENOMEM);
    }
    block.cast()
}

/// `malloc` of C17 7.22.3.4. Size 0: a block of its own, to be freed. `NULL` and `ENOMEM` when there is no
/// memory or `size` exceeds `PTRDIFF_MAX`.
#[inline(always)]
pub fn malloc(size: usize) -> *mut c_void {
    let cache = cache();
    if size > FINE_MAX {
        return malloc_coarse(size, cache);
    }
    cache.current_fine(size).pop().map_or_else(|| malloc_slow(size), |block| block.as_ptr().cast())
}

/// A function of its own, so that the compiler leaves the two fast paths apart.
#[inline(never)]
fn malloc_coarse(size: usize, cache: &ThreadCache) -> *mut c_void {
    HEAP.pop_coarse(cache, size).map_or_else(|| malloc_slow(size), |block| block.as_ptr().cast())
}

#[cold]
#[inline(never)]
fn malloc_slow(size: usize) -> *mut c_void {
    or_enomem(HEAP.alloc(cache(), size))
}

/// A block at a multiple of `align`, a power of two.
#[inline(always)]
fn aligned(size: usize, align: usize) -> *mut c_void {
    match HEAP.pop_aligned(cache(), size, align) {
        Some(block) => block.as_ptr().cast(),
        None => HEAP.alloc_aligned(cache(), size, align).cast(),
    }
}

/// `calloc` of C17 7.22.3.2: `count` objects of `size` bytes, zero. `NULL` and `ENOMEM` also when their
/// product overflows.
#[inline(always)]
pub fn calloc(count: usize, size: usize) -> *mut c_void {
    match count.checked_mul(size) {
        Some(bytes) => or_enomem(HEAP.alloc_zeroed(cache(), bytes)),
        None => or_enomem(core::ptr::null_mut()),
    }
}

/// `realloc` of C17 7.22.3.5. Size 0 frees and returns `NULL`, as in glibc.
///
/// # Safety
/// * `ptr` is `NULL` or a live block; unless `NULL` is returned for lack of memory, it is not used again.
#[inline(always)]
pub unsafe fn realloc(ptr: *mut c_void, size: usize) -> *mut c_void {
    if HEAP.fits(ptr.addr(), size) {
        return ptr;
    }
    // SAFETY: the caller's bullet.
    unsafe { realloc_slow(ptr, size) }
}

/// # Safety
/// * As [`realloc`].
#[inline(never)]
unsafe fn realloc_slow(ptr: *mut c_void, size: usize) -> *mut c_void {
    if ptr.is_null() {
        return malloc(size);
    }
    if size == 0 {
        // SAFETY: the caller's bullet.
        unsafe { free(ptr) };
        return core::ptr::null_mut();
    }
    // SAFETY: the caller's bullet.
    let moved = unsafe { HEAP.realloc(cache(), ptr.cast(), size) };
    if moved.is_null() && harden::was_reported(ptr.addr()) {
        errno::set(libc::EINVAL);
        return core::ptr::null_mut();
    }
    or_enomem(moved)
}

/// `reallocarray` of glibc and POSIX.1-2024: `realloc` of a product that is checked.
///
/// # Safety
/// * As [`realloc`].
pub unsafe fn reallocarray(ptr: *mut c_void, count: usize, size: usize) -> *mut c_void {
    match count.checked_mul(size) {
        // SAFETY: the caller's bullet.
        Some(bytes) => unsafe { realloc(ptr, bytes) },
        None => or_enomem(core::ptr::null_mut()),
    }
}

/// `reallocf` of the BSDs: `realloc`, but without memory the block is freed.
///
/// # Safety
/// * `ptr` is `NULL` or a live block; it is not used again.
pub unsafe fn reallocf(ptr: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: the caller's bullet.
    let moved = unsafe { realloc(ptr, size) };
    if moved.is_null() && size != 0 {
        // SAFETY: the caller's bullet: live, since realloc left it alone, and not used again.
        unsafe { free(ptr) };
    }
    moved
}

/// `free` of C17 7.22.3.3. Keeps `errno` (POSIX.1-2024).
///
/// # Safety
/// * `ptr` is `NULL` or a live block that nobody uses any more.
#[inline(always)]
pub unsafe fn free(ptr: *mut c_void) {
    // SAFETY: the caller's bullet.
    unsafe { process::free(ptr.cast()) }
}

/// `posix_memalign` of POSIX: `EINVAL` unless `align` is a power of two and a multiple of
/// `sizeof(void *)`, `ENOMEM` without memory. On failure `errno` and `*out` stay as they were.
///
/// # Safety
/// * `out` is writable.
#[inline(always)]
pub unsafe fn posix_memalign(out: *mut *mut c_void, align: usize, size: usize) -> c_int {
    if !align.is_power_of_two() || align < size_of::<*mut c_void>() {
        return libc::EINVAL;
    }
    let block = aligned(size, align);
    if block.is_null() {
        return libc::ENOMEM;
    }
    // SAFETY: the caller's bullet.
    unsafe { *out = block };
    0
}

/// `aligned_alloc` of C17 7.22.3.1: `NULL` and `EINVAL` unless `align` is a power of two. `size` need not be
/// a multiple of it, as in glibc.
pub fn aligned_alloc(align: usize, size: usize) -> *mut c_void {
    if !align.is_power_of_two() {
        errno::set(libc::EINVAL);
        return core::ptr::null_mut();
    }
    or_enomem(aligned(size, align).cast())
}

/// `memalign` of glibc: an `align` that is no power of two is rounded up to one; one that no power of two
/// reaches is `EINVAL`.
pub fn memalign(align: usize, size: usize) -> *mut c_void {
    match align.max(MIN_ALIGN).checked_next_power_of_two() {
        Some(align) => or_enomem(aligned(size, align).cast()),
        None => {
            errno::set(libc::EINVAL);
            core::ptr::null_mut()
        }
    }
}

/// `valloc`: a block at the start of an OS page.
pub fn valloc(size: usize) -> *mut c_void {
    or_enomem(aligned(size, vm::system_page_size()).cast())
}

/// `pvalloc`: whole OS pages.
pub fn pvalloc(size: usize) -> *mut c_void {
    let page = vm::system_page_size();
    match checked_align_up(size, page) {
        Some(bytes) => or_enomem(aligned(bytes, page).cast()),
        None => or_enomem(core::ptr::null_mut()),
    }
}

/// `malloc_usable_size` of glibc: bytes that may be used of the block, at least what was asked for and the
/// same as long as it lives; 0 for `NULL`.
///
/// # Safety
/// * `ptr` is `NULL` or a live block.
pub unsafe fn malloc_usable_size(ptr: *mut c_void) -> usize {
    // SAFETY: the caller's bullet.
    unsafe { HEAP.usable_size(ptr.cast()) }
}

/// `malloc_good_size` of macOS: the usable size that a request of `size` bytes would get, the least where it may be sampled;
/// `size` itself when no request of that size can succeed.
pub fn malloc_good_size(size: usize) -> usize {
    match SizeClass::of(size) {
        _ if HEAP.gives_what_is_asked(size) => size,
        Some(class) => class.block_size(),
        None => checked_align_up(size, PAGE_SIZE).filter(|&good| good <= REQUEST_MAX).unwrap_or(size),
    }
}

/// `free_sized` of C23: `free`; size checked by a hardened heap. `NULL` is nothing.
///
/// # Safety
/// * As [`free`]; `size` is the one that was asked for.
#[inline(always)]
pub unsafe fn free_sized(ptr: *mut c_void, size: usize) {
    // SAFETY: the caller's bullet.
    unsafe { process::free_promised(ptr.cast(), Some(size), 0) }
}

/// `free_aligned_sized` of C23: `free`; both checked by a hardened heap. `NULL` is nothing.
///
/// # Safety
/// * As [`free`]; alignment and size are those that were asked for.
#[inline(always)]
pub unsafe fn free_aligned_sized(ptr: *mut c_void, align: usize, size: usize) {
    // SAFETY: the caller's bullet.
    unsafe { process::free_promised(ptr.cast(), Some(size), align) }
}

/// `free`; the alignment is checked by a hardened heap.
///
/// # Safety
/// * As [`free`]; `align` is the one that was asked for.
#[inline(always)]
pub unsafe fn free_aligned(ptr: *mut c_void, align: usize) {
    // SAFETY: the caller's bullet.
    unsafe { process::free_promised(ptr.cast(), None, align) }
}

/// `malloc_trim` of glibc: give all free memory back but `keep` bytes a zone. 1 when any was given back.
pub fn malloc_trim(keep: usize) -> c_int {
    c_int::from(HEAP.trim(cache(), keep))
}
