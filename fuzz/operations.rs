//! Any bytes are a sequence of operations on a heap, done beside the model of `tests/shadow`.

use crate::shadow::{CACHES, Model, Op, Setup};

/// Operations of one input, bytes of one block, and bytes that a burst makes: what is done in milliseconds.
const MOST_OPERATIONS: usize = 150;
const MOST_BYTES: usize = 12 << 20;
const BURST_BYTES: usize = 1 << 20;

struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn byte(&mut self) -> Option<usize> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first.into())
    }

    fn word(&mut self) -> Option<usize> {
        Some(self.byte()? | self.byte()? << 8)
    }

    /// Mostly small, sometimes around a power of two, now and then large.
    fn size(&mut self) -> Option<usize> {
        let word = self.word()?;
        let size = match word >> 14 {
            0 => word & 0x1ff,
            1 => word & 0x3fff,
            2 => (1_usize << (word >> 8 & 0x1f).min(23)).wrapping_add(word & 0xff).saturating_sub(128),
            _ => (word & 0x3fff) << 10,
        };
        Some(size.min(MOST_BYTES))
    }

    fn operation(&mut self) -> Option<Op> {
        let first = self.byte()?;
        let cache = (first >> 4) % CACHES;
        Some(match first & 0xf {
            0..4 => Op::Alloc { cache, size: self.size()? },
            4 => Op::Aligned { cache, align_log2: (self.byte()? % 24) as u32, size: self.size()? },
            5 => Op::Zeroed { cache, size: self.size()? },
            6 => {
                let size = self.size()?.max(1);
                Op::Burst { cache, size, count: self.byte()?.min(BURST_BYTES / size) }
            }
            7..11 => Op::Free { cache, pick: self.word()? },
            11 => Op::FreeMany { cache, every: self.byte()? % 4 + 1 },
            12 | 13 => Op::Realloc { cache, pick: self.word()?, size: self.size()? },
            14 => Op::Replace { cache },
            _ => Op::Trim,
        })
    }
}

/// A small arena is used up, and what follows comes from further mappings.
fn setup(byte: usize) -> Setup {
    let level = match byte >> 1 & 3 {
        0 | 1 => 1,
        level => level as u8,
    };
    let sample = if byte >> 3 & 3 == 3 { (byte >> 5) + 1 } else { 0 };
    Setup { level, sample, ..Setup::new(if byte & 1 == 0 { 64 << 20 } else { 4 << 20 }) }
}

/// Do what `data` says. Panics when the heap and the model disagree.
pub fn run(data: &[u8]) {
    let mut data = Bytes(data);
    let Some(first) = data.byte() else { return };
    let mut model = Model::new(setup(first));
    for _ in 0..MOST_OPERATIONS {
        let Some(operation) = data.operation() else { break };
        model.step(&operation);
    }
    model.finish();
}
