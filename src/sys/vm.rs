//! Address ranges: reserve, commit, purge, map, remap, release. memmap2 lives in this file alone.
//!
//! Lengths and addresses are bytes and multiples of the OS page unless a function says otherwise.

use core::mem::ManuallyDrop;
use std::io;

use crate::sync::{AtomicUsize, Ordering};
use crate::sys::errno;
#[cfg(feature = "faults")]
use crate::sys::faults;
use crate::util::bits::{align_down, align_up, checked_align_up};

/// The OS page size in bytes (4, 16 and 64 KiB all work), asked once.
pub fn system_page_size() -> usize {
    static CACHED: AtomicUsize = AtomicUsize::new(0);
    match CACHED.load(Ordering::Relaxed) {
        0 => {
            // Not by `sysconf`: a jump table in a part of libc that no start of a program touches otherwise, two page faults and up to
            // 128 KiB of resident size.
            // SAFETY: `getauxval` reads the auxiliary vector.
            let told = unsafe { libc::getauxval(libc::AT_PAGESZ) } as usize;
            let size = if told.is_power_of_two() { told } else { 4096 };
            CACHED.store(size, Ordering::Relaxed);
            size
        }
        size => size,
    }
}

/// A mapping of `len` bytes at `base` that nobody unmaps until [`Mapping::release`].
#[derive(Clone, Copy, Debug)]
pub struct Mapping {
    /// First byte.
    pub base: usize,
    /// Bytes.
    pub len: usize,
}

impl Mapping {
    /// Readable, writable, zero, not counted against the commit limit unless that is strict: what [`crate::Arena::new`] uses.
    ///
    /// # Errors
    /// The operating system's, when it will not map `len` bytes.
    pub fn new(len: usize) -> io::Result<Self> {
        #[cfg(feature = "faults")]
        if faults::fails(faults::Call::Mmap) {
            return Err(io::Error::from_raw_os_error(libc::ENOMEM));
        }
        let before = errno::get();
        let map = memmap2::MmapOptions::new().len(len).no_reserve_swap().map_anon();
        errno::set(before);
        let map = ManuallyDrop::new(map?);
        Ok(Self { base: map.as_ptr().addr(), len })
    }

    /// Address space alone: no access, no memory, until [`commit`]. Never accessible before that, not for a moment: where overcommit is
    /// strict (`vm.overcommit_memory` 2) the kernel would count all of it meanwhile, and refuse other processes theirs.
    pub fn reserve(len: usize) -> Option<Self> {
        raw_map(core::ptr::null_mut(), len, libc::PROT_NONE, libc::MAP_NORESERVE)
            .map(|base| Self { base, len })
    }

    /// Unmap.
    ///
    /// # Safety
    /// * The range is a whole mapping, or a part of one, that nothing uses any more.
    pub unsafe fn release(self) {
        // SAFETY: the caller's bullet.
        errno::preserved(|| unsafe {
            libc::munmap(core::ptr::with_exposed_provenance_mut(self.base), self.len)
        });
    }
}

/// Map `len` readable, writable, zero bytes aligned to `align` (a power of two), or `None`.
pub fn map_aligned(len: usize, align: usize) -> Option<Mapping> {
    map_aligned_with(len, align, libc::PROT_READ | libc::PROT_WRITE)
}

/// Address space alone, aligned to `align`: no access, no memory, until [`commit`].
pub fn reserve_aligned(len: usize, align: usize) -> Option<Mapping> {
    map_aligned_with(len, align, libc::PROT_NONE)
}

/// Readable, writable, zero bytes between two OS pages without access; aligned to an OS page.
pub fn map_guarded(len: usize) -> Option<Mapping> {
    let page = system_page_size();
    let len = checked_align_up(len, page)?;
    let whole = map_aligned_with(len.checked_add(2 * page)?, page, libc::PROT_NONE)?;
    if commit(whole.base + page, len) {
        return Some(Mapping { base: whole.base + page, len });
    }
    // SAFETY: just mapped, shown to nobody.
    unsafe { whole.release() };
    None
}

fn map_aligned_with(len: usize, align: usize, protection: libc::c_int) -> Option<Mapping> {
    let page = system_page_size();
    let len = checked_align_up(len, page)?;
    // Mappings grow downwards next to each other: mostly the exact length is aligned already, and no hole
    // is left between neighbours.
    let exact = raw_map(core::ptr::null_mut(), len, protection, libc::MAP_NORESERVE)?;
    if exact.is_multiple_of(align.max(page)) {
        return Some(Mapping { base: exact, len });
    }
    // SAFETY: just mapped, shown to nobody.
    unsafe { Mapping { base: exact, len }.release() };
    let slack = if align > page { align } else { 0 };
    let whole = len.checked_add(slack).filter(|&n| n <= isize::MAX as usize)?;
    let base = raw_map(core::ptr::null_mut(), whole, protection, libc::MAP_NORESERVE)?;
    let start = align_up(base, align.max(page));
    let (before, after) = (start - base, base + whole - (start + len));
    // SAFETY: both ends belong to the mapping just made and were shown to nobody.
    unsafe {
        if before > 0 {
            Mapping { base, len: before }.release();
        }
        if after > 0 {
            Mapping { base: start + len, len: after }.release();
        }
    }
    Some(Mapping { base: start, len })
}

