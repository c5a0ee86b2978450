//! `docs/configuration.md` lists what the table in `src/config.rs` defines.

use super::{read, root};

#[test]
fn the_table_of_settings_is_the_one_that_is_parsed() {
    let rows: String = orthotope::settings()
        .map(|key| format!("| `{}` | {} | {} | {} |\n", key.name, key.values, key.default, key.doc))
        .collect();
    let path = root().join("docs/configuration.md");
    let text = read(&path);
    let head = "| variable | value | default | what it does |\n|---|---|---|---|\n";
    let (before, rest) = text.split_once(head).expect("docs/configuration.md has the table");
    let after = rest.find("\n\n").map_or("", |end| &rest[end + 1..]);
    let wanted = format!("{before}{head}{rows}{after}");
    if std::env::var_os("ORTHOTOPE_BLESS").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    assert_eq!(wanted, read(&path), "`make header` writes it anew");
}
