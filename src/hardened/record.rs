//! What is known of a hardened span's blocks, out of band: nothing that the program writes reaches it.

use core::cell::Cell;

use crate::meta::Meta;
use crate::size_class::SizeClass;
use crate::span::{Kind, Span};
use crate::sync::{AtomicU8, AtomicU16, Ordering};

/// Blocks that are carved at a time.
const CARVED: u32 = 32;

const FRESH: u8 = 0;
const LIVE: u8 = 1;
const FREE: u8 = 2;

/// One block. Its state changes by exchange: of two threads that free it, one does.
struct Slot {
    state: AtomicU8,
    /// log2 of the alignment that was asked for.
    align: AtomicU8,
    /// Bytes of the block that were not asked for.
    slack: AtomicU16,
    /// Not of this block: an entry of the record's stack of free blocks.
    stacked: Cell<u16>,
}

/// See the module. `Cell`s are the shard's lock's. As many slots follow as the span has blocks.
#[repr(C, align(16))]
pub struct Record {
    span: Cell<*const Span>,
    /// The next spare record of the shelf.
    pub next: Cell<*const Record>,
    class: SizeClass,
    /// The shard that the span is on a shelf of.
    pub shard: u32,
    capacity: u32,
    carved: Cell<u32>,
    /// Free blocks among those carved.
    free: Cell<u32>,
}

/// What an address in a hardened span is.
pub enum Found {
    /// The start of the block of this number.
    Start(u32),
    /// Inside the block that starts there.
    Inside(usize),
    /// Nothing was ever handed out there.
    Nothing,
}

/// What was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asked {
    /// Bytes.
    pub size: usize,
    /// A multiple of what.
    pub align: usize,
}

/// Why a block cannot be claimed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotLive {
    /// It is free.
    Free,
    /// It was never handed out.
    Fresh,
}

