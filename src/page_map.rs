//! Page map: address → span and the thread that owns it, out of band.
//!
//! The arena's two zones share one flat array, 16 bytes a page. Below the committed end of zone S every
//! entry points at a descriptor ([`NO_SPAN`] where there is none), so the hot path looks at no null
//! (I-MAP-2). The array is accessible as far as the zones are committed. Mappings outside the arena are entered in
//! a tree of three levels.
//!
//! A span of blocks enters all of its pages, a large run its first, a free run its first and its last: 1 GiB
//! costs O(1), and a pointer into the middle of it finds nothing.
//!
//! The owner is here and not in the descriptor because a thread that frees another's block has to look, and the
//! descriptor's first line is written by the owner's every malloc: the map's changes only with the owner.

use core::slice;

use crate::meta::Meta;
use crate::size_class::PAGE_SHIFT;
use crate::span::{Kind, NO_SPAN, Owner, Span};
use crate::sync::{AtomicPtr, AtomicUsize, Ordering, WriteOnce, glance};
use crate::sys::vm;
use crate::util::bits::{align_down, align_up};

/// 48 address bits, less 16 of a page, are 12 for the root and 10 each for a node and a leaf.
const ROOT: usize = 1 << 12;
const FANOUT: usize = 1 << 10;

/// What is known of a page.
pub struct Entry {
    span: AtomicPtr<Span>,
    /// In zone S: the thread that owns the span, which frees by the fast path; 0 for nobody. Of an empty span
    /// in the central pool: its last owner, who has nothing to free there.
    local: AtomicUsize,
}

impl Entry {
    /// The descriptor entered for a page of zone S: [`NO_SPAN`] where there is none. The hot path.
    #[inline(always)]
    pub fn small_span(&self) -> &'static Span {
        // SAFETY: I-MAP-2: below the committed end of zone S the array is written, with pointers to
        // descriptors, which are never unmapped. Relaxed: a thread that has a pointer into a span was given
        // it after the entry was written (I-MAP-1), and that handing-over synchronised.
        unsafe { &*self.span.load(Ordering::Relaxed) }
    }

    /// Whether `thread` owns the span of this page of zone S.
    #[inline(always)]
    pub fn is_local_to(&self, thread: usize) -> bool {
        thread == glance(&self.local)
    }
}

type Leaf = [Entry; FANOUT];
type Node = [AtomicPtr<Leaf>; FANOUT];

/// See the module. The small fields come first: starting and the fast paths use one page of memory.
#[repr(C)]
pub struct PageMap {
    /// First byte of the arena, and of zone S.
    base: WriteOnce<usize>,
    /// Bytes from `base` that zone S has committed.
    small_len: AtomicUsize,
    /// Bytes from `base` to the end of zone S, and to that of zone L, committed or not. They only fall ([`PageMap::shorten`]).
    ends: [AtomicUsize; 2],
    /// Bytes from `base` to zone L, the second half.
    large_start: WriteOnce<usize>,
    /// Bytes from `base` to the end of what zone L has committed; 0 before it has any.
    large_end: AtomicUsize,
    /// Address of the array.
    entries: WriteOnce<usize>,
    overflow: [AtomicPtr<Node>; ROOT],
}

/// Bytes of array for an arena of `arena_len` bytes, OS pages.
pub fn array_bytes(arena_len: usize) -> usize {
    align_up((arena_len >> PAGE_SHIFT) * size_of::<Entry>(), vm::system_page_size())
}

impl PageMap {
    /// Nothing is mapped: every lookup misses.
    pub const fn new() -> Self {
        Self {
            base: WriteOnce::new(0),
            small_len: AtomicUsize::new(0),
            ends: [const { AtomicUsize::new(0) }; 2],
            large_start: WriteOnce::new(0),
            large_end: AtomicUsize::new(0),
            entries: WriteOnce::new(0),
            overflow: [const { AtomicPtr::new(core::ptr::null_mut()) }; ROOT],
        }
    }

    /// Serve the arena of `len` bytes at `base`, with the array at `array`: [`array_bytes`] of reserved
    /// address space. Called once, before any other thread can allocate.
    pub fn init(&self, base: usize, len: usize, array: usize) {
        // SAFETY: I-ONCE-1: called once, before other threads have a pointer to look up.
        unsafe {
            self.entries.set(array);
            self.large_start.set(len / 2);
            self.base.set(base);
        }
        let [small, large] = &self.ends;
        small.store(len / 2, Ordering::Relaxed);
        large.store(len, Ordering::Relaxed);
    }

