//! Size classes: which block a request gets.
//!
//! Steps of 16 bytes to 128, then eight per doubling to 64 KiB: at most 12.5 % of a block is waste above
//! 128 bytes, and there is no jump at powers of two. Larger requests are `heap/large.rs`'s.
//!
//! Every class is a multiple of 16, and [`SizeClass::of_aligned`] gives, for a request rounded up to its
//! alignment, a class that is a multiple of that alignment; spans start at multiples of [`PAGE_SIZE`], so
//! such blocks are aligned. `page_map` and `span` assume blocks of at least 16 bytes.
#![forbid(unsafe_code)]

use core::ops::Range;

use crate::util::bits::checked_align_up;

/// The allocator's page in bytes: the unit of the arena, of spans and of the page map.
pub const PAGE_SIZE: usize = 1 << PAGE_SHIFT;
/// log2 of [`PAGE_SIZE`].
pub const PAGE_SHIFT: u32 = 16;
/// Largest small block in bytes.
pub const SMALL_MAX: usize = 64 << 10;
/// Every block is aligned to this many bytes.
pub const MIN_ALIGN: usize = 16;
/// Alignments up to this one are served by size classes.
pub const SMALL_ALIGN_MAX: usize = 32 << 10;
/// Largest request: a pointer difference must be able to hold it.
pub const REQUEST_MAX: usize = isize::MAX as usize;
/// Number of classes.
pub const NUM_CLASSES: usize = 8 + 8 * 9;
/// Largest span of small blocks in pages (1.1 MiB).
pub const SPAN_PAGES_MAX: usize = 18;

/// Index of a size class; always below [`NUM_CLASSES`], so tables need no bounds check.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(transparent)]
pub struct SizeClass(u8);

/// Block size in bytes, by class.
const BLOCK_SIZES: [u32; NUM_CLASSES] = {
    let mut sizes = [0; NUM_CLASSES];
    let mut class = 0;
    while class < NUM_CLASSES {
        sizes[class] = if class < 8 {
            16 * (class as u32 + 1)
        } else {
            let doubling = (class as u32 - 8) / 8;
            let step = (class as u32 - 8) % 8 + 1;
            (128 << doubling) + step * (16 << doubling)
        };
        class += 1;
    }
    sizes
};

/// Requests up to this size are found in units of 16 bytes, larger ones in units of 128.
pub const FINE_MAX: usize = 1024;
/// Units of 16 bytes in them, and 0.
pub const FINE_UNITS: usize = FINE_MAX / 16 + 1;

/// Class by size in units of 16 bytes, rounded up.
static FINE: [u8; FINE_UNITS] = class_by_unit(16);
/// Class by size in units of 128 bytes, rounded up; not for sizes below [`FINE_MAX`].
static COARSE: CoarseTable = CoarseTable::new();

/// Classes of requests above [`FINE_MAX`] and up to [`SMALL_MAX`]. Every thread cache has a copy, next to what it
/// is looked up for.
#[derive(Clone)]
pub struct CoarseTable([u8; SMALL_MAX / 128 + 1]);

impl CoarseTable {
    /// The table.
    pub const fn new() -> Self {
        // Made by the compiler, not for each thread anew.
        const { Self(class_by_unit(128)) }
    }

    /// The class of a request of `size` bytes, more than [`FINE_MAX`]; `None` above [`SMALL_MAX`].
    #[inline(always)]
    pub fn class_of(&self, size: usize) -> Option<SizeClass> {
        (size <= SMALL_MAX).then(|| SizeClass(self.0[size.div_ceil(128)]))
    }
}

const fn class_by_unit<const N: usize>(unit: usize) -> [u8; N] {
    let mut table = [0; N];
    let mut class = 0;
    let mut units = 0;
    while units < N {
        while (BLOCK_SIZES[class] as usize) < units * unit {
            class += 1;
        }
        table[units] = class as u8;
        units += 1;
    }
    table
}

/// A thread's first so many spans of a class are short, as many more are middling, further ones are long.
const SPANS_OF_A_LENGTH: usize = 8;
/// Blocks in a short, a middling and a long span of blocks above [`FINE_MAX`] and up to 8 KiB, about.
const BLOCKS_TO_8_KIB: [usize; 3] = [64, 112, 112];
/// The same above 8 KiB. A block's free neighbours hold memory that no other class can have.
const BLOCKS_ABOVE: [usize; 3] = [4, 8, 32];

