//! Plain helpers: arithmetic on addresses, and text without allocation.

pub mod bits;
pub mod text;
