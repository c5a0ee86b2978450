//! What the machine has and what the process may use. Read at start-up, and when the process changes it.

use core::ffi::{c_int, c_uint};

/// Bytes of physical memory; 0 when unknown.
pub fn physical_memory() -> usize {
    // SAFETY: all-zero bytes are a `sysinfo`.
    let mut info: libc::sysinfo = unsafe { core::mem::zeroed() };
    // By its number: libc's function lies in a part of libc that nothing else touches at start.
    // SAFETY: `info` is live and writable. The call cannot fail; a sandbox that refuses it leaves zeros.
    crate::sys::errno::preserved(|| unsafe { libc::syscall(libc::SYS_sysinfo, &raw mut info) });
    (info.totalram as usize).saturating_mul(info.mem_unit as usize)
}

/// The most address space that a reservation may take: an eighth of a finite `RLIMIT_AS` (stacks, files
/// and other libraries need the rest), or of a finite `RLIMIT_MEMLOCK` above the usual 8 MiB in an
/// unprivileged process (it means to lock all of its memory). `usize::MAX` without such a limit.
pub fn address_space_share() -> usize {
    // Who the process was when it was executed, without asking the kernel again.
    // SAFETY: reads the auxiliary vector.
    let privileged = unsafe { libc::getauxval(libc::AT_EUID) } == 0;
    let locked = if privileged { usize::MAX } else { soft_limit(libc::RLIMIT_MEMLOCK) };
    let locked = if locked <= 8 << 20 { usize::MAX } else { locked };
    match soft_limit(libc::RLIMIT_AS).min(locked) {
        usize::MAX => usize::MAX,
        limit => limit / 8,
    }
}

/// `prlimit(2)` of the kernel: 0, or -1 and `errno`.
///
/// # Safety
/// * `new` is null or a limit; `old` is null or has room for one.
pub unsafe fn change(
    pid: libc::pid_t,
    resource: c_uint,
    new: *const libc::rlimit64,
    old: *mut libc::rlimit64,
) -> c_int {
    // SAFETY: the caller's bullet. libc's function is the same call; ours has its name.
    unsafe { libc::syscall(libc::SYS_prlimit64, pid, resource, new, old) as c_int }
}

/// This process, by the kernel's number.
pub fn process() -> libc::pid_t {
    // SAFETY: takes nothing, cannot fail.
    unsafe { libc::getpid() }
}

/// Whether `prlimit` means this process by `pid`: none, its number, or the calling thread's.
pub fn is_own(pid: libc::pid_t) -> bool {
    // SAFETY: takes nothing, cannot fail.
    pid == 0 || pid == process() || pid == unsafe { libc::syscall(libc::SYS_gettid) as libc::pid_t }
}

fn soft_limit(resource: libc::__rlimit_resource_t) -> usize {
    let mut limit = libc::rlimit { rlim_cur: libc::RLIM_INFINITY, rlim_max: libc::RLIM_INFINITY };
    // SAFETY: `limit` is live and writable.
    let asked = crate::sys::errno::preserved(|| unsafe { libc::getrlimit(resource, &raw mut limit) });
    if asked == 0 && limit.rlim_cur != libc::RLIM_INFINITY { limit.rlim_cur as usize } else { usize::MAX }
}
