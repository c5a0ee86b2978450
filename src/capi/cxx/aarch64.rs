//! aarch64: `operator new` without a block. Written from the ABI; untested so far.

use core::ffi::c_void;

core::arch::global_asm!(
    ".weak _ZSt15get_new_handlerv",
    ".weak _ZSt17__throw_bad_allocv",
    ".weak _ZNSt3__117__throw_bad_allocEv",
);

/// `size` bytes at a multiple of `align`, or what C++ prescribes when there are none.
///
/// # Safety
/// * Called in tail position, so that no Rust frame is on the stack when a handler or `bad_alloc` is thrown.
#[unsafe(naked)]
pub unsafe extern "C" fn new_slow(size: usize, align: usize) -> *mut c_void {
    core::arch::naked_asm!(
        ".cfi_startproc",
        "stp x29, x30, [sp, #-32]!",
        ".cfi_def_cfa_offset 32",
        ".cfi_offset x29, -32",
        ".cfi_offset x30, -24",
        "stp x19, x20, [sp, #16]",
        ".cfi_offset x19, -16",
        ".cfi_offset x20, -8",
        "mov x29, sp",
        "mov x19, x0",
        "mov x20, x1",
        "2:",
        "mov x0, x19",
        "mov x1, x20",
        "bl {try_new}",
        "cbnz x0, 3f",
        "adrp x8, :got:_ZSt15get_new_handlerv",
        "ldr x8, [x8, :got_lo12:_ZSt15get_new_handlerv]",
        "cbz x8, 4f",
        "blr x8",
        "cbz x0, 4f",
        "blr x0",
        "b 2b",
        "3:",
        ".cfi_remember_state",
        "ldp x19, x20, [sp, #16]",
        "ldp x29, x30, [sp], #32",
        ".cfi_def_cfa_offset 0",
        "ret",
        "4:",
        ".cfi_restore_state",
        "adrp x8, :got:_ZSt17__throw_bad_allocv",
        "ldr x8, [x8, :got_lo12:_ZSt17__throw_bad_allocv]",
        "cbnz x8, 5f",
        "adrp x8, :got:_ZNSt3__117__throw_bad_allocEv",
        "ldr x8, [x8, :got_lo12:_ZNSt3__117__throw_bad_allocEv]",
        "cbz x8, 6f",
        "5:",
        "blr x8",
        "6:",
        "bl {cannot_throw}",
        "brk #1",
        ".cfi_endproc",
        try_new = sym super::try_new,
        cannot_throw = sym super::cannot_throw,
    )
}
