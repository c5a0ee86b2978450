//! A key that another process cannot guess, without a system call.

/// A one-way mix of the 16 random bytes that the kernel gave the process (`AT_RANDOM`). libc makes its
/// stack and pointer guards of the same bytes, so the result must not give them away: 128 bits go in,
/// 64 come out, through rounds of multiplication and shifts.
pub fn process_key() -> usize {
    // SAFETY: AT_RANDOM is the address of 16 readable bytes, or absent (0).
    let (low, high) = unsafe {
        match libc::getauxval(libc::AT_RANDOM) {
            0 => (0x9e37_79b9_7f4a_7c15, 0xbf58_476d_1ce4_e5b9),
            address => {
                let bytes: *const u64 = core::ptr::with_exposed_provenance(address as usize);
                (bytes.read_unaligned(), bytes.add(1).read_unaligned())
            }
        }
    };
    let mut mixed = low ^ high.rotate_left(29);
    for round in [low, high, low.wrapping_add(high)] {
        mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93) ^ round;
        mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0x9fb2_1c65_1e98_df25);
        mixed ^= mixed >> 32;
    }
    mixed as usize
}
