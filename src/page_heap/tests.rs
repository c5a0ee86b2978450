//! The page heap alone: split, join, purge.

use super::*;
use std::boxed::Box;
use std::vec::Vec;

fn page_heap() -> Box<PageHeap> {
    limited(usize::MAX)
}

fn limited(memory_limit: usize) -> Box<PageHeap> {
    let pages = Box::new(PageHeap::new());
    let layout = Layout { large_window_ms: 1000, huge_bytes: 0, memory_limit, ..Layout::new(1 << 30) };
    assert!(pages.init(&layout).is_some());
    pages
}

fn request(pages: usize, align: usize) -> Request {
    Request { pages, align, zero: false }
}

fn take(pages: &PageHeap, count: usize, align: usize) -> &'static Span {
    let Some(run) = pages.take(ZoneId::Large, request(count, align)) else { panic!("{count} pages") };
    run.set_kind(Kind::Large);
    pages.enter(run);
    pages.check();
    run
}

#[test]
fn an_address_that_no_zone_has_committed_has_no_span() {
    let pages = page_heap();
    let run = take(&pages, 1, PAGE_SIZE);
    let (last_of_zone_s, far) = (run.start() - 1, run.start() + (400 << 20));
    for addr in [last_of_zone_s, far] {
        assert!(pages.map().in_arena(addr) && pages.map().lookup(addr).is_none());
    }
    assert!(pages.map().lookup(run.start()).is_some());
}

#[test]
fn an_arena_that_was_shortened_keeps_what_it_holds_and_goes_on_in_mappings() {
    let pages = page_heap();
    let held: Vec<_> = (0..4).map(|_| take(&pages, 100, PAGE_SIZE)).collect();
    pages.shrink_arena(64 << 20);
    pages.check();
    let far = held[0].start() + (40 << 20);
    assert!(!pages.map().in_arena(far), "zone L is 32 MiB long now");
    // What the kernel puts where the arena was is found like any other mapping.
    let runs: Vec<_> = (0..20).map(|_| take(&pages, 100, PAGE_SIZE)).collect();
    let inside = runs.iter().filter(|run| pages.map().in_arena(run.start())).count();
    assert!(inside > 0 && inside < runs.len());
    pages.shrink_arena(0);
    pages.check();
    for run in held.into_iter().chain(runs) {
        assert!(pages.map().lookup(run.start()).is_some_and(|found| core::ptr::eq(found, run)));
        run.set_zero(false);
        pages.put(run);
        pages.check();
    }
    pages.reclaim();
    pages.check();
}

#[test]
fn neighbours_of_one_sort_are_joined_and_serve_a_longer_request() {
    let pages = page_heap();
    let runs: Vec<_> = (0..8).map(|_| take(&pages, 10, PAGE_SIZE)).collect();
    let first = runs.iter().map(|run| run.start()).min();
    for index in [1, 3, 5, 7, 0, 2, 4, 6] {
        let run: &'static Span = runs[index];
        run.set_zero(false);
        pages.put(run);
        pages.check();
    }
    assert_eq!(Some(take(&pages, 80, PAGE_SIZE).start()), first);
}

#[test]
fn warm_pages_before_clean_ones_serve_a_longer_request_which_takes_less_that_is_new() {
    let pages = page_heap();
    let (_wall, warm) = (take(&pages, 3, PAGE_SIZE), take(&pages, 10, PAGE_SIZE));
    let start = warm.start();
    warm.set_zero(false);
    pages.put(warm);
    let in_use = pages.stats(ZoneId::Large).in_use;
    let run = take(&pages, 15, PAGE_SIZE);
    let stats = pages.stats(ZoneId::Large);
    assert_eq!((run.start(), run.is_zero(), stats.dirty), (start, false, 0));
    assert_eq!(stats.in_use, in_use + 15);
    let next = take(&pages, 1, PAGE_SIZE);
    assert_eq!((next.start(), next.is_zero()), (run.end(), true));
}

#[test]
fn warm_pages_before_clean_ones_count_once_against_a_limit() {
    let pages = bounded(100 * PAGE_SIZE);
    let warm = take(&pages, 60, PAGE_SIZE);
    warm.set_zero(false);
    pages.put(warm);
    let run = take(&pages, 90, PAGE_SIZE);
    assert!(!run.is_zero() && pages.stats(ZoneId::Large).purged == 0);
    assert_eq!(pages.common.budget.held(), 90);
    run.set_zero(false);
    pages.put(run);
    // None of it needs to go for what is missing, but room is made for all that is asked for.
    let longer = take(&pages, 100, PAGE_SIZE);
    assert_eq!((longer.start(), pages.common.budget.held()), (run.start(), 100));
}

