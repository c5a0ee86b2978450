//! What other threads bring: lists that any thread pushes to and their cache's thread takes from.

use crate::span::Span;
use crate::sync::{AtomicPtr, Ordering};

/// Stands at the head of a list that takes nothing.
const CLOSED: *mut Span = core::ptr::without_provenance_mut(1);

/// Any thread pushes; who takes, takes all: no ABA.
pub(super) struct ReturnedList {
    head: AtomicPtr<Span>,
}

impl ReturnedList {
    pub(super) const fn new() -> Self {
        Self { head: AtomicPtr::new(CLOSED) }
    }

    /// Take what is pushed from now on.
    pub(super) fn open(&self) {
        // Release: who finds it open sees what was written before; pairs with the Acquire in `push_when`.
        self.head.store(core::ptr::null_mut(), Ordering::Release);
    }

    pub(super) fn is_empty(&self) -> bool {
        let head = self.head.load(Ordering::Relaxed);
        head.is_null() || head == CLOSED
    }

    /// What was pushed last. Another thread may take it at any time.
    pub(super) fn first(&self) -> Option<&'static Span> {
        // Acquire: sees what the pusher wrote to it.
        Self::walk(self.head.load(Ordering::Acquire)).next()
    }

    pub(super) fn push(&self, span: &'static Span) -> bool {
        self.push_when(span, |_| true)
    }

    /// The same if `ready` says so of the span that it is put before.
    pub(super) fn push_when(&self, span: &'static Span, ready: impl Fn(Option<&Span>) -> bool) -> bool {
        // Acquire: who finds it closed goes on to read what the owner wrote before it closed.
        let mut head = self.head.load(Ordering::Acquire);
        while head != CLOSED {
            // SAFETY: I-META-1: null or a descriptor.
            if !ready(unsafe { head.as_ref() }) {
                return false;
            }
            span.returned_next.store(head, Ordering::Relaxed);
            let new = core::ptr::from_ref(span).cast_mut();
            // Release: publishes the link; pairs with the Acquire in `take`.
            match self.head.compare_exchange_weak(head, new, Ordering::Release, Ordering::Acquire) {
                Ok(_) => return true,
                Err(now) => head = now,
            }
        }
        false
    }

    /// Take all; more may come.
    pub(super) fn take(&self) -> impl Iterator<Item = &'static Span> + use<> {
        Self::walk(self.head.swap(core::ptr::null_mut(), Ordering::AcqRel))
    }

    /// Take all; from now on pushers are refused.
    pub(super) fn close(&self) -> impl Iterator<Item = &'static Span> + use<> {
        Self::walk(self.head.swap(CLOSED, Ordering::AcqRel))
    }

    /// Take all if there are any, the list is open and `due` says so of the first.
    pub(super) fn take_if<D: Fn(&Span) -> bool>(
        &self,
        due: D,
    ) -> impl Iterator<Item = &'static Span> + use<D> {
        let mut head = self.head.load(Ordering::Acquire);
        loop {
            // SAFETY: I-META-1: null or a descriptor.
            let first = if head == CLOSED { None } else { unsafe { head.as_ref() } };
            if !first.is_some_and(&due) {
                return Self::walk(core::ptr::null_mut());
            }
            match self.head.compare_exchange(head, core::ptr::null_mut(), Ordering::AcqRel, Ordering::Acquire)
            {
                Ok(_) => return Self::walk(head),
                Err(now) => head = now,
            }
        }
    }

    /// Take the first that `fits`. The owner only, who alone closes the list; others see it empty meanwhile.
    pub(super) fn take_one(&self, fits: impl Fn(&Span) -> bool) -> Option<&'static Span> {
        let mut first = self.head.swap(core::ptr::null_mut(), Ordering::AcqRel);
        let mut before: Option<&Span> = None;
        let mut found = None;
        for span in Self::walk(first) {
            if fits(span) {
                let next = span.returned_next.load(Ordering::Relaxed);
                match before {
                    Some(before) => before.returned_next.store(next, Ordering::Relaxed),
                    None => first = next,
                }
                found = Some(span);
                break;
            }
            before = Some(span);
        }
        let back =
            self.head.compare_exchange(core::ptr::null_mut(), first, Ordering::Release, Ordering::Relaxed);
        if back.is_err() {
            // More have come.
            Self::walk(first).for_each(|span| {
                self.push(span);
            });
        }
        found
    }

    fn walk(head: *mut Span) -> impl Iterator<Item = &'static Span> + use<> {
        let head = if head == CLOSED { core::ptr::null_mut() } else { head };
        // SAFETY: I-META-1: the list holds descriptors; the next link is read before the visitor
        // can hand the span on.
        core::iter::successors(unsafe { head.as_ref() }, |span| unsafe {
            span.returned_next.load(Ordering::Relaxed).as_ref()
        })
    }
}
