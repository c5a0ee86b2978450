//! `docs/compatibility.md` has a row for every exported function, and every row a test.

use super::{read, root};

/// The cells of the table of functions.
fn rows(text: &str) -> Vec<Vec<&str>> {
    let table = text.split("## Functions").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap();
    let rows: Vec<_> = table
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| function "))
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect();
    assert!(rows.len() > 30, "the search finds the rows");
    rows
}

/// The `group/test` names in a text.
fn tests_named(text: &str) -> impl Iterator<Item = &str> {
    let groups = ["abuse/", "api/", "cxx/", "fork/", "header/", "preload/", "tensor/", "thread/"];
    text.split('`').skip(1).step_by(2).filter(move |word| groups.iter().any(|group| word.starts_with(group)))
}

#[test]
fn every_row_has_a_test() {
    for row in rows(&read("docs/compatibility.md")) {
        assert_eq!(row.len(), 4, "{row:?}");
        assert!(tests_named(row[3]).next().is_some(), "{}: no test", row[0]);
    }
}

#[test]
fn the_tests_that_are_named_exist() {
    for name in tests_named(&read("docs/compatibility.md")) {
        let exists = ["c", "cc"].iter().any(|end| root().join(format!("c-tests/{name}.{end}")).exists());
        assert!(exists, "docs/compatibility.md names c-tests/{name}");
    }
}

#[test]
fn every_exported_function_has_a_row() {
    let text = read("docs/compatibility.md");
    let first_cells: String = rows(&text).iter().map(|row| row[0]).collect();
    let map = read("scripts/pkg/liborthotope.map");
    let names: Vec<_> = map
        .split("global:")
        .nth(1)
        .and_then(|rest| rest.split("local:").next())
        .unwrap()
        .lines()
        .filter_map(|line| line.trim().strip_suffix(';'))
        .collect();
    assert!(names.len() > 50, "the search finds the names");
    for name in names {
        // The operators have a row each; what has our prefix does what the plain name does.
        let plain = match name {
            _ if name.starts_with("_Zn") => "operator new",
            _ if name.starts_with("_Zd") => "operator delete",
            "orthotope_stats" | "orthotope_version" | "orthotope_version_number" => name,
            _ => name.strip_prefix("orthotope_").unwrap_or(name),
        };
        let quoted = [format!("`{plain}`"), format!("`{plain}("), format!("`{plain} ")];
        assert!(quoted.iter().any(|q| first_cells.contains(q.as_str())), "{name} has no row");
    }
}
