//! glibc's statistics and switches: `mallinfo`, `mallinfo2`, `mallopt`, `malloc_stats`, `malloc_info`.

use core::ffi::{c_char, c_int};
use core::fmt::Write;

use super::interpose::interpose;
use crate::heap::HeapStats;
use crate::heap::process::HEAP;
use crate::sys::{errno, stderr};
use crate::util::text::FixedText;

/// `mallinfo2(3)`: what the fields mean here is in `docs/compatibility.md`.
fn mallinfo2_of(stats: &HeapStats) -> libc::mallinfo2 {
    libc::mallinfo2 {
        arena: stats.small_spans,
        ordblks: 0,
        smblks: 0,
        hblks: stats.large_blocks,
        hblkhd: stats.live_large,
        usmblks: 0,
        fsmblks: 0,
        uordblks: stats.live,
        fordblks: stats.kept + stats.small_spans.saturating_sub(stats.live - stats.live_large),
        keepcost: stats.kept,
    }
}

fn mallinfo2_now() -> libc::mallinfo2 {
    mallinfo2_of(&HEAP.stats())
}

/// The same in `int`s; what does not fit is `INT_MAX`.
fn mallinfo_now() -> libc::mallinfo {
    let info = mallinfo2_now();
    let clamp = |n: usize| c_int::try_from(n).unwrap_or(c_int::MAX);
    libc::mallinfo {
        arena: clamp(info.arena),
        ordblks: clamp(info.ordblks),
        smblks: clamp(info.smblks),
        hblks: clamp(info.hblks),
        hblkhd: clamp(info.hblkhd),
        usmblks: clamp(info.usmblks),
        fsmblks: clamp(info.fsmblks),
        uordblks: clamp(info.uordblks),
        fordblks: clamp(info.fordblks),
        keepcost: clamp(info.keepcost),
    }
}

/// `mallopt(3)`: glibc's parameters are accepted (1) and change nothing: they tune an allocator that is not
/// here. Others are refused (0).
fn mallopt_accepts(parameter: c_int, _value: c_int) -> c_int {
    // M_MXFAST 1, and from M_TRIM_THRESHOLD -1 to M_ARENA_MAX -8.
    c_int::from(parameter == 1 || (-8..=-1).contains(&parameter))
}

fn malloc_stats_now() {
    let stats = HEAP.stats();
    let mut text = FixedText::<1024>::new();
    let rows: [(&[u8], usize); 9] = [
        (b"live blocks        ", stats.live),
        (b"  of it large      ", stats.live_large),
        (b"spans of small     ", stats.small_spans),
        (b"kept for reuse     ", stats.kept),
        (b"committed          ", stats.committed),
        (b"purged so far      ", stats.purged),
        (b"metadata           ", stats.metadata),
        (b"held               ", stats.held),
        (b"memory limit, or 0 ", stats.limit),
    ];
    text.push(b"orthotope ").push(env!("CARGO_PKG_VERSION").as_bytes()).push(b", bytes\n");
    for (name, value) in rows {
        text.push(name).decimal(value).push(b"\n");
    }
    text.push(b"threads            ").decimal(stats.threads).push(b"\n");
    errno::preserved(|| stderr::write(text.as_bytes()));
}

/// `malloc_info(3)`: `EINVAL` unless `options` is 0.
///
/// # Safety
/// * `stream` is an open stream.
unsafe fn malloc_info_to(options: c_int, stream: *mut libc::FILE) -> c_int {
    if options != 0 {
        return libc::EINVAL;
    }
    let stats = HEAP.stats();
    let mut text = FixedText::<1024>::new();
    // Writing into a FixedText cannot fail: what does not fit is cut off.
    let _ = write!(
        text,
        "<malloc version=\"1\">\n<allocator name=\"orthotope\" version=\"{}\"/>\n\
         <live bytes=\"{}\" large=\"{}\"/>\n<spans bytes=\"{}\"/>\n<kept bytes=\"{}\"/>\n\
         <system type=\"current\" size=\"{}\"/>\n<purged bytes=\"{}\"/>\n<metadata bytes=\"{}\"/>\n\
         <held bytes=\"{}\" limit=\"{}\"/>\n<threads count=\"{}\"/>\n</malloc>\n",
        env!("CARGO_PKG_VERSION"),
        stats.live,
        stats.live_large,
        stats.small_spans,
        stats.kept,
        stats.committed,
        stats.purged,
        stats.metadata,
        stats.held,
        stats.limit,
        stats.threads,
    );
    let bytes = text.as_bytes();
    // SAFETY: the caller's bullet; the buffer is live for the call.
    let written = unsafe { libc::fwrite(bytes.as_ptr().cast::<c_char>().cast(), 1, bytes.len(), stream) };
    if written == bytes.len() { 0 } else { -1 }
}

interpose! {
    /// `mallinfo2(3)`
    fn mallinfo2() -> libc::mallinfo2 = mallinfo2_now;
    /// `mallinfo(3)`
    fn mallinfo() -> libc::mallinfo = mallinfo_now;
    /// `mallopt(3)`
    fn mallopt(parameter: c_int, value: c_int) -> c_int = mallopt_accepts;
    /// `malloc_stats(3)`
    fn malloc_stats() = malloc_stats_now;
    /// `malloc_info(3)`
    fn malloc_info(options: c_int, stream: *mut libc::FILE) -> c_int = malloc_info_to;
}
