//! Central pool: spans without an owner, by class. Whole spans move through it, not blocks.
//!
//! A span comes here when its thread exits, or when a pusher finds that it has no owner to return to:
//! *abandoned*; or when no block of it is in use: *empty*, its blocks as they are carved and linked, so that the next
//! thread pays for neither. Any thread adopts on its next miss. All of a span's ways out of
//! [`State::Abandoned`] lead through the class's lock, so a span is handed out once (I-CEN-1).
//!
//! Empty spans that nobody wanted between two ticks go back to the page heap.

use crate::page_map::PageMap;
use crate::size_class::{NUM_CLASSES, SizeClass};
use crate::span::list::SpanList;
use crate::span::remote::State;
use crate::span::{Owner, Span};
use crate::sync::{AtomicUsize, Ordering};
use crate::sys::mutex::{Mutex, Rank};

/// See the module.
pub struct CentralPool {
    classes: [Mutex<Class>; NUM_CLASSES],
    /// Pages of all empty spans.
    empty_pages: AtomicUsize,
}

struct Class {
    abandoned: SpanList,
    empty: SpanList,
    empties: usize,
    /// The least `empties` since the last tick.
    least: usize,
}

impl Class {
    const fn new() -> Self {
        Self { abandoned: SpanList::new(), empty: SpanList::new(), empties: 0, least: 0 }
    }
}

impl CentralPool {
    /// Empty.
    pub const fn new() -> Self {
        Self {
            classes: [const { Mutex::new(Rank::Central, Class::new()) }; NUM_CLASSES],
            empty_pages: AtomicUsize::new(0),
        }
    }

    fn class(&self, class: SizeClass) -> &Mutex<Class> {
        // In range by the type; the fallback is never taken.
        self.classes.get(class.index()).unwrap_or(&self.classes[0])
    }

    /// Publish a span that the caller holds. `Some(span)`: no block of it is in use, it was not published,
    /// and the caller still holds it, with its blocks collected.
    ///
    /// # Safety
    /// * The caller holds the span, and it is on no list (I-SPAN-2, I-SPAN-3).
    pub unsafe fn abandon(&self, map: &PageMap, span: &'static Span) -> Option<&'static Span> {
        let class = self.class(span.class()).lock();
        map.set_owner(span, Owner::NONE);
        span.frozen_used.store(span.used(), Ordering::Relaxed);
        span.remote.set_state(State::Abandoned);
        // A pusher before that saw another state and left this question to us.
        if span.remote.count() == span.used() {
            // SAFETY: the caller's bullet.
            unsafe { span.collect(State::Active) };
            return Some(span);
        }
        class.abandoned.push_back(span);
        None
    }

    /// Keep a span of which no block is in use or in the remote word.
    ///
    /// # Safety
    /// * The caller holds the span, and it is on no list (I-SPAN-2, I-SPAN-3).
    pub unsafe fn keep_empty(&self, span: &'static Span) {
        let mut class = self.class(span.class()).lock();
        span.set_owner(0);
        class.empty.push_front(span);
        class.empties += 1;
        self.empty_pages.fetch_add(span.pages(), Ordering::Relaxed);
    }

    /// Pages of all empty spans.
    pub fn empty_pages(&self) -> usize {
        self.empty_pages.load(Ordering::Relaxed)
    }

    /// Call `release` with the empty spans that nobody wanted since the last tick, or with `all`. No lock is
    /// held meanwhile.
    pub fn take_empty(&self, all: bool, mut release: impl FnMut(&'static Span)) {
        for class in &self.classes {
            let mut unwanted = {
                let mut class = class.lock();
                let unwanted = if all { class.empties } else { class.least };
                class.least = class.empties - unwanted;
                unwanted
            };
            while unwanted > 0 {
                unwanted -= 1;
                let mut class = class.lock();
                let Some(span) = class.empty.pop_back() else { break };
                self.forget_empty(&mut class, span);
                drop(class);
                release(span);
            }
        }
    }

    fn forget_empty(&self, class: &mut Class, span: &Span) {
        class.empties -= 1;
        class.least = class.least.min(class.empties);
        self.empty_pages.fetch_sub(span.pages(), Ordering::Relaxed);
    }

    /// Take a span of `class` out for the cache `owner`, active, with what was pushed collected. All under
    /// the lock: a pusher that still finds it Abandoned may claim it, and a child of `fork` must find it
    /// either here or owned.
    pub fn adopt(&self, map: &PageMap, class: SizeClass, owner: Owner) -> Option<&'static Span> {
        let mut class = self.class(class).lock();
        let Some(span) = class.abandoned.pop_front() else {
            let span = class.empty.pop_front()?;
            self.forget_empty(&mut class, span);
            map.set_owner_again(span, owner);
            return Some(span);
        };
        map.set_owner(span, owner);
        if span.frozen_used.load(Ordering::Relaxed) == u32::MAX {
            span.recount();
        }
        // SAFETY: taken off the list under its lock: ours (I-CEN-1).
        unsafe { span.collect(State::Active) };
        Some(span)
    }

    /// A pusher found the span abandoned and pushed what seems its last block. Take it out if that is so:
    /// the caller then holds an empty span.
    pub fn claim_empty(&self, span: &'static Span) -> Option<&'static Span> {
        let class = span.class();
        let list = self.class(class).lock();
        // Since the push, another thread may have adopted it, or freed it and used it anew.
        let still = span.remote.state() == State::Abandoned
            && span.class() == class
            && span.remote.count() == span.frozen_used.load(Ordering::Relaxed);
        if !still {
            return None;
        }
        list.abandoned.remove(span);
        // SAFETY: taken off the list under its lock: ours (I-CEN-1).
        unsafe { span.collect(State::Active) };
        Some(span)
    }

    /// Publish a span of a thread that `fork` left behind: what is in use is counted when it is adopted.
    ///
    /// # Safety
    /// * In a child before it has a second thread; the span is on no list that anybody will read.
    pub unsafe fn inherit(&self, map: &PageMap, span: &'static Span) {
        let class = self.class(span.class()).lock();
        map.set_owner(span, Owner::NONE);
        span.frozen_used.store(u32::MAX, Ordering::Relaxed);
        span.remote.set_state(State::Abandoned);
        class.abandoned.push_back(span);
    }

    /// Call `visit` with every span in the pool. For statistics and checks; one lock at a time.
    pub fn for_each(&self, mut visit: impl FnMut(&'static Span)) {
        for class in &self.classes {
            let class = class.lock();
            class.abandoned.iter().chain(class.empty.iter()).for_each(&mut visit);
        }
    }

    /// Hold the locks across `fork`. False: the calling thread holds one already.
    pub fn prefork(&self) -> bool {
        self.classes.iter().fold(true, |all, class| class.lock_for_fork() & all)
    }

    /// Give them back.
    ///
    /// # Safety
    /// * [`CentralPool::prefork`] was called on this thread (in a child: on the thread that forked it).
    pub unsafe fn postfork(&self) {
        for class in self.classes.iter().rev() {
            // SAFETY: the caller's bullet.
            unsafe { class.unlock_after_fork() };
        }
    }
}
