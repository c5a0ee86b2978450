//! libc's own malloc family: for blocks that came from there, and for processes in which we are off.
//!
//! glibc keeps `__libc_malloc` and its siblings for this purpose; they are bound weakly, so there is no
//! `dlsym` (which may allocate) on any path that an early caller takes. Where libc does not have
//! one, its function here is `None`.

use core::ffi::{CStr, c_void};

use crate::sync::{AtomicBool, AtomicPtr, Ordering};

/// `malloc`-shaped.
pub type Alloc = unsafe extern "C" fn(usize) -> *mut c_void;
/// `calloc`- and `memalign`-shaped.
pub type Alloc2 = unsafe extern "C" fn(usize, usize) -> *mut c_void;
/// `realloc`-shaped.
pub type Realloc = unsafe extern "C" fn(*mut c_void, usize) -> *mut c_void;
/// `free`-shaped.
pub type Free = unsafe extern "C" fn(*mut c_void);

macro_rules! weak {
    ($($(#[$doc:meta])* $name:ident: $type:ty = $symbol:literal;)*) => {$(
        $(#[$doc])*
        pub fn $name() -> Option<$type> {
            let address: usize;
            #[cfg(target_arch = "x86_64")]
            // SAFETY: reads one GOT entry, 0 when no library defines the symbol.
            unsafe {
                core::arch::asm!(
                    concat!(".weak ", $symbol),
                    concat!("mov {0}, qword ptr [rip + ", $symbol, "@GOTPCREL]"),
                    out(reg) address,
                    options(pure, readonly, nostack, preserves_flags),
                );
            }
            #[cfg(target_arch = "aarch64")]
            // SAFETY: reads one GOT entry, 0 when no library defines the symbol.
            unsafe {
                core::arch::asm!(
                    concat!(".weak ", $symbol),
                    concat!("adrp {0}, :got:", $symbol),
                    concat!("ldr {0}, [{0}, :got_lo12:", $symbol, "]"),
                    out(reg) address,
                    options(pure, readonly, nostack, preserves_flags),
                );
            }
            // SAFETY: a function of that shape, by its documented name, or null, which is `None`.
            unsafe { core::mem::transmute::<usize, Option<$type>>(address) }
        }
    )*};
}

weak! {
    /// libc's `malloc`.
    malloc: Alloc = "__libc_malloc";
    /// libc's `calloc(count, size)`.
    calloc: Alloc2 = "__libc_calloc";
    /// libc's `memalign(align, size)`.
    memalign: Alloc2 = "__libc_memalign";
    /// libc's `realloc`.
    realloc: Realloc = "__libc_realloc";
    /// libc's `free`.
    free: Free = "__libc_free";
}

/// The next definition of `name` behind ours, or null. May allocate (through us).
pub fn next(name: &CStr) -> *mut c_void {
    // SAFETY: `name` is a C string; RTLD_NEXT searches behind the library that this code is in.
    crate::sys::errno::preserved(|| unsafe { libc::dlsym(libc::RTLD_NEXT, name.as_ptr()) })
}

/// libc's `malloc_usable_size(block)`; 0 when there is none.
///
/// # Safety
/// * `block` is a live block of libc's.
pub unsafe fn usable_size(block: *mut c_void) -> usize {
    static FOUND: AtomicPtr<c_void> = AtomicPtr::new(core::ptr::null_mut());
    let mut found = FOUND.load(Ordering::Relaxed);
    if found.is_null() {
        found = next(c"malloc_usable_size");
        FOUND.store(found, Ordering::Relaxed);
    }
    if found.is_null() {
        return 0;
    }
    // SAFETY: a function of that shape, by its documented name; the block is the caller's bullet.
    unsafe { core::mem::transmute::<*mut c_void, unsafe extern "C" fn(*mut c_void) -> usize>(found)(block) }
}

/// Whether libc's own malloc has ever handed out memory in this process. When it never has, no block can
/// be libc's. Unknown counts as yes.
pub fn has_allocated() -> bool {
    // Once it has, it has; asking walks libc's whole heap.
    static KNOWN: AtomicBool = AtomicBool::new(false);
    if !KNOWN.load(Ordering::Relaxed) {
        KNOWN.store(ask_whether_allocated(), Ordering::Relaxed);
    }
    KNOWN.load(Ordering::Relaxed)
}

fn ask_whether_allocated() -> bool {
    let found = next(c"mallinfo2");
    if !found.is_null() {
        // SAFETY: a function of that shape, by its documented name.
        let info = unsafe {
            core::mem::transmute::<*mut c_void, unsafe extern "C" fn() -> libc::mallinfo2>(found)()
        };
        return info.arena != 0 || info.hblkhd != 0;
    }
    // Before glibc 2.33, the same in shorter numbers.
    let found = next(c"mallinfo");
    if found.is_null() {
        return true;
    }
    // SAFETY: a function of that shape, by its documented name.
    let info =
        unsafe { core::mem::transmute::<*mut c_void, unsafe extern "C" fn() -> libc::mallinfo>(found)() };
    info.arena != 0 || info.hblkhd != 0
}
