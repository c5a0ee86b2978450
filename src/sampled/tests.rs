//! The slots' promises, on pools of their own.

use super::*;
use std::boxed::Box;
use std::vec::Vec;

fn pool(every: usize) -> &'static Sampled {
    let pages: &'static PageHeap = Box::leak(Box::new(PageHeap::new()));
    let sampled: &'static Sampled = Box::leak(Box::new(Sampled::new()));
    assert!(!sampled.is_on() && sampled.take(Asked { size: 1, align: 16 }).is_none());
    assert!(sampled.turn_on(every, pages) && sampled.is_on());
    sampled.check(pages.map());
    sampled
}

fn take(sampled: &Sampled, size: usize, align: usize) -> Option<usize> {
    sampled.take(Asked { size, align }).map(|block| block.addr())
}

#[test]
fn a_slot_is_used_again_after_all_others() {
    let sampled = pool(1);
    let used = |_| {
        let Some(addr) = take(sampled, 64, 16) else { panic!("a slot is free") };
        sampled.free(addr);
        addr / (2 * ROOM)
    };
    let first: Vec<_> = (0..SLOTS).map(used).collect();
    let mut sorted = first.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(sorted.len(), SLOTS, "a slot came twice");
    assert_eq!((0..SLOTS).map(used).collect::<Vec<_>>(), first);
}

#[test]
fn when_all_are_in_use_there_is_none() {
    let sampled = pool(1);
    let blocks: Vec<_> = (0..SLOTS).filter_map(|_| take(sampled, 1, 16)).collect();
    assert_eq!(blocks.len(), SLOTS);
    assert_eq!((take(sampled, 1, 16), sampled.live_bytes()), (None, SLOTS));
    sampled.free(blocks[5]);
    assert_eq!(take(sampled, 1, 16).map(|addr| addr / (2 * ROOM)), Some(blocks[5] / (2 * ROOM)));
}

#[test]
fn blocks_begin_or_end_with_their_room_and_are_aligned() {
    let sampled = pool(1);
    let page = vm::system_page_size();
    let base = sampled.pool().map_or(0, |pool| pool.base);
    for (size, align) in
        [(0, 16), (1, 16), (16, 16), (100, 64), (4096, 4096), (5000, 16), (ROOM, 16), (30, page)]
    {
        let mut seen = [false; 2];
        for _ in 0..SLOTS {
            let Some(addr) = take(sampled, size, align) else { panic!("{size} at {align}") };
            assert!(addr.is_multiple_of(align), "{size} at {align}: {addr:#x}");
            let at = (addr - base) % (2 * ROOM);
            assert!(at == 0 || ROOM - at - size.max(1) < align, "{size} at {align}: {at} of {ROOM}");
            seen[usize::from(at > 0)] = true;
            // SAFETY: a live block of `size` bytes.
            unsafe { core::ptr::with_exposed_provenance_mut::<u8>(addr).write_bytes(7, size) };
            sampled.free(addr);
        }
        assert!(seen[0] && (seen[1] || size == ROOM), "{size} at {align} is always on one side");
    }
    assert_eq!(take(sampled, ROOM + 1, 16), None);
    assert_eq!(take(sampled, 16, 2 * page), None);
}

#[test]
fn what_was_in_a_slot_is_gone() {
    let sampled = pool(1);
    for _ in 0..2 * SLOTS {
        let Some(addr) = take(sampled, 100, 16) else { panic!("a slot is free") };
        let block = core::ptr::with_exposed_provenance_mut::<u8>(addr);
        // SAFETY: a live block of 100 bytes.
        unsafe {
            assert!(core::slice::from_raw_parts(block, 100).iter().all(|&byte| byte == 0));
            block.write_bytes(7, 100);
        }
        sampled.free(addr);
    }
}

#[test]
fn intervals_are_by_chance_and_right_in_the_mean() {
    let each = pool(1);
    assert!((0..100).all(|_| each.interval() == 1 && each.is_due()));
    let sampled = pool(1000);
    let intervals: Vec<_> = (0..10_000).map(|_| sampled.interval()).collect();
    assert!(intervals.iter().all(|interval| (1..2000).contains(interval)));
    let mean = intervals.iter().sum::<usize>() / intervals.len();
    // Of 10000 numbers the mean is off by 6 in two cases of three.
    assert!((950..1050).contains(&mean), "{mean}");
    let due = (0..100_000).filter(|_| sampled.is_due()).count();
    assert!((60..140).contains(&due), "{due}");
}
