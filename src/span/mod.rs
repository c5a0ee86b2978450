//! Span: a run of pages with one use, described out of band.
//!
//! A descriptor is [`Kind::Small`] (blocks of one class), [`Kind::Large`] (one block), [`Kind::Cached`] (a
//! large run that a thread keeps warm) or [`Kind::Free`] (a run of the page heap). Descriptors are never
//! unmapped and are reused only as descriptors.
//!
//! The first cache line belongs to the owner, the second is shared: other threads push blocks into
//! [`Remote`] there and never write the first (I-SPAN-2).

mod blocks;
mod carved;
pub mod list;
mod place;
pub mod remote;

use crate::size_class::{Divisor, PAGE_SIZE, SizeClass};
use crate::sync::{AtomicPtr, AtomicU8, AtomicU32, AtomicUsize, Cell, Ordering, glance};
pub use carved::Carved;
pub use place::Place;
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
    /// Blocks of one size class, described in a record elsewhere (see `hardened`).
    Hardened = 8,
    /// Blocks on pages of their own between pages without access (see `sampled`).
    Sampled = 9,
}

impl Kind {
    /// Whether every page of the span is in the map.
    pub fn holds_blocks(self) -> bool {
        matches!(self, Self::Small | Self::Hardened | Self::Sampled)
    }
}

/// Who owns a span.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Owner {
    /// Address of the cache; 0 for none.
    pub cache: usize,
    /// What the cache's thread knows itself by, and no other thread that lives; 0 for none.
    pub thread: usize,
}

impl Owner {
    /// Nobody.
    pub const NONE: Self = Self { cache: 0, thread: 0 };
}

/// A span or run descriptor. Fields in `Cell` are the owner's, the zone lock's or the central lock's,
/// whoever holds the span (I-SPAN-2).
#[repr(C, align(128))]
pub struct Span {
    /// Address of the first free block; 0 for none. In a hardened heap what it keeps of the span: see [`Span::note`].
    free: Cell<usize>,
    /// Blocks start below this offset: the carved part, or 0, which makes every look at `free` a miss.
    limit: Cell<usize>,
    /// First byte of the run.
    start: Cell<usize>,
    /// Blocks not on `free`, among those carved; see [`Place`].
    used: Cell<u32>,
    pages: Cell<u32>,
    next: Cell<*const Span>,
    prev: Cell<*const Span>,
    /// Dirty free runs, by age.
    pub age_next: Cell<*const Span>,
    /// See `age_next`.
    pub age_prev: Cell<*const Span>,

    /// Blocks that other threads freed.
    pub remote: Remote,
    /// Address of the owning cache; 0 without an owner.
    owner: AtomicUsize,
    /// `start` again, for other threads.
    first: Cell<usize>,
    /// Link in the owner's list of returned spans, or of large runs that came back.
    pub returned_next: AtomicPtr<Span>,
    divisor: Cell<Divisor>,
    block_size: Cell<u32>,
    /// 0 for all that is no span of blocks.
    carved: AtomicU32,
    /// Index of the class. A pusher that brought an abandoned span's last block reads it before it takes the class's
    /// lock: somebody else may have the span by then.
    class: AtomicU8,
    kind: AtomicU8,
    /// Which zone's page heap the pages belong to.
    zone: Cell<u8>,
    /// Runs: the pages are known to read as zero.
    zero: Cell<bool>,
    /// `used` as it was when the span lost its owner; compared with the remote count. `u32::MAX` when
    /// it is not known.
    pub frozen_used: AtomicU32,
    /// Small spans, the owner's.
    place: Cell<Place>,
    /// How often it was looked at since it became current. Runs: 1 if huge pages were declined for it.
    looks: Cell<u8>,
    /// Runs behind it on such a list, as whoever put it there saw it.
    pub behind: AtomicU8,
    /// When a run became free or was cached, in units of 64 milliseconds. Of a current span of a thread that samples: what
    /// the count was when somebody looked last.
    since: AtomicU32,
}

// SAFETY: I-SPAN-2 says who may touch which field; the shared ones are atomics.
unsafe impl Sync for Span {}

const _: () = assert!(size_of::<Span>() == 128, "an owner's line and a shared line");

/// Stands where there is no span: every list of it is empty, and no cache owns it. Nothing writes to it.
#[unsafe(link_section = ".data.rel.ro.orthotope_span")]
pub static NO_SPAN: Span = Span::new();

