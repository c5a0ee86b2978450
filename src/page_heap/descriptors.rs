//! A zone's descriptors: stocked four KiB at a time, reused, never unmapped.

use crate::meta::Meta;
use crate::span::list::SpanList;
use crate::span::{Kind, Span};

/// Descriptors in four KiB, the first of which holds the link to the next four.
const CHUNK: usize = 32;

/// Unused descriptors, and all that there are.
pub struct Descriptors {
    unused: SpanList,
    chunks: *const Chunk,
}

#[repr(C)]
struct Chunk {
    next: *const Chunk,
    spans: [Span; CHUNK - 1],
}

const _: () = assert!(size_of::<Chunk>() == 4096);

impl Descriptors {
    /// None yet.
    pub const fn new() -> Self {
        Self { unused: SpanList::new(), chunks: core::ptr::null() }
    }

    /// Make sure that two are there: enough for any split. False: there is no memory for them.
    pub fn stock(&mut self, meta: &Meta) -> bool {
        if self.unused.iter().nth(1).is_some() {
            return true;
        }
        let Some(memory) = meta.alloc(size_of::<Chunk>(), align_of::<Chunk>()) else { return false };
        let chunk = memory.as_ptr().cast::<Chunk>();
        // SAFETY: I-META-1: four KiB of fresh zero memory of the right alignment; a zero descriptor is a valid one.
        let chunk = unsafe {
            (*chunk).next = self.chunks;
            &*chunk
        };
        self.chunks = chunk;
        for span in &chunk.spans {
            self.unused.push_back(span);
        }
        true
    }

    /// An unused one.
    pub fn take(&mut self) -> Option<&'static Span> {
        self.unused.pop_front()
    }

    /// One that is not used any more.
    pub fn give(&mut self, span: &Span) {
        span.set_kind(Kind::None);
        self.unused.push_front(span);
    }

    /// Every one, used or not. The chunks never go away and new ones come at the head, so what this walks
    /// stays valid.
    pub fn iter(&self) -> impl Iterator<Item = &'static Span> + use<> {
        // SAFETY: I-META-1: null or a chunk.
        let first = unsafe { self.chunks.as_ref() };
        // SAFETY: I-META-1: null or a chunk.
        core::iter::successors(first, |chunk| unsafe { chunk.next.as_ref() }).flat_map(|c| c.spans.iter())
    }
}
