//! What one thread of a hardened heap has within reach: free blocks of each class, taken and put without a lock.

use core::cell::Cell;

use super::record::Record;
use super::waiting::Waiting;
use crate::size_class::{NUM_CLASSES, SizeClass};
use crate::sync::{Ordering, compiler_fence};
use crate::util::bits::{STEP, mix};

/// Blocks of a class that lie ready: so many, or these bytes of them, but one.
const READY: usize = 16;
const READY_BYTES: usize = 8 << 10;

/// A block by its record and its number in it; 0 for none. A record's address has 48 bits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Held(u64);

impl Held {
    /// None.
    pub const NONE: Self = Self(0);

    /// The block of number `index`.
    pub fn new(record: &'static Record, index: u32) -> Self {
        Self((core::ptr::from_ref(record).addr() as u64) << 16 | u64::from(index))
    }

    /// The block.
    #[inline]
    pub fn block(self) -> Option<(&'static Record, u32)> {
        let record = core::ptr::with_exposed_provenance::<Record>((self.0 >> 16) as usize);
        // SAFETY: I-META-1: null or a record.
        unsafe { record.as_ref() }.map(|record| (record, self.0 as u32 & 0xffff))
    }
}

/// See the module. The thread's alone; zero bytes are an empty one.
pub struct Tray {
    classes: [Pile; NUM_CLASSES],
    random: Cell<u64>,
    /// [`super::Hardened::wanted`] when it was cleared last.
    cleared: Cell<u32>,
}

/// The blocks of one class.
struct Pile {
    /// How many lie ready.
    count: Cell<u32>,
    ready: [Cell<Held>; READY],
    waiting: Waiting,
}

/// How many blocks of a class a tray has ready at most.
static MOST_READY: [u8; NUM_CLASSES] = {
    let mut most = [1; NUM_CLASSES];
    let mut class = 0;
    while let Some(this) = SizeClass::from_index(class) {
        let fit = READY_BYTES / this.block_size();
        most[class] = if fit > READY {
            READY as u8
        } else if fit > 1 {
            fit as u8
        } else {
            1
        };
        class += 1;
    }
    most
};

fn most_ready(class: SizeClass) -> usize {
    MOST_READY.get(class.index()).map_or(1, |&most| usize::from(most))
}

/// How many blocks of `class` come and go at a time.
pub fn batch(class: SizeClass) -> usize {
    most_ready(class).div_ceil(2)
}

impl Tray {
    /// The order in which blocks come back depends on `seed`.
    pub fn begin(&self, seed: u64) {
        self.random.set(seed);
    }

    fn pile(&self, class: SizeClass) -> &Pile {
        // In range by the type; the fallback is never taken.
        self.classes.get(class.index()).unwrap_or(&self.classes[0])
    }

    /// A block that lies ready.
    #[inline]
    pub fn take(&self, class: SizeClass) -> Option<(&'static Record, u32)> {
        let pile = self.pile(class);
        let rest = pile.count.get().checked_sub(1)?;
        pile.count.set(rest);
        // A signal handler that comes in between finds the block gone.
        compiler_fence(Ordering::Release);
        pile.ready.get(rest as usize)?.get().block()
    }

    /// Put a free block here. False: there is no room.
    #[inline]
    pub fn put(&self, class: SizeClass, block: Held) -> bool {
        let pile = self.pile(class);
        let count = pile.count.get() as usize;
        let Some(place) = pile.ready.get(count).filter(|_| count < most_ready(class)) else { return false };
        place.set(block);
        // A fork that comes in between finds the block lost, not a place without one.
        compiler_fence(Ordering::Release);
        pile.count.set(count as u32 + 1);
        true
    }

    /// Level 3: let a freed block wait. Who comes out.
    pub fn wait(&self, class: SizeClass, block: Held) -> Option<(&'static Record, u32)> {
        self.pile(class).waiting.wait(class, block, || {
            self.random.set(self.random.get().wrapping_add(STEP));
            mix(self.random.get())
        })
    }

    /// Check what holds of a tray while its thread is outside the heap. How many blocks are on it.
    ///
    /// # Panics
    /// When it does not.
    pub fn check(&self) -> usize {
        let mut blocks = 0;
        for (pile, class) in self.classes.iter().zip(SizeClass::all()) {
            assert!(
                pile.count.get() as usize <= most_ready(class),
                "I-HARD-2: a tray of class {}",
                class.index()
            );
            let ready = pile.ready.iter().take(pile.count.get() as usize);
            let ready = ready.filter_map(|held| held.get().block());
            for (record, index) in ready.chain(pile.waiting.iter()) {
                assert!(record.class() == class, "I-HARD-2: a block of another class on a tray");
                assert!(record.asked(index).is_err(), "I-HARD-2: a live block on a tray");
                blocks += 1;
            }
        }
        blocks
    }

    /// Whether somebody has asked for what is here: `wanted` is not what it was.
    #[inline]
    pub fn is_wanted(&self, wanted: u32) -> bool {
        self.cleared.replace(wanted) != wanted
    }

    /// Take everything out.
    pub fn drain(&self) -> impl Iterator<Item = (&'static Record, u32)> {
        self.classes.iter().flat_map(|pile| {
            let ready = pile.ready.iter().take(pile.count.replace(0) as usize);
            ready.filter_map(|held| held.replace(Held::NONE).block()).chain(pile.waiting.drain())
        })
    }
}
