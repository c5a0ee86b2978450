//! What a thread frees of others' spans, until it is delivered.

use crate::block::{Block, Chain};
use crate::span::{Carved, Span};
use crate::sync::{Cell, Ordering, compiler_fence};

/// Spans for whose owners a thread collects blocks at a time.
const REMOTE_SPANS: usize = 16;
/// Bytes of blocks that it collects before it delivers them.
const REMOTE_BYTES: usize = 16384;

/// What a thread freed of other owners' spans, collected by span.
pub struct Outbox {
    entries: [OutboxEntry; REMOTE_SPANS],
    bytes: Cell<usize>,
}

#[repr(align(64))]
struct OutboxEntry {
    span: Cell<*const Span>,
    head: Cell<usize>,
    tail: Cell<usize>,
    count: Cell<u32>,
    /// Of that span, as it was when its first block came.
    carved: Cell<Carved>,
}

impl OutboxEntry {
    fn take(&self) -> Option<(&'static Span, Chain)> {
        // SAFETY: I-META-1: null or a descriptor.
        let span = unsafe { self.span.replace(core::ptr::null()).as_ref() }?;
        // SAFETY: I-BLOCK-1: head and tail are blocks of that span, put here by `add`.
        let chain = unsafe {
            Chain {
                head: Block::at(self.head.get()),
                tail: Block::at(self.tail.get()),
                count: self.count.get(),
            }
        };
        Some((span, chain))
    }
}

impl Outbox {
    pub(super) const fn new() -> Self {
        Self {
            entries: [const {
                OutboxEntry {
                    span: Cell::new(core::ptr::null()),
                    head: Cell::new(0),
                    tail: Cell::new(0),
                    count: Cell::new(0),
                    carved: Cell::new(Carved::NONE),
                }
            }; REMOTE_SPANS],
            bytes: Cell::new(0),
        }
    }

    #[inline(always)]
    fn entry(&self, span: &Span) -> &OutboxEntry {
        let hash = core::ptr::from_ref(span).addr() / size_of::<Span>();
        &self.entries[hash % REMOTE_SPANS]
    }

    /// Collect the block at `addr`, if others of `span` are being collected and it is a live one. Whether
    /// everything is due then.
    #[inline(always)]
    pub fn add(&self, span: &Span, addr: usize) -> Option<bool> {
        let entry = self.entry(span);
        if !core::ptr::eq(entry.span.get(), span) {
            return None;
        }
        let carved = entry.carved.get();
        let block = carved.live_block(addr)?;
        block.mark_free();
        block.set_link(0);
        compiler_fence(Ordering::Release);
        // To the end: the owner hands them out in the order in which they were taken before, and the processor sees
        // a row of addresses coming.
        // SAFETY: I-BLOCK-1: the last block of the chain, put here by `begin` or by this function.
        unsafe { Block::at(entry.tail.get()) }.set_link(block.addr());
        entry.tail.set(block.addr());
        entry.count.set(entry.count.get() + 1);
        Some(self.count_bytes(carved.block_size as usize))
    }

    /// Collect `block` of `span`, its first. Returns a chain that had to make room and is to be delivered now,
    /// and whether everything is due.
    pub fn begin(&self, span: &'static Span, block: Block) -> (Option<(&'static Span, Chain)>, bool) {
        let entry = self.entry(span);
        let evicted = entry.take();
        compiler_fence(Ordering::Release);
        let carved = span.carved_blocks();
        block.set_link(0);
        entry.head.set(block.addr());
        entry.tail.set(block.addr());
        entry.count.set(1);
        entry.carved.set(carved);
        // Emptied first and named last: a fork in between finds the entry empty or whole.
        compiler_fence(Ordering::Release);
        entry.span.set(span);
        let out = evicted.map_or(0, |(span, chain)| span.block_size() * chain.count as usize);
        self.bytes.set(self.bytes.get().saturating_sub(out));
        (evicted, self.count_bytes(span.block_size()))
    }

    #[inline(always)]
    fn count_bytes(&self, more: usize) -> bool {
        self.bytes.set(self.bytes.get() + more);
        self.bytes.get() >= REMOTE_BYTES
    }

    /// Take everything out.
    pub fn drain(&self) -> impl Iterator<Item = (&'static Span, Chain)> {
        self.bytes.set(0);
        self.entries.iter().filter_map(OutboxEntry::take)
    }

    /// Bytes collected.
    pub fn bytes(&self) -> usize {
        self.bytes.get()
    }
}
