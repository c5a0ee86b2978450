//! The C door: names, argument checks, `errno`. Each function checks, calls the heap, converts.
//!
//! [`interpose`] and [`cxx`] give the functions the names that programs call; the functions exist under
//! mangled names in every build, so unit tests call them without replacing the test's own malloc.
//! `family.rs` is what they and the `orthotope_*` twins in [`extension`] do.

pub mod cxx;
pub mod extension;
mod family;
pub mod glibc;
pub mod interpose;
pub mod limits;
