//! Which allocations are sampled ([`crate::sampled`]): counted where a slow path is taken, so that the fast ones know nothing of it.
//!
//! A thread's count falls by the blocks that the fast path may hand out from now on: those that a miss brought, and those that
//! the thread has freed into the span that its class allocates from, which that span's own count tells. When the count is
//! used up, the class's span is held: its next malloc misses, comes here, and is the one.

use super::Heap;
use crate::hardened::Asked;
use crate::size_class::SizeClass;
use crate::span::{Kind, Span};
use crate::sys::fault::Fault;
use crate::thread_cache::ThreadCache;

/// More frees than this need not be counted at a time.
const MANY: isize = 1 << 30;

impl Heap {
    /// Sample one allocation in `every` from now on. Once, before any thread has a cache. False: there is no address space for
    /// it, and nothing is sampled.
    pub fn sample(&self, every: usize) -> bool {
        self.sampled.turn_on(every, &self.pages)
    }

    /// The end of a stack for [`Heap::explain`], if there is one.
    pub fn spare_stack(&self) -> Option<usize> {
        self.sampled.spare_stack()
    }

    /// Say what a fault was, if it has to do with a sampled block.
    pub fn explain(&self, fault: &Fault) {
        self.sampled.explain(fault);
    }

    /// The slow path of malloc in a heap that samples, counting what it brings: [`Heap::alloc_from`].
    #[cold]
    #[inline(never)]
    pub(super) fn alloc_counted(&self, cache: &ThreadCache, class: SizeClass, asked: Asked) -> *mut u8 {
        loop {
            if let Some(block) = self.alloc_sampled(cache, class, asked) {
                return block;
            }
            let count = self.replenish(cache, class).or_else(|| self.next_span(cache, class));
            let Some(count) = count else { return core::ptr::null_mut() };
            self.count_blocks(cache, cache.current(class), count);
            if let Some(block) = self.alloc_first(cache, class) {
                return block;
            }
        }
    }

    /// A malloc has missed in a heap that samples: a block that is sampled, if one is due, or one that the span held back.
    /// `None`: the list is empty.
    fn alloc_sampled(&self, cache: &ThreadCache, class: SizeClass, asked: Asked) -> Option<*mut u8> {
        let span = cache.current(class);
        let is_span = span.kind() == Kind::Small;
        if is_span {
            self.count_frees(cache, span);
            span.resume();
        }
        let until = cache.until_sample.get();
        let sampled = if until <= 1 {
            // Blocks that were counted and are not handed out yet make up for those that are handed out late.
            cache.until_sample.set(until - 1 + self.sampled.interval() as isize);
            self.sampled.take(asked)
        } else {
            None
        };
        let block = sampled.or_else(|| span.pop().map(|block| block.as_ptr()));
        if is_span {
            self.count_blocks(cache, span, 0);
        }
        block
    }

    /// The class has blocks again: one of them, whether the span is held now or not. A span none of whose blocks is out is given
    /// back by no free, and the next malloc of its class may never come.
    fn alloc_first(&self, cache: &ThreadCache, class: SizeClass) -> Option<*mut u8> {
        let span = cache.current(class);
        if span.kind() != Kind::Small {
            return None;
        }
        span.resume();
        let block = span.pop();
        self.count_blocks(cache, span, 0);
        block.map(|block| block.as_ptr())
    }

    /// The fast path may hand out `count` blocks more of the thread's current span `span`.
    #[inline(always)]
    pub(super) fn count_blocks(&self, cache: &ThreadCache, span: &Span, count: u32) {
        if self.sampled.is_on() {
            count_down(cache, count);
            hold_when_due(cache, span);
        }
    }

    /// The same for those that the thread has freed into it since this was last asked. Whether the heap samples.
    #[inline(always)]
    pub(super) fn count_frees(&self, cache: &ThreadCache, span: &Span) -> bool {
        if !self.sampled.is_on() {
            return false;
        }
        count_down(cache, span.counted_frees());
        span.count_frees(u32::MAX);
        true
    }
}

fn count_down(cache: &ThreadCache, count: u32) {
    cache.until_sample.set(cache.until_sample.get().saturating_sub(count as isize));
}

#[cold]
#[inline(never)]
fn hold_when_due(cache: &ThreadCache, span: &Span) {
    let until = cache.until_sample.get();
    if until <= 1 {
        span.hold();
        // The next malloc of its class may never come: what is empty by then must not wait for it.
        if !span.is_soon_looked_at() {
            span.look_never();
        }
        span.count_frees(u32::MAX);
    } else {
        span.count_frees(until.min(MANY) as u32);
    }
}
