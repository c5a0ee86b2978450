//! malloc, free and realloc at `ORTHOTOPE_HARDEN=2` and `3`: [`crate::hardened`] over the page heap.

mod resize;
mod retire;

use super::Heap;
use super::large::first_byte;
use crate::harden::{self, Call};
use crate::hardened::{Asked, Found, Held, NotLive, Record, Tray};
use crate::page_heap::{Request, ZoneId};
use crate::size_class::{FINE_MAX, MIN_ALIGN, PAGE_SIZE, REQUEST_MAX, SizeClass};
use crate::span::{Kind, Span};
use crate::sync::Ordering;
use crate::sys::{clock, vm};
use crate::thread_cache::ThreadCache;
use crate::util::bits::align_down;

/// Behind what was asked for lies a byte of the canary at least.
const CANARY: usize = 1;
/// Runs of more pages than this (4 MiB) do not wait at level 2: they may be wanted for other sizes.
const RETIRED_PAGES: usize = (4 << 20) / PAGE_SIZE;
/// Where a large run's note has the logarithm of its alignment, above its size.
const ALIGN_SHIFT: u32 = 56;

/// What was asked for, of a large block.
pub(super) fn large_asked(run: &Span) -> Asked {
    let note = run.note();
    Asked { size: note & ((1 << ALIGN_SHIFT) - 1), align: 1 << (note >> ALIGN_SHIFT) }
}

fn set_large_asked(run: &Span, asked: Asked) {
    run.set_note(asked.size | (asked.align.trailing_zeros() as usize) << ALIGN_SHIFT);
}

impl Heap {
    /// Serve at `level` from here on, 2 or 3. Once, before any thread has a cache.
    pub fn harden(&self, level: u8) {
        self.hardened.turn_on(level);
    }

