//! What is said of a sampled block: where it was misused, and by which calls it came to be.
#![forbid(unsafe_code)]

use super::Sampled;
use super::slot::{Slot, State};
use crate::sys::fault::Fault;
use crate::sys::stderr;
use crate::sys::tls::thread_pointer;
use crate::sys::unwind::{Frames, place_of};
use crate::util::text::FixedText;

type Line = FixedText<512>;

fn line(indent: &[u8]) -> Line {
    let mut line = Line::new();
    line.push(b"orthotope: ").push(indent);
    line
}

fn write(mut line: Line) {
    stderr::write(line.push(b"\n").as_bytes());
}

/// A line a call, the latest first.
fn write_stack(what: &[u8], thread: usize, frames: Frames) {
    let mut title = line(b"  ");
    title.push(what).push(b" by thread ").hex(thread).push(b":");
    write(title);
    for frame in frames.into_iter().take_while(|&frame| frame != 0) {
        let mut text = line(b"    ");
        match place_of(frame) {
            Some(place) => text.push(place.file).push(b"+").hex(place.offset),
            None => text.hex(frame),
        };
        write(text);
    }
}

/// The stacks of a block's allocation and, if it is free, of its free.
pub fn write_stacks(slot: &Slot) {
    let (thread, frames) = slot.allocated.get();
    write_stack(b"allocated", thread, frames);
    if slot.state() == State::Freed {
        let (thread, frames) = slot.freed.get();
        write_stack(b"freed", thread, frames);
    }
}

impl Sampled {
    /// Say what a fault in the pool was; nothing of one elsewhere.
    pub fn explain(&self, fault: &Fault) {
        let Some(pool) = self.pool() else { return };
        if !pool.span.contains(fault.addr) {
            return;
        }
        let access: &[u8] = match fault.write {
            Some(true) => b"write",
            Some(false) => b"read",
            None => b"access",
        };
        let mut text = line(b"");
        let slot = pool.nearest(fault.addr).map(|(_, slot)| slot);
        match slot {
            Some(slot) => describe(&mut text, access, fault.addr, slot),
            None => {
                text.push(b"wild ").push(access).push(b" at ").hex(fault.addr);
            }
        }
        write(text);
        write_stack(access, thread_pointer(), pool.rules.stack_of(fault.registers));
        slot.into_iter().for_each(write_stacks);
    }
}

/// The line about an access at `addr`, by which the slot's block was most likely meant.
fn describe(text: &mut Line, access: &[u8], addr: usize, slot: &Slot) {
    let (block, size) = (slot.addr(), slot.asked().size);
    let is_free = slot.state() == State::Freed;
    let (what, distance, side): (&[u8], usize, &[u8]) = if addr < block {
        (b"underflow", block - addr, b" bytes before the ")
    } else if addr >= block + size {
        (b"overflow", addr - block - size, b" bytes behind the ")
    } else {
        (b"use", addr - block, b" bytes into the ")
    };
    text.push(if is_free { b"use after free" } else { what });
    text.push(b", a ").push(access).push(b" at ").hex(addr).push(b": ").decimal(distance).push(side);
    text.decimal(size).push(b"-byte block at ").hex(block);
    if is_free {
        text.push(b", freed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hardened::Asked;
    use crate::sys::unwind::Rules;
    use std::string::String;

    /// What is said of an access `offset` bytes from the start of a block of 64 bytes.
    fn said(offset: isize, free: bool) -> String {
        // Zero bytes are an unused slot; this one is made the long way.
        let (slot, rules) = (Slot::unused(), Rules::new());
        slot.begin(0x1000, Asked { size: 64, align: 16 }, &rules);
        assert!(!free || slot.end(&rules));
        let mut text = line(b"");
        describe(&mut text, b"read", 0x1000_usize.wrapping_add_signed(offset), &slot);
        String::from_utf8_lossy(text.as_bytes()).into_owned()
    }

    #[test]
    fn the_line_says_where_the_access_was() {
        let block = "the 64-byte block at 0x1000";
        for (offset, free, wanted) in [
            (64, false, "overflow, a read at 0x1040: 0 bytes behind "),
            (-1, false, "underflow, a read at 0xfff: 1 bytes before "),
            (3, true, "use after free, a read at 0x1003: 3 bytes into "),
            (70, true, "use after free, a read at 0x1046: 6 bytes behind "),
        ] {
            let end = if free { ", freed" } else { "" };
            assert_eq!(said(offset, free), std::format!("orthotope: {wanted}{block}{end}"));
        }
    }
}
