//! The environment and the program's name, read without allocation and before libc has started.

use core::ffi::{CStr, c_char};

unsafe extern "C" {
    static environ: *const *const c_char;
}

/// True when the process gained privileges by being executed: its environment is not to be trusted.
pub fn is_secure() -> bool {
    // SAFETY: reads the auxiliary vector.
    unsafe { libc::getauxval(libc::AT_SECURE) != 0 }
}

/// The value of `name`, or `None` when it is not set or the environment is not to be trusted.
pub fn get(name: &[u8]) -> Option<&'static [u8]> {
    let mut entry = start()?;
    loop {
        // SAFETY: the environment is a null-terminated array of C strings; we are inside it.
        let text = unsafe { (*entry).as_ref() }?;
        // SAFETY: the entry is a C string.
        if let Some(value) = unsafe { value_of(text, name) } {
            return (!is_secure()).then_some(value);
        }
        // SAFETY: the entry was not the terminator.
        entry = unsafe { entry.add(1) };
    }
}

/// What follows `name` and `=` in `text`, if they are what it starts with. Byte by byte, since most entries
/// differ in the first, and measuring each for each name would be most of what reading the settings costs.
///
/// # Safety
/// * `text` is the first character of a C string.
unsafe fn value_of(text: &'static c_char, name: &[u8]) -> Option<&'static [u8]> {
    let text = core::ptr::from_ref(text);
    for (at, &byte) in name.iter().chain(b"=").enumerate() {
        // SAFETY: the bytes before were those of the name, so none of them ended the string.
        if unsafe { *text.add(at) } as u8 != byte {
            return None;
        }
    }
    // SAFETY: behind the name and the `=`, at the terminator at the latest.
    Some(unsafe { CStr::from_ptr(text.add(name.len() + 1)) }.to_bytes())
}

/// The environment, also before libc has set `environ`: then from the initial stack.
fn start() -> Option<*const *const c_char> {
    // SAFETY: libc's variable; nobody writes it while the first allocation runs.
    let env = unsafe { environ };
    if !env.is_null() {
        return Some(env);
    }
    let stack = initial_stack()?;
    // SAFETY: the initial stack holds argc, argv, a null, the environment (System V ABI).
    unsafe {
        let argc = *stack;
        Some(stack.add(argc + 2).cast())
    }
}

/// Where the kernel put `argc`, when the dynamic linker says so.
fn initial_stack() -> Option<*const usize> {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        let slot: *const *const usize;
        #[cfg(target_arch = "x86_64")]
        // SAFETY: reads one GOT entry, null when the dynamic linker does not have the symbol.
        unsafe {
            core::arch::asm!(
                ".weak __libc_stack_end",
                "mov {0}, qword ptr [rip + __libc_stack_end@GOTPCREL]",
                out(reg) slot,
                options(pure, readonly, nostack, preserves_flags),
            );
        }
        #[cfg(target_arch = "aarch64")]
        // SAFETY: reads one GOT entry, null when the dynamic linker does not have the symbol.
        unsafe {
            core::arch::asm!(
                ".weak __libc_stack_end",
                "adrp {0}, :got:__libc_stack_end",
                "ldr {0}, [{0}, :got_lo12:__libc_stack_end]",
                out(reg) slot,
                options(pure, readonly, nostack, preserves_flags),
            );
        }
        // SAFETY: a variable of the dynamic linker, set before any library is relocated.
        (!slot.is_null()).then(|| unsafe { *slot }).filter(|stack| !stack.is_null())
    }
    #[cfg(not(all(target_os = "linux", target_env = "gnu")))]
    None
}

/// The last part of the path under which the program was executed.
pub fn program_name() -> &'static [u8] {
    // SAFETY: AT_EXECFN is a C string that lives as long as the process, or absent (0).
    let path = unsafe {
        match libc::getauxval(libc::AT_EXECFN) {
            0 => return b"",
            address => CStr::from_ptr(core::ptr::with_exposed_provenance(address as usize)).to_bytes(),
        }
    };
    path.rsplit(|&b| b == b'/').next().unwrap_or(path)
}
