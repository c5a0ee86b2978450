//! Page heap: page runs, recycled. The only part that gives memory back to the operating system.
//!
//! Two zones, each with a lock of its own: [`ZoneId::Small`] for spans of small blocks, [`ZoneId::Large`] for
//! large runs, advised huge as a whole. Memory is kept by *demand*: a zone keeps as many free pages warm
//! as it needed on top of today's at the peak of the last window, and gives the
//! rest back, oldest first, a fraction of a millisecond's worth a call, with no lock held over the system call.

mod ages;
mod bins;
mod budget;
mod check;
mod descriptors;
mod layout;
mod purge;
mod slow_pages;
mod window;
mod zone;

#[cfg(test)]
mod tests;

use crate::meta::Meta;
use crate::page_map::{self, PageMap};
use crate::size_class::PAGE_SIZE;
use crate::span::{Kind, Span};
use crate::sync::{AtomicU64, WriteOnce};
use crate::sys::clock;
use crate::sys::helper::Helper;
use crate::sys::mutex::{Guard, Mutex, Rank};
use crate::sys::vm::{self, Mapping};
use crate::util::bits::{align_down, align_up};
use budget::Budget;
pub use layout::{Layout, Request};
use zone::Zone;
pub use zone::{HUGE_PAGE, ZoneId, ZoneStats};

/// See the module. What starting writes comes first and together, to be on one page of memory.
#[repr(C)]
pub struct PageHeap {
    /// See [`Layout::memory_limit`]; 0 for no limit, so that all of this starts as zero bytes.
    memory_limit: WriteOnce<usize>,
    windows_ms: [WriteOnce<u64>; 2],
    /// First byte of each zone's half of the arena; 0 without an arena.
    bases: [WriteOnce<usize>; 2],
    /// Bytes of each half.
    half: WriteOnce<usize>,
    /// See [`Layout::huge_bytes`].
    huge_bytes: WriteOnce<usize>,
    common: Common,
    zones: [Mutex<Zone>; 2],
    /// No purging before this time.
    paused_until: AtomicU64,
    helper: Helper,
}

/// What both zones use.
struct Common {
    map: PageMap,
    meta: Meta,
    budget: Budget,
}

impl PageHeap {
    /// Without an arena: every run is a mapping of its own.
    pub const fn new() -> Self {
        Self {
            common: Common { map: PageMap::new(), meta: Meta::new(), budget: Budget::new() },
            zones: [const { Mutex::new(Rank::PageHeap, Zone::new()) }; 2],
            paused_until: AtomicU64::new(0),
            helper: Helper::new(),
            memory_limit: WriteOnce::new(0),
            windows_ms: [const { WriteOnce::new(0) }; 2],
            bases: [const { WriteOnce::new(0) }; 2],
            half: WriteOnce::new(0),
            huge_bytes: WriteOnce::new(0),
        }
    }

    /// Reserve the arena; half the size, again and again, until the operating system agrees. Called once,
    /// before any other thread can allocate. Returns the reservation, `None` when not even 64 KiB a zone
    /// was to be had: then every run is a mapping of its own, the program none the wiser.
    pub fn init(&self, layout: &Layout) -> Option<Mapping> {
        // SAFETY: I-ONCE-1: called once, before other threads allocate.
        unsafe {
            let [small, large] = &self.windows_ms;
            small.set(layout.small_window_ms);
            large.set(layout.large_window_ms);
            self.memory_limit.set(if layout.memory_limit == usize::MAX { 0 } else { layout.memory_limit });
            self.huge_bytes.set(layout.huge_bytes);
            if layout.hard_limit != usize::MAX {
                self.common.budget.limit_word().set((layout.hard_limit / PAGE_SIZE).max(1));
            }
        }
        let mut size = align_down(layout.arena_size, 2 * HUGE_PAGE);
        while size >= 2 * HUGE_PAGE {
            let array = align_up(page_map::array_bytes(size), PAGE_SIZE);
            if let Some(mapping) = Mapping::reserve(array + PAGE_SIZE + size + HUGE_PAGE) {
                // Zone L starts at a huge page's boundary; the array lies before zone S, and between them a page that
                // nobody may touch.
                let large = align_up(mapping.base + array + PAGE_SIZE + size / 2, HUGE_PAGE);
                let small = large - size / 2;
                self.common.map.init(small, size, small - PAGE_SIZE - array);
                // SAFETY: I-ONCE-1: while one thread starts things up.
                unsafe {
                    self.half.set(size / 2);
                    let [small_base, large_base] = &self.bases;
                    small_base.set(small);
                    large_base.set(large);
                }
                return Some(mapping);
            }
            size = align_down(size / 2, 2 * HUGE_PAGE);
        }
        None
    }

