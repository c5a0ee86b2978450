//! Free runs by length: a list per bin, a bit per list that is not empty.
//!
//! Bins are one page wide up to 16 pages, then eight per doubling. A run that fits is found in its own bin
//! by a short look at each entry, or at the head of any higher bin: constant time.

use crate::size_class::PAGE_SIZE;
use crate::span::Span;
use crate::span::list::SpanList;
use crate::util::bits::align_up;

/// Up to 2^27 pages: 8 TiB.
const BINS: usize = 16 + 23 * 8;
const WORDS: usize = BINS.div_ceil(64);
/// Entries of one bin that are looked at before a higher bin is taken.
const LOOKS: usize = 16;

/// The bins of one zone and one kind of run.
pub struct Bins {
    lists: [SpanList; BINS],
    occupied: [u64; WORDS],
}

/// Bin of a run of `pages`; every run in a higher bin is longer than every run in a lower one.
fn bin_of(pages: usize) -> usize {
    // Without a branch: the lengths of tensors are not to be foretold.
    let doubling = (pages | 8).ilog2() as usize - 3;
    (doubling * 8 + (pages >> doubling)).min(BINS - 1)
}

/// Where in `run` an aligned part of `pages` starts, when there is one.
pub fn fit(run: &Span, pages: usize, align: usize) -> Option<usize> {
    let start = align_up(run.start(), align);
    (start - run.start() + pages * PAGE_SIZE <= run.bytes()).then_some(start)
}

impl Bins {
    /// Empty.
    pub const fn new() -> Self {
        Self { lists: [const { SpanList::new() }; BINS], occupied: [0; WORDS] }
    }

    /// Insert a free run.
    pub fn insert(&mut self, run: &Span) {
        let bin = bin_of(run.pages());
        if let (Some(list), Some(word)) = (self.lists.get(bin), self.occupied.get_mut(bin / 64)) {
            list.push_front(run);
            *word |= 1 << (bin % 64);
        }
    }

    /// Take out a run that is in the bins.
    pub fn remove(&mut self, run: &Span) {
        let bin = bin_of(run.pages());
        if let (Some(list), Some(word)) = (self.lists.get(bin), self.occupied.get_mut(bin / 64)) {
            list.remove(run);
            *word &= !(u64::from(list.is_empty()) << (bin % 64));
        }
    }

    /// A run that holds `pages` at a multiple of `align` bytes; near the shortest there is.
    pub fn find(&self, pages: usize, align: usize) -> Option<&'static Span> {
        let padding = if align > PAGE_SIZE { align / PAGE_SIZE - 1 } else { 0 };
        let sure = bin_of(pages + padding);
        let mut bin = self.next_occupied(bin_of(pages))?;
        loop {
            let fitting =
                self.lists.get(bin)?.iter().take(LOOKS).filter(|run| fit(run, pages, align).is_some());
            // Of equals the first in memory: what is far up is left to grow together.
            let best = if bin <= sure {
                fitting.min_by_key(|run| (run.pages(), run.start()))
            } else {
                fitting.min_by_key(|run| run.start())
            };
            if best.is_some() {
                return best;
            }
            bin = self.next_occupied(bin + 1)?;
        }
    }

    fn next_occupied(&self, from: usize) -> Option<usize> {
        let mut index = from / 64;
        let mut mask = u64::MAX << (from % 64);
        while let Some(word) = self.occupied.get(index) {
            if word & mask != 0 {
                return Some(index * 64 + (word & mask).trailing_zeros() as usize);
            }
            index += 1;
            mask = u64::MAX;
        }
        None
    }

    /// Every run in the bins.
    pub fn iter(&self) -> impl Iterator<Item = &'static Span> {
        self.lists.iter().flat_map(SpanList::iter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::boxed::Box;

    fn run(start: usize, pages: usize) -> &'static Span {
        let span = Box::leak(Box::new(Span::new()));
        span.set_run(0, start * PAGE_SIZE, pages);
        span
    }

    #[test]
    fn bins_are_ordered_by_length() {
        let mut last = 0;
        for pages in 1..100_000 {
            let bin = bin_of(pages);
            assert!(bin == last || bin == last + 1, "{pages} pages");
            last = bin;
        }
        assert!(bin_of(usize::MAX >> 17) < BINS);
    }

    #[test]
    fn the_shortest_fitting_run_of_a_bin_is_found_first_then_a_longer_one() {
        let mut bins = Bins::new();
        for r in [run(0, 40), run(100, 38), run(200, 300)] {
            bins.insert(r);
        }
        assert_eq!(bins.find(37, PAGE_SIZE).map(Span::pages), Some(38));
        assert_eq!(bins.find(39, PAGE_SIZE).map(Span::pages), Some(40));
        assert_eq!(bins.find(41, PAGE_SIZE).map(Span::pages), Some(300));
        assert_eq!(bins.find(301, PAGE_SIZE).map(Span::pages), None);
    }

    #[test]
    fn alignment_counts_the_padding() {
        let mut bins = Bins::new();
        bins.insert(run(1, 32));
        assert!(bins.find(32, 32 * PAGE_SIZE).is_none());
        bins.insert(run(33, 64));
        assert_eq!(bins.find(32, 32 * PAGE_SIZE).map(Span::start), Some(33 * PAGE_SIZE));
    }

    #[test]
    fn what_was_removed_is_not_found() {
        let mut bins = Bins::new();
        let only = run(0, 5);
        bins.insert(only);
        bins.remove(only);
        assert!(bins.find(1, PAGE_SIZE).is_none());
        assert_eq!(bins.iter().count(), 0);
    }
}
