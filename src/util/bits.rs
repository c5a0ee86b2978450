//! Rounding of sizes and addresses.
#![forbid(unsafe_code)]

/// Round `n` up to a multiple of `align` (a power of two); wraps when the result exceeds `usize`.
#[inline(always)]
pub const fn align_up(n: usize, align: usize) -> usize {
    debug_assert!(align.is_power_of_two());
    n.wrapping_add(align - 1) & !(align - 1)
}

/// Round `n` up to a multiple of `align` (a power of two), or `None` when the result exceeds `usize`.
#[inline]
pub const fn checked_align_up(n: usize, align: usize) -> Option<usize> {
    match n.checked_add(align - 1) {
        Some(sum) => Some(sum & !(align - 1)),
        None => None,
    }
}

/// Round `n` down to a multiple of `align` (a power of two).
#[inline(always)]
pub const fn align_down(n: usize, align: usize) -> usize {
    debug_assert!(align.is_power_of_two());
    n & !(align - 1)
}

/// 2^64 by the golden ratio: in steps of it, all words are met, and [`mix`] of them are numbers by chance (SplitMix64).
pub const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// `n` with every bit depending on every other: the finalizer of MurmurHash3.
#[inline]
pub const fn mix(n: u64) -> u64 {
    let n = (n ^ (n >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let n = (n ^ (n >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    n ^ (n >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_exact_at_the_edges() {
        assert_eq!((align_up(0, 16), align_up(1, 16), align_up(16, 16), align_up(17, 16)), (0, 16, 16, 32));
        assert_eq!((align_down(0, 16), align_down(31, 16)), (0, 16));
        assert_eq!(checked_align_up(usize::MAX, 16), None);
        assert_eq!(checked_align_up(usize::MAX - 15, 16), Some(usize::MAX - 15));
    }
}
