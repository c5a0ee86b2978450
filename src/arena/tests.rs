use super::*;
use std::sync::Arc;
use std::vec::Vec;

fn arena(size: usize, alignment: usize) -> Arena {
    match Arena::new(&AllocatorConfig { arena_size: size, alignment }) {
        Ok(arena) => arena,
        Err(error) => panic!("{error}"),
    }
}

fn refused(size: usize, alignment: usize) -> bool {
    let made = Arena::new(&AllocatorConfig { arena_size: size, alignment });
    matches!(made, Err(InitError::InvalidConfig(reason)) if !reason.is_empty())
}

#[test]
fn a_contradicting_configuration_is_refused_with_a_reason() {
    assert!(refused(0, 64), "size zero");
    assert!(refused(4096, 0), "alignment zero");
    assert!(refused(4096, 48), "alignment no power of two");
    assert!(refused(32, 64), "size below alignment");
    assert!(refused(usize::MAX, 64), "overflow");
    assert!(refused(usize::MAX / 2, 1 << 62), "beyond the address space");
}

#[test]
fn a_range_that_the_system_will_not_map_is_reported_with_its_error() {
    let made = Arena::new(&AllocatorConfig { arena_size: 1 << 60, alignment: 64 });
    let Err(InitError::MapFailed(error)) = made else { panic!("1 EiB was mapped") };
    assert_eq!(error.raw_os_error(), Some(libc::ENOMEM));
}

#[test]
fn the_base_and_every_start_are_aligned() {
    for alignment in [1, 16, 64, 4096, 1 << 21] {
        let arena = arena(8 << 21, alignment);
        assert_eq!(arena.alignment(), alignment);
        for size in [1, 100, 4097] {
            let Ok(start) = arena.allocate_block(size) else { panic!("{size} of {alignment}") };
            assert_eq!(start.as_ptr().addr() % alignment, 0);
            assert!(arena.contains_block_start(start.as_ptr()));
        }
    }
}

#[test]
fn reserved_memory_is_zero_and_writable_to_its_last_byte() {
    let arena = arena(1 << 20, 64);
    let Ok(start) = arena.reserve_span(1 << 20) else { panic!("all of it") };
    // SAFETY: 1 MiB was just reserved.
    let bytes = unsafe { core::slice::from_raw_parts_mut(start.as_ptr(), 1 << 20) };
    assert!(bytes.iter().all(|&b| b == 0));
    bytes.fill(0xa5);
}

#[test]
fn zero_sizes_are_their_own_error() {
    let arena = arena(4096, 64);
    assert_eq!(arena.allocate_block(0), Err(AllocError::ZeroSize));
    assert_eq!(arena.reserve_span(0), Err(AllocError::ZeroSize));
    assert_eq!(arena.reserve_block_span(0, 100), None);
}

#[test]
fn exhaustion_and_overflow_say_what_was_asked_and_what_is_left_and_change_nothing() {
    let arena = arena(4096, 64);
    assert!(arena.allocate_block(100).is_ok());
    let remaining = arena.remaining();
    assert_eq!(remaining, 4096 - 100);
    for requested in [4096, usize::MAX, usize::MAX - 63] {
        assert_eq!(arena.allocate_block(requested), Err(AllocError::OutOfMemory { requested, remaining }));
        assert_eq!(arena.reserve_span(requested), Err(AllocError::OutOfMemory { requested, remaining }));
    }
    assert_eq!(arena.remaining(), remaining);
    assert!(arena.allocate_block(4096 - 128).is_ok(), "what is left is still to be had");
    assert_eq!(arena.remaining(), 0);
}

#[test]
fn a_block_span_holds_whole_blocks_as_many_as_fit() {
    let arena = arena(4096, 64);
    let Some((first, bytes)) = arena.reserve_block_span(192, 1000) else { panic!("room for five") };
    assert_eq!((first.as_ptr().addr() % 64, bytes), (0, 960));
    let Some((_, bytes)) = arena.reserve_block_span(192, 1) else { panic!("room for one") };
    assert_eq!(bytes, 192, "one block when the target is smaller");
    let Some((_, bytes)) = arena.reserve_block_span(192, 1 << 20) else { panic!("room for many") };
    assert_eq!(bytes, (4096 - 960 - 192) / 192 * 192, "as many as still fit");
    assert_eq!(arena.reserve_block_span(192, 192), None, "not one fits");
    assert_eq!(arena.reserve_block_span(usize::MAX, usize::MAX), None);
}

#[test]
fn capacity_is_what_was_asked_and_remaining_counts_down() {
    let arena = arena(10_000, 16);
    assert_eq!((arena.capacity(), arena.remaining()), (10_000, 10_000));
    assert!(arena.allocate_block(1).is_ok());
    assert!(arena.allocate_block(1).is_ok());
    assert_eq!((arena.capacity(), arena.remaining()), (10_000, 10_000 - 17));
}

#[test]
fn block_starts_are_in_range_and_aligned() {
    let arena = arena(4096, 64);
    let Ok(first) = arena.allocate_block(64) else { panic!("64 bytes") };
    let at = |offset: usize| first.as_ptr().wrapping_add(offset);
    assert!(arena.contains_block_start(at(0)) && arena.contains_block_start(at(4032)));
    assert!(!arena.contains_block_start(at(1)) && !arena.contains_block_start(at(4096)));
    assert!(!arena.contains_block_start(first.as_ptr().wrapping_sub(64)));
    assert!(!arena.contains_block_start(core::ptr::null()));
}

#[test]
fn concurrent_reservations_never_overlap() {
    let arena = Arc::new(arena(1 << 20, 16));
    let threads: Vec<_> = (0..4)
        .map(|n| {
            let arena = Arc::clone(&arena);
            std::thread::spawn(move || {
                let mut got = Vec::new();
                loop {
                    let size = 48 + n;
                    match if n == 0 { arena.reserve_block_span(48, 480) } else { one(&arena, size) } {
                        Some((start, bytes)) => got.push((start.as_ptr().addr(), bytes)),
                        None => return got,
                    }
                }
            })
        })
        .collect();
    let mut all: Vec<_> = threads.into_iter().filter_map(|t| t.join().ok()).flatten().collect();
    all.sort_unstable();
    assert!(all.len() > 1500);
    assert!(all.windows(2).all(|w| matches!(w, [(a, len), (b, _)] if a + len <= *b)));

    fn one(arena: &Arena, size: usize) -> Option<(NonNull<u8>, usize)> {
        arena.allocate_block(size).ok().map(|start| (start, size))
    }
}
