//! One line on file descriptor 2, and the end of the process.

/// Write all of `bytes` to stderr; errors are ignored, there is nowhere to report them. By the call's number, since
/// libc's `write` is a cancellation point: a thread that is to be cancelled would end there, and not come to abort.
pub fn write(mut bytes: &[u8]) {
    while !bytes.is_empty() {
        // SAFETY: the pointer and length are those of a live slice.
        let n = unsafe { libc::syscall(libc::SYS_write, 2, bytes.as_ptr(), bytes.len()) };
        match usize::try_from(n) {
            Ok(n) if n > 0 => bytes = bytes.get(n..).unwrap_or(&[]),
            _ if super::errno::get() == libc::EINTR => {}
            _ => return,
        }
    }
}

/// Write `message` and abort the process.
pub fn fatal(message: &[u8]) -> ! {
    write(message);
    // SAFETY: `abort` has no preconditions; it does not return and does not allocate.
    unsafe { libc::abort() }
}
