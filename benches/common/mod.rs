//! What the benchmarks share.

use orthotope::heap::{Heap, Layout};

/// A heap of its own, that nothing else allocates from.
pub(crate) fn heap() -> &'static Heap {
    let heap: &'static Heap = Box::leak(Box::new(Heap::new()));
    heap.init(&Layout::new(8 << 30)).unwrap();
    heap
}
