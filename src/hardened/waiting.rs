//! Level 3: blocks of a class that were freed and wait for others to be.

use core::cell::Cell;

use super::Held;
use super::record::Record;
use crate::size_class::SizeClass;

/// Blocks that wait at most, half of them behind the other half; a power of two.
const WAITING: usize = 32;
/// Bytes in one half at most, or two blocks.
const HALF_BYTES: usize = 32 << 10;
const _: () = assert!(WAITING.is_power_of_two() && HALF_BYTES.is_power_of_two());

/// See the module. Zero bytes are an empty one. Who holds the thread's tray or the shard's lock has it alone.
pub struct Waiting {
    /// What waits comes out by this number, and in this order.
    turn: Cell<u32>,
    order: Cell<u32>,
    blocks: [Cell<Held>; WAITING],
}

/// Blocks of `class` in one half: a power of two.
pub fn half(class: SizeClass) -> u32 {
    let fit = HALF_BYTES / class.block_size().next_power_of_two();
    fit.clamp(2, WAITING / 2) as u32
}

impl Waiting {
    /// Let a freed block wait. What waits comes out half by half, each half in an order by chance, drawn from `random`: behind a block at
    /// least as many others come first as a half has. Nor does it stay much longer, as it may where any place is drawn: a queue of the
    /// program's would lose its order in memory, turn by turn.
    pub fn wait(
        &self,
        class: SizeClass,
        block: Held,
        random: impl FnOnce() -> u64,
    ) -> Option<(&'static Record, u32)> {
        let (half, turn) = (half(class), self.turn.get());
        if turn.is_multiple_of(half) {
            self.order.set((random() >> 32) as u32);
        }
        self.turn.set((turn + 1) % (2 * half));
        // By an odd factor and an offset: as `turn` goes through the numbers of the half, so does this.
        let order = self.order.get();
        let mixed = (turn.wrapping_mul(order | 1).wrapping_add(order >> 16)) % half;
        self.blocks.get((turn / half * half + mixed) as usize)?.replace(block).block()
    }

    /// What waits.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Record, u32)> {
        self.blocks.iter().filter_map(|held| held.get().block())
    }

    /// Take everything out.
    pub fn drain(&self) -> impl Iterator<Item = (&'static Record, u32)> {
        self.blocks.iter().filter_map(|held| held.replace(Held::NONE).block())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meta::Meta;
    use crate::util::bits::{STEP, mix};
    use std::boxed::Box;
    use std::vec;

    #[test]
    fn a_block_waits_for_half_of_those_that_do_and_not_for_much_longer() {
        let (meta, mut seed) = (Meta::new(), 42_u64);
        for (size, expected) in [
            (16, 16),
            (1024, 16),
            (2048, 16),
            (4096, 8),
            (8 << 10, 4),
            (9 << 10, 2),
            (40 << 10, 2),
            (64 << 10, 2),
        ] {
            // SAFETY: zero bytes are an empty one.
            let waiting: Box<Waiting> = unsafe { Box::new(core::mem::zeroed()) };
            let Some(class) = SizeClass::of(size) else { panic!("a class") };
            let Some(record) = Record::new(&meta, class, 4000, 0) else { panic!("a record") };
            let half = half(class) as usize;
            assert_eq!(half, expected, "{size}");
            let mut waited = vec![0; 3 * half];
            for now in 0..4000 {
                let random = || {
                    seed = seed.wrapping_add(STEP);
                    mix(seed)
                };
                if let Some((_, index)) = waiting.wait(class, Held::new(record, now), random) {
                    waited[(now - index) as usize] += 1;
                }
            }
            let (short, long) = waited.split_at(half + 1);
            assert!(short.iter().all(|&blocks| blocks == 0), "{size}: {waited:?}");
            assert_eq!(long.iter().sum::<usize>(), 4000 - 2 * half, "{size}: others are lost");
            assert!(long.iter().all(|&blocks| blocks > 0), "{size}: not all are possible: {waited:?}");
            assert_eq!(waiting.iter().count(), 2 * half);
            assert_eq!((waiting.drain().count(), waiting.iter().count()), (2 * half, 0));
        }
    }
}
