//! What was freed in a hardened heap, on its way back to the page heap: large runs that wait, spans that are empty.

use super::super::large::first_byte;
use super::{RETIRED_PAGES, large_asked};
use crate::harden::{self, Call};
use crate::hardened::Record;
use crate::heap::Heap;
use crate::span::{Kind, Span};
use crate::sys::vm;
use crate::thread_cache::ThreadCache;

impl Heap {
    /// A large block was freed, and its run is marked as cached: it waits. Returns a run that need not wait, or has waited, for the
    /// page heap.
    pub(in crate::heap) fn retire_large(&self, run: &'static Span) -> Option<&'static Span> {
        let (asked, room, patterns) = (large_asked(run), self.large_room(run), self.hardened.patterns());
        // SAFETY: I-RUN-3: who marked the run as cached has it alone.
        if !unsafe { patterns.has_canary(run.start(), asked.size, room) } {
            harden::overflow(Call::Free, run.start(), asked.size);
        }
        if self.hardened.guards() {
            // SAFETY: I-RUN-3: this thread has it alone, and nobody needs what is in it.
            let gone = unsafe { vm::purge(run.start(), room) };
            if !gone {
                // SAFETY: I-RUN-3: this thread's alone. Locked memory: it is cleared by hand.
                unsafe { first_byte(run).write_bytes(0, room) };
            }
            vm::guard(run.start(), room);
        } else {
            if run.pages() > RETIRED_PAGES {
                return Some(run);
            }
            // SAFETY: I-RUN-3: this thread has it alone.
            unsafe { patterns.fill(run.start(), room) };
        }
        let due = self.hardened.retired.lock().push(run)?;
        self.check_retired(due);
        self.accessible(due)
    }

    /// A run that has waited: nobody should have written to it.
    pub(super) fn check_retired(&self, run: &Span) {
        // SAFETY: I-RUN-3: taken out of the list: this thread has it alone. At level 3 nobody can have written.
        let whole = self.hardened.guards()
            || unsafe { self.hardened.patterns().is_filled(run.start(), self.large_room(run)) };
        if !whole {
            harden::written_after_free(Call::Malloc, run.start());
        }
    }

    pub(super) fn put_retired(&self, run: &'static Span) {
        self.check_retired(run);
        self.put_hardened(run);
    }

    /// Have blocks go back by `give`, which tells its argument of the spans that are empty then, under a lock: they go to the page heap.
    /// Nobody hands out what is in them, so here is who sees whether it was written to. That is told when the lock is free: what runs
    /// at `abort` may allocate.
    pub(super) fn give_up_empty(&self, give: impl FnOnce(&mut dyn FnMut(&'static Span))) {
        let mut written = None;
        give(&mut |span| {
            written = written.or_else(|| self.written_block(span));
            self.put_hardened(span);
        });
        if let Some(addr) = written {
            harden::written_after_free(Call::Free, addr);
        }
    }

    /// A free block of a span without live ones that somebody has written to.
    fn written_block(&self, span: &Span) -> Option<usize> {
        let (record, patterns) = (Record::of(span)?, self.hardened.patterns());
        let room = record.class().block_size();
        // SAFETY: I-HARD-2: free blocks that no stack and no tray will give to anybody any more.
        record.freed().find(|&addr| unsafe { !patterns.is_filled(addr, room) })
    }

    /// Give a run back to the page heap, all of it accessible again.
    pub(super) fn put_hardened(&self, run: &'static Span) {
        if let Some(run) = self.accessible(run) {
            self.pages.put(run);
        }
    }

    /// The run with no guard left in it. Where the system refuses that (it may lack a mapping), the run waits until it is asked again.
    fn accessible(&self, run: &'static Span) -> Option<&'static Span> {
        if !self.hardened.guards() || vm::commit(run.start(), run.bytes()) {
            return Some(run);
        }
        if run.kind() == Kind::Hardened {
            // Its record is another span's soon.
            run.set_note(0);
        } else {
            // One that there was no record for is in nobody's count yet.
            run.set_kind(Kind::Cached);
            self.pages.enter(run);
        }
        self.hardened.retired.lock().keep_stuck(run);
        None
    }

    /// Ask again for access to what waits for it.
    pub(super) fn free_stuck(&self) {
        let stuck = self.hardened.retired.lock().take_stuck();
        while let Some(run) = stuck.pop_front() {
            self.put_hardened(run);
        }
    }

    /// Bring to the page heap what waits and what is empty.
    pub(in crate::heap) fn gather_hardened(&self, cache: &ThreadCache) {
        if !self.hardened.is_on() {
            return;
        }
        loop {
            let run = self.hardened.retired.lock().pop();
            match run {
                Some(run) => self.put_retired(run),
                None => break,
            }
        }
        self.hardened.want_trays();
        if let Some(tray) = self.tray(cache) {
            self.clear_tray(tray);
        }
        self.give_up_empty(|put| self.hardened.drain(put));
        self.free_stuck();
    }
}
