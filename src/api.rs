//! The Rust door: a `GlobalAlloc` over the process's heap.

use core::alloc::{GlobalAlloc, Layout};

use crate::heap::process::{self, HEAP, cache};

/// The process's heap as a Rust global allocator.
///
/// ```
/// use orthotope::Orthotope;
///
/// #[global_allocator]
/// static GLOBAL: Orthotope = Orthotope;
///
/// let words: Vec<String> = (0..1000).map(|n| n.to_string()).collect();
/// assert_eq!(words.concat().len(), 2890);
/// ```
///
/// Depend on the crate with `default-features = false`: the default feature `interpose` defines `malloc` and
/// its family for the whole program.
#[derive(Clone, Copy, Debug, Default)]
pub struct Orthotope;

// SAFETY: I-BLOCK-3: blocks are disjoint, at least as long and as aligned as their layout asks, stay until they are
// freed, and no method unwinds.
unsafe impl GlobalAlloc for Orthotope {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        match HEAP.pop_aligned(cache(), layout.size(), layout.align()) {
            Some(block) => block.as_ptr(),
            None => HEAP.alloc_aligned(cache(), layout.size(), layout.align()),
        }
    }

    #[inline]
    unsafe fn dealloc(&self, ptr: *mut u8, _: Layout) {
        // SAFETY: the caller's bullets are those of `free`.
        unsafe { process::free(ptr) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if layout.align() <= crate::size_class::MIN_ALIGN {
            return HEAP.alloc_zeroed(cache(), layout.size());
        }
        let block = HEAP.alloc_aligned(cache(), layout.size(), layout.align());
        if !block.is_null() {
            // SAFETY: I-BLOCK-3: a fresh block of that size.
            unsafe { block.write_bytes(0, layout.size()) };
        }
        block
    }

    unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        if layout.align() <= crate::size_class::MIN_ALIGN {
            // SAFETY: the caller's bullets are those of `Heap::realloc`.
            return unsafe { HEAP.realloc(cache(), ptr, new_size) };
        }
        let moved = HEAP.alloc_aligned(cache(), new_size, layout.align());
        if !moved.is_null() {
            // SAFETY: I-BLOCK-3: both blocks are live, so they do not overlap, and have that many bytes.
            unsafe {
                moved.copy_from_nonoverlapping(ptr, layout.size().min(new_size));
                process::free(ptr);
            }
        }
        moved
    }
}
