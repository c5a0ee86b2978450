//! realloc in a hardened heap: a block that can stay does, with what is asked for noted anew.

use super::{CANARY, RETIRED_PAGES, set_large_asked};
use crate::harden::{self, Call};
use crate::hardened::{Asked, Found, Record};
use crate::heap::Heap;
use crate::size_class::{MIN_ALIGN, PAGE_SIZE, SMALL_MAX, SizeClass};
use crate::span::Span;
use crate::sys::vm;
use crate::thread_cache::ThreadCache;

impl Heap {
    /// [`Heap::realloc`] of a live block.
    ///
    /// # Safety
    /// * As there; `span` is that of the block at `ptr`, for which `asked` was asked.
    pub(in crate::heap) unsafe fn realloc_hardened(
        &self,
        cache: &ThreadCache,
        span: &'static Span,
        asked: Asked,
        ptr: *mut u8,
        size: usize,
    ) -> *mut u8 {
        let addr = ptr.addr();
        let now = Asked { size, ..asked };
        let room = match Record::of(span) {
            Some(record) => record.class().block_size(),
            None => self.large_room(span),
        };
        // SAFETY: the caller's bullets: the block is this thread's.
        if !unsafe { self.hardened.patterns().has_canary(addr, asked.size, room) } {
            harden::overflow(Call::Realloc, addr, asked.size);
        }
        if let Some(room) = self.resize_hardened(cache, span, now, addr, room) {
            // SAFETY: the caller's bullets, and `room` is what the block has now.
            unsafe { self.hardened.patterns().set_canary(addr, size, room) };
            return ptr;
        }
        let moved = self.alloc_hardened(cache, size, MIN_ALIGN, false);
        // SAFETY: the caller's bullets; both blocks have that many bytes.
        unsafe { self.move_contents(cache, ptr, moved, asked.size.min(size)) };
        moved
    }

    /// The block's room when it can stay where it is, with what is asked for noted.
    fn resize_hardened(
        &self,
        cache: &ThreadCache,
        span: &'static Span,
        now: Asked,
        addr: usize,
        room: usize,
    ) -> Option<usize> {
        let with_canary = now.size.checked_add(CANARY)?;
        if let Some(record) = Record::of(span) {
            let Found::Start(index) = record.find(span, addr) else { return None };
            let same = SizeClass::of_aligned(with_canary, now.align) == Some(record.class());
            return same.then(|| {
                record.ask(index, now);
                room
            });
        }
        if with_canary <= SMALL_MAX {
            return None;
        }
        let pages = with_canary.div_ceil(PAGE_SIZE);
        if pages * PAGE_SIZE != room {
            // What has a guard stays as long as it is.
            if self.hardened.guards() {
                return None;
            }
            // What a long block leaves behind is too much to keep for the next window.
            let rest = span.pages().saturating_sub(pages);
            if rest > RETIRED_PAGES {
                // SAFETY: I-BLOCK-3: the end of the caller's live block, cut off at once; its pages may be lost already.
                unsafe { vm::purge(span.start() + pages * PAGE_SIZE, rest * PAGE_SIZE) };
            }
            self.resize_large(cache, span, with_canary)?;
        }
        set_large_asked(span, now);
        Some(self.large_room(span))
    }
}
