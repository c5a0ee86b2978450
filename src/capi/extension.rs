//! `orthotope_*`: what `include/orthotope.h` declares. The doc comments here become the header's.

use core::ffi::{c_char, c_int, c_void};

use super::family;
use crate::heap::process::HEAP;

/// What the heap holds, in bytes. Exact while no other thread allocates.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct orthotope_stats_t {
    /// Set to sizeof(orthotope_stats_t) before the call; later versions add fields at the end.
    pub struct_size: usize,
    /// In blocks that the program has, as long as they are (not as they were asked for).
    pub live: usize,
    /// The part of it in blocks above 64 KiB.
    pub live_large: usize,
    /// In spans of blocks up to 64 KiB, used or not.
    pub small_spans: usize,
    /// Free memory kept for reuse.
    pub kept: usize,
    /// Address space that is readable and writable.
    pub committed: usize,
    /// Given back to the operating system since the start.
    pub purged: usize,
    /// Address space of the allocator's own structures.
    pub metadata: usize,
    /// Threads that have a cache.
    pub threads: usize,
    /// What counts against ORTHOTOPE_MEMORY_LIMIT: memory that the heap has taken and not given back, touched or not.
    pub held: usize,
    /// ORTHOTOPE_MEMORY_LIMIT; 0 for none.
    pub memory_limit: usize,
}

/// The library's version, "MAJOR.MINOR.PATCH". Static storage. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn orthotope_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// MAJOR * 1000000 + MINOR * 1000 + PATCH. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn orthotope_version_number() -> u32 {
    const fn number(text: &str) -> u32 {
        let (mut n, mut i) = (0, 0);
        while i < text.len() {
            n = n * 10 + (text.as_bytes()[i] - b'0') as u32;
            i += 1;
        }
        n
    }
    number(env!("CARGO_PKG_VERSION_MAJOR")) * 1_000_000
        + number(env!("CARGO_PKG_VERSION_MINOR")) * 1000
        + number(env!("CARGO_PKG_VERSION_PATCH"))
}

/// Fill in *out, of which out->struct_size bytes are there. 0, or EINVAL when out is NULL or struct_size is
/// smaller than a size_t. Takes time in proportion to the heap's size. Any thread.
///
/// # Safety
/// * `out` is null or points to `out->struct_size` writable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn orthotope_stats(out: *mut orthotope_stats_t) -> c_int {
    // SAFETY: the caller's bullet: at least the first field is there.
    let Some(room) = (unsafe { out.cast::<usize>().as_ref() }).copied() else { return libc::EINVAL };
    if room < size_of::<usize>() {
        return libc::EINVAL;
    }
    let stats = HEAP.stats();
    let known = orthotope_stats_t {
        struct_size: room.min(size_of::<orthotope_stats_t>()),
        live: stats.live,
        live_large: stats.live_large,
        small_spans: stats.small_spans,
        kept: stats.kept,
        committed: stats.committed,
        purged: stats.purged,
        metadata: stats.metadata,
        threads: stats.threads,
        held: stats.held,
        memory_limit: stats.limit,
    };
    // SAFETY: the caller's bullet; no more than the caller has and we know.
    unsafe { out.cast::<u8>().copy_from((&raw const known).cast(), known.struct_size) };
    0
}

/// malloc, under a name that nothing replaces.
#[unsafe(no_mangle)]
pub extern "C" fn orthotope_malloc(size: usize) -> *mut c_void {
    family::malloc(size)
}

/// calloc, likewise.
#[unsafe(no_mangle)]
pub extern "C" fn orthotope_calloc(count: usize, size: usize) -> *mut c_void {
    family::calloc(count, size)
}

/// realloc, likewise. Size 0 frees and returns NULL.
///
/// # Safety
/// * `ptr` is null or a live block.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn orthotope_realloc(ptr: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: the caller's bullet.
    unsafe { family::realloc(ptr, size) }
}

/// free, likewise. Takes blocks of malloc too, where malloc is this library's.
///
/// # Safety
/// * `ptr` is null or a live block.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn orthotope_free(ptr: *mut c_void) {
    // SAFETY: the caller's bullet.
    unsafe { family::free(ptr) }
}

/// reallocarray, likewise.
///
/// # Safety
/// * `ptr` is null or a live block.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn orthotope_reallocarray(ptr: *mut c_void, count: usize, size: usize) -> *mut c_void {
    // SAFETY: the caller's bullet.
    unsafe { family::reallocarray(ptr, count, size) }
}

/// reallocf, likewise: without memory, ptr is freed.
///
/// # Safety
/// * `ptr` is null or a live block.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn orthotope_reallocf(ptr: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: the caller's bullet.
    unsafe { family::reallocf(ptr, size) }
}

/// posix_memalign, likewise.
///
/// # Safety
/// * `out` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn orthotope_posix_memalign(out: *mut *mut c_void, align: usize, size: usize) -> c_int {
    // SAFETY: the caller's bullet.
    unsafe { family::posix_memalign(out, align, size) }
}

/// aligned_alloc, likewise.
#[unsafe(no_mangle)]
pub extern "C" fn orthotope_aligned_alloc(align: usize, size: usize) -> *mut c_void {
    family::aligned_alloc(align, size)
}

/// memalign, likewise.
#[unsafe(no_mangle)]
pub extern "C" fn orthotope_memalign(align: usize, size: usize) -> *mut c_void {
    family::memalign(align, size)
}

/// valloc, likewise: at the start of an OS page.
#[unsafe(no_mangle)]
pub extern "C" fn orthotope_valloc(size: usize) -> *mut c_void {
    family::valloc(size)
}

/// pvalloc, likewise: whole OS pages.
#[unsafe(no_mangle)]
pub extern "C" fn orthotope_pvalloc(size: usize) -> *mut c_void {
    family::pvalloc(size)
}

/// malloc_usable_size, likewise.
///
/// # Safety
/// * `ptr` is null or a live block.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn orthotope_malloc_usable_size(ptr: *mut c_void) -> usize {
    // SAFETY: the caller's bullet.
    unsafe { family::malloc_usable_size(ptr) }
}

/// The usable size that a request of size bytes would get. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn orthotope_malloc_good_size(size: usize) -> usize {
    family::malloc_good_size(size)
}

/// free_sized of C23, likewise.
///
/// # Safety
/// * `ptr` is null or a live block of `size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn orthotope_free_sized(ptr: *mut c_void, size: usize) {
    // SAFETY: the caller's bullet.
    unsafe { family::free_sized(ptr, size) }
}

/// free_aligned_sized of C23, likewise.
///
/// # Safety
/// * `ptr` is null or a live block of `size` bytes at a multiple of `align`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn orthotope_free_aligned_sized(ptr: *mut c_void, align: usize, size: usize) {
    // SAFETY: the caller's bullet.
    unsafe { family::free_aligned_sized(ptr, align, size) }
}

/// Give free memory back to the operating system, but for keep bytes in each of two zones. 1 when any was
/// given back, else 0. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn orthotope_malloc_trim(keep: usize) -> c_int {
    family::malloc_trim(keep)
}
