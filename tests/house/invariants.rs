//! Invariants are written once, in `docs/invariants.md`, and named from there.

use super::{read, sources};
use std::collections::BTreeSet;

/// Names like `I-SPAN-2` in a text.
fn names(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices("I-") {
        let name: String = text[at..]
            .chars()
            .take_while(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || *c == '-')
            .collect();
        let parts: Vec<_> = name.trim_end_matches('-').split('-').collect();
        if let ["I", word, number] = parts[..]
            && !word.is_empty()
            && word.chars().all(|c| c.is_ascii_uppercase())
            && number.parse::<u32>().is_ok()
        {
            found.insert(format!("I-{word}-{number}"));
        }
    }
    found
}

#[test]
fn every_invariant_that_the_sources_name_is_written_down() {
    let written = names(&read("docs/invariants.md"));
    let mut cited = BTreeSet::new();
    for (path, text) in sources() {
        for name in names(&text) {
            assert!(written.contains(&name), "{} names {name}, docs/invariants.md does not", path.display());
            cited.insert(name);
        }
    }
    assert_eq!(cited, written, "an invariant that no code relies on");
}

#[test]
fn every_unsafe_block_outside_tests_says_why() {
    for (path, text) in sources() {
        if path.ends_with("tests.rs") {
            continue;
        }
        let lines: Vec<_> = super::without_tests(&text).lines().collect();
        for (index, line) in lines.iter().enumerate() {
            if line.contains("unsafe {") && !line.trim_start().starts_with("//") {
                let above = &lines[index.saturating_sub(8)..=index];
                let said = above.iter().any(|l| l.contains("SAFETY:"));
                assert!(said, "{}:{}: unsafe without SAFETY", path.display(), index + 1);
            }
        }
    }
}