#[test]
fn warm_pages_before_clean_ones_are_left_by_who_wants_zero_ones_or_another_alignment() {
    let pages = page_heap();
    let first = take(&pages, 1, PAGE_SIZE);
    let warm = take(&pages, 10, PAGE_SIZE);
    let (start, end) = (warm.start(), warm.end());
    warm.set_zero(false);
    pages.put(warm);
    let align = 1 << (start.trailing_zeros() + 1);
    let aligned = take(&pages, 15, align);
    assert!(aligned.start() >= end && aligned.is_zero() && aligned.start().is_multiple_of(align));
    pages.put(aligned);
    let long = take(&pages, slow_pages::LOOKED_AT_FROM / PAGE_SIZE, PAGE_SIZE);
    assert!(long.start() == end && long.is_zero(), "it is looked at for slow huge pages");
    pages.put(long);
    let zero = pages.take(ZoneId::Large, Request { zero: true, ..request(15, PAGE_SIZE) }).unwrap();
    assert_eq!((zero.start(), zero.is_zero()), (end, true));
    assert_eq!((first.end(), pages.stats(ZoneId::Large).dirty), (start, 10));
}

#[test]
fn a_warm_run_is_preferred_to_a_clean_one() {
    let pages = page_heap();
    let (warm, _wall, clean) =
        (take(&pages, 4, PAGE_SIZE), take(&pages, 4, PAGE_SIZE), take(&pages, 4, PAGE_SIZE));
    warm.set_zero(false);
    clean.set_zero(true);
    let start = warm.start();
    pages.put(clean);
    pages.put(warm);
    assert_eq!(take(&pages, 4, PAGE_SIZE).start(), start);
}

#[test]
fn alignment_is_served_from_inside_a_run_and_both_ends_stay_free() {
    let pages = page_heap();
    let before = pages.stats(ZoneId::Large).in_use;
    for align in [PAGE_SIZE, 1 << 20, HUGE_PAGE, 64 << 20] {
        let odd = take(&pages, 3, PAGE_SIZE);
        let run = take(&pages, 5, align);
        assert!(run.start().is_multiple_of(align));
        pages.put(odd);
        pages.put(run);
        pages.check();
    }
    assert_eq!(pages.stats(ZoneId::Large).in_use, before);
}

#[test]
fn runs_of_every_length_come_and_go() {
    let pages = page_heap();
    let mut held: Vec<&'static Span> = Vec::new();
    let mut state = 12345u32;
    for step in 0..3000 {
        state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        if held.len() > 30 || (step > 2900 && !held.is_empty()) {
            let run = held.swap_remove(state as usize / 65_536 % held.len());
            run.set_zero(state & 1 << 20 != 0);
            pages.put(run);
        } else {
            held.push(take(&pages, 1 + state as usize / 65_536 % 100, PAGE_SIZE << (state >> 28 & 3)));
        }
        pages.check();
    }
}

#[test]
fn trim_gives_everything_free_back_once() {
    let pages = page_heap();
    let run = take(&pages, 100, PAGE_SIZE);
    run.set_zero(false);
    pages.put(run);
    assert!(pages.stats(ZoneId::Large).dirty >= 100);
    assert!(pages.trim(0));
    assert_eq!(pages.stats(ZoneId::Large).dirty, 0);
    assert!(!pages.trim(0), "nothing is left to give");
    pages.check();
}

#[test]
fn what_was_needed_in_the_window_is_kept_and_the_rest_goes_when_it_is_over() {
    let pages = page_heap();
    let run = take(&pages, 100, PAGE_SIZE);
    run.set_zero(false);
    pages.put(run);
    let now = clock::now_ms();
    pages.release_excess(now, 0);
    assert_eq!(pages.stats(ZoneId::Large).dirty, 100, "the peak was a moment ago");
    for step in 1..=8 {
        pages.release_excess(now + step * 250, 0);
    }
    assert_eq!(pages.stats(ZoneId::Large).dirty, 0, "two windows later");
}

