//! What the machine has and what the process may use. Read once, at start-up.

/// Bytes of physical memory; 0 when unknown.
pub fn physical_memory() -> usize {
    // SAFETY: `sysconf` reads; both names are known to glibc and musl.
    let (pages, size) = unsafe { (libc::sysconf(libc::_SC_PHYS_PAGES), libc::sysconf(libc::_SC_PAGESIZE)) };
    usize::try_from(pages).unwrap_or(0).saturating_mul(usize::try_from(size).unwrap_or(0))
}

/// The most address space that a reservation may take: an eighth of a finite `RLIMIT_AS` (stacks, files
/// and other libraries need the rest), or of a finite `RLIMIT_MEMLOCK` above the usual 8 MiB in an
/// unprivileged process (it means to lock all of its memory). `usize::MAX` without such a limit.
pub fn address_space_share() -> usize {
    let space = soft_limit(libc::RLIMIT_AS);
    let locked = soft_limit(libc::RLIMIT_MEMLOCK);
    // SAFETY: `geteuid` cannot fail.
    let privileged = unsafe { libc::geteuid() } == 0;
    let locked = if privileged || locked <= 8 << 20 { usize::MAX } else { locked };
    match space.min(locked) {
        usize::MAX => usize::MAX,
        limit => limit / 8,
    }
}

fn soft_limit(resource: libc::__rlimit_resource_t) -> usize {
    let mut limit = libc::rlimit { rlim_cur: libc::RLIM_INFINITY, rlim_max: libc::RLIM_INFINITY };
    // SAFETY: `limit` is live and writable.
    let asked = crate::sys::errno::preserved(|| unsafe { libc::getrlimit(resource, &raw mut limit) });
    if asked == 0 && limit.rlim_cur != libc::RLIM_INFINITY { limit.rlim_cur as usize } else { usize::MAX }
}
