//! `include/orthotope.h` is what cbindgen makes of the sources.

use super::{read, root};

#[test]
fn the_header_is_up_to_date() {
    let config = cbindgen::Config::from_file(root().join("cbindgen.toml")).unwrap();
    let bindings = cbindgen::Builder::new()
        .with_config(config)
        .with_src(root().join("src/capi/extension.rs"))
        .generate()
        .expect("cbindgen reads the sources");
    let mut generated = Vec::new();
    bindings.write(&mut generated);
    let path = root().join("include/orthotope.h");
    if std::env::var_os("ORTHOTOPE_BLESS").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    assert_eq!(String::from_utf8(generated).unwrap(), read(path), "`make header` writes it anew");
}

#[test]
fn the_version_in_the_header_is_the_package_s() {
    let header = read("include/orthotope.h");
    let line = format!("#define ORTHOTOPE_VERSION \"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(header.contains(&line), "the header lacks {line}: see cbindgen.toml");
}
