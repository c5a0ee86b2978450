//! Arena: an address range that hands out runs by a bump cursor and never takes one back.
//!
//! Lock-free: the cursor is one word, moved by compare-exchange, so concurrent reservations never overlap
//! and one that fails changes nothing (I-ARENA-1). What recycles runs is [`crate::page_heap`], above.

use core::ptr::NonNull;

use crate::error::{AllocError, InitError};
use crate::sync::{AtomicUsize, Ordering};
use crate::sys::vm::Mapping;
use crate::util::bits::{align_up, checked_align_up};

#[cfg(test)]
mod tests;

/// What [`Arena::new`] makes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AllocatorConfig {
    /// Bytes to map; more than zero, at least `alignment`.
    pub arena_size: usize,
    /// Alignment in bytes of the base and of every reservation: a power of two.
    pub alignment: usize,
}

impl Default for AllocatorConfig {
    /// 1 GiB, aligned to 64 bytes.
    fn default() -> Self {
        Self { arena_size: 1 << 30, alignment: 64 }
    }
}

/// A pre-mapped range of memory with a bump cursor. All methods may be called from any thread.
#[derive(Debug)]
pub struct Arena {
    base: NonNull<u8>,
    len: usize,
    alignment: usize,
    /// Bytes handed out so far, padding included.
    next: AtomicUsize,
    /// What to unmap at the end; of no length for a part of somebody else's range.
    mapping: Mapping,
}

// SAFETY: I-ARENA-1: the only mutable state is the atomic cursor; the memory belongs to who reserved it.
unsafe impl Send for Arena {}
// SAFETY: I-ARENA-1: the cursor is atomic.
unsafe impl Sync for Arena {}

impl Arena {
    /// Map `config.arena_size` bytes, once, with the base aligned to `config.alignment`. The memory is
    /// zero, and the operating system provides it as it is touched.
    ///
    /// # Errors
    /// * [`InitError::InvalidConfig`]: the size is zero, the alignment is not a power of two, the size is
    ///   below the alignment, or their sum exceeds the address space.
    /// * [`InitError::MapFailed`]: the operating system would not map that much.
    pub fn new(config: &AllocatorConfig) -> Result<Self, InitError> {
        let AllocatorConfig { arena_size, alignment } = *config;
        if arena_size == 0 {
            return Err(InitError::InvalidConfig("the arena's size is zero"));
        }
        if !alignment.is_power_of_two() {
            return Err(InitError::InvalidConfig("the alignment is not a power of two"));
        }
        if arena_size < alignment {
            return Err(InitError::InvalidConfig("the arena is smaller than its alignment"));
        }
        let whole = arena_size
            .checked_add(alignment - 1)
            .filter(|&whole| whole <= isize::MAX as usize)
            .ok_or(InitError::InvalidConfig("size and alignment exceed the address space"))?;
        let mapping = Mapping::new(whole).map_err(InitError::MapFailed)?;
        let base = align_up(mapping.base, alignment);
        let mut arena = Self::over(base, arena_size, alignment);
        arena.mapping = mapping;
        Ok(arena)
    }

    /// Hand out parts of `len` bytes at `base`, a range that the caller keeps mapped. `base` is a multiple
    /// of `alignment` and not zero.
    pub(crate) fn over(base: usize, len: usize, alignment: usize) -> Self {
        debug_assert!(base != 0 && base.is_multiple_of(alignment));
        let base = NonNull::new(core::ptr::with_exposed_provenance_mut(base)).unwrap_or(NonNull::dangling());
        Self { base, len, alignment, next: AtomicUsize::new(0), mapping: Mapping { base: 0, len: 0 } }
    }

    /// Reserve `size` bytes; returns their first byte, a multiple of [`Arena::alignment`].
    ///
    /// # Errors
    /// * [`AllocError::ZeroSize`] for a size of zero.
    /// * [`AllocError::OutOfMemory`] when the rest of the arena is too small. Nothing changes.
    pub fn allocate_block(&self, size: usize) -> Result<NonNull<u8>, AllocError> {
        self.bump(size, |_| Some(size)).map(|(start, _)| start)
    }

    /// Reserve a run of `size` bytes: the same as [`Arena::allocate_block`], for callers that carve the
    /// run into blocks themselves.
    ///
    /// # Errors
    /// As [`Arena::allocate_block`].
    pub fn reserve_span(&self, size: usize) -> Result<NonNull<u8>, AllocError> {
        self.allocate_block(size)
    }

    /// Reserve as many whole blocks of `block` bytes as still fit, but no more than fill `target` bytes
    /// (one block when `target` is smaller). Returns the first byte and the length in bytes, a multiple of
    /// `block`; `None` when not one block fits, or `block` is zero.
    pub fn reserve_block_span(&self, block: usize, target: usize) -> Option<(NonNull<u8>, usize)> {
        let wanted = (target / block.max(1)).max(1).checked_mul(block)?;
        let whole_blocks = |room: usize| Some(wanted.min(room - room % block)).filter(|&bytes| bytes > 0);
        self.bump(block, whole_blocks).ok()
    }

    /// Move the cursor past `take(room)` bytes, where `room` is what is left behind the alignment.
    fn bump(
        &self,
        at_least: usize,
        take: impl Fn(usize) -> Option<usize>,
    ) -> Result<(NonNull<u8>, usize), AllocError> {
        if at_least == 0 {
            return Err(AllocError::ZeroSize);
        }
        let mut used = self.next.load(Ordering::Relaxed);
        loop {
            let exhausted = AllocError::OutOfMemory { requested: at_least, remaining: self.len - used };
            let start = checked_align_up(used, self.alignment).ok_or(exhausted)?;
            let room = self.len.checked_sub(start).filter(|&room| at_least <= room).ok_or(exhausted)?;
            let size = take(room).ok_or(exhausted)?;
            // Relaxed: the cursor publishes nothing but itself; what is in the run, its new owner hands on.
            match self.next.compare_exchange_weak(used, start + size, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => {
                    // SAFETY: I-ARENA-1: start + size <= len: inside the range, hence not null.
                    let first = unsafe { self.base.add(start) };
                    return Ok((first, size));
                }
                Err(now) => used = now,
            }
        }
    }

    /// Bytes behind the cursor. A reservation of that many may fail by its alignment.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.len - self.next.load(Ordering::Relaxed)
    }

    /// Bytes in all, used or not.
    #[must_use]
    pub const fn capacity(&self) -> usize {
        self.len
    }

    /// Alignment in bytes of every reservation.
    #[must_use]
    pub const fn alignment(&self) -> usize {
        self.alignment
    }

    /// Whether a reservation could start at `ptr`: it lies in the range and is aligned. Says nothing about
    /// whether one does.
    #[must_use]
    pub fn contains_block_start(&self, ptr: *const u8) -> bool {
        let offset = ptr.addr().wrapping_sub(self.base.as_ptr().addr());
        offset < self.len && offset.is_multiple_of(self.alignment)
    }

    /// Be `len` bytes long from now on: no more than before, no less than the cursor says.
    pub(crate) fn shorten(&mut self, len: usize) {
        debug_assert!(self.next.load(Ordering::Relaxed) <= len && len <= self.len);
        self.len = len;
    }

    /// Address of the byte behind the cursor.
    pub(crate) fn cursor(&self) -> usize {
        self.base.as_ptr().addr() + self.next.load(Ordering::Relaxed)
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        if self.mapping.len > 0 {
            // SAFETY: I-ARENA-1: made by `new` for this arena alone, which is given up; who still uses reserved memory broke the contract of raw pointers.
            unsafe { self.mapping.release() }
        }
    }
}
