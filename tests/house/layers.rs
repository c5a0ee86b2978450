//! Each layer looks only down.

use super::{sources, without_tests};

/// The table of `src/lib.rs`, lowest first.
const RANKS: &[&[&str]] = &[
    &["util"],
    &["sync"],
    &["sys"],
    &["size_class", "error"],
    &["config", "harden", "block", "meta"],
    &["span"],
    &["page_map", "arena"],
    &["page_heap"],
    &["central", "thread_cache", "hardened"],
    &["sampled"],
    &["heap"],
    &["api", "capi"],
];

fn rank(module: &str) -> Option<usize> {
    RANKS.iter().position(|rank| rank.contains(&module))
}

#[test]
fn no_module_imports_from_its_own_rank_or_above() {
    let mut uses = 0;
    for (path, text) in sources() {
        let module = path.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
        // What models reach into is no part of the library.
        if module == "lib" || module == "models" {
            continue;
        }
        let own = rank(&module).unwrap_or_else(|| panic!("{module} has no rank in tests/house/layers.rs"));
        for (at, _) in without_tests(&text).match_indices("crate::") {
            // Paths of other crates (`orthotope_crate::`) and documentation links count too.
            let used: String =
                text[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let Some(theirs) = rank(&used) else { continue };
            uses += 1;
            let line = text[..at].matches('\n').count() + 1;
            let doc = text[..at].rsplit('\n').next().unwrap().trim_start().starts_with("//");
            assert!(used == module || theirs < own || doc, "{}:{line}: {module} uses {used}", path.display());
        }
    }
    assert!(uses > 50, "the search finds the imports");
}

#[test]
fn the_platform_stays_in_sys() {
    for (path, text) in sources() {
        if path.starts_with("sys") {
            continue;
        }
        for word in ["target_os", "memmap2", "ctor::", "libc::mmap", "libc::madvise", "libc::syscall"] {
            let in_docs = |at: usize| text[..at].rsplit('\n').next().unwrap().trim_start().starts_with("//");
            for (at, _) in text.match_indices(word) {
                assert!(in_docs(at), "{} names {word}", path.display());
            }
        }
        if text.contains("asm!(") {
            assert!(path.starts_with("capi/cxx"), "{} has assembly", path.display());
        }
    }
}

#[test]
fn memmap2_is_used_in_one_file() {
    let users: Vec<_> =
        sources().into_iter().filter(|(_, text)| text.contains("memmap2::")).map(|(path, _)| path).collect();
    assert_eq!(users, [std::path::Path::new("sys/vm.rs")]);
}

#[test]
fn the_table_in_lib_rs_is_the_one_that_is_tested() {
    let lib = super::read("src/lib.rs");
    for (index, modules) in RANKS.iter().enumerate() {
        let row =
            lib.lines().find(|line| line.starts_with(&format!("//! | {index} |"))).expect("a row a rank");
        for module in *modules {
            assert!(row.contains(&format!("`{module}`")), "{row} lacks {module}");
        }
    }
}
