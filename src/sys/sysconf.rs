//! A `sysconf` of our own, hidden, for memmap2.
//!
//! memmap2 asks for the page size before it maps. In glibc that is a jump table in a part of libc that no
//! start of a program touches otherwise: two page faults and up to 128 KiB of resident size for a
//! number that the auxiliary vector has. The linker takes the first definition it sees (ours).

#[cfg(target_arch = "x86_64")]
macro_rules! jump {
    () => {
        "jmp {target}"
    };
}
#[cfg(target_arch = "aarch64")]
macro_rules! jump {
    () => {
        "b {target}"
    };
}

core::arch::global_asm!(
    ".pushsection .text.orthotope_sysconf,\"ax\",@progbits",
    ".globl sysconf",
    ".hidden sysconf",
    ".type sysconf,@function",
    "sysconf:",
    jump!(),
    ".size sysconf,.-sysconf",
    ".popsection",
    target = sym ask,
);

unsafe extern "C" {
    /// glibc's other name of `sysconf`.
    fn __sysconf(name: libc::c_int) -> libc::c_long;
}

extern "C" fn ask(name: libc::c_int) -> libc::c_long {
    if name == libc::_SC_PAGESIZE {
        return super::vm::system_page_size() as libc::c_long;
    }
    // SAFETY: takes any number.
    unsafe { __sysconf(name) }
}
