//! x86-64: `operator new` without a block.

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
        "push rbx",
        ".cfi_adjust_cfa_offset 8",
        ".cfi_rel_offset rbx, 0",
        "push r12",
        ".cfi_adjust_cfa_offset 8",
        ".cfi_rel_offset r12, 0",
        "sub rsp, 8",
        ".cfi_adjust_cfa_offset 8",
        "mov rbx, rdi",
        "mov r12, rsi",
        "2:",
        "mov rdi, rbx",
        "mov rsi, r12",
        "call {try_new}",
        "test rax, rax",
        "jne 3f",
        // No memory: the handler, if there is one, and again.
        "mov rax, qword ptr [rip + _ZSt15get_new_handlerv@GOTPCREL]",
        "test rax, rax",
        "je 4f",
        "call rax",
        "test rax, rax",
        "je 4f",
        "call rax",
        "jmp 2b",
        "3:",
        ".cfi_remember_state",
        "add rsp, 8",
        ".cfi_adjust_cfa_offset -8",
        "pop r12",
        ".cfi_adjust_cfa_offset -8",
        ".cfi_restore r12",
        "pop rbx",
        ".cfi_adjust_cfa_offset -8",
        ".cfi_restore rbx",
        "ret",
        "4:",
        ".cfi_restore_state",
        // libstdc++'s, else libc++'s; called, so that the unwinder sees this frame.
        "mov rax, qword ptr [rip + _ZSt17__throw_bad_allocv@GOTPCREL]",
        "test rax, rax",
        "jne 5f",
        "mov rax, qword ptr [rip + _ZNSt3__117__throw_bad_allocEv@GOTPCREL]",
        "test rax, rax",
        "je 6f",
        "5:",
        "call rax",
        "6:",
        "call {cannot_throw}",
        "ud2",
        ".cfi_endproc",
        try_new = sym super::try_new,
        cannot_throw = sym super::cannot_throw,
    )
}
