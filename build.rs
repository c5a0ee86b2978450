//! Link arguments of the shared library: its SONAME, and how the panic machinery of std stays out.
//!
//! memmap2 needs std, and std's panic handler would bring a symbolizer, an unwinder, thread-locals
//! and calls of malloc into the library: 4 MiB, libgcc_s, and a NEEDED more than a program pays for
//! today. `src/sys/no_unwind.rs` therefore defines the four symbols through which that machinery is
//! reached, hidden and aborting; the linker takes the first definition it sees (ours) and drops what
//! is then unreachable. Two of the symbols carry the compiler's own mangling, so their names are
//! asked of the compiler that builds us: it compiles a three-line crate with a panic handler, and
//! the name is read out of the object.

#![allow(clippy::expect_used, reason = "a build that cannot go on says so and stops")]

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

/// Raised only when the binary interface breaks.
const ABI: u32 = 0;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,liborthotope.so.{ABI}");
    println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete,-z,muldefs,--as-needed");

    let begin_unwind = panic_handler_symbol();
    let prefix = begin_unwind.trim_end_matches("17rust_begin_unwind");
    println!("cargo::rustc-env=ORTHOTOPE_SYM_PANIC={begin_unwind}");
    println!("cargo::rustc-env=ORTHOTOPE_SYM_ALLOC_ERROR={prefix}26___rust_alloc_error_handler");
}

/// The mangled name under which this compiler calls the panic handler.
fn panic_handler_symbol() -> String {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let (source, object) = (out.join("handler.rs"), out.join("handler.o"));
    let text = "#![no_std]\n#[panic_handler]\nfn panic(_: &core::panic::PanicInfo) -> ! { loop {} }\n";
    fs::write(&source, text).expect("OUT_DIR is writable");
    let status = Command::new(env::var_os("RUSTC").expect("cargo sets RUSTC"))
        .args(["--crate-type", "lib", "--edition", "2021", "-C", "panic=abort", "--emit", "obj"])
        .args(["--target", &env::var("TARGET").expect("cargo sets TARGET"), "-o"])
        .arg(&object)
        .arg(&source)
        .status()
        .expect("rustc runs");
    assert!(status.success(), "rustc could not compile {}", source.display());
    let bytes = fs::read(&object).expect("rustc wrote the object");
    bytes
        .split(|&b| b == 0)
        .filter_map(|s| std::str::from_utf8(s).ok())
        // A section's name may end in the symbol's, and share its bytes.
        .find_map(|s| Some(&s[s.find("_R")?..]).filter(|s| s.ends_with("17rust_begin_unwind")))
        .expect("the object names the panic handler")
        .to_owned()
}
