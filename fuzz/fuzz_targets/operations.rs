//! libFuzzer's door to `fuzz/operations.rs`.
#![no_main]

#[path = "../operations.rs"]
mod operations;
#[path = "../../tests/shadow/mod.rs"]
mod shadow;

libfuzzer_sys::fuzz_target!(|data: &[u8]| operations::run(data));
