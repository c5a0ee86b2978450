//! Misuse of the heap: one line that names call, pointer and fact, then the end of the process; with
//! `ORTHOTOPE_ON_MISUSE=report` the line alone, and the call does nothing.

use crate::size_class::SizeClass;
use crate::sync::{AtomicBool, AtomicUsize, Ordering};
use crate::sys::{errno, stderr};
use crate::util::text::FixedText;

/// The C function that was misused, or in which a fault was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Call {
    /// `malloc` and whatever else hands out blocks.
    Malloc,
    /// `free`, `delete` and their like.
    Free,
    /// `realloc` and its like.
    Realloc,
    /// `malloc_usable_size`.
    UsableSize,
}

impl Call {
    fn name(self) -> &'static [u8] {
        match self {
            Self::Malloc => b"malloc()",
            Self::Free => b"free()",
            Self::Realloc => b"realloc()",
            Self::UsableSize => b"malloc_usable_size()",
        }
    }
}

type Line = FixedText<256>;

fn line(call: Call) -> Line {
    let mut line = Line::new();
    line.push(b"orthotope: ").push(call.name()).push(b": ");
    line
}

/// Whether the program goes on after a report.
static GOES_ON: AtomicBool = AtomicBool::new(false);
/// The pointer that was reported last.
static REPORTED: AtomicUsize = AtomicUsize::new(0);

/// From now on the program goes on after a report.
pub fn only_report() {
    GOES_ON.store(true, Ordering::Relaxed);
}

/// Whether `addr` is the pointer that was reported last: what failed with it did so for that.
pub fn was_reported(addr: usize) -> bool {
    addr == REPORTED.load(Ordering::Relaxed)
}

fn end(line: &mut Line, addr: usize) {
    end_after(line, addr, || ());
}

/// The same, with `more` to be written behind the line.
fn end_after(line: &mut Line, addr: usize, more: impl FnOnce()) {
    line.push(b"\n");
    errno::preserved(|| {
        stderr::write(line.as_bytes());
        more();
    });
    if !GOES_ON.load(Ordering::Relaxed) {
        stderr::fatal(b"");
    }
    REPORTED.store(addr, Ordering::Relaxed);
}

/// A small block that is free was freed, or otherwise used.
#[cold]
pub fn freed_small(call: Call, addr: usize, class: SizeClass) {
    let mut text = freed(call, addr);
    end(text.push(b" (").decimal(class.block_size()).push(b"-byte class)"), addr);
}

/// A large block that is free was freed, or otherwise used.
#[cold]
pub fn freed_large(call: Call, addr: usize) {
    let mut text = freed(call, addr);
    end(text.push(b" (a large block)"), addr);
}

/// A block of either sort was freed, or otherwise used, when all of its span was free.
#[cold]
pub fn freed_run(call: Call, addr: usize) {
    let mut text = freed(call, addr);
    end(text.push(b" (a block whose pages are free)"), addr);
}

fn freed(call: Call, addr: usize) -> Line {
    let mut text = line(call);
    text.push(if call == Call::Free { b"double free of " } else { b"use of freed block " }).hex(addr);
    text
}

/// `addr` is no block; `fact` says what is known.
#[cold]
pub fn invalid_pointer(call: Call, addr: usize, fact: &str) {
    let mut text = line(call);
    end(text.push(b"invalid pointer ").hex(addr).push(b": ").push(fact.as_bytes()), addr);
}

/// `addr` lies inside the block of `size` bytes at `block`.
#[cold]
pub fn interior_pointer(call: Call, addr: usize, block: usize, size: usize) {
    end(&mut interior_line(call, addr, block, size), addr);
}

fn interior_line(call: Call, addr: usize, block: usize, size: usize) -> Line {
    let mut text = line(call);
    text.push(b"invalid pointer ").hex(addr).push(b": it is inside the ").decimal(size);
    text.push(b"-byte block at ").hex(block);
    text
}

/// Somebody wrote behind the `size` bytes of the block at `addr`.
#[cold]
pub fn overflow(call: Call, addr: usize, size: usize) {
    end(&mut overflow_line(call, addr, size), addr);
}

fn overflow_line(call: Call, addr: usize, size: usize) -> Line {
    let mut text = line(call);
    text.push(b"overflow of ").hex(addr).push(b": written behind its ").decimal(size).push(b" bytes");
    text
}

/// What was done to a sampled block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Misuse {
    /// It was freed, or otherwise used, when it was free.
    Freed,
    /// An address that is not its first was freed, or otherwise used.
    Inside,
    /// Written behind it.
    Overflow,
}

/// The sampled block of `size` bytes at `block` was misused by a call with `addr`; `more` writes what is known of it.
#[cold]
pub fn sampled(call: Call, what: Misuse, addr: usize, block: usize, size: usize, more: impl FnOnce()) {
    let mut text = match what {
        Misuse::Freed => freed(call, addr),
        Misuse::Inside => interior_line(call, addr, block, size),
        Misuse::Overflow => overflow_line(call, addr, size),
    };
    if what == Misuse::Freed {
        text.push(b" (").decimal(size).push(b" bytes, sampled)");
    }
    end_after(&mut text, addr, more);
}

/// Somebody wrote into the block at `addr` while it was free.
#[cold]
pub fn written_after_free(call: Call, addr: usize) {
    let mut text = line(call);
    end(text.push(b"write after free to ").hex(addr), addr);
}

/// The block at `addr` was asked for with `was`, and is freed with `now`: `what` says what that is.
#[cold]
pub fn broken_promise(addr: usize, what: &str, was: usize, now: usize) {
    let mut text = line(Call::Free);
    text.push(b"wrong ").push(what.as_bytes()).push(b" for ").hex(addr).push(b": ").decimal(now);
    end(text.push(b", allocated with ").decimal(was), addr);
}

/// The free list of a span leads out of it: somebody wrote into a free block. The heap is not whole then: always the end.
#[cold]
pub fn damaged_link(call: Call, link: usize, class: SizeClass) -> ! {
    let mut text = line(call);
    text.push(b"damaged free list of the ").decimal(class.block_size());
    text.push(b"-byte class: a free block was written to, and links to ").hex(link).push(b"\n");
    stderr::fatal(text.as_bytes())
}
