//! A heap beside a map of what lives in it: whatever is done, no two blocks overlap, each is aligned, long enough and
//! keeps its contents, and every invariant holds after each step. What a step finds wrong panics.

use std::collections::BTreeMap;

use orthotope::heap::{Cache, Heap, Layout};

/// Caches that the one thread of the test uses in turn: a free through another cache than the one that
/// allocated is a remote free.
pub const CACHES: usize = 3;

/// What is done to a heap.
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

/// What heap the model is of.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// Bytes of the arena.
    pub arena: usize,
    /// `ORTHOTOPE_HARDEN`; below 2 for a heap that is not hardened.
    pub level: u8,
    /// One block in so many is between guards; 0 for none.
    pub sample: usize,
    /// `ORTHOTOPE_MEMORY_LIMIT`, bytes.
    pub limit: usize,
}

impl Setup {
    /// As without settings, with an arena of that size.
    pub fn new(arena: usize) -> Self {
        Self { arena, level: 1, sample: 0, limit: usize::MAX }
    }
}

/// A live block as the model knows it.
#[derive(Clone, Copy)]
struct Shadow {
    size: usize,
    usable: usize,
    tag: u8,
}

/// See the module.
pub struct Model {
    heap: &'static Heap,
    caches: Vec<Cache>,
    live: BTreeMap<usize, Shadow>,
    next_tag: u8,
    setup: Setup,
    /// Before this step.
    faults_before: u64,
    /// Unmaps the arena.
    give_up: Box<dyn FnOnce()>,
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
    /// On a heap of its own.
    pub fn new(setup: Setup) -> Self {
        // Leaked, but for its arena when all has gone well.
        let heap: &'static Heap = Box::leak(Box::new(Heap::new()));
        let arena = heap.init(&Layout {
            small_window_ms: 5,
            large_window_ms: 20,
            huge_bytes: 0,
            hard_limit: setup.limit,
            ..Layout::new(setup.arena)
        });
        if setup.level > 1 {
            heap.harden(setup.level);
        }
        assert!(setup.sample == 0 || heap.sample(setup.sample), "address space for guarded blocks");
        let give_up = Box::new(move || {
            // SAFETY: called once nobody uses the heap.
            unsafe { arena.map(|arena| arena.release()) };
        });
        let caches = (0..CACHES).map(|_| heap.attach().expect("memory for a cache")).collect();
        Self { heap, caches, live: BTreeMap::new(), next_tag: 1, setup, faults_before: 0, give_up }
    }

    /// Whether the heap had no memory, which is right only if a call of this step was made to fail, or with a limit.
    fn refused(&self, block: *mut u8, size: usize) -> bool {
        assert!(
            !block.is_null() || faults() > self.faults_before || self.setup.limit != usize::MAX,
            "no memory for {size}, and no call failed"
        );
        block.is_null()
    }

    /// A new block enters the model.
    fn enter(&mut self, block: *mut u8, size: usize, align: usize) {
        if self.refused(block, size) {
            return;
        }
        let start = block.addr();
        assert!(start.is_multiple_of(align), "{size} at {align}: {start:#x}");
        // SAFETY: a live block.
        let usable = unsafe { self.heap.usable_size(block) };
        assert!(usable == size || (usable > size && self.setup.level < 2), "{usable} of {size} usable");
        if let Some((&before, shadow)) = self.live.range(..=start).next_back() {
            assert!(before + shadow.usable <= start, "overlaps the block before");
        }
        if let Some((&after, _)) = self.live.range(start..).next() {
            assert!(start + usable <= after, "overlaps the block behind");
        }
        let tag = self.next_tag;
        self.next_tag = tag % 251 + 1;
        tagged(size).for_each(|i| {
            // SAFETY: inside the block.
            unsafe { *block.add(i) = tag }
        });
        self.live.insert(start, Shadow { size, usable, tag });
    }

    /// The contents of a block are what the model wrote.
    fn verify(&self, start: usize, bytes: usize) {
        let shadow = self.live[&start];
        let block: *const u8 = std::ptr::with_exposed_provenance(start);
        for i in tagged(shadow.size).take_while(|&i| i < bytes) {
            // SAFETY: inside the live block.
            let byte = unsafe { *block.add(i) };
            assert_eq!(byte, shadow.tag, "byte {} of the {} at {:#x}", i, shadow.size, start);
        }
        // SAFETY: a live block.
        let usable = unsafe { self.heap.usable_size(block.cast_mut()) };
        assert_eq!(usable, shadow.usable, "the usable size changed");
    }