    /// Zone S or zone L is `len` bytes long from now on, no more than before, and no less than it has committed: what may lie
    /// behind that is no part of the arena. Under the zone's lock.
    pub fn shorten(&self, small: bool, len: usize) {
        let [small_end, large_end] = &self.ends;
        if small {
            small_end.store(len, Ordering::Release);
        } else {
            large_end.store(self.large_start.get() + len, Ordering::Release);
        }
    }

    /// The part of the array that is for the pages from `start` to `end`, which are in the arena: OS pages.
    pub fn array_of(&self, start: usize, end: usize) -> (usize, usize) {
        let entry =
            |addr: usize| self.entries.get() + ((addr - self.base.get()) >> PAGE_SHIFT) * size_of::<Entry>();
        let page = vm::system_page_size();
        (align_up(entry(start), page), align_down(entry(end), page))
    }

    /// Whether `addr` is in the committed part of zone S. The hot path.
    #[inline(always)]
    pub fn in_small(&self, addr: usize) -> bool {
        addr.wrapping_sub(self.base.get()) < glance(&self.small_len)
    }

    /// What is known of the page of `addr`. The hot path.
    ///
    /// # Safety
    /// * `addr` is [`PageMap::in_small`].
    #[inline(always)]
    pub unsafe fn entry_in_small(&self, addr: usize) -> &Entry {
        let offset = addr.wrapping_sub(self.base.get());
        // SAFETY: I-MAP-4: the array has an entry for every page of zone S, accessible below its committed end.
        unsafe { &*self.array().add(offset >> PAGE_SHIFT) }
    }

    /// The same, when `addr` is in that part.
    #[inline(always)]
    pub fn small_entry(&self, addr: usize) -> Option<&Entry> {
        // SAFETY: I-MAP-4: just asked.
        self.in_small(addr).then(|| unsafe { self.entry_in_small(addr) })
    }

