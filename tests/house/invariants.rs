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

/// Whether `lines[at]`, which is unsafe, belongs to the statement or item below a `// SAFETY:` comment. The comment is that of
/// the nearest statement: nothing ends between the two.
fn has_reason(lines: &[&str], at: usize) -> bool {
    for line in lines[..at].iter().rev().map(|line| line.trim()) {
        if line.starts_with("// SAFETY:") {
            return true;
        }
        let ends = line.is_empty() || line.ends_with([';', '}']) || line.ends_with("},");
        if ends && !line.starts_with("//") {
            return false;
        }
    }
    false
}

#[test]
fn every_unsafe_block_outside_tests_says_why() {
    for (path, text) in sources() {
        if path.ends_with("tests.rs") {
            continue;
        }
        let lines: Vec<_> = super::without_tests(&text).lines().collect();
        for (index, line) in lines.iter().enumerate() {
            let is_unsafe = line.contains("unsafe {") || line.trim_start().starts_with("unsafe impl");
            if is_unsafe && !line.trim_start().starts_with("//") {
                assert!(has_reason(&lines, index), "{}:{}: unsafe without SAFETY", path.display(), index + 1);
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

/// The name on a line that begins a function, with whether callers have promises to keep there.
fn function_on(line: &str) -> Option<(&str, bool)> {
    let (before, after) = line.split_once("fn ")?;
    let name = after.split(['(', '<']).next()?;
    let words =
        ["pub", "pub(super)", "pub(crate)", "pub(in", "crate::heap)", "const", "unsafe", "extern", "\"C\""];
    let is_item = before.split_whitespace().all(|word| words.contains(&word));
    (is_item && !name.is_empty()).then(|| (name, before.contains("unsafe")))
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether the function around the comment on line `number` is one whose callers have promises to keep.
fn is_in_unsafe_function(text: &str, number: usize) -> bool {
    let lines: Vec<_> = text.lines().take(number).collect();
    let Some((comment, before)) = lines.split_last() else { return false };
    let around =
        before.iter().rev().filter(|line| indent(line) < indent(comment)).find_map(|line| function_on(line));
    around.is_some_and(|(_, promises)| promises)
}

/// What the body of `function` in `text` gives as its reasons.
fn reasons_of(text: &str, function: &str) -> Vec<String> {
    let lines: Vec<_> = text.lines().collect();
    let begins = |line: &&str| function_on(line).is_some_and(|(name, _)| name == function);
    let Some(first) = lines.iter().position(begins) else { return Vec::new() };
    let end =
        lines[first + 1..].iter().position(|line| *line == format!("{}}}", " ".repeat(indent(lines[first]))));
    let body = lines[first..].iter().take(end.unwrap_or(0) + 1).copied().collect::<Vec<_>>().join("\n");
    reasons(&body).into_iter().map(|(_, reason)| reason).collect()
}

/// What a reason rests on.
#[derive(PartialEq, Eq, Debug)]
enum Rests {
    /// An invariant that is written down.
    Invariant,
    /// The promises of an unsafe function's callers.
    Caller,
    /// The reasons of a function of the same file, which are looked at themselves.
    Function,
    /// What its own words say.
    Itself,
    /// Words that are somewhere else, or callers who promised nothing.
    Nothing,
}

fn rests(reason: &str, number: usize, text: &str) -> Rests {
    if reason.contains("as above") {
        return Rests::Nothing;
    }
    if !names(reason).is_empty() {
        return Rests::Invariant;
    }
    if let Some(function) = reason.split("as in `").nth(1).and_then(|rest| rest.split('`').next()) {
        return if reasons_of(text, function).is_empty() { Rests::Nothing } else { Rests::Function };
    }
    let promise = ["caller's bullet", "caller's promise", "caller's word", "the caller's.", "the caller's:"];
    if promise.iter().any(|words| reason.contains(words)) {
        return if is_in_unsafe_function(text, number) { Rests::Caller } else { Rests::Nothing };
    }
    Rests::Itself
}

/// In `src/sys` a reason may be what libc, the kernel or the ABI asks of a call, in its own words; everywhere else it is ours, and
/// written down. Nowhere is it "as above", nor the word of callers who gave none.
#[test]
fn every_reason_names_an_invariant_or_the_callers_promise() {
    let mut seen = 0;
    let mut wanting = Vec::new();
    for (path, text) in sources() {
        let model =
            path.starts_with("models") || path.ends_with("sync/loom.rs") || path.ends_with("tests.rs");
        if model {
            continue;
        }
        let text = super::without_tests(&text);
        for (number, reason) in reasons(text) {
            seen += 1;
            let enough = match rests(&reason, number, text) {
                Rests::Nothing => false,
                Rests::Itself => path.starts_with("sys") && reason.split_whitespace().count() > 2,
                _ => true,
            };
            if !enough {
                wanting.push(format!("src/{}:{number}: {reason}", path.display()));
            }
        }
    }
    assert!(seen > 200, "the search finds the comments: {seen}");
    assert!(wanting.is_empty(), "reasons that rest on nothing written down:\n{}", wanting.join("\n"));
}

#[test]
fn a_reason_that_names_nothing_is_noticed() {
    let text = "fn f() {
    // SAFETY: it is fine,
    // really.
    unsafe { g() }
}

unsafe fn g() {
    // SAFETY: the caller's bullet.
    unsafe { h() }
    // SAFETY: I-X-1.
}

fn h() {
    // SAFETY: the caller's bullet.
    // SAFETY: as in `f`.
    // SAFETY: as in `nobody`.
    // SAFETY: as above, I-X-1.
}
";
    let found = reasons(text);
    assert_eq!(found[0], (2, "SAFETY: it is fine, really.".to_owned()));
    let rests: Vec<_> = found.iter().map(|(number, reason)| rests(reason, *number, text)).collect();
    use Rests::{Caller, Function, Invariant, Itself, Nothing};
    assert_eq!(rests, [Itself, Caller, Invariant, Nothing, Function, Nothing, Nothing]);
}

#[test]
fn a_reason_is_that_of_the_statement_below_it() {
    let lines = [
        "// SAFETY: one.",
        "let a = unsafe { f() };",
        "let b = unsafe { f() };",
        "// SAFETY: two.",
        "let c =",
        "unsafe { f() };",
    ];
    assert_eq!([1, 2, 5].map(|at| has_reason(&lines, at)), [true, false, true]);
}
