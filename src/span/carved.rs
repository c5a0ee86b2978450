//! A span's carved blocks, for who must not touch its descriptor.

use crate::block::Block;
use crate::size_class::Divisor;

/// Where a span's carved blocks are: what it takes to know one without touching the descriptor.
#[derive(Clone, Copy)]
pub struct Carved {
    pub(super) start: usize,
    pub(super) divisor: Divisor,
    pub(super) count: u32,
    /// Bytes of each.
    pub block_size: u32,
}

impl Carved {
    /// No blocks.
    pub const NONE: Self = Self { start: 0, divisor: Divisor::ZERO, count: 0, block_size: 0 };

    /// Whether a block starts at `addr`, which lies in the span.
    #[inline(always)]
    pub fn starts_at(&self, addr: usize) -> bool {
        self.divisor.quotient(addr.wrapping_sub(self.start) as u32) < self.count
    }

    /// The block at `addr`, which lies in the span, when that is where one starts and it is not marked free.
    #[inline(always)]
    pub fn live_block(&self, addr: usize) -> Option<Block> {
        // SAFETY: I-BLOCK-1: the start of a carved block.
        let block = self.starts_at(addr).then(|| unsafe { Block::at(addr) })?;
        (!block.is_marked_free()).then_some(block)
    }
}
