//! A free block: its first word links to the next free block, its second carries a mark.
//!
//! The mark is what tells a block that is free from one that is not (I-BLOCK-2): `free` writes it,
//! every path that hands a block out clears it, and a `free` that finds it is a double free. It is the
//! block's own address with something added, so that neither user data nor a copy of another freed block
//! looks like it. It finds mistakes, not attackers: who can write it gains nothing but an abort.

use crate::sync::{reads, writes};

/// What is added: odd, so that the sum is no pointer to anything aligned, and short enough for one instruction.
const MARK: usize = 0x6f72_7469;

/// Start of a block of at least 16 bytes, aligned to 16, in memory that the heap may touch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(transparent)]
pub struct Block(usize);

impl Block {
    /// # Safety
    /// * `addr` is the start of a block in a committed span (I-BLOCK-1).
    #[inline(always)]
    pub unsafe fn at(addr: usize) -> Self {
        Self(addr)
    }

    /// The block's address.
    #[inline(always)]
    pub fn addr(self) -> usize {
        self.0
    }

    /// The pointer that the program gets or gave.
    #[inline(always)]
    pub fn as_ptr(self) -> *mut u8 {
        core::ptr::with_exposed_provenance_mut(self.0)
    }

    #[inline(always)]
    fn mark_word(self) -> *mut usize {
        self.as_ptr().cast::<usize>().wrapping_add(1)
    }

    /// The next free block's address; 0 for none; anything if somebody wrote into the free block.
    #[inline(always)]
    pub fn link(self) -> usize {
        reads(self.as_ptr());
        // SAFETY: I-BLOCK-1: 16 readable bytes.
        unsafe { self.as_ptr().cast::<usize>().read() }
    }

    /// Set the link.
    #[inline(always)]
    pub fn set_link(self, next: usize) {
        writes(self.as_ptr());
        // SAFETY: I-BLOCK-1: 16 writable bytes; the block is free, so nobody else uses them.
        unsafe { self.as_ptr().cast::<usize>().write(next) }
    }

    /// Write the mark of a free block.
    #[inline(always)]
    pub fn mark_free(self) {
        if cfg!(not(feature = "unchecked")) {
            writes(self.mark_word());
            // SAFETY: as in `set_link`.
            unsafe { self.mark_word().write(self.mark()) }
        }
    }

    /// Clear the mark: the block is about to be handed out.
    #[inline(always)]
    pub fn clear_mark(self) {
        if cfg!(not(feature = "unchecked")) {
            writes(self.mark_word());
            // SAFETY: as in `set_link`.
            unsafe { self.mark_word().write(0) }
        }
    }

    /// Whether the mark of a free block is there.
    #[inline(always)]
    pub fn is_marked_free(self) -> bool {
        reads(self.mark_word());
        // SAFETY: I-BLOCK-1: 16 readable bytes. A race with another thread's use of a block that is
        // being freed twice reads one word or the other; both answers are handled.
        cfg!(not(feature = "unchecked")) && unsafe { self.mark_word().read() } == self.mark()
    }

    #[inline(always)]
    fn mark(self) -> usize {
        self.0.wrapping_add(MARK)
    }
}

/// A chain of free blocks of one span, linked.
#[derive(Clone, Copy, Debug)]
pub struct Chain {
    /// First block.
    pub head: Block,
    /// Last block; its link is not read.
    pub tail: Block,
    /// Number of blocks.
    pub count: u32,
}

impl Chain {
    /// A chain of one.
    pub fn one(block: Block) -> Self {
        Self { head: block, tail: block, count: 1 }
    }
}