/// Pages of a span, by class and length: one up to [`FINE_MAX`], [`SPAN_PAGES_MAX`] at most; of the numbers near what
/// the blocks need, the largest that leaves at most a hundredth unused, or the one that leaves the smallest tail.
const SPAN_PAGES: [[u8; 3]; NUM_CLASSES] = {
    let mut pages = [[1; 3]; NUM_CLASSES];
    let mut class = 0;
    while class < NUM_CLASSES {
        let block = BLOCK_SIZES[class] as usize;
        let mut length = 0;
        while block > FINE_MAX && length < 3 {
            let blocks = if block > 8192 { BLOCKS_ABOVE[length] } else { BLOCKS_TO_8_KIB[length] };
            let most = (block * blocks).div_ceil(PAGE_SIZE);
            let most = if most < SPAN_PAGES_MAX { most } else { SPAN_PAGES_MAX };
            let mut best = most;
            let mut candidate = most;
            while candidate > most / 2 && (best * PAGE_SIZE) % block * 100 > best * PAGE_SIZE {
                if ((candidate * PAGE_SIZE) % block) * best < ((best * PAGE_SIZE) % block) * candidate {
                    best = candidate;
                }
                candidate -= 1;
            }
            pages[class][length] = best as u8;
            length += 1;
        }
        class += 1;
    }
    pages
};

/// Division by a block size that tells whether it leaves a remainder (Granlund and Montgomery, *Division by
/// invariant integers using multiplication*, 1994, section 9): with d = odd x 2^shift, a multiple of d times the
/// inverse of `odd` modulo 2^32, rotated right by `shift`, is the quotient; anything else becomes a number above
/// every quotient.
#[derive(Clone, Copy)]
pub struct Divisor {
    inverse: u32,
    shift: u32,
}

impl Divisor {
    /// Divides 0 only.
    pub const ZERO: Self = Self { inverse: 1, shift: 0 };

    const fn new(divisor: u32) -> Self {
        let shift = divisor.trailing_zeros();
        let odd = divisor >> shift;
        // Newton: an odd number is its own inverse modulo 8; each step doubles the bits that are right.
        let mut inverse = odd;
        let mut step = 0;
        while step < 4 {
            inverse = inverse.wrapping_mul(2u32.wrapping_sub(odd.wrapping_mul(inverse)));
            step += 1;
        }
        Self { inverse, shift }
    }

    /// `offset` by the block size; 65535 or more when there is a remainder.
    #[inline(always)]
    pub fn quotient(self, offset: u32) -> u32 {
        offset.wrapping_mul(self.inverse).rotate_right(self.shift)
    }
}

static DIVISORS: [Divisor; NUM_CLASSES] = {
    let mut table = [Divisor::ZERO; NUM_CLASSES];
    let mut class = 0;
    while class < NUM_CLASSES {
        table[class] = Divisor::new(BLOCK_SIZES[class]);
        class += 1;
    }
    table
};

impl SizeClass {
    /// The class of the smallest blocks.
    pub const SMALLEST: Self = Self(0);

    /// The class of a request of `size` bytes, or `None` above [`SMALL_MAX`]. Size 0 gets the smallest.
    #[inline(always)]
    pub fn of(size: usize) -> Option<Self> {
        if size <= FINE_MAX { Some(Self(FINE[size.div_ceil(16)])) } else { COARSE.class_of(size) }
    }

    /// The class of a request of `size` bytes at a multiple of `align` (a power of two), or `None` when
    /// size classes do not serve it.
    #[inline]
    pub fn of_aligned(size: usize, align: usize) -> Option<Self> {
        // One test: an alignment above half of what is small is too large. One of 2^63 is refused below.
        if size.max(align << 1) > SMALL_MAX {
            return None;
        }
        Self::of(checked_align_up(size.max(1), align)?)
    }

    /// The class with index `index`.
    #[inline]
    pub const fn from_index(index: usize) -> Option<Self> {
        if index < NUM_CLASSES { Some(Self(index as u8)) } else { None }
    }

