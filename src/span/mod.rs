//! Span: a run of pages with one use, described out of band.
//!
//! A descriptor is [`Kind::Small`] (blocks of one class), [`Kind::Large`] (one block), [`Kind::Cached`] (a
//! large run that a thread keeps warm) or [`Kind::Free`] (a run of the page heap). Descriptors are never
//! unmapped and are reused only as descriptors.
//!
//! The first cache line belongs to the owner, the second is shared: other threads push blocks into
//! [`Remote`] there and never write the first (I-SPAN-2).

pub mod list;
pub mod remote;

use core::cell::Cell;

use crate::block::{Block, Chain};
use crate::size_class::{PAGE_SIZE, SizeClass};
use crate::sync::{AtomicPtr, AtomicU8, AtomicU32, AtomicUsize, Ordering, compiler_fence};
use remote::Remote;

/// What a descriptor describes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Kind {
    /// Nothing: an unused descriptor, or [`NO_SPAN`].
    None = 0,
    /// Blocks of one size class.
    Small = 1,
    /// One live block.
    Large = 2,
    /// One freed block that a thread's slot keeps.
    Cached = 3,
    /// A free run in the page heap's bins.
    Free = 4,
    /// A free run that a purger has taken out.
    Purging = 5,
    /// A run between the page heap and its new user.
    Taken = 6,
    /// One live block in a mapping of its own.
    Mapped = 7,
}

/// In [`Span::owner`]: the span is on its owner's list of full spans. Cache addresses are aligned.
pub const FULL: usize = 1;

/// Added to `used` while the span is its owner's current one for the class: malloc does not count, so
/// the span must not look empty. The exact number is known again when the span has no block left.
const CURRENT_BIAS: u32 = 1 << 30;

/// A span or run descriptor. Fields in `Cell` are the owner's, the zone lock's or the central lock's,
/// whoever holds the span (I-SPAN-2).
#[repr(C, align(128))]
pub struct Span {
    /// First free block, or 0.
    free: Cell<usize>,
    /// First byte of the run.
    start: Cell<usize>,
    /// Bytes of it that are carved into blocks; 0 makes every look at `free` a miss.
    carved_bytes: Cell<usize>,
    /// Address of the owning cache, possibly with [`FULL`]; 0 without an owner.
    owner: AtomicUsize,
    /// Blocks not on `free`, among those carved (see [`CURRENT_BIAS`]).
    used: Cell<u32>,
    class: Cell<SizeClass>,
    kind: AtomicU8,
    /// Which zone's page heap the pages belong to.
    zone: Cell<u8>,
    /// Runs: the pages are known to read as zero.
    zero: Cell<bool>,
    next: Cell<*const Span>,
    prev: Cell<*const Span>,
    block_size: Cell<u32>,
    carved: Cell<u32>,

    /// Blocks that other threads freed.
    pub remote: Remote,
    /// Link in the owner's list of returned spans.
    pub returned_next: AtomicPtr<Span>,
    pages: Cell<u32>,
    /// `used` as it was when the span lost its owner; compared with the remote count. `u32::MAX` when
    /// it is not known.
    pub frozen_used: AtomicU32,
    /// Dirty free runs, by age.
    pub age_next: Cell<*const Span>,
    /// See `age_next`.
    pub age_prev: Cell<*const Span>,
    /// Milliseconds: when a run became free or was cached.
    pub since: Cell<u64>,
}

// SAFETY: I-SPAN-2 says who may touch which field; the shared ones are atomics.
unsafe impl Sync for Span {}

const _: () = assert!(size_of::<Span>() == 128, "an owner's line and a shared line");

/// Stands where there is no span: every list of it is empty, and no cache owns it.
pub static NO_SPAN: Span = Span::new();

impl Span {
    /// An unused descriptor.
    pub const fn new() -> Self {
        Self {
            free: Cell::new(0),
            start: Cell::new(0),
            carved_bytes: Cell::new(0),
            owner: AtomicUsize::new(0),
            used: Cell::new(0),
            class: Cell::new(SizeClass::SMALLEST),
            kind: AtomicU8::new(Kind::None as u8),
            zone: Cell::new(0),
            zero: Cell::new(false),
            next: Cell::new(core::ptr::null()),
            prev: Cell::new(core::ptr::null()),
            block_size: Cell::new(0),
            carved: Cell::new(0),
            remote: Remote::new(),
            returned_next: AtomicPtr::new(core::ptr::null_mut()),
            pages: Cell::new(0),
            frozen_used: AtomicU32::new(u32::MAX),
            age_next: Cell::new(core::ptr::null()),
            age_prev: Cell::new(core::ptr::null()),
            since: Cell::new(0),
        }
    }

