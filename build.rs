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

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

/// Raised only when the binary interface breaks.
const ABI: u32 = 0;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,liborthotope.so.{ABI}");
    println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete,-z,muldefs,--as-needed");
    start_quickly();

    let begin_unwind = panic_handler_symbol();
    let prefix = begin_unwind.trim_end_matches("17rust_begin_unwind");
    println!("cargo::rustc-env=ORTHOTOPE_SYM_PANIC={begin_unwind}");
    println!("cargo::rustc-env=ORTHOTOPE_SYM_ALLOC_ERROR={prefix}26___rust_alloc_error_handler");
}

/// What makes the library cheap to load.
///
/// The compiler's start files (crti, crtbeginS) register clones of transactional memory and run destructors of
/// C++ objects, neither of which we have: four symbols that the dynamic linker looks for in vain, and
/// two functions at load and exit.
///
/// Headers, constants and code are one segment: one mapping less to make and to take down. The kernel maps the
/// sixteen pages around one that is touched, so what starting runs lies together behind the headers, then constants and what every
/// program runs: two thirds of the library stay out of a process that does not allocate, a third out of most others ([`START`]). Segments begin on a page, and
/// what is relocated is on one: before it lie the descriptor and the thread cache that stand for none, whose addresses come last. GNU ld knows the first of this under another name, which LLD ignores;
/// LLD's options are given where the linker takes them.
fn start_quickly() {
    println!("cargo::rustc-cdylib-link-arg=-nostartfiles");
    println!("cargo::rustc-cdylib-link-arg=-Wl,-z,noseparate-code");
    let script = out("start.ld");
    fs::write(&script, START).expect("OUT_DIR is writable");
    // The first, which changes nothing, LLD alone knows: GNU ld may take the others, but not the script.
    let lld = format!(
        "-Wl,--pack-dyn-relocs=none,--no-rosegment,-z,separate-loadable-segments,-T,{}",
        script.display()
    );
    if linker_takes(&lld) {
        println!("cargo::rustc-cdylib-link-arg={lld}");
    }
}

/// What runs at load and what runs often, by the names of the sections that the compiler gives functions; and the two large objects behind
/// all small ones, so that what starting writes is on one page. `INSERT` leaves the rest of the layout to the linker.
/// LLD sorts the unwind table by unsigned distances from itself, so the table stands before all code. A pattern that
/// fits nothing costs up to 64 KiB of resident size, and no more.
const START: &str = "SECTIONS { .eh_frame_hdr : { *(.eh_frame_hdr) } .text.orthotope_start : {
    *(.text.startup .text.startup.*)
    *(.text.*9orthotope4heap7process7on_load* .text.*9orthotope4heap7process5start*)
    *(.text.*9orthotope4heap7process9meet_libc* .text.*9orthotope4heap7process14ask_for_tables*)
    *(.text.*9orthotope3sys6limits*address_space_share* .text.*9orthotope3sys6cgroup* .text.*9orthotope4util4text*4push*)
    *(.text.*4unix3imp15ARGV_INIT_ARRAY*)
} .rodata : { *(.rodata .rodata.*) } .text.orthotope_often : {
    *(.text.malloc .text.calloc .text.realloc .text.free .text.posix_memalign .text.*alloc .text._Zn* .text._Zd*)
    *(.text.*9orthotope4capi6family* .text.*9orthotope4capi3cxx* .text.*13keeps_promise*)
    *(.text.*9orthotope4heap5alloc* .text.*9orthotope4heap4free* .text.*9orthotope4heap5large*)
    *(.text.*9orthotope4heap7process* .text.*9orthotope4heap7realloc* .text.*9orthotope4heap6thread* .text.*9orthotope4span*)
    *(.text.*9orthotope7central* .text.*9orthotope9page_heap* .text.*9orthotope8page_map*)
    *(.text.*9orthotope4meta* .text.*9orthotope3sys2vm* .text.*9orthotope3sys5clock*)
} } INSERT AFTER .rela.dyn;
SECTIONS { .data.rel.ro : { *(.data.rel.ro.orthotope_span) *(.data.rel.ro.orthotope) *(.data.rel.ro .data.rel.ro.*) }
    .tdata : { *(.tdata .tdata.*) } .init_array : { *(.init_array .init_array.*) } } INSERT BEFORE .dynamic;
SECTIONS { .bss.orthotope_heap : { *(.bss.*9orthotope4heap7process4HEAP* .bss.*7process8DETACHED*) } } INSERT AFTER .bss;
";

/// Whether an empty library links with `argument`: options that a linker does not know make it fail.
fn linker_takes(argument: &str) -> bool {
    let mut link = compiler("linker", "cdylib");
    if let Some(linker) = env::var_os("RUSTC_LINKER") {
        let mut option = OsString::from("linker=");
        option.push(linker);
        link.arg("-C").arg(option);
    }
    // Flags may choose a linker too.
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    link.args(flags.split('\x1f').filter(|flag| !flag.is_empty()));
    link.arg("-C").arg(format!("link-arg={argument}")).output().is_ok_and(|output| output.status.success())
}

/// The mangled name under which this compiler calls the panic handler.
fn panic_handler_symbol() -> String {
    let status = compiler("handler", "lib").args(["--emit", "obj"]).status().expect("rustc runs");
    assert!(status.success(), "rustc could not compile three lines");
    let object = out("handler");
    let bytes = fs::read(&object).expect("rustc wrote the object");
    bytes
        .split(|&b| b == 0)
        .filter_map(|s| std::str::from_utf8(s).ok())
        // A section's name may end in the symbol's, and share its bytes.
        .find_map(|s| Some(&s[s.find("_R")?..]).filter(|s| s.ends_with("17rust_begin_unwind")))
        .expect("the object names the panic handler")
        .to_owned()
}

/// The compiler that builds us, about to make a crate of `kind` that is nothing but a panic handler.
fn compiler(name: &str, kind: &str) -> Command {
    let source = out(name).with_extension("rs");
    let text = "#![no_std]\n#[panic_handler]\nfn panic(_: &core::panic::PanicInfo) -> ! { loop {} }\n";
    fs::write(&source, text).expect("OUT_DIR is writable");
    let mut rustc = Command::new(env::var_os("RUSTC").expect("cargo sets RUSTC"));
    rustc
        .args(["--crate-type", kind, "--edition", "2021", "-C", "panic=abort", "--target"])
        .arg(env::var_os("TARGET").expect("cargo sets TARGET"))
        .arg("-o")
        .arg(out(name))
        .arg(source);
    rustc
}

fn out(name: &str) -> PathBuf {
    PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join(name)
}
