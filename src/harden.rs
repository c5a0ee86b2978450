//! Misuse of the heap: one line that names call, pointer and fact, then the end of the process.

use crate::size_class::SizeClass;
use crate::sys::stderr;
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

fn end(line: &mut Line) -> ! {
    stderr::fatal(line.push(b"\n").as_bytes())
}

/// A small block that is free was freed, or otherwise used.
#[cold]
pub fn freed_small(call: Call, addr: usize, class: SizeClass) -> ! {
    let mut text = freed(call, addr);
    end(text.push(b" (").decimal(class.block_size()).push(b"-byte class)"))
}

/// A large block that is free was freed, or otherwise used.
#[cold]
pub fn freed_large(call: Call, addr: usize) -> ! {
    let mut text = freed(call, addr);
    end(text.push(b" (a large block)"))
}

/// A block of either sort was freed, or otherwise used, when all of its span was free.
#[cold]
pub fn freed_run(call: Call, addr: usize) -> ! {
    let mut text = freed(call, addr);
    end(text.push(b" (a block whose pages are free)"))
}

fn freed(call: Call, addr: usize) -> Line {
    let mut text = line(call);
    text.push(if call == Call::Free { b"double free of " } else { b"use of freed block " }).hex(addr);
    text
}

/// `addr` is no block; `fact` says what is known.
#[cold]
pub fn invalid_pointer(call: Call, addr: usize, fact: &str) -> ! {
    let mut text = line(call);
    end(text.push(b"invalid pointer ").hex(addr).push(b": ").push(fact.as_bytes()))
}

/// `addr` lies inside the block of `size` bytes at `block`.
#[cold]
pub fn interior_pointer(call: Call, addr: usize, block: usize, size: usize) -> ! {
    let mut text = line(call);
    text.push(b"invalid pointer ").hex(addr).push(b": it is inside the ").decimal(size);
    end(text.push(b"-byte block at ").hex(block))
}

/// The free list of a span leads out of it: somebody wrote into a free block.
#[cold]
pub fn damaged_link(call: Call, link: usize, class: SizeClass) -> ! {
    let mut text = line(call);
    text.push(b"damaged free list of the ").decimal(class.block_size());
    end(text.push(b"-byte class: a free block was written to, and links to ").hex(link))
}
