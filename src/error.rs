//! Why an arena could not be made, or a reservation not served.
#![forbid(unsafe_code)]

use core::fmt;
use std::io;

/// Why [`crate::Arena::new`] failed.
#[derive(Debug)]
pub enum InitError {
    /// The configuration contradicts itself; the text says how.
    InvalidConfig(&'static str),
    /// The operating system would not map the range.
    MapFailed(io::Error),
}

/// Why a reservation failed. The arena is as it was before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AllocError {
    /// A size of zero was asked for.
    ZeroSize,
    /// `requested` bytes do not fit; `remaining` bytes are left (padding for alignment included).
    OutOfMemory {
        /// Bytes asked for.
        requested: usize,
        /// Bytes left at that moment.
        remaining: usize,
    },
}

impl fmt::Display for InitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidConfig(reason) => write!(f, "invalid allocator configuration: {reason}"),
            Self::MapFailed(error) => write!(f, "cannot map the arena: {error}"),
        }
    }
}

impl fmt::Display for AllocError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ZeroSize => f.write_str("cannot reserve zero bytes"),
            Self::OutOfMemory { requested, remaining } => {
                write!(f, "arena exhausted: {requested} bytes requested, {remaining} left")
            }
        }
    }
}

impl core::error::Error for InitError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::InvalidConfig(_) => None,
            Self::MapFailed(error) => Some(error),
        }
    }
}

impl core::error::Error for AllocError {}
