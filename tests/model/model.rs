//! The operations, and the shadow map that they are compared with.

use std::collections::BTreeMap;

use orthotope::heap::{Cache, Heap, Layout};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

/// Caches that the one thread of the test uses in turn: a free through another cache than the one that
/// allocated is a remote free.
const CACHES: usize = 3;

#[derive(Clone, Debug)]
pub enum Op {
    Alloc {
        cache: usize,
        size: usize,
    },
    Aligned {
        cache: usize,
        size: usize,
        align_log2: u32,
    },
    Zeroed {
        cache: usize,
        size: usize,
    },
    /// Many small blocks at once: fills spans.
    Burst {
        cache: usize,
        size: usize,
        count: usize,
    },
    Free {
        cache: usize,
        pick: usize,
    },
    /// Free a share of all blocks.
    FreeMany {
        cache: usize,
        every: usize,
    },
    Realloc {
        cache: usize,
        pick: usize,
        size: usize,
    },
    /// The thread behind the cache leaves, another takes its place.
    Replace {
        cache: usize,
    },
    Trim,
}

fn size() -> impl Strategy<Value = usize> {
    prop_oneof![
        8 => 0usize..300,
        4 => 0usize..9000,
        2 => 0usize..70_000,
        2 => (0u32..23).prop_flat_map(|log| (0usize..64).prop_map(move |more| (1 << log) + more)),
        1 => 60_000usize..9_000_000,
    ]
}

pub fn op() -> impl Strategy<Value = Op> {
    let cache = 0..CACHES;
    prop_oneof![
        8 => (cache.clone(), size()).prop_map(|(cache, size)| Op::Alloc { cache, size }),
        3 => (cache.clone(), size(), 0u32..24)
            .prop_map(|(cache, size, align_log2)| Op::Aligned { cache, size, align_log2 }),
        2 => (cache.clone(), size()).prop_map(|(cache, size)| Op::Zeroed { cache, size }),
        1 => (cache.clone(), 1usize..5000, 1usize..400)
            .prop_map(|(cache, size, count)| Op::Burst { cache, size, count }),
        8 => (cache.clone(), any::<usize>()).prop_map(|(cache, pick)| Op::Free { cache, pick }),
        1 => (cache.clone(), 1usize..5).prop_map(|(cache, every)| Op::FreeMany { cache, every }),
        4 => (cache.clone(), any::<usize>(), size())
            .prop_map(|(cache, pick, size)| Op::Realloc { cache, pick, size }),
        1 => cache.prop_map(|cache| Op::Replace { cache }),
        1 => Just(Op::Trim),
    ]
}

/// A live block as the model knows it.
#[derive(Clone, Copy)]
struct Shadow {
    size: usize,
    usable: usize,
    tag: u8,
}

pub struct Model {
    heap: &'static Heap,
    caches: Vec<Cache>,
    live: BTreeMap<usize, Shadow>,
    next_tag: u8,
    /// Before this step.
    faults_before: u64,
}

/// Calls of the operating system's that a test made fail so far: what gives a null pointer its right.
fn faults() -> u64 {
    #[cfg(feature = "faults")]
    return orthotope::faults::failed();
    #[cfg(not(feature = "faults"))]
    0
}

/// Bytes of a block that carry its tag: all of a small one, both ends of a large one.
fn tagged(size: usize) -> impl Iterator<Item = usize> {
    let edge = size.min(3000);
    (0..edge).chain(size.saturating_sub(200).max(edge)..size)
}

impl Model {
    pub fn new(arena_size: usize) -> Self {
        // Leaked with its arena: a few hundred megabytes of address space a run, little of it touched.
        let heap: &'static Heap = Box::leak(Box::new(Heap::new()));
        heap.init(&Layout {
            small_window_ms: 5,
            large_window_ms: 20,
            huge_pages: false,
            ..Layout::new(arena_size)
        });
        let caches = (0..CACHES).map(|_| heap.attach().expect("memory for a cache")).collect();
        Self { heap, caches, live: BTreeMap::new(), next_tag: 1, faults_before: 0 }
    }

    /// Whether the heap had no memory, which is right only if a call of this step was made to fail.
    fn refused(&self, block: *mut u8) -> Result<bool, TestCaseError> {
        prop_assert!(!block.is_null() || faults() > self.faults_before, "no memory, and no call failed");
        Ok(block.is_null())
    }

    /// A new block enters the model.
    fn enter(&mut self, block: *mut u8, size: usize, align: usize) -> Result<(), TestCaseError> {
        if self.refused(block)? {
            return Ok(());
        }
        let start = block.addr();
        prop_assert!(start.is_multiple_of(align), "{size} at {align}: {start:#x}");
        // SAFETY: a live block.
        let usable = unsafe { self.heap.usable_size(block) };
        prop_assert!(usable >= size, "{usable} of {size} usable");
        if let Some((&before, shadow)) = self.live.range(..=start).next_back() {
            prop_assert!(before + shadow.usable <= start, "overlaps the block before");
        }
        if let Some((&after, _)) = self.live.range(start..).next() {
            prop_assert!(start + usable <= after, "overlaps the block behind");
        }
        let tag = self.next_tag;
        self.next_tag = tag % 251 + 1;
        tagged(size).for_each(|i| {
            // SAFETY: inside the block.
            unsafe { *block.add(i) = tag }
        });
        self.live.insert(start, Shadow { size, usable, tag });
        Ok(())
    }

