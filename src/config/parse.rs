//! Text → value of a setting. Pure.
#![forbid(unsafe_code)]

use super::{Key, Type};
use crate::util::text::decimal;

/// A value of the key's type, in its range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Value<'a> {
    /// Bytes, milliseconds, a switch; which of the words it is.
    Number(usize),
    /// Names, as they were written.
    Names(&'a [u8]),
}

/// The value that `text` gives `key`, or `None` when it gives none.
pub fn value<'a>(key: &Key, text: &'a [u8]) -> Option<Value<'a>> {
    let number = match key.kind {
        Type::Names => return Some(Value::Names(text)),
        Type::Bytes => bytes(text)?,
        Type::Milliseconds | Type::Switch | Type::Number | Type::OneIn => decimal(text)?,
        Type::OneOf(words) => words.split(" or ").position(|word| word.as_bytes() == text)?,
    };
    (key.range.0..=key.range.1).contains(&number).then_some(Value::Number(number))
}

fn bytes(text: &[u8]) -> Option<usize> {
    let (digits, shift) = match text {
        [digits @ .., b'k' | b'K'] => (digits, 10),
        [digits @ .., b'm' | b'M'] => (digits, 20),
        [digits @ .., b'g' | b'G'] => (digits, 30),
        [digits @ .., b't' | b'T'] => (digits, 40),
        digits => (digits, 0),
    };
    decimal(digits)?.checked_mul(1 << shift)
}

/// Whether `name` is one of `names`, separated by commas.
pub fn has_name(names: &[u8], name: &[u8]) -> bool {
    !name.is_empty() && names.split(|&b| b == b',').any(|one| one.trim_ascii() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Key = Key { name: "S", kind: Type::Bytes, range: (1, 1 << 50) };

    #[test]
    fn sizes_take_suffixes() {
        for (text, expected) in
            [("1", 1), ("64K", 64 << 10), ("3m", 3 << 20), ("2G", 2 << 30), ("1T", 1 << 40)]
        {
            assert_eq!(value(&SIZE, text.as_bytes()), Some(Value::Number(expected)), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_in_range_is_refused() {
        for text in
            ["", "K", "banana", "-1", "0", "1.5G", "99999999999999999999", "18014398509481984K", "2048T"]
        {
            assert_eq!(value(&SIZE, text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn words_are_known_by_their_place() {
        let key = Key { kind: Type::OneOf("abort or report"), range: (0, 1), ..SIZE };
        assert_eq!(value(&key, b"abort"), Some(Value::Number(0)));
        assert_eq!(value(&key, b"report"), Some(Value::Number(1)));
        assert!(
            ["", "1", "abor", "reports", "abort or report"]
                .iter()
                .all(|t| value(&key, t.as_bytes()).is_none())
        );
    }

    #[test]
    fn names_match_whole() {
        assert!(has_name(b"a,bash, python3", b"python3"));
        assert!(!has_name(b"a,bash", b"bas") && !has_name(b"", b"") && !has_name(b"a,", b""));
    }
}