    fn pick(&self, pick: usize) -> Option<usize> {
        (!self.live.is_empty()).then(|| *self.live.keys().nth(pick % self.live.len()).expect("in range"))
    }

    fn free(&mut self, cache: usize, start: usize) {
        self.verify(start, usize::MAX);
        self.live.remove(&start);
        // SAFETY: live until now, and out of the model.
        unsafe { self.heap.free(self.caches[cache], std::ptr::with_exposed_provenance_mut(start)) };
    }

    /// Do it, and look at everything.
    pub fn step(&mut self, op: &Op) {
        let heap = self.heap;
        self.faults_before = faults();
        match *op {
            Op::Alloc { cache, size } => {
                let block = heap.alloc(self.caches[cache], size);
                self.enter(block, size, 16);
            }
            Op::Aligned { cache, size, align_log2 } => {
                let align = 1 << align_log2;
                let block = heap.alloc_aligned(self.caches[cache], size, align);
                self.enter(block, size, align);
            }
            Op::Zeroed { cache, size } => {
                let block = heap.alloc_zeroed(self.caches[cache], size);
                for i in tagged(size).take_while(|_| !block.is_null()) {
                    // SAFETY: inside the block.
                    assert_eq!(unsafe { *block.add(i) }, 0, "byte {} of {}", i, size);
                }
                self.enter(block, size, 16);
            }
            Op::Burst { cache, size, count } => {
                for _ in 0..count {
                    let block = heap.alloc(self.caches[cache], size);
                    self.enter(block, size, 16);
                }
            }
            Op::Free { cache, pick } => {
                if let Some(start) = self.pick(pick) {
                    self.free(cache, start);
                }
            }
            Op::FreeMany { cache, every } => {
                let starts: Vec<_> = self.live.keys().copied().step_by(every).collect();
                for start in starts {
                    self.free(cache, start);
                }
            }
            Op::Realloc { cache, pick, size } => {
                let Some(start) = self.pick(pick) else { return };
                self.verify(start, usize::MAX);
                let size = size.max(1);
                let old = self.live[&start];
                let block: *mut u8 = std::ptr::with_exposed_provenance_mut(start);
                // SAFETY: a live block, which leaves the model.
                let moved = unsafe { heap.realloc(self.caches[cache], block, size) };
                if self.refused(moved, size) {
                    return self.verify(start, usize::MAX);
                }
                self.live.remove(&start);
                for i in tagged(old.size).take_while(|&i| i < old.size.min(size)) {
                    // SAFETY: inside the block.
                    assert_eq!(unsafe { *moved.add(i) }, old.tag, "byte {} was lost", i);
                }
                self.enter(moved, size, 16);
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
        let stats = heap.stats();
        assert_eq!(stats.live, live, "live bytes");
        assert!(stats.held <= self.setup.limit, "{} bytes held", stats.held);
    }

    /// Free all and look at what is left.
    pub fn finish(mut self) {
        while let Some(start) = self.pick(0) {
            self.free(0, start);
        }
        for cache in std::mem::take(&mut self.caches) {
            self.heap.detach(cache);
        }
        self.heap.check();
        assert_eq!(self.heap.stats().live, 0);
        let last = self.heap.attach().expect("memory for a cache");
        self.heap.trim(last, 0);
        self.heap.check();
        let stats = self.heap.stats();
        assert_eq!((stats.small_spans, stats.kept, stats.held), (0, 0, 0), "a span outlived its blocks");
        if self.setup.limit != usize::MAX {
            let half = self.heap.alloc(last, self.setup.limit / 2);
            assert!(!half.is_null(), "nothing else is there");
            // SAFETY: just allocated.
            unsafe { self.heap.free(last, half) };
        }
        (self.give_up)();
        // A fuzzer makes many heaps.
        #[cfg(fuzzing)]
        // SAFETY: nobody uses the heap any more.
        unsafe {
            self.heap.pages().meta().release();
            drop(Box::from_raw(std::ptr::from_ref(self.heap).cast_mut()));
        }
    }
}