impl Span {
    /// An unused descriptor.
    pub const fn new() -> Self {
        Self {
            free: Cell::new(0),
            limit: Cell::new(0),
            start: Cell::new(0),
            used: Cell::new(0),
            next: Cell::new(core::ptr::null()),
            prev: Cell::new(core::ptr::null()),
            pages: Cell::new(0),
            place: Cell::new(Place::Partial),
            looks: Cell::new(0),
            behind: AtomicU8::new(0),
            age_next: Cell::new(core::ptr::null()),
            age_prev: Cell::new(core::ptr::null()),
            remote: Remote::new(),
            owner: AtomicUsize::new(0),
            first: Cell::new(0),
            returned_next: AtomicPtr::new(core::ptr::null_mut()),
            divisor: Cell::new(Divisor::ZERO),
            block_size: Cell::new(0),
            carved: AtomicU32::new(0),
            class: AtomicU8::new(0),
            kind: AtomicU8::new(Kind::None as u8),
            zone: Cell::new(0),
            zero: Cell::new(false),
            frozen_used: AtomicU32::new(u32::MAX),
            since: AtomicU32::new(0),
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

    /// Whether `addr` lies in the run.
    pub fn contains(&self, addr: usize) -> bool {
        addr.wrapping_sub(self.start()) < self.bytes()
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
            8 => Kind::Hardened,
            9 => Kind::Sampled,
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

    /// Whether huge pages were declined for the run.
    pub fn declines_huge(&self) -> bool {
        self.looks.get() != 0
    }

    /// Say whether they were.
    pub fn set_declines_huge(&self, declines: bool) {
        self.looks.set(declines.into());
    }

    /// When the run became free or was cached, in milliseconds, give or take 64.
    pub fn since(&self) -> u64 {
        u64::from(self.since.load(Ordering::Relaxed)) << 6
    }

    /// Say when.
    pub fn set_since(&self, ms: u64) {
        self.since.store((ms >> 6) as u32, Ordering::Relaxed);
    }

    /// Describe the run of `pages` pages at `start`.
    pub fn set_run(&self, zone: u8, start: usize, pages: usize) {
        self.zone.set(zone);
        self.start.set(start);
        self.first.set(start);
        self.pages.set(pages as u32);
    }

    /// Nobody uses the run any more: it is on its way to the page heap.
    pub fn make_taken(&self) {
        self.set_kind(Kind::Taken);
        self.carved.store(0, Ordering::Relaxed);
        self.set_owner(0);
    }

    // ---- blocks -----------------------------------------------------------------------------------

    /// Turn a taken run into an empty span of `class`, not yet owned; nothing is carved.
    pub fn make_small(&self, class: SizeClass) {
        self.free.set(0);
        self.carved.store(0, Ordering::Relaxed);
        self.limit.set(0);
        self.used.set(0);
        self.place.set(Place::Partial);
        self.class.store(class.index() as u8, Ordering::Relaxed);
        self.block_size.set(class.block_size() as u32);
        self.divisor.set(class.divisor());
        self.remote.reset();
        self.set_owner(0);
        self.set_kind(Kind::Small);
    }

    /// Turn a taken run into a hardened span of `class`: for everybody else it has no blocks.
    pub fn make_hardened(&self, class: SizeClass, note: usize) {
        self.make_small(class);
        self.set_note(note);
        self.set_kind(Kind::Hardened);
    }

    /// What a hardened heap keeps of the span: of one with blocks their record's address, of a large one the block's
    /// size and alignment. No list, since [`Span::pop`] finds no limit.
    pub fn note(&self) -> usize {
        self.free.get()
    }

    /// Say what it is.
    pub fn set_note(&self, note: usize) {
        self.free.set(note);
    }

    /// The class of a small span's blocks.
    pub fn class(&self) -> SizeClass {
        // In range: what `make_small` stored.
        SizeClass::from_index(self.class.load(Ordering::Relaxed).into()).unwrap_or(SizeClass::SMALLEST)
    }

    /// Bytes of each block.
    pub fn block_size(&self) -> usize {
        self.block_size.get() as usize
    }

    /// Blocks that the span can hold.
    pub fn capacity(&self) -> u32 {
        (self.bytes() / self.block_size()) as u32
    }

    /// Blocks carved so far.
    pub fn carved(&self) -> u32 {
        self.carved.load(Ordering::Relaxed)
    }

    /// Address of the owning cache; 0 without an owner.
    pub fn owner(&self) -> usize {
        glance(&self.owner)
    }

    /// The same, for a thread that takes the span over when there is no owner.
    pub fn owner_to_succeed(&self) -> usize {
        // Acquire: sees what the last owner wrote. Pairs with the Release in `set_owner`.
        self.owner.load(Ordering::Acquire)
    }

    /// Say whose the span is: for `PageMap::set_owner`, which tells the map too.
    pub fn set_owner(&self, cache: usize) {
        self.owner.store(cache, Ordering::Release);
    }
}
