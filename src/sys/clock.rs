//! Time for decisions that can be a few milliseconds late.

/// Microseconds of the monotonic clock, exact.
pub fn now_microseconds() -> u64 {
    let ts = read(libc::CLOCK_MONOTONIC);
    ts.tv_sec as u64 * 1_000_000 + ts.tv_nsec as u64 / 1000
}

/// Milliseconds of the monotonic clock at tick resolution (1-4 ms). Answered by the vDSO.
pub fn now_ms() -> u64 {
    let ts = read(libc::CLOCK_MONOTONIC_COARSE);
    ts.tv_sec as u64 * 1000 + ts.tv_nsec as u64 / 1_000_000
}

fn read(clock: libc::clockid_t) -> libc::timespec {
    let mut ts = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    if cfg!(loom) {
        // The same run of a model must take the same time again.
        return ts;
    }
    // SAFETY: `ts` is a live, writable timespec; the call cannot fail for the clocks above.
    unsafe { libc::clock_gettime(clock, &raw mut ts) };
    ts
}
