//! What a page heap is made with, and what is asked of it.
#![forbid(unsafe_code)]

/// What a page heap is made of.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Bytes of address space for both zones.
    pub arena_size: usize,
    /// Window of demand for spans of small blocks, milliseconds.
    pub small_window_ms: u64,
    /// The same for large runs.
    pub large_window_ms: u64,
    /// How much of zone L may come in huge pages, bytes, and half of how much of zone S; 0 declines those that the system gives unasked.
    pub huge_bytes: usize,
    /// Bytes that the process may use in all (its control group's limit): free memory is kept to a share
    /// of it, and to less near it. `usize::MAX` for no limit.
    pub memory_limit: usize,
    /// Bytes that the heap may hold; `usize::MAX` for no limit. Pages count while they are in use, dirty, or being given back.
    pub hard_limit: usize,
}

impl Layout {
    /// An arena of `arena_size` bytes, with the defaults.
    pub fn new(arena_size: usize) -> Self {
        Self {
            arena_size,
            small_window_ms: 1000,
            large_window_ms: 10_000,
            huge_bytes: usize::MAX,
            memory_limit: usize::MAX,
            hard_limit: usize::MAX,
        }
    }
}

/// A run that somebody wants.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// Its length.
    pub pages: usize,
    /// Bytes: it starts at a multiple of that. A power of two.
    pub align: usize,
    /// Who takes it clears what is not known zero, as a whole if a part is not: so none that is warm in front.
    pub zero: bool,
}
