//! The parts alone: the arena's cursor, a span's remote word, the list of returned spans, a lock.

use std::boxed::Box;
use std::sync::Arc;
use std::vec::Vec;

use super::{explore, together};
use crate::arena::Arena;
use crate::block::{Block, Chain};
use crate::meta::Meta;
use crate::page_map::PageMap;
use crate::size_class::PAGE_SIZE;
use crate::span::remote::{Remote, State};
use crate::span::{Kind, Span};
use crate::sync::{AtomicUsize, Ordering};
use crate::sys::mutex::{Mutex, Rank};
use crate::thread_cache::ThreadCache;

/// I-ARENA-1. Fails when `Arena::bump` stores the cursor instead of exchanging it.
#[test]
fn arena_runs_never_overlap() {
    explore(3, || {
        let arena = Arc::new(Arena::over(4096, 5 * 64, 64));
        let taken = Arc::new([const { AtomicUsize::new(0) }; 6]);
        let reserve = |index: usize, sizes: [usize; 2]| {
            let (arena, taken) = (arena.clone(), taken.clone());
            Box::new(move || {
                for (nth, size) in sizes.into_iter().enumerate() {
                    if let Ok(start) = arena.reserve_span(size) {
                        taken[2 * index + nth]
                            .store(start.addr().get() | size.div_ceil(64), Ordering::Relaxed);
                    }
                }
            }) as Box<dyn FnOnce()>
        };
        together([reserve(0, [64, 100]), reserve(1, [128, 1]), reserve(2, [10, 64])]);
        let mut runs: Vec<_> = taken
            .iter()
            .map(|word| word.load(Ordering::Relaxed))
            .filter(|&run| run != 0)
            .map(|run| (run & !63, run & 63))
            .collect();
        runs.sort_unstable();
        assert!(runs.windows(2).all(|two| two[0].0 + 64 * two[0].1 <= two[1].0), "runs overlap: {runs:?}");
        let end = runs.last().map_or(0, |&(start, lines)| start + 64 * lines);
        assert!(
            arena.cursor().next_multiple_of(64) == end && end <= 4096 + 5 * 64,
            "a refused run changed the cursor: {runs:?}"
        );
    });
}

/// Four blocks' memory, and a chain of some of them.
struct Blocks(Box<[u128; 8]>);

impl Blocks {
    fn start(&self) -> usize {
        self.0.as_ptr().expose_provenance()
    }

    fn chain(start: usize, indices: &[usize]) -> Chain {
        // SAFETY: 32 bytes each, in the memory of the model that calls this.
        let block = |index: usize| unsafe { Block::at(start + 32 * index) };
        indices.windows(2).for_each(|two| block(two[0]).set_link(block(two[1]).addr()));
        Chain {
            head: block(indices[0]),
            tail: block(indices[indices.len() - 1]),
            count: indices.len() as u32,
        }
    }

    /// The blocks of `chain`, by their indices.
    fn indices(start: usize, chain: Chain) -> Vec<usize> {
        let (mut next, mut found) = (chain.head.addr(), Vec::new());
        while next != 0 {
            found.push((next - start) / 32);
            // SAFETY: as above.
            next = unsafe { Block::at(next) }.link();
        }
        assert_eq!(found.len(), chain.count as usize, "count and chain agree");
        found
    }
}

/// Remote hand-over (I-REMOTE-1): of chains that two threads push while the holder takes, each block arrives once, and
/// its links are those that the pusher wrote. Fails with `Relaxed` for `AcqRel` in `Remote::take` or in `Remote::push`.
#[test]
fn what_is_pushed_is_taken_once() {
    explore(3, || {
        let blocks = Blocks(Box::new([0; 8]));
        let start = blocks.start();
        let remote = Arc::new(Remote::new());
        let push = |indices: &'static [usize]| {
            let remote = remote.clone();
            Box::new(move || {
                // SAFETY: blocks of the model that nobody else has.
                unsafe { remote.push(Blocks::chain(start, indices), start) };
            }) as Box<dyn FnOnce()>
        };
        let taken = Arc::new(std::sync::Mutex::new(Vec::new()));
        let holder = {
            let (remote, taken) = (remote.clone(), taken.clone());
            Box::new(move || {
                for _ in 0..2 {
                    if let Some(chain) = remote.take(State::Active, start) {
                        let found = Blocks::indices(start, chain);
                        taken.lock().unwrap().extend(found);
                    }
                }
            })
        };
        together([push(&[0, 1]), push(&[2]), holder]);
        let mut all = core::mem::take(&mut *taken.lock().unwrap());
        all.extend(
            remote.take(State::Active, start).into_iter().flat_map(|chain| Blocks::indices(start, chain)),
        );
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2]);
    });
}

