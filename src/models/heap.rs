//! The heap wired: threads that hand blocks on while spans change hands.

use std::boxed::Box;
use std::vec::Vec;

use super::{SIZE, attach, explore, free, make, together, with_heap};
use crate::heap::Heap;
use crate::size_class::PAGE_SIZE;
use crate::sync::{AtomicUsize, Ordering};

fn nothing_lives(heap: &Heap) {
    heap.check();
    assert_eq!(heap.stats().live, 0);
}

/// FULL in the heap: the owner frees a block of a full span while another thread frees one too and the owner
/// allocates again. The span is in one place afterwards. Fails when `Heap::retire` takes the span off the list of full
/// ones whatever a pusher did.
#[test]
fn full_span_owner_against_pusher() {
    explore(2, || {
        with_heap(|heap| {
            let (owner, other) = (attach(heap), attach(heap));
            let blocks: Vec<_> = (0..4).map(|_| make(heap, owner, SIZE)).collect();
            // The first span is full as soon as a fifth block is asked for.
            let fifth = make(heap, owner, SIZE);
            let [a, b, c, d] = blocks[..] else { return };
            together([
                Box::new(move || free(heap, other, a)),
                Box::new(move || {
                    free(heap, owner, b);
                    let again = make(heap, owner, SIZE);
                    free(heap, owner, again);
                }),
            ]);
            heap.check();
            free(heap, owner, c);
            free(heap, other, d);
            free(heap, owner, fifth);
            heap.detach(owner);
            heap.detach(other);
            nothing_lives(heap);
        });
    });
}

/// Thread exit against remote free, and ABANDONED: a thread ends while others free its last two blocks. The span is
/// empty in the central pool afterwards, and of no thread. Fails when `CentralPool::abandon` or
/// `Heap::deliver` does not count.
#[test]
fn exit_against_remote_free() {
    explore(2, || {
        with_heap(|heap| {
            let (owner, one, two) = (attach(heap), attach(heap), attach(heap));
            let (a, b) = (make(heap, owner, SIZE), make(heap, owner, SIZE));
            together([
                Box::new(move || heap.detach(owner)),
                Box::new(move || free(heap, one, a)),
                Box::new(move || free(heap, two, b)),
            ]);
            nothing_lives(heap);
            assert_eq!(heap.waiting(), 1, "an empty span for the next thread");
            heap.detach(one);
            heap.detach(two);
        });
    });
}

/// The same with a full span, which is on no list when its thread is gone: who makes it Returned finds the owner, its
/// closed list, or no owner. Fails when `Heap::detach` takes the owner out after it closes its list of returned spans, and
/// when `Heap::hand_back` drops a span that its owner refuses.
#[test]
fn exit_with_a_full_span_against_remote_free() {
    explore(2, || {
        with_heap(|heap| {
            let (owner, other) = (attach(heap), attach(heap));
            let blocks: Vec<_> = (0..4).map(|_| make(heap, owner, SIZE)).collect();
            let fifth = make(heap, owner, SIZE);
            let [a, b, c, d] = blocks[..] else { return };
            together([
                Box::new(move || heap.detach(owner)),
                Box::new(move || {
                    free(heap, other, a);
                    free(heap, other, b);
                }),
            ]);
            heap.check();
            for block in [c, d, fifth] {
                free(heap, other, block);
            }
            nothing_lives(heap);
            assert_eq!(heap.waiting(), 2, "empty spans for the next thread");
            heap.detach(other);
        });
    });
}

/// Adoption: of an abandoned span another thread frees the last block while a third wants a span of its class. One of
/// them gets it. Fails when `CentralPool::claim_empty` does not look again under the lock.
#[test]
fn adoption_against_the_last_remote_free() {
    explore(2, || {
        with_heap(|heap| {
            let (owner, one, two) = (attach(heap), attach(heap), attach(heap));
            let a = make(heap, owner, SIZE);
            heap.detach(owner);
            together([
                Box::new(move || free(heap, one, a)),
                Box::new(move || {
                    let (b, c) = (make(heap, two, SIZE), make(heap, two, SIZE));
                    free(heap, two, b);
                    free(heap, two, c);
                }),
            ]);
            heap.check();
            heap.detach(one);
            heap.detach(two);
            nothing_lives(heap);
        });
    });
}

/// The same when a span changes its class meanwhile: who brought the last block looks at a span that another thread has
/// adopted, emptied, given back and got again for other blocks. Fails when `Span::class` is a plain cell.
#[test]
fn adopted_and_used_anew_against_the_last_remote_free() {
    explore(2, || {
        with_heap(|heap| {
            let (owner, one, two) = (attach(heap), attach(heap), attach(heap));
            let a = make(heap, owner, SIZE);
            heap.detach(owner);
            together([
                Box::new(move || free(heap, one, a)),
                Box::new(move || {
                    let b = make(heap, two, SIZE);
                    free(heap, two, b);
                    heap.give_empty_back();
                    let c = make(heap, two, SIZE - SIZE / 4);
                    free(heap, two, c);
                }),
            ]);
            heap.check();
            heap.detach(one);
            heap.detach(two);
            nothing_lives(heap);
        });
    });
}

