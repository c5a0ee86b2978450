//! A doubly linked list of spans, through the descriptors. A span is on at most one (I-SPAN-3).

use super::Span;
use crate::sync::Cell;

/// The list. Whoever holds the spans on it (one thread, or a lock) holds the list.
pub struct SpanList {
    head: Cell<*const Span>,
    tail: Cell<*const Span>,
}

// SAFETY: like the spans, a list is used by one holder at a time (I-SPAN-2).
unsafe impl Send for SpanList {}
// SAFETY: I-SPAN-2: one holder at a time.
unsafe impl Sync for SpanList {}

impl SpanList {
    /// An empty list.
    pub const fn new() -> Self {
        Self { head: Cell::new(core::ptr::null()), tail: Cell::new(core::ptr::null()) }
    }

    /// Whether nothing is on it.
    pub fn is_empty(&self) -> bool {
        self.head.get().is_null()
    }

    /// The first span.
    pub fn first(&self) -> Option<&'static Span> {
        // SAFETY: I-META-1: a list holds descriptors.
        unsafe { self.head.get().as_ref() }
    }

    /// Take the last span out.
    pub fn pop_back(&self) -> Option<&'static Span> {
        // SAFETY: as in `first`.
        let span = unsafe { self.tail.get().as_ref() }?;
        self.remove(span);
        Some(span)
    }

    /// The span behind `span`, which is on the list.
    pub fn after(&self, span: &Span) -> Option<&'static Span> {
        // SAFETY: as in `first`.
        unsafe { span.next.get().as_ref() }
    }

    /// Insert at the back.
    pub fn push_back(&self, span: &Span) {
        span.next.set(core::ptr::null());
        span.prev.set(self.tail.get());
        // SAFETY: as in `first`.
        unsafe { self.tail.get().as_ref() }.map_or(&self.head, |tail| &tail.next).set(span);
        self.tail.set(span);
    }

    /// Insert at the front.
    pub fn push_front(&self, span: &Span) {
        span.prev.set(core::ptr::null());
        span.next.set(self.head.get());
        // SAFETY: as in `first`.
        unsafe { self.head.get().as_ref() }.map_or(&self.tail, |head| &head.prev).set(span);
        self.head.set(span);
    }

    /// Take `span`, which is on this list, out.
    pub fn remove(&self, span: &Span) {
        let (next, prev) = (span.next.get(), span.prev.get());
        // A choice of where to write, not of what to do: in short lists nobody could foretell a branch.
        // SAFETY: as in `first`.
        unsafe { prev.as_ref() }.map_or(&self.head, |prev| &prev.next).set(next);
        // SAFETY: as in `first`.
        unsafe { next.as_ref() }.map_or(&self.tail, |next| &next.prev).set(prev);
    }

    /// Take the first span out.
    pub fn pop_front(&self) -> Option<&'static Span> {
        let span = self.first()?;
        self.remove(span);
        Some(span)
    }

    /// Forget what is on it.
    pub fn clear(&self) {
        self.head.set(core::ptr::null());
        self.tail.set(core::ptr::null());
    }

    /// The spans on it, first to last. The list must not change meanwhile.
    pub fn iter(&self) -> impl Iterator<Item = &'static Span> {
        // SAFETY: as in `first`.
        core::iter::successors(self.first(), |span| unsafe { span.next.get().as_ref() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    #[test]
    fn spans_come_out_in_the_order_that_the_ends_promise() {
        static SPANS: [Span; 4] = [const { Span::new() }; 4];
        let list = SpanList::new();
        let [a, b, c, d] = &SPANS;
        list.push_back(b);
        list.push_back(c);
        list.push_front(a);
        list.push_back(d);
        list.remove(c);
        list.remove(d);
        let order: Vec<_> = list.iter().map(core::ptr::from_ref).collect();
        assert_eq!(order, [core::ptr::from_ref(a), core::ptr::from_ref(b)]);
        assert!(list.pop_front().is_some_and(|s| core::ptr::eq(s, a)));
        assert!(list.pop_front().is_some_and(|s| core::ptr::eq(s, b)));
        assert!(list.is_empty() && list.pop_front().is_none());
    }
}