    /// The calling thread's tray, for classes that it has blocks of: who has one of a long block's span keeps the others from it.
    #[inline]
    fn tray_for(&self, cache: &ThreadCache, class: SizeClass) -> Option<&'static Tray> {
        if class.block_size() <= FINE_MAX { self.tray(cache) } else { None }
    }

    /// `size` bytes at a multiple of `align`, or null.
    pub(super) fn alloc_hardened(
        &self,
        cache: &ThreadCache,
        size: usize,
        align: usize,
        zero: bool,
    ) -> *mut u8 {
        if size > REQUEST_MAX - CANARY {
            return core::ptr::null_mut();
        }
        let asked = Asked { size, align };
        if self.sampled.is_on()
            && self.sampled.is_due()
            && let Some(block) = self.sampled.take(asked)
        {
            return block;
        }
        let class = if align <= MIN_ALIGN {
            SizeClass::of(size + CANARY)
        } else {
            SizeClass::of_aligned(size + CANARY, align)
        };
        let block = match class {
            Some(class) => self.alloc_hardened_small(cache, class, asked),
            None => self.alloc_hardened_large(cache, asked, zero),
        };
        block.unwrap_or(core::ptr::null_mut())
    }

    /// Whether the usable size of a block for `size` bytes may be just that: behind it lies a canary, or nothing.
    pub fn gives_what_is_asked(&self, size: usize) -> bool {
        self.hardened.is_on() || self.sampled.may_take(size)
    }

    fn alloc_hardened_small(&self, cache: &ThreadCache, class: SizeClass, asked: Asked) -> Option<*mut u8> {
        let tray = self.tray_for(cache, class);
        let (record, index) = match tray.and_then(|tray| tray.take(class)) {
            Some(ready) => ready,
            None => self.hardened_block(cache, class, tray)?,
        };
        let (addr, room, patterns) = (record.address(index), class.block_size(), self.hardened.patterns());
        // SAFETY: I-HARD-2: just taken: a block that only this thread has.
        unsafe {
            if record.hand_out(index, asked) && !patterns.is_filled(addr, room) {
                harden::written_after_free(Call::Malloc, addr);
            }
            patterns.set_canary(addr, asked.size, room);
        }
        Some(core::ptr::with_exposed_provenance_mut(addr))
    }

    /// A block from the shelves; with a tray that has none, some for it as well.
    #[cold]
    fn hardened_block(
        &self,
        cache: &ThreadCache,
        class: SizeClass,
        tray: Option<&Tray>,
    ) -> Option<(&'static Record, u32)> {
        let take = || match tray {
            Some(tray) => self.hardened.fill(tray, class).then(|| tray.take(class)).flatten(),
            None => self.hardened.pop(class),
        };
        loop {
            let found = take();
            if found.is_some() {
                return found;
            }
            if self.add_hardened_span(cache, class).is_none() {
                // Looking for memory has brought back what waited.
                return take();
            }
        }
    }

    /// Another span for the class on the calling thread's shelf.
    fn add_hardened_span(&self, cache: &ThreadCache, class: SizeClass) -> Option<()> {
        self.tick_hardened();
        // Level 3: a page behind it that is for nobody.
        let guard = usize::from(self.hardened.guards());
        let pages = class.span_pages(0);
        let request = Request { pages: pages + guard, align: PAGE_SIZE, zero: false };
        let run = self.take_hardened_run(cache, ZoneId::Small, request)?;
        if guard > 0 {
            vm::guard(run.start() + pages * PAGE_SIZE, PAGE_SIZE);
        }
        run.set_zero(false);
        let capacity = pages * PAGE_SIZE / class.block_size();
        let added = self.hardened.add(run, class, capacity, self.pages.meta(), |span| self.pages.enter(span));
        if !added {
            self.put_hardened(run);
        }
        added.then_some(())
    }

    fn alloc_hardened_large(&self, cache: &ThreadCache, asked: Asked, zero: bool) -> Option<*mut u8> {
        let pages = (asked.size + CANARY).div_ceil(PAGE_SIZE);
        let align = asked.align.max(PAGE_SIZE);
        if asked.size >= 1 << 47 || align >= 1 << 47 {
            return None;
        }
        self.tick_hardened();
        let guards = self.hardened.guards();
        let retired = if guards { None } else { self.hardened.retired.lock().take(pages, align) };
        let run = match retired {
            Some(run) => {
                self.check_retired(run);
                run
            }
            None => {
                let request = Request { pages: pages + usize::from(guards), align, zero };
                let run = self.take_hardened_run(cache, ZoneId::Large, request)?;
                if guards {
                    vm::guard(run.start() + pages * PAGE_SIZE, PAGE_SIZE);
                }
                run
            }
        };
        set_large_asked(run, asked);
        run.set_kind(Kind::Large);
        self.pages.enter(run);
        // SAFETY: I-HARD-2: a fresh block that only this thread has.
        unsafe { self.hardened.patterns().set_canary(run.start(), asked.size, self.large_room(run)) };
        Some(first_byte(run))
    }

    /// Bytes of a large run that are not its guard.
    fn large_room(&self, run: &Span) -> usize {
        run.bytes() - if self.hardened.guards() { PAGE_SIZE } else { 0 }
    }

    fn take_hardened_run(
        &self,
        cache: &ThreadCache,
        zone: ZoneId,
        request: Request,
    ) -> Option<&'static Span> {
        self.pages
            .take_warm(zone, request.pages, request.align, clock::now_ms())
            .or_else(|| self.take_run(cache, zone, request))
    }

    /// As [`Heap::tick`], which is for threads with a cache.
    fn tick_hardened(&self) {
        let (now, due) = (clock::now_ms(), self.next_tick.load(Ordering::Relaxed));
        if now >= due {
            self.free_stuck();
            self.give_back(now, due);
        }
    }

    // ---- free -----------------------------------------------------------------------------------------

    /// The block at `addr` in a hardened span, when that is where a live one starts. `None`, with a report, otherwise.
    pub(super) fn check_hardened(
        &self,
        call: Call,
        span: &Span,
        addr: usize,
    ) -> Option<(&'static Record, u32)> {
        let Some(record) = Record::of(span) else {
            // On its way to the page heap.
            harden::invalid_pointer(call, addr, "it points into free memory");
            return None;
        };
        match record.find(span, addr) {
            Found::Start(index) => match record.asked(index) {
                Ok(_) => return Some((record, index)),
                Err(why) => self.report_not_live_hardened(call, record, addr, why),
            },
            Found::Inside(block) => {
                harden::interior_pointer(call, addr, block, record.class().block_size());
            }
            Found::Nothing => self.report_not_live_hardened(call, record, addr, NotLive::Fresh),
        }
        None
    }

    fn report_not_live_hardened(&self, call: Call, record: &Record, addr: usize, why: NotLive) {
        match why {
            NotLive::Free => harden::freed_small(call, addr, record.class()),
            NotLive::Fresh => harden::invalid_pointer(call, addr, "nothing was ever allocated there"),
        }
    }

    /// Take back a block of a hardened span.
    pub(super) fn free_hardened(&self, cache: &ThreadCache, span: &Span, addr: usize) {
        let claimed = Record::of(span).and_then(|record| match record.find(span, addr) {
            Found::Start(index) => record.claim(index).ok().map(|asked| (record, index, asked)),
            _ => None,
        });
        let Some((record, index, asked)) = claimed else { return self.report_hardened(span, addr) };
        let (room, patterns) = (record.class().block_size(), self.hardened.patterns());
        // SAFETY: I-HARD-2: claimed: this thread alone has the block.
        unsafe {
            if !patterns.has_canary(addr, asked.size, room) {
                harden::overflow(Call::Free, addr, asked.size);
            }
            patterns.fill(addr, room);
        }
        self.put_block(cache, record, index);
    }

    /// A claimed block, filled, goes where it is taken from again.
    fn put_block(&self, cache: &ThreadCache, record: &'static Record, index: u32) {
        let class = record.class();
        let Some(tray) = self.tray_for(cache, class) else {
            return self.give_up_empty(|put| self.hardened.put(record, index, put));
        };
        if tray.is_wanted(self.hardened.wanted()) {
            self.clear_tray(tray);
        }
        let mut block = Held::new(record, index);
        if self.hardened.guards() {
            match tray.wait(class, block) {
                Some((record, index)) => block = Held::new(record, index),
                None => return,
            }
        }
        if !tray.put(class, block) {
            self.give_up_empty(|put| self.hardened.spill(tray, class, put));
            tray.put(class, block);
        }
    }

    /// Everything on a tray goes back.
    pub(super) fn clear_tray(&self, tray: &Tray) {
        self.give_up_empty(|put| self.hardened.take_back(tray.drain(), put));
    }

    /// What is at `addr` cannot be freed.
    #[cold]
    fn report_hardened(&self, span: &Span, addr: usize) {
        if let Some((record, _)) = self.check_hardened(Call::Free, span, addr) {
            // Another thread took it over: the state was free a moment ago.
            harden::freed_small(Call::Free, addr, record.class());
        }
    }

    /// Whether the block at `addr`, about to be freed, was asked for with `size` bytes and at a multiple of `align`, where the
    /// caller knows them (0: it does not). Else that is reported. What is no live block is for `free` to find.
    #[cold]
    #[inline(never)]
    pub fn keeps_promise(&self, addr: usize, size: Option<usize>, align: usize) -> bool {
        let asked = match self.pages.map().lookup(addr) {
            Some(span) if span.kind() == Kind::Large && span.start() == addr => Some(large_asked(span)),
            Some(span) if span.kind() == Kind::Sampled => self.sampled.asked_quietly(addr),
            Some(span) => Record::of(span).and_then(|record| match record.find(span, addr) {
                Found::Start(index) => record.asked(index).ok(),
                _ => None,
            }),
            None => None,
        };
        let Some(asked) = asked else { return true };
        if let Some(size) = size.filter(|&size| size != asked.size) {
            harden::broken_promise(addr, "size", asked.size, size);
            return false;
        }
        // Every block is aligned to 16, whether less was asked for or nothing said.
        if align > 0 && align.max(MIN_ALIGN) != asked.align.max(MIN_ALIGN) {
            harden::broken_promise(addr, "alignment", asked.align, align);
            return false;
        }
        true
    }

    /// Check what holds of a hardened span while no thread is inside the heap. How many of its blocks wait, on trays or with shelves.
    ///
    /// # Panics
    /// When it does not.
    pub(super) fn check_hardened_span(&self, span: &'static Span) -> usize {
        let record = Record::of(span);
        let is_its = |record: &Record| record.span().is_some_and(|s| core::ptr::eq(s, span));
        assert!(record.map_or(span.note() == 0, is_its), "I-HARD-1: a span with another's record");
        for addr in (span.start()..span.end()).step_by(PAGE_SIZE) {
            let found = self.pages.map().lookup(align_down(addr, PAGE_SIZE));
            assert!(found.is_some_and(|found| core::ptr::eq(found, span)), "I-MAP-1");
        }
        record.map_or(0, Record::check)
    }
}
