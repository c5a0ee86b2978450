//! A span's free blocks: the owner's list, what is carved, what others push.

use super::{Carved, Place, Span, remote};
use crate::block::{Block, Chain};
use crate::sync::{Ordering, compiler_fence};

/// Blocks are carved at most this many bytes at a time, an OS page, or one that is longer.
pub(super) const CARVE_BYTES: usize = 4096;
/// The first time this many; then as many again, until an OS page's worth is more: who wants a few blocks
/// has a short list, which a look (see [`Span::look_again`]) and the thread's exit walk.
const FIRST_CARVED: usize = 8;

impl Span {
    /// The block at `addr`, which a list's head or a link holds, if that is below the limit.
    #[inline(always)]
    fn block_of(&self, addr: usize) -> Option<Block> {
        self.block_below(self.limit.get(), addr)
    }

    /// The same if it is in the carved part, whether the span is held or not.
    fn carved_block(&self, addr: usize) -> Option<Block> {
        self.block_below(self.carved_bytes(), addr)
    }

    #[inline(always)]
    fn block_below(&self, limit: usize, addr: usize) -> Option<Block> {
        if addr.wrapping_sub(self.start()) >= limit {
            return None;
        }
        // SAFETY: below the limit: in the carved part, and lists lead to starts only (I-SPAN-1).
        Some(unsafe { Block::at(addr) })
    }

    pub(super) fn carved_bytes(&self) -> usize {
        self.carved() as usize * self.block_size()
    }

    /// Take a block, or `None` when there is none or the list's head is no address in this span: the
    /// one comparison is both the test for an empty list and the check of the link that was followed.
    #[inline(always)]
    pub fn pop(&self) -> Option<Block> {
        let block = self.block_of(self.free.get())?;
        self.free.set(block.link());
        block.clear_mark();
        Some(block)
    }

    /// Put a block back. True when that was the last one in use.
    ///
    /// The order (mark, link, head, count) lets a `fork` at any instant find a list that can be
    /// walked (I-SPAN-4).
    ///
    /// # Safety
    /// * `block` is a block of this span that nobody uses and that is on no list.
    /// * The caller holds the span (I-SPAN-2).
    #[inline(always)]
    pub unsafe fn push(&self, block: Block) -> bool {
        block.mark_free();
        block.set_link(self.free.get());
        compiler_fence(Ordering::Release);
        self.free.set(block.addr());
        compiler_fence(Ordering::Release);
        let used = self.used.get().wrapping_sub(1);
        self.used.set(used);
        used == 0
    }

    /// Whether what was pushed last is where a block starts.
    #[inline]
    pub fn pushed_start(&self) -> bool {
        cfg!(feature = "unchecked") || self.carved_blocks().starts_at(self.free.get())
    }

    /// Take what was pushed last off the list again, and return its address. What [`Span::push`] wrote there stays.
    #[cold]
    pub fn undo_push(&self) -> usize {
        let addr = self.free.get();
        if let Some(pushed) = self.carved_block(addr) {
            self.free.set(pushed.link());
        }
        self.used.set(self.used.get().wrapping_add(1));
        addr
    }

    /// Whether the list's head is neither a block nor none: somebody wrote into a free block.
    pub fn has_damaged_link(&self) -> bool {
        self.free.get() != 0 && self.carved_block(self.free.get()).is_none()
    }

    /// The address that the list's head stands for, for a report.
    pub fn head(&self) -> usize {
        self.free.get()
    }

    /// Carve the next blocks, an OS page of them at most, so that untouched blocks cost no memory. False
    /// when the span is carved to its end. The list must be empty.
    pub fn carve(&self) -> bool {
        let (size, carved) = (self.block_size(), self.carved() as usize);
        let left = self.bytes() - carved * size;
        if left < size {
            return false;
        }
        let most = if size >= CARVE_BYTES { 1 } else { left.min(CARVE_BYTES) / size };
        let count = most.min(carved.max(FIRST_CARVED));
        let first = self.start() + carved * size;
        for i in 0..count {
            let addr = first + i * size;
            // SAFETY: inside the span's committed pages, at a multiple of the block size (I-SPAN-1).
            let block = unsafe { Block::at(addr) };
            block.set_link(if i + 1 < count { addr + size } else { 0 });
        }
        // Carved before the head: a fork in between loses these blocks, and nothing is carved twice.
        self.carved.store((carved + count) as u32, Ordering::Relaxed);
        self.limit.set((carved + count) * size);
        compiler_fence(Ordering::Release);
        self.free.set(first);
        true
    }

    /// Add what the calling thread, which is not the owner, freed.
    ///
    /// # Safety
    /// * As [`Remote::push`], for this span.
    pub unsafe fn push_remote(&self, chain: Chain) -> remote::Pushed {
        // SAFETY: the caller's bullets.
        unsafe { self.remote.push(chain, self.first.get()) }
    }

    /// Take over what other threads freed, behind a list that is empty or not. Returns how many.
    ///
    /// # Safety
    /// * The caller holds the span (I-SPAN-2).
    pub unsafe fn collect(&self, state: remote::State) -> u32 {
        let Some(chain) = self.remote.take(state, self.start()) else { return 0 };
        // The chain ends in 0. Walking it means a miss for each block that another core has written.
        if self.free.get() != 0 {
            let mut tail = chain.head;
            for _ in 1..chain.count {
                // Pushers link blocks of this span only (I-REMOTE-1); a damaged link loses what is behind it.
                let Some(next) = self.carved_block(tail.link()) else { break };
                tail = next;
            }
            tail.set_link(self.free.get());
        }
        compiler_fence(Ordering::Release);
        self.free.set(chain.head.addr());
        if self.place.get() != Place::Current {
            self.used.set(self.used.get().saturating_sub(chain.count));
        }
        chain.count
    }

    /// Blocks in use or freed by other threads and not collected. Exact while the place says so.
    pub fn used(&self) -> u32 {
        self.used.get()
    }

    /// Length of the list. Never longer than what is carved, whatever the memory holds.
    pub fn free_blocks(&self) -> u32 {
        let (start, carved, limit) = (self.start(), self.carved(), self.carved_bytes());
        let (mut next, mut count) = (self.free.get(), 0);
        while next.wrapping_sub(start) < limit && count < carved {
            count += 1;
            // SAFETY: in the carved part, and lists lead to starts only (I-SPAN-1).
            next = unsafe { Block::at(next) }.link();
        }
        count
    }

    /// The next block of a chain of this span's blocks.
    pub fn after(&self, block: Block) -> Option<Block> {
        self.carved_block(block.link())
    }

    /// The start of the block that `addr` lies in, when it lies in a carved block.
    pub fn block_at(&self, addr: usize) -> Option<usize> {
        let index = addr.wrapping_sub(self.start()).checked_div(self.block_size())?;
        (index < self.carved() as usize).then(|| self.start() + index * self.block_size())
    }

    /// Where the carved blocks are.
    #[inline]
    pub fn carved_blocks(&self) -> Carved {
        Carved {
            start: self.first.get(),
            divisor: self.divisor.get(),
            count: self.carved(),
            block_size: self.block_size.get(),
        }
    }
}