fn raw_map(hint: *mut u8, len: usize, protection: libc::c_int, flags: libc::c_int) -> Option<usize> {
    #[cfg(feature = "faults")]
    if faults::fails(faults::Call::Mmap) {
        return None;
    }
    let flags = flags | libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
    // SAFETY: a new private anonymous mapping touches no existing one (no MAP_FIXED).
    let base = errno::preserved(|| unsafe { libc::mmap(hint.cast(), len, protection, flags, -1, 0) });
    (base != libc::MAP_FAILED).then(|| base.expose_provenance())
}

fn protect(addr: usize, len: usize, protection: libc::c_int) -> bool {
    #[cfg(feature = "faults")]
    if faults::fails(faults::Call::Mprotect) {
        return false;
    }
    // SAFETY: callers pass ranges of mappings that this crate made and that hold no live data, or
    // grant more access than there was.
    errno::preserved(|| unsafe {
        libc::mprotect(core::ptr::with_exposed_provenance_mut(addr), len, protection) == 0
    })
}

/// Make a reserved range readable and writable. It reads as zero the first time.
pub fn commit(addr: usize, len: usize) -> bool {
    protect(addr, len, libc::PROT_READ | libc::PROT_WRITE)
}

/// Take the access to a range of committed memory away; [`commit`] gives it again, and what was there. False: the
/// system has no room for another mapping, and nothing changed.
pub fn guard(addr: usize, len: usize) -> bool {
    protect(addr, len, libc::PROT_NONE)
}

/// Give the memory of a range back. True: it is gone, and the range reads as zero. False (locked
/// memory, for one): nothing is known about the contents.
///
/// # Safety
/// * The range lies in a mapping of ours, and nobody needs its contents.
pub unsafe fn purge(addr: usize, len: usize) -> bool {
    advise(addr, len, libc::MADV_DONTNEED)
}

/// Whether the OS page at `addr` is locked in memory (`mlockall`), so that committing it fills it. It lies
/// in a mapping of ours and has not been touched: what tells is the refusal to drop its contents.
pub fn is_locked(addr: usize) -> bool {
    !advise(addr, system_page_size(), libc::MADV_DONTNEED)
}

/// Have the system provide the page at `addr`, which reads as zero and goes on doing so.
///
/// # Safety
/// * The page is in a committed range of ours, reads as zero, and nobody else uses it.
pub unsafe fn touch(addr: usize) {
    // SAFETY: the caller's bullet.
    unsafe { core::ptr::with_exposed_provenance_mut::<u8>(addr).write_volatile(0) }
}

/// Ask for huge pages in a range (`true`) or for none (`false`). Advice: failure is no error.
pub fn advise_huge(addr: usize, len: usize, huge: bool) {
    advise(addr, len, if huge { libc::MADV_HUGEPAGE } else { libc::MADV_NOHUGEPAGE });
}

fn advise(addr: usize, len: usize, advice: libc::c_int) -> bool {
    #[cfg(feature = "faults")]
    if faults::fails(faults::Call::Madvise) {
        return false;
    }
    // SAFETY: nobody needs the contents: a bullet of `purge`, and `is_locked` is for what was not touched; the other advices
    // keep them.
    errno::preserved(|| unsafe {
        libc::madvise(core::ptr::with_exposed_provenance_mut(addr), len, advice) == 0
    })
}

/// Move or grow a mapping of ours to `new_len` bytes, aligned to `align`, contents kept, pages moved
/// rather than copied. `ready(base, len)` is asked before the pages are at a new place or the range is
/// longer; `None` (from the system, or because `ready` said no) leaves everything as it was.
///
/// # Safety
/// * `old` is a mapping of ours made by [`map_aligned`] or by this function, used by the caller alone.
pub unsafe fn remap(
    old: Mapping,
    new_len: usize,
    align: usize,
    ready: impl Fn(usize, usize) -> bool,
) -> Option<Mapping> {
    let new_len = checked_align_up(new_len, system_page_size())?;
    let from: *mut libc::c_void = core::ptr::with_exposed_provenance_mut(old.base);
    // SAFETY: the caller's bullet; without MAYMOVE the kernel grows in place or fails.
    let in_place = || moved(|| unsafe { libc::mremap(from, old.len, new_len, 0) });
    if ready(old.base, new_len) && in_place() {
        return Some(Mapping { base: old.base, len: new_len });
    }
    let target = map_aligned_with(new_len, align, libc::PROT_NONE)?;
    let to: *mut libc::c_void = core::ptr::with_exposed_provenance_mut(target.base);
    let flags = libc::MREMAP_MAYMOVE | libc::MREMAP_FIXED;
    // SAFETY: the target is our fresh mapping, replaced whole; the source is the caller's.
    let move_there = || moved(|| unsafe { libc::mremap(from, old.len, new_len, flags, to) });
    if !ready(target.base, target.len) || !move_there() {
        // SAFETY: the target was shown to nobody.
        unsafe { target.release() };
        return None;
    }
    Some(target)
}

