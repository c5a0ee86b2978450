//! Many threads on one private heap, each block carrying its owner's pattern; the walker at the end.
//!
//! `ORTHOTOPE_SEED` gives other sizes and another order than the usual ones.
#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, missing_docs)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use orthotope::heap::{Heap, Layout};

fn heap() -> &'static Heap {
    let heap: &'static Heap = Box::leak(Box::new(Heap::new()));
    let layout = Layout { small_window_ms: 50, large_window_ms: 50, huge_bytes: 0, ..Layout::new(8 << 30) };
    assert!(heap.init(&layout).is_some());
    heap
}

/// Every block was freed: the walker agrees, and no span stays when free memory is given back.
fn assert_nothing_is_left(heap: &'static Heap) {
    heap.check();
    assert_eq!(heap.stats().live, 0);
    let cache = heap.attach().unwrap();
    heap.trim(cache, 0);
    heap.check();
    assert_eq!(heap.stats().small_spans, 0);
    heap.detach(cache);
}

/// A block, sent between threads by its address.
#[derive(Clone, Copy)]
struct Sent {
    start: usize,
    size: usize,
    tag: u8,
}

fn make(heap: &Heap, cache: orthotope::heap::Cache, size: usize, tag: u8) -> Sent {
    let block = heap.alloc(cache, size);
    assert!(!block.is_null());
    // SAFETY: just allocated.
    unsafe { block.write_bytes(tag, size) };
    Sent { start: block.expose_provenance(), size, tag }
}

fn take(heap: &Heap, cache: orthotope::heap::Cache, sent: Sent) {
    let block: *mut u8 = std::ptr::with_exposed_provenance_mut(sent.start);
    // SAFETY: live; this thread is the only one that has it.
    unsafe {
        let bytes = std::slice::from_raw_parts(block, sent.size);
        assert!(bytes.iter().all(|&b| b == sent.tag), "{} bytes were overwritten", sent.size);
        heap.free(cache, block);
    }
}

/// A small generator: the sequence of a seed is always the same.
struct Random(u64);

impl Random {
    fn new(thread: u64) -> Self {
        let seed = std::env::var("ORTHOTOPE_SEED").ok().and_then(|text| text.parse::<u64>().ok());
        Self(seed.unwrap_or(0).wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(thread))
    }

    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    fn size(&mut self) -> usize {
        match self.below(100) {
            0 => 65_000 + self.below(300_000),
            1..5 => self.below(40_000),
            5..20 => self.below(3000),
            _ => self.below(256),
        }
    }
}

#[test]
fn producers_and_consumers_hand_on_every_block_whole() {
    let heap = heap();
    const PAIRS: usize = 4;
    let workers: Vec<_> = (0..PAIRS)
        .flat_map(|pair| {
            let (send, receive) = mpsc::sync_channel::<Sent>(256);
            let producer = thread::spawn(move || {
                let cache = heap.attach().unwrap();
                let mut random = Random::new(pair as u64 + 1);
                for n in 0..30_000 {
                    let size = random.size();
                    send.send(make(heap, cache, size, n as u8 | 1)).unwrap();
                }
                heap.detach(cache);
            });
            let consumer = thread::spawn(move || {
                let cache = heap.attach().unwrap();
                receive.iter().for_each(|sent| take(heap, cache, sent));
                heap.detach(cache);
            });
            [producer, consumer]
        })
        .collect();
    workers.into_iter().for_each(|worker| worker.join().unwrap());
    assert_nothing_is_left(heap);
}

#[test]
fn everybody_frees_everybodys_blocks() {
    let heap = heap();
    const SLOTS: usize = 512;
    static TABLE: [std::sync::Mutex<Option<(usize, usize, u8)>>; SLOTS] =
        [const { std::sync::Mutex::new(None) }; SLOTS];
    let workers: Vec<_> = (0..6)
        .map(|id| {
            thread::spawn(move || {
                let mut cache = heap.attach().unwrap();
                let mut random = Random::new(id + 77);
                for n in 0..60_000 {
                    let size = random.size();
                    let Sent { start, size, tag } = make(heap, cache, size, n as u8 | 1);
                    let before = TABLE[random.below(SLOTS)].lock().unwrap().replace((start, size, tag));
                    if let Some((start, size, tag)) = before {
                        take(heap, cache, Sent { start, size, tag });
                    }
                    if random.below(5000) == 0 {
                        heap.detach(cache);
                        cache = heap.attach().unwrap();
                    }
                }
                heap.detach(cache);
            })
        })
        .collect();
    workers.into_iter().for_each(|worker| worker.join().unwrap());
    heap.check();
    let cache = heap.attach().unwrap();
    for slot in &TABLE {
        if let Some((start, size, tag)) = slot.lock().unwrap().take() {
            take(heap, cache, Sent { start, size, tag });
        }
    }
    heap.detach(cache);
    assert_nothing_is_left(heap);
}

#[test]
fn ten_thousand_short_threads_that_leave_blocks_behind_cost_what_the_blocks_cost() {
    let heap = heap();
    let (send, receive) = mpsc::channel::<Sent>();
    let done = AtomicUsize::new(0);
    thread::scope(|scope| {
        for id in 0..8 {
            let (send, done) = (send.clone(), &done);
            scope.spawn(move || {
                for n in 0..1250 {
                    let send = send.clone();
                    // A thread of its own each time.
                    thread::spawn(move || {
                        let cache = heap.attach().unwrap();
                        for size in [24, 200, 1000] {
                            send.send(make(heap, cache, size, (id + n) as u8 | 1)).unwrap();
                        }
                        let scratch = make(heap, cache, 5000, 1);
                        take(heap, cache, scratch);
                        heap.detach(cache);
                    })
                    .join()
                    .unwrap();
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    drop(send);
    assert_eq!(done.load(Ordering::Relaxed), 10_000);
    heap.check();
    let stats = heap.stats();
    assert!(stats.live >= 10_000 * (24 + 200 + 1000));
    assert!(stats.small_spans < stats.live * 3 / 2 + (8 << 20), "{stats:?}");
    let cache = heap.attach().unwrap();
    receive.iter().for_each(|sent| take(heap, cache, sent));
    heap.detach(cache);
    assert_nothing_is_left(heap);
}