#[test]
fn a_run_grows_into_a_free_neighbour_and_shrinks_again() {
    let pages = page_heap();
    let run = take(&pages, 4, PAGE_SIZE);
    assert!(pages.extend(run, 10, false), "what follows was never used");
    assert_eq!(run.pages(), 10);
    pages.check();
    assert!(!pages.extend(run, 200, false), "as much is not committed");
    assert!(pages.extend(run, 200, true), "the zone grows under its last run");
    assert_eq!(run.pages(), 200);
    pages.check();
    pages.shorten(run, 2);
    pages.check();
    let wall = take(&pages, 1, PAGE_SIZE);
    assert_eq!(wall.start(), run.end());
    assert!(!pages.extend(run, 4, true), "the neighbour is in use");
    pages.put(wall);
    pages.put(run);
    pages.check();
}

#[test]
fn what_is_kept_is_a_share_of_the_memory_limit_and_less_near_it() {
    const MIB: usize = 1 << 20;
    let pages = limited(64 * MIB);
    let kept = |pages: &PageHeap| pages.stats(ZoneId::Large).dirty * PAGE_SIZE;
    let runs: Vec<_> = (0..52).map(|_| take(&pages, MIB / PAGE_SIZE, PAGE_SIZE)).collect();
    for (freed, run) in runs.into_iter().enumerate() {
        run.set_zero(false);
        pages.put(run);
        while pages.release_excess(clock::now_ms(), 0) {}
        pages.check();
        let in_use = (51 - freed) * MIB;
        let most = (16 * MIB).min((56 * MIB - in_use) / 2);
        assert!(kept(&pages) <= most, "{} bytes kept with {in_use} in use", kept(&pages));
    }
    assert!(kept(&pages) >= 15 * MIB, "inside its share the window decides");
}

/// A page heap that may hold `bytes`.
fn bounded(bytes: usize) -> Box<PageHeap> {
    let pages = Box::new(PageHeap::new());
    assert!(pages.init(&Layout { huge_bytes: 0, hard_limit: bytes, ..Layout::new(1 << 30) }).is_some());
    pages
}

#[test]
fn a_bounded_heap_gives_back_what_is_free_rather_than_pass_its_limit() {
    let pages = bounded(100 * PAGE_SIZE);
    let runs = [60, 40].map(|count| take(&pages, count, PAGE_SIZE));
    assert!(pages.take(ZoneId::Large, request(1, PAGE_SIZE)).is_none() && pages.never_holds(101));
    let [long, short] = runs;
    long.set_zero(false);
    pages.put(long);
    // Longer than what is warm and joined with nothing: clean pages, for which warm ones have to go.
    let other = take(&pages, 50, 128 * PAGE_SIZE);
    assert_eq!(pages.stats(ZoneId::Large).purged, if other.is_zero() { 50 } else { 0 });
    let small = pages.take(ZoneId::Small, request(10, PAGE_SIZE));
    assert!(small.is_some_and(Span::is_zero), "the other zone's warm pages had to go for it");
    assert!(pages.take(ZoneId::Small, request(1, PAGE_SIZE)).is_none(), "all is in use");
    pages.put(short);
    assert!(pages.take(ZoneId::Small, request(40, PAGE_SIZE)).is_some());
    assert_eq!(pages.common.budget.held(), 100);
}

#[test]
fn a_bounded_heap_counts_growing_shrinking_and_mappings() {
    let pages = bounded(100 * PAGE_SIZE);
    let run = take(&pages, 100, PAGE_SIZE);
    pages.shorten(run, 20);
    assert!(pages.extend(run, 100, false) && pages.common.budget.held() == 100);
    pages.shorten(run, 20);
    pages.check();
    assert!(!pages.extend(run, 101, false) && pages.extend(run, 60, false));
    let mapping = |count| vm::map_aligned(count * PAGE_SIZE, HUGE_PAGE);
    let too_long = mapping(41);
    assert!(too_long.is_some_and(|mapping| pages.adopt(mapping).is_none()));
    let Some(own) = mapping(40).and_then(|mapping| pages.adopt(mapping)) else { panic!("40 pages") };
    own.set_kind(Kind::Mapped);
    pages.enter(own);
    pages.check();
    // SAFETY: this test's own mapping, each time.
    unsafe {
        too_long.into_iter().for_each(|mapping| mapping.release());
        assert!(!pages.remap(own, 41 * PAGE_SIZE));
        pages.check();
        assert!(pages.remap(own, 10 * PAGE_SIZE) && pages.common.budget.held() == 70);
        assert!(pages.remap(own, 30 * PAGE_SIZE) && pages.common.budget.held() == 90);
    }
    pages.put(own);
    pages.put(run);
    pages.check();
    assert!(pages.trim(0));
    assert_eq!(pages.common.budget.held(), 0);
    pages.check();
}

