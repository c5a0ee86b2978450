//! realloc and malloc_usable_size: what is at an address, and changing its length.

use super::hardened::large_asked;
use super::large::{first_byte, take_slot};
use super::{Heap, process};
use crate::harden::{self, Call};
use crate::hardened::Asked;
use crate::page_heap::{HUGE_PAGE, ZoneId};
use crate::size_class::{MIN_ALIGN, PAGE_SIZE, REQUEST_MAX, SMALL_MAX, SizeClass};
use crate::span::{Kind, Span};
use crate::sync::Ordering;
use crate::sys::{clock, vm};
use crate::thread_cache::ThreadCache;
use crate::util::bits::align_up;

/// A block of this size and more that grows moves to a mapping of its own, where the kernel moves pages
/// instead of copying bytes.
const REMAP_FROM: usize = 4 << 20;

/// What is at an address.
#[derive(Clone, Copy)]
enum Found {
    Small(&'static Span),
    Large(&'static Span),
    /// A live block of a hardened heap, and what was asked for.
    Hardened(&'static Span, Asked),
    /// A live block that is sampled.
    Sampled(Asked),
    /// Nothing of ours.
    Foreign,
    /// No live block, and that was reported.
    Misuse,
}

/// Whether a block of `usable` bytes that is to have `size` stays where it is: while more than half of it is used.
#[inline(always)]
fn stays(usable: usize, size: usize) -> bool {
    size <= usable && size > usable / 2
}

impl Heap {
    /// Bytes of the live block at `addr`, if it is a small one in zone S: other descriptors have no carved blocks.
    /// The short way for nearly every block.
    #[inline(always)]
    fn small_block_size(&self, addr: usize) -> Option<usize> {
        let span = self.pages().map().small_entry(addr)?.small_span();
        span.carved_blocks().live_block(addr).map(|_| span.block_size())
    }

    /// What is at `addr`; what is ours but no live block is reported.
    fn find(&self, call: Call, addr: usize) -> Found {
        let Some(span) = self.pages().map().lookup(addr) else { return Found::Foreign };
        match span.kind() {
            Kind::Small if self.check_small(call, span, addr).is_some() => return Found::Small(span),
            Kind::Small => {}
            Kind::Hardened => {
                if let Some((record, index)) = self.check_hardened(call, span, addr)
                    && let Ok(asked) = record.asked(index)
                {
                    return Found::Hardened(span, asked);
                }
            }
            Kind::Sampled => {
                if let Some(asked) = self.sampled.asked(call, addr) {
                    return Found::Sampled(asked);
                }
            }
            Kind::Large | Kind::Mapped if span.start() != addr => {
                harden::interior_pointer(call, addr, span.start(), span.bytes());
            }
            Kind::Large if self.hardened.is_on() => return Found::Hardened(span, large_asked(span)),
            Kind::Large | Kind::Mapped => return Found::Large(span),
            _ => self.report_not_live(call, span, addr),
        }
        Found::Misuse
    }

    /// Bytes that may be used of the block at `ptr`; at least what was asked for, and the same for as long as
    /// it lives. 0 for null.
    ///
    /// # Safety
    /// * `ptr` is null or a live block of this heap (for the process's heap: or of libc's).
    pub unsafe fn usable_size(&self, ptr: *mut u8) -> usize {
        if let Some(bytes) = self.small_block_size(ptr.addr()) {
            return bytes;
        }
        if ptr.is_null() {
            return 0;
        }
        match self.find(Call::UsableSize, ptr.addr()) {
            Found::Small(span) => span.block_size(),
            Found::Large(run) => run.bytes(),
            Found::Hardened(_, asked) | Found::Sampled(asked) => asked.size,
            Found::Foreign => process::usable_size_foreign(self, ptr),
            Found::Misuse => 0,
        }
    }

    /// Whether the block at `addr`, if it is a small one, is as long as one of `size` bytes should be. `size` may be 0,
    /// `addr` anything: the answer then is no.
    #[inline(always)]
    pub fn fits(&self, addr: usize, size: usize) -> bool {
        self.small_block_size(addr).is_some_and(|usable| stays(usable, size))
    }

    /// Change the length of the block at `ptr` to `size` bytes, moving it if need be; null when there is
    /// no memory or `ptr` was reported, and then the block is as it was. A null `ptr` is an allocation. `size` is not 0.
    ///
    /// # Safety
    /// * `ptr` is null or a live block of this heap (for the process's heap: or of libc's), used by nobody
    ///   else. When the result is not null, `ptr` is not used any more.
    pub unsafe fn realloc(&self, cache: &ThreadCache, ptr: *mut u8, size: usize) -> *mut u8 {
        if let Some(usable) = self.small_block_size(ptr.addr()) {
            if stays(usable, size) {
                return ptr;
            }
            // SAFETY: the caller's bullets; the block has `usable` bytes.
            return unsafe { self.move_block(cache, ptr, usable, size) };
        }
        if ptr.is_null() {
            return self.alloc(cache, size);
        }
        let usable = match self.find(Call::Realloc, ptr.addr()) {
            Found::Small(span) => span.block_size(),
            Found::Large(run) => {
                let usable = run.bytes();
                if !stays(usable, size)
                    && size > SMALL_MAX
                    && let Some(same) = self.resize_large(cache, run, size)
                {
                    return same;
                }
                usable
            }
            Found::Hardened(span, asked) => {
                // SAFETY: the caller's bullets.
                return unsafe { self.realloc_hardened(cache, span, asked, ptr, size) };
            }
            Found::Sampled(asked) => {
                // It moves whatever the size: who goes on using the old address is noticed. And gets what was asked for, which
                // may be compared with what is said when it is freed.
                let moved = self.alloc(cache, size);
                // SAFETY: the caller's bullets; both blocks have that many bytes.
                unsafe { self.move_contents(cache, ptr, moved, asked.size.min(size)) };
                return moved;
            }
            Found::Foreign => return process::realloc_foreign(self, ptr, size),
            Found::Misuse => return core::ptr::null_mut(),
        };
        if stays(usable, size) {
            return ptr;
        }
        // SAFETY: the caller's bullets; the block has `usable` bytes.
        unsafe { self.move_block(cache, ptr, usable, size) }
    }

    /// # Safety
    /// * As [`Heap::realloc`]; `usable` is the block's usable size.
    unsafe fn move_block(&self, cache: &ThreadCache, ptr: *mut u8, usable: usize, size: usize) -> *mut u8 {
        // A warm run, if there is one, costs less than new pages; then a mapping that can grow for nothing.
        let growing = size > usable && size >= REMAP_FROM && cache.is_attached();
        let moved = growing
            .then(|| self.take_warm(cache, size).or_else(|| self.alloc_mapping(size)))
            .flatten()
            .unwrap_or_else(|| self.alloc_moved(cache, usable, size));
        // SAFETY: the caller's bullets.
        unsafe { self.move_contents(cache, ptr, moved, usable.min(size)) };
        moved
    }

    /// Copy `bytes` bytes from the block at `ptr` and free it, unless there is no new block.
    ///
    /// # Safety
    /// * As [`Heap::realloc`]; `moved` is null or a fresh block; both have that many bytes.
    #[inline(always)]
    pub(super) unsafe fn move_contents(
        &self,
        cache: &ThreadCache,
        ptr: *mut u8,
        moved: *mut u8,
        bytes: usize,
    ) {
        if !moved.is_null() {
            // SAFETY: I-BLOCK-3: the caller's bullet; they do not overlap: both are live.
            unsafe { moved.copy_from_nonoverlapping(ptr, bytes) };
            // SAFETY: the caller's bullet.
            unsafe { self.free(cache, ptr) };
        }
    }

    /// The new block for one of `usable` bytes that is too short or far too long. What grows once mostly grows
    /// again: a small block then gets room for an eighth more, so that fewer steps copy it.
    fn alloc_moved(&self, cache: &ThreadCache, usable: usize, size: usize) -> *mut u8 {
        let room = size.saturating_add(size / 8);
        let wanted = if size > usable && room <= SMALL_MAX { room } else { size };
        match (self.pop(cache, wanted), SizeClass::of(wanted)) {
            (Some(block), _) => block.as_ptr(),
            // A sampled block has no room that was not asked for.
            (None, Some(class)) if cache.is_attached() => self.alloc_from(cache, class, size, MIN_ALIGN),
            _ if self.sampled.may_take(size) => self.alloc(cache, size),
            _ => self.alloc(cache, wanted),
        }
    }

    /// A large block to another large size, without copying; `None` when that is not possible.
    pub(super) fn resize_large(
        &self,
        cache: &ThreadCache,
        run: &'static Span,
        size: usize,
    ) -> Option<*mut u8> {
        let pages = size.checked_add(PAGE_SIZE - 1)? / PAGE_SIZE;
        let done = if run.kind() == Kind::Mapped {
            // SAFETY: I-BLOCK-3: who called realloc has the live block alone; Mapped runs are never cut or joined. Shrinking
            // one, the kernel takes the rest back.
            let remap = || unsafe { self.pages().remap(run, pages * PAGE_SIZE) };
            size <= REQUEST_MAX
                && (remap() || {
                    // Copied, the block would be held twice for a moment: only where nothing else is free.
                    self.gather(cache);
                    remap()
                })
        } else if pages <= run.pages() {
            self.pages().shorten(run, pages);
            self.tell_helper();
            true
        } else {
            // What follows may be dirty.
            run.set_zero(false);
            // A larger one is better off in a mapping, which shrinks again at once, if both may be held for a moment; a hardened
            // heap has none.
            let stays = size < REMAP_FROM || self.hardened.is_on() || !self.pages().may_hold(pages);
            self.pages().extend(run, pages, stays)
        };
        if done && cache.attached.load(Ordering::Relaxed) {
            self.obey_limit();
        }
        done.then(|| first_byte(run))
    }

    /// A block that was used before: its pages are there.
    fn take_warm(&self, cache: &ThreadCache, size: usize) -> Option<*mut u8> {
        if size > REQUEST_MAX - HUGE_PAGE {
            return None;
        }
        let pages = size.div_ceil(PAGE_SIZE);
        if let Some(run) = take_slot(cache, pages, PAGE_SIZE) {
            return Some(first_byte(run));
        }
        let run = self.pages().take_warm(ZoneId::Large, pages, PAGE_SIZE, clock::now_ms())?;
        self.make_large(cache, run);
        Some(first_byte(run))
    }

    /// A block in a mapping of its own.
    fn alloc_mapping(&self, size: usize) -> Option<*mut u8> {
        if size > REQUEST_MAX - HUGE_PAGE {
            return None;
        }
        let len = align_up(size, PAGE_SIZE);
        let mapping = vm::map_aligned(len, HUGE_PAGE)?;
        let Some(run) = self.pages().adopt(mapping) else {
            // SAFETY: I-RUN-3: just mapped, shown to nobody.
            unsafe { mapping.release() };
            return None;
        };
        run.set_kind(Kind::Mapped);
        self.pages().enter(run);
        // Before anything is copied there.
        self.obey_limit();
        Some(first_byte(run))
    }
}
