//! What the fuzzers found worth keeping (`fuzz/corpus`), done again without them.
#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, missing_docs)]

#[path = "../fuzz/operations.rs"]
mod operations;
#[path = "../fuzz/settings.rs"]
mod settings;
mod shadow;

use std::fs;
use std::path::Path;

fn replay(target: &str, run: fn(&[u8])) {
    let mut seen = 0;
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target)).unwrap()
    {
        let path = entry.unwrap().path();
        println!("{}", path.display());
        run(&fs::read(path).unwrap());
        seen += 1;
    }
    assert!(seen >= 10, "{target}: {seen} inputs");
}

#[test]
fn operations_agree_with_the_model() {
    replay("operations", operations::run);
}

#[test]
fn settings_are_read_as_documented() {
    replay("settings", settings::run);
}
