//! What the documents name exists.

use std::fs;

use super::{read, root};

/// Every document, by its path in the tree.
fn documents() -> Vec<String> {
    let mut found = Vec::new();
    for folder in ["", "docs/"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.ends_with(".md") {
                found.push(format!("{folder}{name}"));
            }
        }
    }
    assert!(found.len() > 6, "the search finds the documents");
    found
}

/// Words in backquotes of a document.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn make_targets_in_the_documents_exist() {
    let makefile = read("Makefile");
    let mut seen = 0;
    for document in documents() {
        let text = read(&document);
        let blocks = text.split("```").skip(1).step_by(2).flat_map(str::lines);
        for command in quoted(&text).chain(blocks) {
            let command = command.split('#').next().unwrap().trim();
            let Some(target) = command.strip_prefix("make ") else { continue };
            let target = target.split_whitespace().next().unwrap();
            seen += 1;
            assert!(makefile.contains(&format!("\n{target}:")), "{document}: `make {target}` is no target");
        }
    }
    assert!(seen > 3, "the search finds the commands");
}

#[test]
fn files_that_the_documents_name_exist() {
    for document in documents() {
        for name in quoted(&read(&document)) {
            let path = name.split([' ', '#']).next().unwrap();
            let ours = ["src/", "docs/", "scripts/", "c-tests/", "tests/", "include/", "benches/"];
            if ours.iter().any(|dir| path.starts_with(dir)) && !path.contains(['*', '<', '…']) {
                assert!(root().join(path).exists(), "{document} names {path}");
            }
        }
    }
}
