//! x86-64: `%fs`-relative, offset from the GOT.

/// Defines `get()` and `set()` for a thread-local pointer named by the linker symbol `$symbol`, which
/// every thread finds initialised to the address of `$initial`.
macro_rules! tls_pointer {
    ($symbol:literal, $type:ty, $initial:path) => {
        core::arch::global_asm!(
            concat!(".pushsection .tdata.", $symbol, ",\"awT\",@progbits"),
            ".p2align 3",
            concat!(".globl ", $symbol),
            concat!(".hidden ", $symbol),
            concat!(".type ", $symbol, ",@object"),
            concat!(".size ", $symbol, ",8"),
            concat!($symbol, ": .quad {initial}"),
            ".popsection",
            initial = sym $initial,
        );

        /// The calling thread's pointer; never null.
        #[inline(always)]
        pub fn get() -> *const $type {
            let value: *const $type;
            // SAFETY: reads our GOT entry and our own TLS word. Initial-exec is valid: the library has
            // DF_STATIC_TLS, so the loader placed the word in the static block or refused to load us.
            unsafe {
                core::arch::asm!(
                    concat!("mov {0}, qword ptr [rip + ", $symbol, "@GOTTPOFF]"),
                    "mov {0}, qword ptr fs:[{0}]",
                    out(reg) value,
                    options(pure, readonly, nostack, preserves_flags),
                );
            }
            value
        }

        /// Change the calling thread's pointer.
        pub fn set(value: *const $type) {
            // SAFETY: as in `get`; the word belongs to this thread alone.
            unsafe {
                core::arch::asm!(
                    concat!("mov {0}, qword ptr [rip + ", $symbol, "@GOTTPOFF]"),
                    "mov qword ptr fs:[{0}], {1}",
                    out(reg) _,
                    in(reg) value,
                    options(nostack, preserves_flags),
                );
            }
        }
    };
}

/// A number that tells this thread from every other that lives: the address of its control block.
#[inline(always)]
pub(crate) fn thread_pointer() -> usize {
    let value: usize;
    // SAFETY: the ABI keeps the thread's own address at %fs:0, and it never changes.
    unsafe {
        core::arch::asm!("mov {0}, qword ptr fs:[0]", out(reg) value, options(pure, nomem, nostack, preserves_flags));
    }
    value
}

pub(crate) use tls_pointer;
