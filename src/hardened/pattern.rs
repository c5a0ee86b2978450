//! What is written where the program should not write: behind a block, and into one that is free.

use crate::util::bits::STEP;

/// Bytes behind a block's that are watched.
const CANARY_MAX: usize = size_of::<u64>();
/// Bytes of a free block that are watched at level 2; at level 3 all are.
const FILLED_MAX: usize = 256;

/// The patterns of a process.
#[derive(Clone, Copy)]
pub struct Patterns {
    /// What canaries are made with.
    key: u64,
    /// What free blocks are filled with.
    free: u8,
    /// Level 3: what is free is cleared, all of it.
    clears: bool,
}

impl Patterns {
    /// Of a heap that is not hardened.
    pub const NONE: Self = Self { key: 0, free: 0, clears: false };

    /// Of a secret.
    pub const fn new(key: u64, clears: bool) -> Self {
        Self { key, free: if clears { 0 } else { (key >> 56) as u8 | 1 }, clears }
    }

    /// Of the block at `addr`. No byte is 0: a string that is one too long ends in one.
    fn canary(self, addr: usize) -> u64 {
        // The best mixed byte first: there may be room for one.
        (self.key ^ addr as u64).wrapping_mul(STEP).swap_bytes() | 0x0101_0101_0101_0101
    }

    /// Write the canary behind the `size` bytes at `addr`.
    ///
    /// # Safety
    /// * `addr .. addr + room` is the caller's, and `size` less than `room`.
    #[inline]
    pub unsafe fn set_canary(self, addr: usize, size: usize, room: usize) {
        let behind = core::ptr::with_exposed_provenance_mut::<u8>(addr + size);
        let canary = self.canary(addr);
        // SAFETY: the caller's bullet.
        unsafe {
            if room - size >= CANARY_MAX {
                return behind.cast::<u64>().write_unaligned(canary);
            }
            for (at, byte) in canary.to_ne_bytes().into_iter().enumerate().take(room - size) {
                behind.add(at).write(byte);
            }
        }
    }

    /// Whether the canary is as it was written.
    ///
    /// # Safety
    /// * As [`Patterns::set_canary`], which was called with the same.
    #[inline]
    pub unsafe fn has_canary(self, addr: usize, size: usize, room: usize) -> bool {
        let behind = core::ptr::with_exposed_provenance::<u8>(addr + size);
        let canary = self.canary(addr);
        // SAFETY: the caller's bullet.
        unsafe {
            if room - size >= CANARY_MAX {
                return behind.cast::<u64>().read_unaligned() == canary;
            }
            canary
                .to_ne_bytes()
                .into_iter()
                .enumerate()
                .take(room - size)
                .all(|(at, b)| behind.add(at).read() == b)
        }
    }

    /// Bytes of a free block of `len` bytes that are watched.
    fn watched(self, len: usize) -> usize {
        if self.clears { len } else { len.min(FILLED_MAX) }
    }

    /// Fill a block of `len` bytes that is free from now on.
    ///
    /// # Safety
    /// * The block is the caller's.
    #[inline]
    pub unsafe fn fill(self, addr: usize, len: usize) {
        // SAFETY: the caller's bullet.
        unsafe {
            core::ptr::with_exposed_provenance_mut::<u8>(addr).write_bytes(self.free, self.watched(len));
        }
    }

    /// Whether nobody wrote into what was filled.
    ///
    /// # Safety
    /// * As [`Patterns::fill`]; `len` is not 0.
    #[inline]
    pub unsafe fn is_filled(self, addr: usize, len: usize) -> bool {
        // SAFETY: the caller's bullet.
        let found = unsafe {
            core::slice::from_raw_parts(core::ptr::with_exposed_provenance::<u8>(addr), self.watched(len))
        };
        // Each byte is the first one: libc compares many at a time.
        let [first, rest @ ..] = found else { return true };
        let [but_last @ .., _] = found else { return true };
        *first == self.free && but_last == rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_behind_the_block_is_noticed_wherever_it_is() {
        let mut block = [0u64; 8];
        let addr = block.as_mut_ptr().expose_provenance();
        let patterns = Patterns::new(42, false);
        for size in 0..64 {
            // SAFETY: the block is this test's own, and 64 bytes long.
            unsafe {
                patterns.set_canary(addr, size, 64);
                assert!(patterns.has_canary(addr, size, 64));
                for at in size..(size + CANARY_MAX).min(64) {
                    let byte = core::ptr::with_exposed_provenance_mut::<u8>(addr + at);
                    let before = byte.read();
                    byte.write(0);
                    assert!(!patterns.has_canary(addr, size, 64), "byte {at} behind {size}");
                    byte.write(before);
                }
            }
        }
    }

    #[test]
    fn a_write_into_a_free_block_is_noticed() {
        for (clears, len, watched) in [(false, 64, 64), (false, 1024, 256), (true, 1024, 1024)] {
            let mut block = [7u64; 128];
            let addr = block.as_mut_ptr().expose_provenance();
            let patterns = Patterns::new(42, clears);
            // SAFETY: the block is this test's own, and 1024 bytes long.
            unsafe {
                patterns.fill(addr, len);
                for at in 0..len {
                    let byte = core::ptr::with_exposed_provenance_mut::<u8>(addr + at);
                    byte.write(byte.read() ^ 1);
                    assert_eq!(patterns.is_filled(addr, len), at >= watched, "byte {at} of {len}");
                    byte.write(byte.read() ^ 1);
                }
            }
        }
    }
}