    /// The contents of a block are what the model wrote.
    fn verify(&self, start: usize, bytes: usize) -> Result<(), TestCaseError> {
        let shadow = self.live[&start];
        let block: *const u8 = std::ptr::with_exposed_provenance(start);
        for i in tagged(shadow.size).take_while(|&i| i < bytes) {
            // SAFETY: inside the live block.
            let byte = unsafe { *block.add(i) };
            prop_assert_eq!(byte, shadow.tag, "byte {} of the {} at {:#x}", i, shadow.size, start);
        }
        // SAFETY: a live block.
        let usable = unsafe { self.heap.usable_size(block.cast_mut()) };
        prop_assert_eq!(usable, shadow.usable, "the usable size changed");
        Ok(())
    }

    fn pick(&self, pick: usize) -> Option<usize> {
        (!self.live.is_empty()).then(|| *self.live.keys().nth(pick % self.live.len()).expect("in range"))
    }

    fn free(&mut self, cache: usize, start: usize) -> Result<(), TestCaseError> {
        self.verify(start, usize::MAX)?;
        self.live.remove(&start);
        // SAFETY: live until now, and out of the model.
        unsafe { self.heap.free(self.caches[cache], std::ptr::with_exposed_provenance_mut(start)) };
        Ok(())
    }

    pub fn step(&mut self, op: &Op) -> Result<(), TestCaseError> {
        let heap = self.heap;
        self.faults_before = faults();
        match *op {
            Op::Alloc { cache, size } => {
                let block = heap.alloc(self.caches[cache], size);
                self.enter(block, size, 16)?;
            }
            Op::Aligned { cache, size, align_log2 } => {
                let align = 1 << align_log2;
                let block = heap.alloc_aligned(self.caches[cache], size, align);
                self.enter(block, size, align)?;
            }
            Op::Zeroed { cache, size } => {
                let block = heap.alloc_zeroed(self.caches[cache], size);
                for i in tagged(size).take_while(|_| !block.is_null()) {
                    // SAFETY: inside the block.
                    prop_assert_eq!(unsafe { *block.add(i) }, 0, "byte {} of {}", i, size);
                }
                self.enter(block, size, 16)?;
            }
            Op::Burst { cache, size, count } => {
                for _ in 0..count {
                    let block = heap.alloc(self.caches[cache], size);
                    self.enter(block, size, 16)?;
                }
            }
            Op::Free { cache, pick } => {
                if let Some(start) = self.pick(pick) {
                    self.free(cache, start)?;
                }
            }
            Op::FreeMany { cache, every } => {
                let starts: Vec<_> = self.live.keys().copied().step_by(every).collect();
                for start in starts {
                    self.free(cache, start)?;
                }
            }
            Op::Realloc { cache, pick, size } => {
                let Some(start) = self.pick(pick) else { return Ok(()) };
                self.verify(start, usize::MAX)?;
                let size = size.max(1);
                let old = self.live[&start];
                let block: *mut u8 = std::ptr::with_exposed_provenance_mut(start);
                // SAFETY: a live block, which leaves the model.
                let moved = unsafe { heap.realloc(self.caches[cache], block, size) };
                if self.refused(moved)? {
                    return self.verify(start, usize::MAX);
                }
                self.live.remove(&start);
                for i in tagged(old.size).take_while(|&i| i < old.size.min(size)) {
                    // SAFETY: inside the block.
                    prop_assert_eq!(unsafe { *moved.add(i) }, old.tag, "byte {} was lost", i);
                }
                self.enter(moved, size, 16)?;
            }
            Op::Replace { cache } => {
                heap.detach(self.caches[cache]);
                self.caches[cache] = heap.attach().expect("a parked cache");
            }
            Op::Trim => {
                heap.trim(self.caches[0], 0);
            }
        }
        heap.check();
        let live: usize = self.live.values().map(|shadow| shadow.usable).sum();
        prop_assert_eq!(heap.stats().live, live, "live bytes");
        Ok(())
    }

    pub fn finish(mut self) -> Result<(), TestCaseError> {
        while let Some(start) = self.pick(0) {
            self.free(0, start)?;
        }
        for cache in std::mem::take(&mut self.caches) {
            self.heap.detach(cache);
        }
        self.heap.check();
        prop_assert_eq!(self.heap.stats().live, 0);
        let Some(last) = self.heap.attach() else { return Err(TestCaseError::fail("no memory for a cache")) };
        self.heap.trim(last, 0);
        self.heap.check();
        prop_assert_eq!(self.heap.stats().small_spans, 0, "a span outlived its blocks");
        Ok(())
    }
}