#[test]
fn huge_pages_are_declined_without_an_arena_too() {
    let pages = Box::new(PageHeap::new());
    assert!(pages.init(&Layout { huge_bytes: 0, ..Layout::new(0) }).is_none());
    let run = take(&pages, HUGE_PAGE / PAGE_SIZE, PAGE_SIZE);
    let smaps = std::fs::read_to_string("/proc/self/smaps").unwrap_or_default();
    let holds = |line: &str| {
        let (start, rest) = line.split_once('-')?;
        let range = usize::from_str_radix(start, 16).ok()?
            ..usize::from_str_radix(rest.split_once(' ')?.0, 16).ok()?;
        Some(range.contains(&run.start()))
    };
    let mut lines = smaps.lines().skip_while(|line| holds(line) != Some(true));
    let flags = lines.find(|line| line.starts_with("VmFlags:"));
    assert!(flags.is_some_and(|flags| flags.contains(" nh")), "{flags:?}");
    // SAFETY: the test is over.
    unsafe { Mapping { base: run.start(), len: run.bytes() }.release() };
}

#[test]
fn a_purge_that_a_fork_interrupted_ends_once() {
    let pages = page_heap();
    let run = take(&pages, 100, PAGE_SIZE);
    run.set_zero(false);
    pages.put(run);
    let out = pages.zone(ZoneId::Large).take_excess(0, 40, &pages.common);
    let Some(out) = out else { panic!("some pages") };
    assert_eq!((out.kind(), pages.stats(ZoneId::Large).dirty), (Kind::Purging, 100 - out.pages()));
    // The child's handler, and then the call that the signal interrupted.
    pages.inherit();
    pages.check();
    pages.purge(ZoneId::Large, out, clock::now_ms());
    pages.check();
    assert_eq!(pages.stats(ZoneId::Large).dirty, 100);
}

#[test]
fn a_block_that_another_thread_frees_meanwhile_does_not_change_its_length() {
    let pages = page_heap();
    let (run, _wall) = (take(&pages, 10, PAGE_SIZE), take(&pages, 1, PAGE_SIZE));
    run.set_zero(false);
    run.set_kind(Kind::Cached);
    pages.put(run);
    pages.shorten(run, 2);
    pages.check();
    assert!(!pages.extend(run, 11, true));
    // SAFETY: it is no mapping of its own any more, and stays as it is.
    assert!(!unsafe { pages.remap(run, 20 * PAGE_SIZE) });
    pages.check();
}

#[test]
fn the_oldest_goes_first_whatever_was_cut_from_younger_runs() {
    let pages = page_heap();
    let runs = [20, 1, 20, 1, 20, 1].map(|count| take(&pages, count, PAGE_SIZE));
    let [old, _, middle, _, young, _] = runs;
    let order = [old, middle, young].map(Span::start);
    for (age, run) in [old, middle, young].into_iter().enumerate() {
        run.set_zero(false);
        pages.put_at(run, 1000 * (age as u64 + 1));
    }
    // From the first in memory, which is the oldest; then nearly all that is left of it, and of the middle one a part.
    let parts = [10, 9, 15].map(|count| take(&pages, count, PAGE_SIZE).start());
    assert_eq!(parts, [order[0], order[0] + 10 * PAGE_SIZE, order[1]]);
    let gone = [1, 5, 20].map(|_| {
        let run = pages.zone(ZoneId::Large).take_excess(0, usize::MAX, &pages.common);
        let Some(run) = run else { panic!("three runs are free") };
        (run.start(), run.pages())
    });
    let [first, second, third] = order;
    assert_eq!(gone, [(first + 19 * PAGE_SIZE, 1), (second + 15 * PAGE_SIZE, 5), (third, 20)]);
}