    // ---- runs -------------------------------------------------------------------------------------

    /// First byte.
    #[inline(always)]
    pub fn start(&self) -> usize {
        self.start.get()
    }

    /// Length in pages.
    pub fn pages(&self) -> usize {
        self.pages.get() as usize
    }

    /// Length in bytes.
    pub fn bytes(&self) -> usize {
        self.pages() * PAGE_SIZE
    }

    /// One past the last byte.
    pub fn end(&self) -> usize {
        self.start() + self.bytes()
    }

    /// What the descriptor stands for.
    #[inline(always)]
    pub fn kind(&self) -> Kind {
        match self.kind.load(Ordering::Relaxed) {
            1 => Kind::Small,
            2 => Kind::Large,
            3 => Kind::Cached,
            4 => Kind::Free,
            5 => Kind::Purging,
            6 => Kind::Taken,
            7 => Kind::Mapped,
            _ => Kind::None,
        }
    }

    /// Change what the descriptor stands for.
    pub fn set_kind(&self, kind: Kind) {
        self.kind.store(kind as u8, Ordering::Relaxed);
    }

    /// Change it if it is `from`; false when it is not. Of two threads that free the same large block,
    /// one gets true.
    pub fn change_kind(&self, from: Kind, to: Kind) -> bool {
        self.kind.compare_exchange(from as u8, to as u8, Ordering::AcqRel, Ordering::Relaxed).is_ok()
    }

    /// The zone whose page heap the pages belong to.
    pub fn zone(&self) -> u8 {
        self.zone.get()
    }

    /// Whether the pages are known to read as zero.
    pub fn is_zero(&self) -> bool {
        self.zero.get()
    }

    /// Say whether the pages are known to read as zero.
    pub fn set_zero(&self, zero: bool) {
        self.zero.set(zero);
    }

    /// Describe the run of `pages` pages at `start`.
    pub fn set_run(&self, zone: u8, start: usize, pages: usize) {
        self.zone.set(zone);
        self.start.set(start);
        self.pages.set(pages as u32);
    }

    // ---- blocks -----------------------------------------------------------------------------------

    /// Turn a taken run into an empty span of `class`, not yet owned; nothing is carved.
    pub fn make_small(&self, class: SizeClass) {
        self.free.set(0);
        self.carved.set(0);
        self.carved_bytes.set(0);
        self.used.set(0);
        self.class.set(class);
        self.block_size.set(class.block_size() as u32);
        self.remote.reset();
        self.owner.store(0, Ordering::Relaxed);
        self.set_kind(Kind::Small);
    }

    /// The class of a small span's blocks.
    pub fn class(&self) -> SizeClass {
        self.class.get()
    }

    /// Bytes of each block.
    pub fn block_size(&self) -> usize {
        self.block_size.get() as usize
    }

    /// Blocks that the span can hold.
    pub fn capacity(&self) -> u32 {
        (self.bytes() / self.block_size().max(1)) as u32
    }

    /// Blocks carved so far.
    pub fn carved(&self) -> u32 {
        self.carved.get()
    }

    /// The owner word; see [`Span::set_owner`].
    #[inline(always)]
    pub fn owner(&self) -> usize {
        self.owner.load(Ordering::Relaxed)
    }

    /// The owner word, for a thread that takes the span over when there is no owner.
    pub fn owner_to_succeed(&self) -> usize {
        // Acquire: sees what the last owner wrote. Pairs with the Release in `set_owner`.
        self.owner.load(Ordering::Acquire)
    }

    /// Set the owner word: a cache's address, the same with [`FULL`], or 0.
    pub fn set_owner(&self, owner: usize) {
        self.owner.store(owner, Ordering::Release);
    }

