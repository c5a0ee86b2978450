//! Many threads do what they like on one private heap, and hand each other half of what they have: contents are checked
//! whenever a block changes hands, the walker runs between rounds, when nobody is inside.
//!
//! A run prints its seed. `ORTHOTOPE_SEED=… cargo test --test crowd` repeats each thread's choices, though not the order
//! in which the threads come; `ORTHOTOPE_ROUNDS` sets for how long.
//!
//! Blocks change hands by atomics of this test's own, not by the standard library's channels: ThreadSanitizer, which sees
//! only what is compiled for it, then knows what happened before what.
#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, missing_docs)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use orthotope::heap::{Cache, Heap, Layout};

const THREADS: u64 = 6;
const STEPS: usize = 3000;
/// Where blocks wait for another thread: their addresses.
const COUNTERS: usize = 97;
static COUNTER: [AtomicUsize; COUNTERS] = [const { AtomicUsize::new(0) }; COUNTERS];

/// A small generator: the sequence of a seed is always the same.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    /// At least two words: what a block says of itself.
    fn size(&mut self) -> usize {
        16 + match self.below(100) {
            0 => 65_000 + self.below(1 << 20),
            1..5 => self.below(65_000),
            5..25 => self.below(5000),
            _ => self.below(256),
        }
    }
}

/// A block: its length and a seed are in its first words, a pattern by the seed in some of the others.
#[derive(Clone, Copy)]
struct Held(*mut usize);

impl Held {
    fn fill(block: *mut u8, size: usize, seed: usize) -> Self {
        assert!(!block.is_null() && block.addr().is_multiple_of(16));
        let held = Self(block.cast());
        // SAFETY: a fresh block of `size` bytes, at least 16.
        unsafe {
            held.0.write(size);
            held.0.add(1).write(seed);
            held.places(size).for_each(|at| held.0.add(at).write(seed ^ at));
        }
        held
    }

    /// Words that carry the pattern: all of the first ones, then ever fewer.
    fn places(self, size: usize) -> impl Iterator<Item = usize> {
        let words = size / 8;
        (2..words.min(64))
            .chain((64..words).step_by(251))
            .chain(words.checked_sub(1).filter(|&last| last >= 64))
    }

    /// The length, after a look at the contents, of which `kept` bytes are still there.
    fn check(self, kept: usize) -> usize {
        // SAFETY: a live block that this thread has; its first words say how long it is.
        unsafe {
            let (size, seed) = (self.0.read(), self.0.add(1).read());
            for at in self.places(size).filter(|at| 8 * at + 8 <= kept) {
                assert_eq!(self.0.add(at).read(), seed ^ at, "word {at} of {size} bytes at {:p}", self.0);
            }
            size
        }
    }
}

struct Person {
    heap: &'static Heap,
    cache: Cache,
    random: Random,
    held: Vec<Held>,
}

impl Person {
    fn make(&mut self) {
        let size = self.random.size();
        let block = match self.random.below(8) {
            0 => {
                let align = 16 << self.random.below(10);
                let block = self.heap.alloc_aligned(self.cache, size, align);
                assert!(block.addr().is_multiple_of(align));
                block
            }
            1 => {
                let block = self.heap.alloc_zeroed(self.cache, size);
                // SAFETY: a fresh block of `size` bytes.
                let bytes = unsafe { std::slice::from_raw_parts(block, size) };
                assert!(bytes.iter().all(|&byte| byte == 0), "old data in zeroed memory");
                block
            }
            _ => self.heap.alloc(self.cache, size),
        };
        // SAFETY: a live block.
        assert!(unsafe { self.heap.usable_size(block) } >= size);
        let seed = self.random.below(usize::MAX >> 1);
        self.held.push(Held::fill(block, size, seed));
    }

    fn pick(&mut self) -> Option<Held> {
        let at = self.random.below(self.held.len().max(1));
        (at < self.held.len()).then(|| self.held.swap_remove(at))
    }

    fn free(&self, held: Held) {
        held.check(usize::MAX);
        // SAFETY: live, and this thread alone has it.
        unsafe { self.heap.free(self.cache, held.0.cast()) };
    }

