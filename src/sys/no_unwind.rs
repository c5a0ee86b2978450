//! Keeps std's panic and unwind machinery out of the shared library (see build.rs).
//!
//! Nothing in the allocator panics, and nothing may unwind out of it. The four symbols below are the
//! only ways into that machinery; each traps. They are hidden, so no program sees them.

#[cfg(target_arch = "x86_64")]
macro_rules! trap {
    () => {
        "jmp {abort}"
    };
}
#[cfg(target_arch = "aarch64")]
macro_rules! trap {
    () => {
        "b {abort}"
    };
}

core::arch::global_asm!(
    ".pushsection .text.orthotope_no_unwind,\"ax\",@progbits",
    concat!(".globl ", env!("ORTHOTOPE_SYM_PANIC")),
    concat!(".hidden ", env!("ORTHOTOPE_SYM_PANIC")),
    concat!(env!("ORTHOTOPE_SYM_PANIC"), ":"),
    concat!(".globl ", env!("ORTHOTOPE_SYM_ALLOC_ERROR")),
    concat!(".hidden ", env!("ORTHOTOPE_SYM_ALLOC_ERROR")),
    concat!(env!("ORTHOTOPE_SYM_ALLOC_ERROR"), ":"),
    ".globl rust_eh_personality",
    ".hidden rust_eh_personality",
    "rust_eh_personality:",
    ".globl _Unwind_Resume",
    ".hidden _Unwind_Resume",
    "_Unwind_Resume:",
    trap!(),
    ".popsection",
    abort = sym abort,
);

extern "C" fn abort() -> ! {
    super::stderr::fatal(b"orthotope: internal error: a panic was reached\n")
}