#[test]
fn pieces_that_did_not_fit_are_kept_while_they_are_wanted_and_no_longer() {
    let pages = page_heap();
    let start = clock::now_ms();
    let runs: Vec<_> =
        (0..40).map(|index| take(&pages, if index % 2 == 0 { 16 } else { 1 }, PAGE_SIZE)).collect();
    let mut pieces: Vec<_> = runs.into_iter().step_by(2).collect();
    let free = |run: &'static Span, now| {
        run.set_zero(false);
        pages.put_at(run, now);
    };
    pieces.iter().for_each(|&run| free(run, start));
    take(&pages, 32, PAGE_SIZE);
    let kept = |now| {
        while pages.release_excess(now, 0) {}
        pages.check();
        pages.stats(ZoneId::Large).dirty
    };
    // Half of them are wanted now and then for six windows, all of them in the first.
    for step in 1..24 {
        let now = start + step * 250;
        pieces = (0..if step < 4 { 20 } else { 10 }).map(|_| take(&pages, 16, PAGE_SIZE)).collect();
        pieces.iter().for_each(|&run| free(run, now));
        let least = if step < 7 { 320 } else { 160 };
        assert!(kept(now) >= least, "{} pages kept in step {step}", kept(now));
    }
    assert_eq!(
        kept(start + 6000),
        160,
        "what nobody wanted for a window is not needed, whether it fits or not"
    );
    for step in 24..40 {
        kept(start + step * 250);
    }
    assert_eq!(kept(start + 10_000), 0, "nobody wants any");
}

/// Bytes from `start` on that are advised huge, in mappings without a gap.
fn advised_huge(start: usize) -> usize {
    let smaps = std::fs::read_to_string("/proc/self/smaps").expect("smaps");
    let (mut end, mut range) = (start, (0, 0));
    for line in smaps.lines() {
        if let Some(flags) = line.strip_prefix("VmFlags:") {
            if range.0 <= end && end < range.1 && flags.split(' ').any(|flag| flag == "hg") {
                end = range.1;
            }
        } else if let Some((from, to)) = line.split(' ').next().and_then(|range| range.split_once('-'))
            && let (Ok(from), Ok(to)) = (usize::from_str_radix(from, 16), usize::from_str_radix(to, 16))
        {
            range = (from, to);
        }
    }
    end - start
}

#[test]
fn huge_pages_end_where_the_layout_says_for_small_blocks_at_twice_that() {
    let share = 1 << 30;
    let pages = PageHeap::new();
    assert!(pages.init(&Layout { huge_bytes: share, ..Layout::new(16 << 30) }).is_some());
    for (id, most) in [(ZoneId::Large, share), (ZoneId::Small, 2 * share)] {
        let take =
            |bytes: usize| pages.take(id, request(bytes / PAGE_SIZE, PAGE_SIZE)).map_or(0, |run| run.start());
        let first = take(64 << 10);
        assert_eq!(advised_huge(first), 0, "{id:?}: not at once");
        // Nobody touches them, and none is long enough to be looked at (see `slow_pages`).
        for _ in 0..15 {
            take(100 << 20);
        }
        assert_eq!(advised_huge(first), most, "{id:?}");
    }
}

#[test]
fn huge_pages_are_declined_for_a_run_whose_first_ones_are_slow_until_it_comes_back() {
    let pages = Box::new(PageHeap::new());
    // All may be huge: so the page heap itself does not look.
    assert!(pages.init(&Layout::new(2 << 30)).is_some());
    let run = take(&pages, slow_pages::LOOKED_AT_FROM / PAGE_SIZE, PAGE_SIZE);
    let last = run.end() - PAGE_SIZE;
    let declined = |times: &[u64]| {
        let mut times = times.iter().copied();
        slow_pages::decline_if_slow(run, |addr| {
            assert!(addr.is_multiple_of(HUGE_PAGE) && run.contains(addr));
            times.next().unwrap()
        });
        assert_eq!(times.next(), None, "no page is touched in vain");
        advised_huge(last) == 0
    };
    assert!(!declined(&[90, 110, 90, 110]), "the usual");
    assert!(!declined(&[4000, 4000, 90, 4000]));
    assert!(declined(&[90, 4000, 4000, 4000]));
    pages.welcome_again(run);
    assert_ne!(advised_huge(last), 0);
    assert!(declined(&[4000, 4000, 4000]));
    assert_ne!(advised_huge(run.start()), 0, "what was touched stays");
    run.set_zero(false);
    pages.put(run);
    pages.check();
    assert_ne!(advised_huge(last), 0);
}

#[test]
fn a_span_of_blocks_that_was_looked_at_asks_for_no_huge_pages_when_it_goes() {
    let pages = Box::new(PageHeap::new());
    assert!(pages.init(&Layout { huge_bytes: 512 << 20, ..Layout::new(2 << 30) }).is_some());
    let span = pages.take(ZoneId::Small, request(1, PAGE_SIZE)).unwrap();
    span.make_small(crate::size_class::SizeClass::SMALLEST);
    pages.enter(span);
    span.begin_current();
    span.look_again(0);
    assert!(span.declines_huge(), "the same byte, with another meaning");
    pages.put(span);
    assert_eq!(advised_huge(span.start()), 0);
}
