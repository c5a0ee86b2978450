//! Central pool: spans without an owner, by class. Whole spans move through it, not blocks.
//!
//! A span comes here when its thread exits, or when a pusher finds that it has no owner to return to.
//! Any thread adopts on its next miss. All of a span's ways out of [`State::Abandoned`] lead through the
//! class's lock, so a span is handed out once (I-CEN-1).

use crate::size_class::{NUM_CLASSES, SizeClass};
use crate::span::Span;
use crate::span::list::SpanList;
use crate::span::remote::State;
use crate::sync::Ordering;
use crate::sys::mutex::{Mutex, Rank};

/// See the module.
pub struct CentralPool {
    classes: [Mutex<SpanList>; NUM_CLASSES],
}

impl CentralPool {
    /// Empty.
    pub const fn new() -> Self {
        Self { classes: [const { Mutex::new(Rank::Central, SpanList::new()) }; NUM_CLASSES] }
    }

    fn list(&self, class: SizeClass) -> &Mutex<SpanList> {
        // In range by the type; the fallback is never taken.
        self.classes.get(class.index()).unwrap_or(&self.classes[0])
    }

    /// Publish a span that the caller holds. `Some(span)`: no block of it is in use, it was not published,
    /// and the caller gives it to the page heap.
    ///
    /// # Safety
    /// * The caller holds the span, and it is on no list (I-SPAN-2, I-SPAN-3).
    pub unsafe fn abandon(&self, span: &'static Span) -> Option<&'static Span> {
        let list = self.list(span.class()).lock();
        span.set_owner(0);
        span.frozen_used.store(span.used(), Ordering::Relaxed);
        span.remote.set_state(State::Abandoned);
        // A pusher before that saw another state and left this question to us.
        if span.remote.count() == span.used() {
            span.remote.reset();
            return Some(span);
        }
        list.push_back(span);
        None
    }

    /// Take a span of `class` out for the cache `owner`, active, with what was pushed collected. All under
    /// the lock: a pusher that still finds it Abandoned may claim it, and a child of `fork` must find it
    /// either here or owned.
    pub fn adopt(&self, class: SizeClass, owner: usize) -> Option<&'static Span> {
        let list = self.list(class).lock();
        let span = list.pop_front()?;
        span.set_owner(owner);
        if span.frozen_used.load(Ordering::Relaxed) == u32::MAX {
            // SAFETY: taken off the list under its lock: ours.
            unsafe { span.recount() };
        }
        // SAFETY: as above.
        unsafe { span.collect(State::Active) };
        Some(span)
    }

    /// A pusher found the span abandoned and pushed what seems its last block. Take it out if that is so:
    /// the caller then gives it to the page heap.
    pub fn claim_empty(&self, span: &'static Span) -> Option<&'static Span> {
        let class = span.class();
        let list = self.list(class).lock();
        // Since the push, another thread may have adopted it, or freed it and used it anew.
        let still = span.remote.state() == State::Abandoned
            && span.class() == class
            && span.remote.count() == span.frozen_used.load(Ordering::Relaxed);
        if !still {
            return None;
        }
        list.remove(span);
        span.remote.reset();
        Some(span)
    }

    /// Publish a span of a thread that `fork` left behind: what is in use is counted when it is adopted.
    ///
    /// # Safety
    /// * In a child before it has a second thread; the span is on no list that anybody will read.
    pub unsafe fn inherit(&self, span: &'static Span) {
        let list = self.list(span.class()).lock();
        span.set_owner(0);
        span.frozen_used.store(u32::MAX, Ordering::Relaxed);
        span.remote.set_state(State::Abandoned);
        list.push_back(span);
    }

    /// Call `visit` with every span in the pool. For statistics and checks; one lock at a time.
    pub fn for_each(&self, mut visit: impl FnMut(&'static Span)) {
        for class in &self.classes {
            class.lock().iter().for_each(&mut visit);
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