impl Record {
    /// For a span of `class` with `capacity` blocks. `None`: no memory.
    pub fn new(meta: &Meta, class: SizeClass, capacity: usize, shard: u32) -> Option<&'static Self> {
        let bytes = size_of::<Self>() + capacity * size_of::<Slot>();
        let record = meta.alloc(bytes, align_of::<Self>())?.as_ptr().cast::<Self>();
        record.expose_provenance();
        // SAFETY: I-META-1: fresh memory of that size and alignment, never unmapped; zero bytes are fresh slots.
        unsafe {
            record.write(Self {
                span: Cell::new(core::ptr::null()),
                next: Cell::new(core::ptr::null()),
                class,
                shard,
                capacity: capacity as u32,
                carved: Cell::new(0),
                free: Cell::new(0),
            });
            Some(&*record)
        }
    }

    /// The record of a hardened span.
    pub fn of(span: &Span) -> Option<&'static Self> {
        if span.kind() != Kind::Hardened {
            return None;
        }
        // SAFETY: I-HARD-1: the note of a hardened span is its record's address, never unmapped.
        unsafe { core::ptr::with_exposed_provenance::<Self>(span.note()).as_ref() }
    }

    /// Describe `span`, all of whose blocks are fresh.
    pub fn begin(&self, span: &'static Span) {
        self.slots().iter().for_each(|slot| slot.state.store(FRESH, Ordering::Relaxed));
        self.carved.set(0);
        self.free.set(0);
        self.span.set(span);
        span.make_hardened(self.class, core::ptr::from_ref(self).addr());
    }

    /// The span; of a spare record the last one.
    pub fn span(&self) -> Option<&'static Span> {
        // SAFETY: I-META-1: null or a descriptor.
        unsafe { self.span.get().as_ref() }
    }

    fn slots(&self) -> &[Slot] {
        let first = core::ptr::from_ref(self).addr() + size_of::<Self>();
        // SAFETY: I-HARD-2: `begin` made room for that many, zero or written since.
        unsafe {
            core::slice::from_raw_parts(core::ptr::with_exposed_provenance(first), self.capacity as usize)
        }
    }

    fn slot(&self, index: u32) -> &Slot {
        // SAFETY: I-HARD-2: indices come from `find` and `pop`, which give those of the span's blocks.
        unsafe { self.slots().get_unchecked(index as usize) }
    }

    /// The class of the blocks.
    pub fn class(&self) -> SizeClass {
        self.class
    }

    /// Address of a block.
    pub fn address(&self, index: u32) -> usize {
        self.span().map_or(0, Span::start) + index as usize * self.class.block_size()
    }

    /// What `addr`, which lies in `span`, this record's, is.
    #[inline]
    pub fn find(&self, span: &Span, addr: usize) -> Found {
        let offset = addr - span.start();
        let index = self.class.divisor().quotient(offset as u32);
        if index < self.capacity {
            return Found::Start(index);
        }
        let index = offset / self.class.block_size();
        match self.slots().get(index).map(|slot| slot.state.load(Ordering::Relaxed)) {
            None | Some(FRESH) => Found::Nothing,
            Some(_) => Found::Inside(self.address(index as u32)),
        }
    }

    // ---- under the shard's lock -----------------------------------------------------------------------

    /// Whether a block is to be had.
    pub fn has_block(&self) -> bool {
        self.free.get() > 0 || self.carved.get() < self.capacity
    }

    /// Whether no block is with the program or waits.
    pub fn is_empty(&self) -> bool {
        self.free.get() == self.carved.get()
    }

    /// Blocks that are with the program or wait.
    pub fn in_use(&self) -> u32 {
        self.carved.get().saturating_sub(self.free.get())
    }

    /// Take the block that was freed last; with `random` any of the last [`CARVED`]: further ones are far from the processor.
    pub fn pop(&self, random: Option<u64>) -> Option<u32> {
        if self.free.get() == 0 {
            let from = self.carved.get();
            let to = (from + CARVED).min(self.capacity);
            // The lowest on top.
            (from..to).rev().for_each(|index| self.stack(index));
            self.carved.set(to);
        }
        let top = self.free.get().checked_sub(1)?;
        if let Some(random) = random {
            let chosen = top - (random % u64::from(CARVED.min(top + 1))) as u32;
            self.slot(top).stacked.swap(&self.slot(chosen).stacked);
        }
        self.free.set(top);
        Some(u32::from(self.slot(top).stacked.get()))
    }

    /// Put a block back.
    pub fn stack(&self, index: u32) {
        self.slot(self.free.get()).stacked.set(index as u16);
        self.free.set(self.free.get() + 1);
    }

    // ---- by who holds the block -----------------------------------------------------------------------

    /// The block, which the caller alone has, is the program's from now on. Whether it was free before, and not fresh.
    pub fn hand_out(&self, index: u32, asked: Asked) -> bool {
        self.ask(index, asked);
        let state = &self.slot(index).state;
        let was = state.load(Ordering::Relaxed);
        state.store(LIVE, Ordering::Relaxed);
        was == FREE
    }

    /// Note what was asked for.
    pub fn ask(&self, index: u32, asked: Asked) {
        let slot = self.slot(index);
        slot.slack.store((self.class.block_size() - asked.size) as u16, Ordering::Relaxed);
        slot.align.store(asked.align.trailing_zeros() as u8, Ordering::Relaxed);
    }

    /// Take a live block from the program: who gets `Ok`, with what was asked for, is alone with it.
    pub fn claim(&self, index: u32) -> Result<Asked, NotLive> {
        let slot = self.slot(index);
        let asked = self.noted(slot);
        // AcqRel: what the program did with the block comes before what happens next to it.
        match slot.state.compare_exchange(LIVE, FREE, Ordering::AcqRel, Ordering::Relaxed) {
            Ok(_) => Ok(asked),
            Err(FREE) => Err(NotLive::Free),
            Err(_) => Err(NotLive::Fresh),
        }
    }

    /// What was asked for, of a live block.
    pub fn asked(&self, index: u32) -> Result<Asked, NotLive> {
        let slot = self.slot(index);
        match slot.state.load(Ordering::Relaxed) {
            LIVE => Ok(self.noted(slot)),
            FREE => Err(NotLive::Free),
            _ => Err(NotLive::Fresh),
        }
    }

    fn noted(&self, slot: &Slot) -> Asked {
        Asked {
            size: self.class.block_size() - usize::from(slot.slack.load(Ordering::Relaxed)),
            align: 1 << slot.align.load(Ordering::Relaxed),
        }
    }

    /// Bytes of the live blocks, as they were asked for.
    pub fn live_bytes(&self) -> usize {
        let live = self.slots().iter().filter(|slot| slot.state.load(Ordering::Relaxed) == LIVE);
        live.map(|slot| self.noted(slot).size).sum()
    }

    /// Where the blocks are that were the program's and are free; for who has the span to themselves.
    pub fn freed(&self) -> impl Iterator<Item = usize> {
        let carved = 0..self.carved.get();
        carved
            .filter(|&index| self.slot(index).state.load(Ordering::Relaxed) == FREE)
            .map(|index| self.address(index))
    }

    /// Check what holds of a record while nobody is inside the heap. How many blocks wait, on trays or with shelves.
    ///
    /// # Panics
    /// When it does not.
    pub fn check(&self) -> usize {
        let (free, carved) = (self.free.get(), self.carved.get());
        assert!(
            free <= carved && carved <= self.capacity,
            "I-HARD-2: {free} of {carved} of {}",
            self.capacity
        );
        let mut seen = [0_u64; 1 << 10];
        for entry in 0..free {
            let index = u32::from(self.slot(entry).stacked.get());
            assert!(index < carved, "I-HARD-2: block {index} of {carved}");
            let (word, bit) = (&mut seen[index as usize / 64], 1 << (index % 64));
            assert_eq!(*word & bit, 0, "I-HARD-2: block {index} is on the stack twice");
            *word |= bit;
            assert_ne!(
                self.slot(index).state.load(Ordering::Relaxed),
                LIVE,
                "I-HARD-2: a live block is free"
            );
        }
        let live = self.slots().iter().filter(|slot| slot.state.load(Ordering::Relaxed) == LIVE).count();
        assert!(live as u32 <= self.in_use(), "I-HARD-2: {live} live of {}", self.in_use());
        self.in_use() as usize - live
    }
}