/// The same when the adopter ends too: the span is abandoned again, with a block in use. Fails when
/// `CentralPool::claim_empty` looks at the state alone.
#[test]
fn adopted_and_left_again_against_the_last_remote_free() {
    explore(2, || {
        with_heap(|heap| {
            let (owner, one, two) = (attach(heap), attach(heap), attach(heap));
            let a = make(heap, owner, SIZE);
            heap.detach(owner);
            let mail: &'static AtomicUsize = Box::leak(Box::new(AtomicUsize::new(0)));
            together([
                Box::new(move || free(heap, one, a)),
                Box::new(move || {
                    mail.store(make(heap, two, SIZE), Ordering::Relaxed);
                    heap.detach(two);
                }),
            ]);
            heap.check();
            let b = mail.load(Ordering::Relaxed);
            free(heap, one, b);
            nothing_lives(heap);
            heap.detach(one);
        });
    });
}

/// Slot exchange against purge: a thread frees and takes a large block while another's tick empties all slots. The run is the
/// thread's or the page heap's. Fails when `take_fitting` loads and stores instead of exchanging, with `Relaxed` for
/// `Release` in `Heap::keep_large`, and for `Acquire` in `Heap::empty_slots`.
#[test]
fn slots_against_purge() {
    explore(2, || {
        with_heap(|heap| {
            let (owner, purger) = (attach(heap), attach(heap));
            let (a, b) = (make(heap, owner, 2 * PAGE_SIZE), make(heap, owner, 2 * PAGE_SIZE));
            free(heap, owner, a);
            together([
                Box::new(move || {
                    let c = make(heap, owner, 2 * PAGE_SIZE);
                    assert_ne!(b, c);
                    free(heap, owner, c);
                }),
                Box::new(move || heap.late_tick()),
            ]);
            heap.check();
            free(heap, owner, b);
            heap.detach(owner);
            heap.detach(purger);
            nothing_lives(heap);
        });
    });
}

/// Large runs that come back to the thread that took them, while it takes again and a tick empties what waits: each is
/// in one hand. Fails with `Relaxed` where `ReturnedList::take_one` and `take_if` take the list.
#[test]
fn runs_back_against_owner_and_tick() {
    explore(2, || {
        with_heap(|heap| {
            let (owner, other, purger) = (attach(heap), attach(heap), attach(heap));
            let (a, b) = (make(heap, owner, 2 * PAGE_SIZE), make(heap, owner, 2 * PAGE_SIZE));
            free(heap, other, b);
            together([
                Box::new(move || free(heap, other, a)),
                Box::new(move || {
                    let again = make(heap, owner, 2 * PAGE_SIZE);
                    free(heap, owner, again);
                }),
                Box::new(move || heap.late_tick()),
            ]);
            [owner, other, purger].map(|cache| heap.detach(cache));
            nothing_lives(heap);
        });
    });
}

/// The same while that thread ends: nothing stays with a cache that no thread has.
#[test]
fn runs_back_against_exit() {
    explore(3, || {
        with_heap(|heap| {
            let (owner, other) = (attach(heap), attach(heap));
            let (a, b) = (make(heap, owner, 2 * PAGE_SIZE), make(heap, owner, 2 * PAGE_SIZE));
            free(heap, other, a);
            together([Box::new(move || heap.detach(owner)), Box::new(move || free(heap, other, b))]);
            assert!(!owner.keeps_runs());
            heap.detach(other);
            nothing_lives(heap);
        });
    });
}

/// A tick against a thread's exit: who purges looks at the caches of threads that are just leaving. Fails when
/// `ThreadCache::attached` is a plain cell.
#[test]
fn exit_against_tick() {
    explore(2, || {
        with_heap(|heap| {
            let (owner, purger) = (attach(heap), attach(heap));
            let a = make(heap, owner, 2 * PAGE_SIZE);
            free(heap, owner, a);
            together([Box::new(move || heap.detach(owner)), Box::new(move || heap.late_tick())]);
            nothing_lives(heap);
            heap.detach(purger);
        });
    });
}

/// Page-map publication (I-MAP-1, I-MAP-2): a block's address, handed on by a release, is enough to free it; and who looks
/// a page up that he knows nothing of finds no null below zone S's end. Fails when `PageMap::cover` moves that end
/// before it writes the entries, and with `Relaxed` for its `Release`.
#[test]
fn addresses_are_known_to_whom_they_are_handed() {
    for size in [SIZE, 2 * PAGE_SIZE] {
        explore(2, move || {
            with_heap(|heap| {
                let (maker, taker) = (attach(heap), attach(heap));
                let first = heap.first_byte(size);
                let mail: &'static AtomicUsize = Box::leak(Box::new(AtomicUsize::new(0)));
                together([
                    Box::new(move || {
                        let block = make(heap, maker, size);
                        mail.store(block, Ordering::Release);
                    }),
                    Box::new(move || {
                        let whole = size > SIZE || heap.pages().map().leads_somewhere(first);
                        assert!(whole, "an entry that is not written yet");
                        let block = mail.load(Ordering::Acquire);
                        if block != 0 {
                            assert_eq!(block, first);
                            free(heap, taker, block);
                        }
                    }),
                ]);
                if heap.stats().live > 0 {
                    free(heap, taker, mail.load(Ordering::Relaxed));
                }
                heap.detach(maker);
                heap.detach(taker);
                nothing_lives(heap);
            });
        });
    }
}