/// FULL: of two pushers that meet a full span one makes it Returned, and sees what the holder wrote before; if the
/// holder takes it back first, none does. Fails when `Remote::push` leaves Full as it is, and with `Relaxed` for
/// `AcqRel` in `Remote::change`.
#[test]
fn one_pusher_or_the_holder_ends_full() {
    explore(3, || {
        let blocks = Blocks(Box::new([0; 8]));
        let start = blocks.start();
        let span: Arc<(Remote, crate::sync::Cell<u32>)> =
            Arc::new((Remote::new(), crate::sync::Cell::new(0)));
        struct Shared(Arc<(Remote, crate::sync::Cell<u32>)>);
        // SAFETY: the cell is touched by who holds the span: that is what is tested.
        unsafe impl Send for Shared {}
        let returned = Arc::new(AtomicUsize::new(0));
        let push = |index: &'static [usize]| {
            let (span, returned) = (Shared(span.clone()), returned.clone());
            Box::new(move || {
                let span = span;
                // SAFETY: blocks of the model that nobody else has.
                let pushed = unsafe { span.0.0.push(Blocks::chain(start, index), start) };
                if pushed.before == State::Full {
                    assert_eq!(span.0.1.get(), 1, "a pusher that ends Full sees what the holder wrote");
                    returned.store(returned.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
                }
            }) as Box<dyn FnOnce()>
        };
        let holder = {
            let (span, returned) = (Shared(span.clone()), returned.clone());
            Box::new(move || {
                let span = span;
                span.0.1.set(1);
                if span.0.0.change(State::Active, State::Full) && span.0.0.change(State::Full, State::Active)
                {
                    assert_eq!(returned.load(Ordering::Relaxed), 0, "the holder and a pusher ended Full");
                    span.0.1.set(2);
                }
            })
        };
        together([push(&[0]), push(&[1]), holder]);
        let state = span.0.state();
        let handed = returned.load(Ordering::Relaxed);
        assert!(handed <= 1 && (handed == 1) == (state == State::Returned), "{handed} hand-overs, {state:?}");
        assert_eq!(span.0.count(), 2);
    });
}

/// The list of returned spans: what two threads hand back arrives once, at one of the owner's looks or at the last one;
/// what comes later is refused, and who is refused sees what the owner wrote before. Fails with `Relaxed` for
/// `Acquire` or `Release` in `ReturnedList::push` and for `AcqRel` in `ReturnedList::take`.
#[test]
fn a_span_handed_back_arrives_or_is_refused() {
    explore(3, || {
        let cache = Arc::new(ThreadCache::new());
        cache.open_returned();
        let spans: &'static [Span; 2] = Box::leak(Box::new([const { Span::new() }; 2]));
        let arrived = Arc::new([const { AtomicUsize::new(0) }; 2]);
        let note = |arrived: &[AtomicUsize; 2], span: &Span| {
            let index = usize::from(core::ptr::eq(span, &spans[1]));
            // What the other side wrote, and what it will write: by its holder alone.
            span.set_since(64);
            arrived[index].store(arrived[index].load(Ordering::Relaxed) + 1, Ordering::Relaxed);
        };
        let give = |index: usize| {
            let (cache, arrived) = (cache.clone(), arrived.clone());
            Box::new(move || {
                spans[index].set_since(128);
                if !cache.give_back(&spans[index]) {
                    assert!(cache.slot_turn.get() == 7, "who is refused sees what was written before");
                    note(&arrived, &spans[index]);
                }
            }) as Box<dyn FnOnce()>
        };
        let owner = {
            let (cache, arrived) = (cache.clone(), arrived.clone());
            Box::new(move || {
                cache.take_returned(|span| note(&arrived, span));
                cache.slot_turn.set(7);
                cache.close_returned(|span| note(&arrived, span));
            })
        };
        together([give(0), give(1), owner]);
        assert!(arrived.iter().all(|count| count.load(Ordering::Relaxed) == 1), "once each");
    });
}

/// Page-map publication outside the arena: two threads that hold different zones' locks make the same leaf of the tree;
/// what each entered is found by both. Fails when `PageMap::grow` stores instead of exchanging.
#[test]
fn a_leaf_that_two_make_is_one() {
    explore(3, || {
        let layout = std::alloc::Layout::new::<PageMap>();
        // SAFETY: a map of zero bytes is an empty one.
        let map: &'static PageMap = unsafe { &*std::alloc::alloc_zeroed(layout).cast() };
        let meta: &'static Meta = Box::leak(Box::new(Meta::new()));
        let spans: &'static [Span; 2] = Box::leak(Box::new([const { Span::new() }; 2]));
        spans.iter().for_each(|span| span.set_kind(Kind::Mapped));
        let found = |index: usize| {
            map.lookup(index * PAGE_SIZE).is_some_and(|span| core::ptr::eq(span, &spans[index - 1]))
        };
        let enter = |index: usize| {
            Box::new(move || {
                assert!(map.cover(index * PAGE_SIZE, PAGE_SIZE, false, meta));
                map.set(index * PAGE_SIZE, Some(&spans[index - 1]));
                assert!(found(index));
            }) as Box<dyn FnOnce()>
        };
        together([enter(1), enter(2)]);
        assert!(found(1) && found(2), "an entry was lost");
        // SAFETY: all threads have ended.
        unsafe {
            meta.release();
            std::alloc::dealloc(core::ptr::from_ref(map).cast_mut().cast(), layout);
        }
    });
}

/// The lock: no two inside, and nobody sleeps for ever (loom finds deadlocks). Fails with `Relaxed` for `Release` in
/// `Mutex::unlock`, and when `Mutex::lock_slow` does not mark the lock contended.
#[test]
fn locks_exclude_and_wake() {
    explore(2, || {
        let lock = Arc::new(Mutex::new(Rank::Meta, 0));
        let add = || {
            let lock = lock.clone();
            Box::new(move || *lock.lock() += 1) as Box<dyn FnOnce()>
        };
        together([add(), add(), add()]);
        assert_eq!(*lock.lock(), 3);
    });
}
