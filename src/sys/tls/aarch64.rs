//! aarch64: `tpidr_el0`-relative, offset from the GOT. Written from the ABI; untested so far.

/// Defines `get()` and `set()` for a thread-local pointer named by the linker symbol `$symbol`, which
/// every thread finds initialised to the address of `$initial`.
macro_rules! tls_pointer {
    ($symbol:literal, $type:ty, $initial:path) => {
        core::arch::global_asm!(
            concat!(".pushsection .tdata.", $symbol, ",\"awT\",@progbits"),
            ".p2align 3",
            concat!(".globl ", $symbol),
            concat!(".hidden ", $symbol),
            concat!(".type ", $symbol, ",%object"),
            concat!(".size ", $symbol, ",8"),
            concat!($symbol, ": .quad {initial}"),
            ".popsection",
            initial = sym $initial,
        );

        /// The address of the calling thread's word.
        #[inline(always)]
        fn word() -> *mut *const $type {
            let address: *mut *const $type;
            // SAFETY: reads our GOT entry and the thread register; see x86_64.rs for initial-exec.
            unsafe {
                core::arch::asm!(
                    concat!("adrp {0}, :gottprel:", $symbol),
                    concat!("ldr {0}, [{0}, :gottprel_lo12:", $symbol, "]"),
                    "mrs {1}, tpidr_el0",
                    "add {0}, {0}, {1}",
                    out(reg) address,
                    out(reg) _,
                    options(pure, readonly, nostack, preserves_flags),
                );
            }
            address
        }

        /// The calling thread's pointer; never null.
        #[inline(always)]
        pub fn get() -> *const $type {
            // SAFETY: the word is this thread's own and always holds a pointer.
            unsafe { *word() }
        }

        /// Change the calling thread's pointer.
        pub fn set(value: *const $type) {
            // SAFETY: as in `get`.
            unsafe { *word() = value }
        }
    };
}

/// A number that tells this thread from every other that lives: its thread register.
#[inline(always)]
pub(crate) fn thread_pointer() -> usize {
    let value: usize;
    // SAFETY: reading the thread register has no effect.
    unsafe {
        core::arch::asm!("mrs {0}, tpidr_el0", out(reg) value, options(pure, nomem, nostack, preserves_flags));
    }
    value
}

pub(crate) use tls_pointer;