fn moved(mremap: impl FnOnce() -> *mut libc::c_void) -> bool {
    #[cfg(feature = "faults")]
    if faults::fails(faults::Call::Mremap) {
        return false;
    }
    errno::preserved(mremap) != libc::MAP_FAILED
}

/// The whole OS pages inside `start .. start + len`, as `(first byte, bytes)`, or `None` when there is
/// none (or the range wraps around).
pub fn page_aligned_inner_range(start: usize, len: usize) -> Option<(usize, usize)> {
    let page = system_page_size();
    let first = checked_align_up(start, page)?;
    let end = align_down(start.checked_add(len)?, page);
    (first < end).then(|| (first, end - first))
}

/// Tell the operating system that the contents of the whole OS pages inside `addr .. addr + len` are not
/// needed (`MADV_FREE`): it takes them when memory is short, and until the next write they may read as
/// before or as zero. `Ok(false)` when the range holds no whole page or the kernel knows no `MADV_FREE`.
///
/// Resident-set figures do not fall until the kernel needs the pages, so the heap itself purges with
/// `MADV_DONTNEED`.
///
/// # Errors
/// The operating system's, for a range that is not mapped, for one.
///
/// # Safety
/// * The range lies in one mapping of the caller's, and nobody needs its contents.
pub unsafe fn advise_free(addr: usize, len: usize) -> io::Result<bool> {
    let Some((first, bytes)) = page_aligned_inner_range(addr, len) else { return Ok(false) };
    // SAFETY: the caller's bullet.
    let done =
        unsafe { libc::madvise(core::ptr::with_exposed_provenance_mut(first), bytes, libc::MADV_FREE) };
    if done == 0 {
        return Ok(true);
    }
    let error = io::Error::last_os_error();
    // EINVAL is also the answer of a kernel that does not know the advice.
    if error.raw_os_error() == Some(libc::EINVAL) { Ok(false) } else { Err(error) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reserved_range_becomes_usable_where_it_is_committed_and_zero_after_a_purge() {
        let page = system_page_size();
        let Some(range) = Mapping::reserve(1 << 30) else { panic!("1 GiB of address space") };
        assert!(commit(range.base + page, page));
        let byte: *mut u8 = core::ptr::with_exposed_provenance_mut(range.base + page);
        // SAFETY: committed above; the mapping is this test's own.
        unsafe {
            byte.write(7);
            assert!(purge(range.base + page, page));
            assert_eq!(byte.read(), 0);
            range.release();
        }
    }

    #[test]
    fn aligned_mappings_are_aligned_and_keep_their_contents_when_remapped() {
        let Some(small) = map_aligned(1 << 16, 1 << 21) else { panic!("64 KiB") };
        assert_eq!(small.base % (1 << 21), 0);
        let byte: *mut u8 = core::ptr::with_exposed_provenance_mut(small.base);
        // SAFETY: the mapping is this test's own.
        unsafe {
            byte.write(9);
            let Some(large) = remap(small, 1 << 24, 1 << 16, |_, _| true) else { panic!("16 MiB") };
            assert_eq!(large.base % (1 << 16), 0);
            assert_eq!(core::ptr::with_exposed_provenance::<u8>(large.base).read(), 9);
            large.release();
        }
    }

    #[test]
    fn the_page_size_is_the_system_s_and_stays_what_it_was() {
        // SAFETY: `getauxval` reads the auxiliary vector.
        let told = unsafe { libc::getauxval(libc::AT_PAGESZ) } as usize;
        assert_eq!((system_page_size(), system_page_size()), (told, told));
        assert!(told.is_power_of_two() && [4096, 16_384, 65_536].contains(&told), "{told}");
    }

    #[test]
    fn the_inner_range_holds_whole_pages_only() {
        let page = system_page_size();
        assert_eq!(page_aligned_inner_range(page, page), Some((page, page)));
        assert_eq!(page_aligned_inner_range(page + 1, page), None);
        assert_eq!(page_aligned_inner_range(page - 1, page + 2), Some((page, page)));
        assert_eq!(page_aligned_inner_range(page, 0), None);
        assert_eq!(page_aligned_inner_range(usize::MAX - 1, 10), None);
    }

    #[test]
    fn advise_free_reports_what_it_could_not_do() {
        let page = system_page_size();
        let Some(range) = map_aligned(4 * page, page) else { panic!("four pages") };
        // SAFETY: the mapping is this test's own and holds nothing.
        unsafe {
            assert!(advise_free(range.base, range.len).is_ok_and(|done| done));
            assert!(advise_free(range.base + 1, page - 1).is_ok_and(|done| !done));
            range.release();
        }
    }
}