    /// Take a block, or `None` when there is none or the list's head is no address in this span: the
    /// one comparison is both the test for an empty list and the check of the link that was followed.
    #[inline(always)]
    pub fn pop(&self) -> Option<Block> {
        let head = self.free.get();
        if head.wrapping_sub(self.start.get()) >= self.carved_bytes.get() {
            return None;
        }
        // SAFETY: in the carved part of this span, reached from a list of its blocks (I-SPAN-1).
        let block = unsafe { Block::at(head) };
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

    /// Whether the list's head is neither 0 nor an address in this span: somebody wrote into a free block.
    pub fn has_damaged_link(&self) -> bool {
        let head = self.free.get();
        head != 0 && head.wrapping_sub(self.start()) >= self.carved_bytes.get()
    }

    /// The list's head, for a report.
    pub fn head(&self) -> usize {
        self.free.get()
    }

    /// Carve the next blocks, about an OS page of them, so that untouched blocks cost no memory. False
    /// when the span is carved to its end. The list must be empty.
    pub fn carve(&self) -> bool {
        let (size, carved) = (self.block_size(), self.carved.get());
        let count = (CARVE_BYTES / size).max(1).min((self.capacity() - carved) as usize);
        if count == 0 {
            return false;
        }
        let first = self.start() + carved as usize * size;
        for i in 0..count {
            let addr = first + i * size;
            // SAFETY: inside the span's committed pages, at a multiple of the block size (I-SPAN-1).
            let block = unsafe { Block::at(addr) };
            block.set_link(if i + 1 < count { addr + size } else { 0 });
        }
        // Carved before the head: a fork in between loses these blocks, and nothing is carved twice.
        self.carved_bytes.set((carved as usize + count) * size);
        self.carved.set(carved + count as u32);
        compiler_fence(Ordering::Release);
        self.free.set(first);
        true
    }

    /// Take over what other threads freed, behind a list that is empty or not. Returns how many.
    ///
    /// # Safety
    /// * The caller holds the span (I-SPAN-2).
    pub unsafe fn collect(&self, state: remote::State) -> u32 {
        let Some(chain) = self.remote.take(state, self.start()) else { return 0 };
        let mut tail = chain.head;
        for _ in 1..chain.count {
            // SAFETY: pushers link blocks of this span only (I-REMOTE-1).
            tail = unsafe { Block::at(tail.link()) };
        }
        tail.set_link(self.free.get());
        compiler_fence(Ordering::Release);
        self.free.set(chain.head.addr());
        // A current span's count is biased and means nothing; it may pass below 0 here.
        self.used.set(self.used.get().wrapping_sub(chain.count));
        chain.count
    }

    /// The span becomes its owner's current one.
    pub fn begin_current(&self) {
        self.used.set(CURRENT_BIAS);
    }

    /// The span, current and without a free block, is full: all of its blocks are out.
    pub fn end_current_full(&self) {
        self.used.set(self.carved.get());
    }

    /// Whether `used` is biased.
    pub fn is_current(&self) -> bool {
        self.used.get() > CURRENT_BIAS / 2
    }

    /// Blocks in use or freed by other threads and not collected. Exact for a span that is not current.
    pub fn used(&self) -> u32 {
        self.used.get()
    }

    /// Find `used` by walking the list. Damaged links end the walk: what is behind them is lost.
    ///
    /// # Safety
    /// * The caller holds the span (I-SPAN-2).
    pub unsafe fn recount(&self) {
        self.used.set(self.carved.get().saturating_sub(self.free_blocks()));
    }

    /// Length of the list. Never longer than what is carved, whatever the memory holds.
    pub fn free_blocks(&self) -> u32 {
        let (mut at, mut count) = (self.free.get(), 0);
        while at.wrapping_sub(self.start()) < self.carved_bytes.get() && count < self.carved.get() {
            count += 1;
            // SAFETY: in the carved part of the span, whose pages stay mapped while it is small.
            at = unsafe { Block::at(at & !15) }.link();
        }
        count
    }

    /// The start of the block that `addr` lies in, when it lies in a carved block.
    pub fn block_at(&self, addr: usize) -> Option<usize> {
        let offset = addr.wrapping_sub(self.start());
        // A span is no longer than 1 MiB: a division of 32 bits, which costs half of one of 64.
        (offset < self.carved_bytes.get()).then(|| addr - (offset as u32 % self.block_size.get()) as usize)
    }

    /// Add blocks of a thread that died in `fork`.
    ///
    /// # Safety
    /// * The caller holds the span (I-SPAN-2), and the chain is of this span's free blocks.
    pub unsafe fn adopt_chain(&self, chain: Chain) {
        chain.tail.set_link(self.free.get());
        self.free.set(chain.head.addr());
    }
}

/// Blocks are carved about this many bytes at a time: an OS page.
const CARVE_BYTES: usize = 4096;
