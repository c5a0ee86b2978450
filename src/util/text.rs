//! Text built in a buffer on the stack: messages and reports without allocation.
#![forbid(unsafe_code)]

use core::fmt;

/// A line or a short report of at most `N` bytes. What does not fit is cut off.
pub struct FixedText<const N: usize> {
    bytes: [u8; N],
    len: usize,
}

impl<const N: usize> FixedText<N> {
    /// An empty text.
    pub const fn new() -> Self {
        Self { bytes: [0; N], len: 0 }
    }

    /// Append `bytes`, as many as fit.
    pub fn push(&mut self, bytes: &[u8]) -> &mut Self {
        for &b in bytes {
            if let Some(slot) = self.bytes.get_mut(self.len) {
                *slot = b;
                self.len += 1;
            }
        }
        self
    }

    /// Append `n` in decimal.
    pub fn decimal(&mut self, n: usize) -> &mut Self {
        self.digits(n, 10)
    }

    /// Append `n` as `0x…`.
    pub fn hex(&mut self, n: usize) -> &mut Self {
        self.push(b"0x").digits(n, 16)
    }

    fn digits(&mut self, mut n: usize, base: usize) -> &mut Self {
        let mut reversed = [0u8; 20];
        let mut count = 0;
        for slot in &mut reversed {
            let digit = (n % base) as u8;
            *slot = if digit < 10 { b'0' + digit } else { b'a' + digit - 10 };
            count += 1;
            n /= base;
            if n == 0 {
                break;
            }
        }
        for digit in reversed.iter().take(count).rev() {
            self.push(core::slice::from_ref(digit));
        }
        self
    }

    /// What was appended so far.
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or(&[])
    }
}

impl<const N: usize> fmt::Write for FixedText<N> {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        self.push(s.as_bytes());
        Ok(())
    }
}

/// The number that `text` is, all of it, in decimal.
pub fn decimal(text: &[u8]) -> Option<usize> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0usize, |n, &digit| match digit {
        b'0'..=b'9' => n.checked_mul(10)?.checked_add(usize::from(digit - b'0')),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_out_as_written_by_hand() {
        let mut text = FixedText::<64>::new();
        text.decimal(0).push(b" ").decimal(usize::MAX).push(b" ").hex(0xdead0);
        assert_eq!(text.as_bytes(), b"0 18446744073709551615 0xdead0");
    }

    #[test]
    fn what_does_not_fit_is_cut_off() {
        let mut text = FixedText::<4>::new();
        text.push(b"abcdef").decimal(7);
        assert_eq!(text.as_bytes(), b"abcd");
    }
}