    /// The descriptor entered for the page of `addr`, wherever that is; `None` when there is none.
    pub fn lookup(&self, addr: usize) -> Option<&'static Span> {
        let entry = self.entry(addr)?;
        // Acquire: sees the descriptor's fields. Pairs with the Release in `set`.
        // SAFETY: I-META-1: entries hold null or pointers to descriptors.
        unsafe { entry.span.load(Ordering::Acquire).as_ref() }.filter(|span| span.kind() != Kind::None)
    }

    /// The same for an address in the committed part of zone L; `None` elsewhere.
    #[inline(always)]
    pub fn lookup_large(&self, addr: usize) -> Option<&'static Span> {
        let offset = addr.wrapping_sub(self.base.get());
        if offset < self.large_start.get() || offset >= glance(&self.large_end) {
            return None;
        }
        // The end as the hand-over of the pointer shows it: a live block lies before it.
        // SAFETY: as in `small_entry`, and as in `lookup`.
        unsafe { (*self.array().add(offset >> PAGE_SHIFT)).span.load(Ordering::Acquire).as_ref() }
    }

    #[inline(always)]
    fn array(&self) -> *const Entry {
        core::ptr::with_exposed_provenance(self.entries.get())
    }

    fn entry(&self, addr: usize) -> Option<&Entry> {
        let offset = addr.wrapping_sub(self.base.get());
        if self.in_arena(addr) {
            let small = offset < self.small_len.load(Ordering::Acquire);
            let large = offset >= self.large_start.get() && offset < self.large_end.load(Ordering::Acquire);
            // SAFETY: I-MAP-4: the array has an entry for every page of the arena, accessible below those ends.
            return (small || large).then(|| unsafe { &*self.array().add(offset >> PAGE_SHIFT) });
        }
        let page = addr >> PAGE_SHIFT;
        // SAFETY: I-META-1: nodes and leaves stay. Acquire pairs with the Release in `grow`.
        unsafe {
            let node = self.overflow.get(page >> 20)?.load(Ordering::Acquire).as_ref()?;
            let leaf = node[page >> 10 & (FANOUT - 1)].load(Ordering::Acquire).as_ref()?;
            Some(&leaf[page & (FANOUT - 1)])
        }
    }

    /// Whether a page below the zones' ends has an entry that was written.
    #[cfg(all(loom, test))]
    pub fn leads_somewhere(&self, addr: usize) -> bool {
        self.entry(addr).is_none_or(|entry| !entry.span.load(Ordering::Relaxed).is_null())
    }

    /// Whether `addr` lies in the arena's address range, used or not.
    pub fn in_arena(&self, addr: usize) -> bool {
        let offset = addr.wrapping_sub(self.base.get());
        // Acquire: pairs with the Release in `shorten`. Who has an address behind the ends got it from the kernel after that.
        let [small, large] = self.ends.each_ref().map(|end| end.load(Ordering::Acquire));
        offset < small || (offset >= self.large_start.get() && offset < large)
    }

    /// Enter `span` (or nothing) for the page of `addr`, which [`PageMap::cover`] has prepared. Nobody owns it yet.
    pub fn set(&self, addr: usize, span: Option<&Span>) {
        let offset = addr.wrapping_sub(self.base.get());
        // SAFETY: the array has an entry for every page of the arena, and this one was made accessible (I-MAP-2).
        let inside = || unsafe { &*self.array().add(offset >> PAGE_SHIFT) };
        let (entry, nothing) = if self.in_arena(addr) {
            (inside(), core::ptr::from_ref(&NO_SPAN))
        } else {
            let Some(entry) = self.entry(addr) else { return };
            (entry, core::ptr::null())
        };
        entry.local.store(0, Ordering::Relaxed);
        // Release: publishes the descriptor's fields; pairs with the Acquire in `lookup`.
        entry.span.store(span.map_or(nothing, core::ptr::from_ref).cast_mut(), Ordering::Release);
    }

    /// Give `span`, which is entered with all of its pages, to `owner`. The span's holder only.
    pub fn set_owner(&self, span: &Span, owner: Owner) {
        // Only in zone S does anybody ask the map.
        let offset = span.start().wrapping_sub(self.base.get());
        if offset < self.small_committed() {
            // SAFETY: I-MAP-4: the span lies in zone S as a whole, and the array has an entry for each of its pages.
            let entries =
                unsafe { slice::from_raw_parts(self.array().add(offset >> PAGE_SHIFT), span.pages()) };
            entries.iter().for_each(|entry| entry.local.store(owner.thread, Ordering::Relaxed));
        }
        span.set_owner(owner.cache);
    }

    /// The same for a span that waited empty in the central pool: nobody has touched its entries since its last owner
    /// had it, and that is often the next one too.
    pub fn set_owner_again(&self, span: &Span, owner: Owner) {
        if self.small_entry(span.start()).is_some_and(|first| first.is_local_to(owner.thread)) {
            span.set_owner(owner.cache);
        } else {
            self.set_owner(span, owner);
        }
    }

    /// Make the entries of `start .. start + len` writable; what was not so before holds nothing. Zone S
    /// passes `small`: its committed end moves on. Under the zone's lock. False: the operating system
    /// has no memory for it.
    pub fn cover(&self, start: usize, len: usize, small: bool, meta: &Meta) -> bool {
        if !self.in_arena(start) {
            let (first, last) = (start >> PAGE_SHIFT, (start + len - 1) >> PAGE_SHIFT);
            return (first / FANOUT..=last / FANOUT).all(|leaf| self.grow(leaf * FANOUT, meta));
        }
        let offset = start - self.base.get();
        let entries = self.array();
        let (from, to) = (offset >> PAGE_SHIFT, (offset + len) >> PAGE_SHIFT);
        let page = vm::system_page_size();
        let first = align_down(entries.addr() + from * size_of::<Entry>(), page);
        let end = align_up(entries.addr() + to * size_of::<Entry>(), page);
        if !vm::commit(first, end - first) {
            return false;
        }
        for index in from..if small { to } else { from } {
            // SAFETY: I-MAP-4: inside the array, made writable above; nobody reads beyond `small_len` here.
            unsafe {
                (*entries.add(index)).span.store(core::ptr::from_ref(&NO_SPAN).cast_mut(), Ordering::Relaxed)
            };
        }
        // Release: the entries before the new end. Pairs with the Acquire in `entry`, and with the hand-over of
        // the first pointer.
        let end = if small { &self.small_len } else { &self.large_end };
        end.store(offset + len, Ordering::Release);
        true
    }

    /// Make sure that `page` has a leaf. Callers hold different zones' locks, so two may meet here.
    fn grow(&self, page: usize, meta: &Meta) -> bool {
        fn child<'a, T>(slot: &'a AtomicPtr<T>, meta: &Meta) -> Option<&'a T> {
            if slot.load(Ordering::Acquire).is_null() {
                // All-zero bytes are null entries. Whoever loses the race leaves 16 KiB unused.
                let fresh = meta.alloc(size_of::<T>(), 4096)?.as_ptr().cast();
                let _ =
                    slot.compare_exchange(core::ptr::null_mut(), fresh, Ordering::Release, Ordering::Relaxed);
            }
            // SAFETY: I-META-1: set above, by us or by the winner.
            unsafe { slot.load(Ordering::Acquire).as_ref() }
        }
        let Some(root) = self.overflow.get(page >> 20) else { return false };
        child(root, meta).and_then(|node| child(&node[page >> 10 & (FANOUT - 1)], meta)).is_some()
    }

    /// Bytes that zone S has committed.
    pub fn small_committed(&self) -> usize {
        self.small_len.load(Ordering::Relaxed)
    }
}
