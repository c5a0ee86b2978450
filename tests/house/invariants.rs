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

/// What a `// SAFETY:` comment says, with the line on which it begins.
fn reasons(text: &str) -> Vec<(usize, String)> {
    let lines: Vec<_> = text.lines().map(str::trim_start).collect();
    let begins = |index: &usize| lines[*index].starts_with("// SAFETY:");
    (0..lines.len())
        .filter(begins)
        .map(|first| {
            let more = lines[first + 1..].iter().take_while(|line| line.starts_with("// "));
            let said = more.take_while(|line| !line.starts_with("// SAFETY:"));
            let words: Vec<_> = std::iter::once(&lines[first]).chain(said).map(|line| &line[3..]).collect();
            (first + 1, words.join(" "))
        })
        .collect()
}

/// Whether `reason` rests on something that is written down: an invariant, what the caller promised, or an earlier
/// reason of the same file, which is looked at itself.
fn rests_on_something(reason: &str, text: &str) -> bool {
    if !names(reason).is_empty() || reason.contains("caller") {
        return true;
    }
    if let Some(function) = reason.split("as in `").nth(1).and_then(|rest| rest.split('`').next()) {
        let at = text.find(&format!("fn {function}"));
        return at.is_some_and(|at| text[at..].contains("// SAFETY:"));
    }
    reason.contains("as above")
}

/// In `src/sys` a reason is what libc, the kernel or the ABI asks of a call; everywhere else it is ours.
#[test]
fn every_reason_names_an_invariant_or_the_callers_promise() {
    let mut seen = 0;
    let mut wanting = Vec::new();
    for (path, text) in sources() {
        let model =
            path.starts_with("models") || path.ends_with("sync/loom.rs") || path.ends_with("tests.rs");
        if path.starts_with("sys") || model {
            continue;
        }
        let text = super::without_tests(&text);
        for (line, reason) in reasons(text) {
            seen += 1;
            if !rests_on_something(&reason, text) {
                wanting.push(format!("src/{}:{line}: {reason}", path.display()));
            }
        }
    }
    assert!(seen > 80, "the search finds the comments");
    assert!(wanting.is_empty(), "reasons that rest on nothing written down:\n{}", wanting.join("\n"));
}

#[test]
fn a_reason_that_names_nothing_is_noticed() {
    let text =
        "fn f() {\n    // SAFETY: it is fine,\n    // really.\n}\n// SAFETY: I-X-1.\n// SAFETY: as in `f`.\n";
    let found = reasons(text);
    assert_eq!(found[0], (2, "SAFETY: it is fine, really.".to_owned()));
    let rests: Vec<_> = found.iter().map(|(_, reason)| rests_on_something(reason, text)).collect();
    assert_eq!(rests, [false, true, true]);
}