    /// Every class, smallest first.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> {
        (0..NUM_CLASSES as u8).map(Self)
    }

    /// Index into tables of [`NUM_CLASSES`].
    #[inline(always)]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// Size of this class's blocks in bytes.
    #[inline]
    pub const fn block_size(self) -> usize {
        BLOCK_SIZES[self.0 as usize] as usize
    }

    /// Divides offsets from a span's start by the block size.
    #[inline]
    pub fn divisor(self) -> Divisor {
        DIVISORS[self.0 as usize]
    }

    /// The units of [`FINE_UNITS`] whose requests get this class; none above [`FINE_MAX`].
    pub fn fine_units(self) -> Range<usize> {
        let last = self.block_size() / 16;
        let first = match Self::from_index(self.index().wrapping_sub(1)) {
            Some(smaller) => smaller.block_size() / 16 + 1,
            None => 0,
        };
        if last < FINE_UNITS { first..last + 1 } else { 0..0 }
    }

    /// Pages of the next span for a thread that has `owned` spans of this class. The fewer blocks a span has, the sooner
    /// all of them are free and other classes can have its pages; the more it has, the less often a thread needs another.
    #[inline]
    pub const fn span_pages(self, owned: usize) -> usize {
        let [short, middling, long] = SPAN_PAGES[self.0 as usize];
        let pages = match owned / SPANS_OF_A_LENGTH {
            0 => short,
            1 => middling,
            _ => long,
        };
        pages as usize
    }
}

const _: () = assert!(BLOCK_SIZES[NUM_CLASSES - 1] as usize == SMALL_MAX);
// `SizeClass::of_aligned` has one test for both.
const _: () = assert!(2 * SMALL_ALIGN_MAX == SMALL_MAX);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_divisor_divides_multiples_and_refuses_all_else() {
        for class in SizeClass::all() {
            let (size, divisor) = (class.block_size() as u32, class.divisor());
            for offset in 0..(SPAN_PAGES_MAX * PAGE_SIZE) as u32 {
                let quotient = divisor.quotient(offset);
                if offset % size == 0 {
                    assert_eq!(quotient, offset / size, "{offset} by {size}");
                } else {
                    assert!(quotient >= 65535, "{offset} by {size}: {quotient}");
                }
            }
        }
        assert_eq!((Divisor::ZERO.quotient(0), Divisor::ZERO.quotient(5)), (0, 5));
    }

    #[test]
    fn every_size_gets_the_smallest_class_that_holds_it() {
        for size in 0..=SMALL_MAX {
            let Some(class) = SizeClass::of(size) else { panic!("{size}") };
            assert!(class.block_size() >= size);
            if let Some(below) = class.index().checked_sub(1).and_then(SizeClass::from_index) {
                assert!(below.block_size() < size, "{size} fits class {}", below.block_size());
            }
        }
        assert_eq!(SizeClass::of(SMALL_MAX + 1), None);
        assert_eq!(SizeClass::of(usize::MAX), None);
        assert_eq!(SizeClass::of(usize::MAX - 14), None);
    }

    #[test]
    fn at_most_an_eighth_is_waste_above_128_bytes() {
        for size in 129..=SMALL_MAX {
            let block = SizeClass::of(size).map_or(0, SizeClass::block_size);
            assert!((block - size) * 8 <= block, "{size} in {block}");
        }
    }

    #[test]
    fn aligned_requests_get_a_class_that_is_a_multiple_of_the_alignment() {
        let mut align = 1;
        while align <= SMALL_ALIGN_MAX {
            for size in 0..=SMALL_MAX {
                if let Some(class) = SizeClass::of_aligned(size, align) {
                    assert_eq!(class.block_size() % align, 0, "{size} at {align}");
                    assert!(class.block_size() >= size);
                } else {
                    assert!(size > SMALL_MAX - align, "{size} at {align} is served");
                }
            }
            align *= 2;
        }
        assert_eq!(SizeClass::of_aligned(1, 2 * SMALL_ALIGN_MAX), None);
        assert_eq!(SizeClass::of_aligned(usize::MAX, 64), None);
    }

    #[test]
    fn spans_hold_many_blocks_and_leave_little_over() {
        for class in SizeClass::all() {
            let block = class.block_size();
            for owned in [0, 8, 16, 1000] {
                let pages = class.span_pages(owned);
                assert!((1..=SPAN_PAGES_MAX).contains(&pages));
                let (blocks, tail) = (pages * PAGE_SIZE / block, pages * PAGE_SIZE % block);
                assert!(blocks >= if owned < 8 { 3 } else { 6 }, "{block}: {blocks}");
                assert!(tail * 5 <= pages * PAGE_SIZE, "{block}: tail {tail} of {pages} pages");
            }
        }
    }
}