    /// Keep `size` bytes of the arena, and what is committed of it; unmap the rest of it and of the page map's array. What does
    /// not fit in is in mappings of its own from then on. A zone that is in use at that moment, by the interrupted program
    /// perhaps, stays as it is: this waits for nobody.
    pub fn shrink_arena(&self, size: usize) {
        for id in [ZoneId::Small, ZoneId::Large] {
            let Some(zone) = self.zones[id as usize].try_lock() else { continue };
            let given_up = self.opened(zone, id).give_up(size / 2, &self.common);
            let Some(space) = given_up else { continue };
            let (start, end) = self.common.map.array_of(space.base, space.base + space.len);
            let array = Mapping { base: start, len: end.saturating_sub(start) };
            for mapping in [space, array].into_iter().filter(|mapping| mapping.len > 0) {
                // SAFETY: I-MAP-4, I-ARENA-1: behind the arena's end no page was handed out, and no entry is looked at.
                unsafe { mapping.release() };
            }
        }
    }

    /// First byte of a zone's half of the arena.
    #[cfg(all(loom, test))]
    pub fn zone_base(&self, id: ZoneId) -> usize {
        self.bases[id as usize].get()
    }

    /// Address → span.
    #[inline(always)]
    pub fn map(&self) -> &PageMap {
        &self.common.map
    }

    /// Memory for the heap's own structures.
    pub fn meta(&self) -> &Meta {
        &self.common.meta
    }

