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
    // The pointer to `rust_eh_personality` by which unwind tables refer to it. Every object brings one, writable; the
    // linker keeps the first it sees (ours), and no page of initialised data is left for one word.
    ".pushsection .data.rel.ro.DW.ref.rust_eh_personality,\"awG\",@progbits,DW.ref.rust_eh_personality,comdat",
    ".hidden DW.ref.rust_eh_personality",
    ".weak DW.ref.rust_eh_personality",
    ".p2align 3",
    "DW.ref.rust_eh_personality: .quad rust_eh_personality",
    ".popsection",
    abort = sym abort,
);

extern "C" fn abort() -> ! {
    super::stderr::fatal(b"orthotope: internal error: a panic was reached\n")
}
