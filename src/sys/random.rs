//! A number that other processes do not know.

use crate::util::bits::mix;

/// 64 bits out of the 128 that the kernel gave the process (AT_RANDOM). libc's own secrets are the same bytes: neither
/// half of them follows from what is made of both.
pub fn secret() -> u64 {
    // SAFETY: AT_RANDOM is the address of 16 bytes that stay, or absent (0).
    let [first, second] = unsafe {
        match libc::getauxval(libc::AT_RANDOM) {
            0 => [0; 2],
            address => core::ptr::with_exposed_provenance::<[u64; 2]>(address as usize).read_unaligned(),
        }
    };
    mix(mix(first) ^ second.rotate_left(32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_s_secret_stays_and_is_none_of_the_kernel_s_words() {
        assert_eq!(secret(), secret());
        // SAFETY: as in `secret`.
        let words = unsafe {
            core::ptr::with_exposed_provenance::<[u64; 2]>(libc::getauxval(libc::AT_RANDOM) as usize)
                .read_unaligned()
        };
        assert!(!words.contains(&secret()));
    }
}