    /// The zone, locked. It gets its half of the arena the first time: a program that never allocates does
    /// not touch its memory.
    fn zone(&self, id: ZoneId) -> Guard<'_, Zone> {
        self.opened(self.zones[id as usize].lock(), id)
    }

    #[inline(always)]
    fn opened<'a>(&self, mut zone: Guard<'a, Zone>, id: ZoneId) -> Guard<'a, Zone> {
        let at = id as usize;
        if !zone.is_open() {
            let window_ms = self.windows_ms[at].get();
            zone.open(id, self.bases[at].get(), self.half.get(), window_ms, self.huge_bytes.get());
        }
        zone
    }

    fn zone_of(&self, run: &Span) -> Guard<'_, Zone> {
        self.zone(if run.zone() == ZoneId::Small as u8 { ZoneId::Small } else { ZoneId::Large })
    }

    /// A run, or `None` when the operating system has no more or the budget allows none: then
    /// [`PageHeap::reclaim`] may help. Not entered in the map: [`PageHeap::enter`].
    pub fn take(&self, id: ZoneId, request: Request) -> Option<&'static Span> {
        if request.pages > isize::MAX as usize / PAGE_SIZE - request.align / PAGE_SIZE {
            return None;
        }
        let now = clock::now_ms();
        let take = || self.zone(id).take(request, now, &self.common);
        take().or_else(|| if self.make_room(request.pages) { take() } else { None })
    }

    /// Give back as much free memory, the oldest first, as it takes to hold `pages` more within the budget. True when any was
    /// given back.
    fn make_room(&self, pages: usize) -> bool {
        let now = clock::now_ms();
        let mut any = false;
        for id in [ZoneId::Large, ZoneId::Small] {
            loop {
                let missing = self.common.budget.missing(pages);
                if missing == 0 {
                    break;
                }
                let mut zone = self.zone(id);
                let keep = zone.stats.dirty.saturating_sub(missing);
                let run = zone.take_excess(keep, missing, &self.common);
                drop(zone);
                if !run.is_some_and(|run| self.purge(id, run, now)) {
                    break;
                }
                any = true;
            }
        }
        any
    }

    /// Whether the budget holds `pages` more as it is.
    pub fn may_hold(&self, pages: usize) -> bool {
        self.common.budget.missing(pages) == 0
    }

    /// Whether the budget could never hold `pages`.
    pub fn never_holds(&self, pages: usize) -> bool {
        let limit = self.common.budget.limit();
        limit != 0 && pages > limit
    }

    /// Call `bring`, which takes free runs out of where others find them and puts them into the page heap.
    pub fn on_the_way(&self, bring: impl FnOnce()) {
        self.common.budget.leave();
        bring();
        self.common.budget.left();
    }

    /// See [`Budget::moves`].
    pub fn moves(&self) -> u32 {
        self.common.budget.moves()
    }

    /// See [`Budget::nothing_moved`].
    pub fn nothing_moved(&self, before: u32) -> bool {
        self.common.budget.nothing_moved(before)
    }

    /// See [`Budget::wait`].
    pub fn wait_for_purge(&self) {
        self.common.budget.wait();
    }

    /// Bytes of [`Layout::hard_limit`]; 0 for none.
    pub fn hard_limit(&self) -> usize {
        self.common.budget.limit() * PAGE_SIZE
    }

    /// Give back all free memory, and what lies outside the arena with its address space: a limit on that
    /// (`RLIMIT_AS`) may be what is in the way.
    pub fn reclaim(&self) {
        self.trim(0);
        for id in [ZoneId::Small, ZoneId::Large] {
            self.zone(id).release_overflow(&self.common);
        }
    }

    /// Enter a run in the map: all pages of a span of blocks, the first of a large run.
    pub fn enter(&self, run: &Span) {
        let end = if run.kind().holds_blocks() { run.end() } else { run.start() + PAGE_SIZE };
        for addr in (run.start()..end).step_by(PAGE_SIZE) {
            self.common.map.set(addr, Some(run));
        }
    }

    /// Enter a span that lies outside the zones and stays. False: no memory for that.
    pub fn enter_outside(&self, span: &Span) -> bool {
        // `cover` is for all threads at once: they meet at its compare-exchange.
        let covered = self.common.map.cover(span.start(), span.bytes(), false, &self.common.meta);
        if covered {
            self.enter(span);
        }
        covered
    }

    /// Take a run back. Nobody uses its pages; they hold old data unless it is marked zero.
    pub fn put(&self, run: &'static Span) {
        self.put_at(run, clock::now_ms());
    }

    /// The same for a caller that knows the time. True when more is free than the window asks for, or a limit
    /// may: then [`PageHeap::release_excess`] has something to look at.
    pub fn put_at(&self, run: &'static Span, now_ms: u64) -> bool {
        let blocks = run.kind().holds_blocks();
        run.make_taken();
        if blocks {
            // A large run is entered with its first page only, which is an edge of the free run or a seam.
            for addr in (run.start()..run.end()).step_by(PAGE_SIZE) {
                self.common.map.set(addr, None);
            }
            // The same byte had another meaning.
            run.set_declines_huge(false);
        }
        self.welcome_again(run);
        let mut zone = self.zone_of(run);
        zone.put(run, now_ms, &self.common);
        let excess = zone.stats.in_use + zone.stats.dirty > zone.window.peak(now_ms);
        drop(zone);
        self.helper.tell();
        excess || self.is_limited()
    }

    /// Lengthen a live large run in place; false when what follows it is in use. With `grow`, its zone may grow for it.
    pub fn extend(&self, run: &'static Span, pages: usize, grow: bool) -> bool {
        let now = clock::now_ms();
        let extend = || self.zone_of(run).extend(run, pages, grow, now, &self.common);
        extend() || (self.make_room(pages.saturating_sub(run.pages())) && extend())
    }

    /// Shorten a live large run; the rest is free.
    pub fn shorten(&self, run: &'static Span, pages: usize) {
        let now = clock::now_ms();
        let end = run.end();
        self.zone_of(run).shorten(run, pages, now, &self.common);
        if run.declines_huge() {
            self.welcome_huge(run.end(), end);
        }
        self.helper.tell();
    }

    /// A descriptor for a mapping that the caller made for one large block.
    pub fn adopt(&self, mapping: Mapping) -> Option<&'static Span> {
        let now = clock::now_ms();
        let pages = mapping.len / PAGE_SIZE;
        self.make_room(pages);
        let mut zone = self.zone(ZoneId::Large);
        if !self.common.budget.charge(pages) {
            return None;
        }
        let run = zone.adopt(mapping.base, mapping.len, now, &self.common);
        if run.is_none() {
            self.common.budget.refund(pages);
        }
        run
    }

    /// Grow a live run that is a mapping of its own (see [`PageHeap::adopt`]) to `bytes`, moving its pages
    /// if need be. False: nothing changed.
    ///
    /// # Safety
    /// * The caller owns the block, and the run was never cut from or joined with another.
    pub unsafe fn remap(&self, run: &'static Span, bytes: usize) -> bool {
        let old = Mapping { base: run.start(), len: run.bytes() };
        let (pages, more) = (run.pages(), bytes.saturating_sub(run.bytes()).div_ceil(PAGE_SIZE));
        self.make_room(more);
        let mut zone = self.zone(ZoneId::Large);
        // The kind: as in `Zone::extend`.
        if run.kind() != Kind::Mapped || !self.common.budget.charge(more) {
            return false;
        }
        // The map is made ready for the new place before the pages move there: afterwards there is no
        // way back.
        let covered = |base, len| self.common.map.cover(base, len, false, &self.common.meta);
        self.common.map.set(old.base, None);
        // SAFETY: the caller's bullet.
        let moved = unsafe { vm::remap(old, bytes, HUGE_PAGE, covered) };
        if let Some(new) = moved {
            zone.moved(run, new.base, new.len, clock::now_ms());
        }
        // What was charged for nothing, or is shorter now.
        self.common.budget.refund(pages + more - run.pages());
        self.common.map.set(run.start(), Some(run));
        moved.is_some()
    }

    /// Who gives memory back while nobody calls.
    pub fn helper(&self) -> &Helper {
        &self.helper
    }

    /// The window of a zone's demand, milliseconds.
    pub fn window_ms(&self, id: ZoneId) -> u64 {
        self.windows_ms[id as usize].get()
    }

    /// Whether there is a memory limit.
    pub fn is_limited(&self) -> bool {
        self.memory_limit.get() != 0
    }

    /// A warm run of `pages` at a multiple of `align` bytes, if one is free.
    pub fn take_warm(&self, id: ZoneId, pages: usize, align: usize, now_ms: u64) -> Option<&'static Span> {
        self.zone(id).take_warm(pages, align, now_ms, &self.common)
    }

    /// Figures of a zone.
    pub fn stats(&self, id: ZoneId) -> ZoneStats {
        self.zone(id).stats
    }

    /// Call `visit` with every descriptor. The zones' locks are not held meanwhile, so what it sees of
    /// other threads' spans is a glimpse; descriptors themselves never go away.
    pub fn for_each_descriptor(&self, mut visit: impl FnMut(&'static Span)) {
        for id in [ZoneId::Small, ZoneId::Large] {
            // The chunk list only grows at its head: an iterator made under the lock stays valid.
            let descriptors = self.zone(id).descriptors();
            descriptors.for_each(&mut visit);
        }
    }

    /// In a child of `fork`: runs that a dead thread had taken out to purge are free again.
    pub fn inherit(&self) {
        let now = clock::now_ms();
        for id in [ZoneId::Small, ZoneId::Large] {
            let mut zone = self.zone(id);
            let descriptors = zone.descriptors();
            for run in descriptors.filter(|run| run.kind() == Kind::Purging) {
                zone.purged(run, false, now, &self.common);
            }
        }
        self.common.budget.inherit();
    }

    /// Hold the locks across `fork`. False: the calling thread holds one already.
    pub fn prefork(&self) -> bool {
        let zones = self.zones.iter().fold(true, |all, zone| zone.lock_for_fork() & all);
        self.common.meta.prefork() && zones
    }

    /// Give them back.
    ///
    /// # Safety
    /// * [`PageHeap::prefork`] was called on this thread (in a child: on the thread that forked it).
    pub unsafe fn postfork(&self) {
        // SAFETY: the caller's bullet.
        unsafe {
            self.common.meta.postfork();
            self.zones.iter().rev().for_each(|zone| zone.unlock_after_fork());
        }
    }
}