    fn resize(&mut self, held: Held) {
        let (old, new) = (held.check(usize::MAX), self.random.size());
        // SAFETY: live, and this thread alone has it.
        let moved = unsafe { self.heap.realloc(self.cache, held.0.cast(), new) };
        assert!(!moved.is_null());
        Held(moved.cast()).check(old.min(new));
        let seed = self.random.below(usize::MAX >> 1);
        self.held.push(Held::fill(moved, new, seed));
    }

    /// Leave one block at the counter, and take away what lies there.
    fn exchange(&mut self) {
        let mine = self.pick().map_or(0, |held| held.0.expose_provenance());
        let theirs = COUNTER[self.random.below(COUNTERS)].swap(mine, Ordering::AcqRel);
        if theirs != 0 {
            let held = Held(std::ptr::with_exposed_provenance_mut(theirs));
            held.check(usize::MAX);
            self.held.push(held);
        }
    }

    fn step(&mut self) {
        match self.random.below(100) {
            0..35 => self.make(),
            35..55 => self.exchange(),
            55..65 => {
                if let Some(held) = self.pick() {
                    self.resize(held);
                }
            }
            65 if self.random.below(20) == 0 => {
                self.heap.detach(self.cache);
                self.cache = self.heap.attach().expect("a parked cache");
            }
            66 if self.random.below(20) == 0 => _ = self.heap.trim(self.cache, 0),
            _ => {
                if let Some(held) = self.pick() {
                    self.free(held);
                }
            }
        }
    }
}

fn from_env(key: &str) -> Option<u64> {
    std::env::var(key).ok()?.parse().ok()
}

/// One crowd at a time: they share the counters.
static TURN: Mutex<()> = Mutex::new(());

#[test]
fn a_crowd_hands_on_every_block_whole() {
    crowd("a_crowd_hands_on_every_block_whole", 1);
}

#[test]
fn the_same_at_level_2() {
    crowd("the_same_at_level_2", 2);
}

#[test]
fn the_same_at_level_3() {
    crowd("the_same_at_level_3", 3);
}

fn crowd(name: &str, level: u8) {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    // What a crowd that failed has left.
    COUNTER.iter().for_each(|place| place.store(0, Ordering::Relaxed));
    let clock = || std::time::UNIX_EPOCH.elapsed().map_or(1, |since| since.as_nanos() as u64);
    let seed = from_env("ORTHOTOPE_SEED").unwrap_or_else(clock);
    println!("{name}: seed {seed}; repeat with ORTHOTOPE_SEED={seed} cargo test --test crowd {name}");
    let heap: &'static Heap = Box::leak(Box::new(Heap::new()));
    let windows = Layout { small_window_ms: 5, large_window_ms: 20, ..Layout::new(4 << 30) };
    let arena = heap.init(&Layout { huge_bytes: 0, ..windows });
    assert!(arena.is_some());
    if level > 1 {
        heap.harden(level);
    }
    for round in 0..from_env("ORTHOTOPE_ROUNDS").unwrap_or(40) {
        let threads: Vec<_> = (0..THREADS)
            .map(|id| {
                let random = Random(seed.wrapping_add(round * THREADS + id));
                thread::spawn(move || {
                    let cache = heap.attach().expect("memory for a cache");
                    let mut person = Person { heap, cache, random, held: Vec::new() };
                    (0..STEPS).for_each(|_| person.step());
                    // Most of what is left, others free; threads end with spans that are in use.
                    while person.held.len() > COUNTERS {
                        let held = person.held.swap_remove(0);
                        person.free(held);
                    }
                    while !person.held.is_empty() {
                        let before = person.held.len();
                        person.exchange();
                        if person.held.len() == before
                            && let Some(held) = person.pick()
                        {
                            person.free(held);
                        }
                    }
                    heap.detach(person.cache);
                })
            })
            .collect();
        for thread in threads {
            assert!(thread.join().is_ok(), "repeat with ORTHOTOPE_SEED={seed}");
        }
        heap.check();
    }
    let cache = heap.attach().unwrap();
    let last = Person { heap, cache, random: Random(seed), held: Vec::new() };
    for place in &COUNTER {
        let block = place.swap(0, Ordering::AcqRel);
        if block != 0 {
            last.free(Held(std::ptr::with_exposed_provenance_mut(block)));
        }
    }
    heap.check();
    assert_eq!(heap.stats().live, 0);
    heap.trim(cache, 0);
    heap.check();
    assert_eq!(heap.stats().small_spans, 0, "a span outlived its blocks");
}
