//! Stacks: reading one whose bounds are guessed, and running on another one.

use core::ops::Range;

use super::{futex, vm};
use crate::util::bits::align_down;

const WORD: usize = size_of::<usize>();

/// A stack as a walk sees it.
pub struct Stack {
    /// Where its words can be.
    range: Range<usize>,
    /// The OS page that was looked at last, and may be read.
    page: Option<usize>,
}

impl Stack {
    /// One whose words lie in `range`; whether they do, and are there, is asked before a page is read.
    pub fn new(range: Range<usize>) -> Self {
        Self { range, page: None }
    }

    /// The same for the caller's own, from where it is now: the first page needs no question.
    pub fn from_here(range: Range<usize>) -> Self {
        let here = 0_u8;
        let page = align_down((&raw const here).addr(), vm::system_page_size());
        Self { range, page: Some(page) }
    }

    /// The word at `addr`, if that is part of the stack.
    pub fn word(&mut self, addr: usize) -> Option<usize> {
        if !self.range.contains(&addr) || !addr.is_multiple_of(WORD) {
            return None;
        }
        let page = align_down(addr, vm::system_page_size());
        if self.page != Some(page) {
            if !futex::can_read(page) {
                return None;
            }
            self.page = Some(page);
        }
        // SAFETY: an aligned word of a page that could be read a moment ago. Where unwind tables are right it is this thread's
        // stack, which stays while its frames are in use. Where they are not (code that goes to a stack of its own without
        // saying so) a walk runs over that stack's end, into what is mapped behind it, and ends at what is not: of what
        // is mapped there nothing is used but to compare and to be shown, and somebody would have to unmap it between two
        // instructions.
        Some(unsafe { core::ptr::with_exposed_provenance::<usize>(addr).read_volatile() })
    }
}

/// Call `run` with `argument` and the stack pointer at `end`; where that is not known how, on the stack that is in use.
///
/// # Safety
/// * Below `end`, a multiple of 16, there is room for all that `run` does, which nobody else uses.
/// * No signal handler runs meanwhile on the alternative stack that this may be called on: the kernel does not see that it is
///   in use.
pub unsafe fn run_on<T>(end: usize, run: extern "C" fn(&T), argument: &T) {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    // SAFETY: the caller's bullets; r12 survives the call, and so brings the stack pointer back.
    unsafe {
        core::arch::asm!(
            "xchg rsp, r12",
            "call {run}",
            "mov rsp, r12",
            run = in(reg) run,
            inout("r12") end => _,
            in("rdi") argument,
            clobber_abi("C"),
        );
    }
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    {
        let _ = end;
        run(argument);
    }
}

#[cfg(test)]
#[cfg(not(miri))]
mod tests {
    use super::*;

    #[test]
    fn what_is_outside_the_stack_is_not_read() {
        let here = 0x1234_usize;
        let addr = (&raw const here).expose_provenance();
        let mut stack = Stack::new(addr..addr + 8);
        assert_eq!(stack.word(addr), Some(0x1234));
        for outside in [addr + 1, addr + 8, addr - 8, 8] {
            assert_eq!(stack.word(outside), None);
        }
    }

    #[test]
    fn what_has_no_access_is_not_read() {
        let page = vm::system_page_size();
        let Some(mapping) = vm::reserve_aligned(3 * page, page) else { panic!("three pages") };
        let base = mapping.base;
        assert!(vm::commit(base, 2 * page));
        let mut stack = Stack::new(base..base + 4 * page);
        for (at, wanted) in [(0, Some(0)), (2 * page - 8, Some(0)), (2 * page, None), (page, Some(0))] {
            assert_eq!(stack.word(base + at), wanted, "at {at}");
        }
        // SAFETY: nobody else has it.
        unsafe { mapping.release() };
        assert_eq!(Stack::new(0..usize::MAX).word(base), None, "nothing is mapped there");
    }

    #[test]
    #[cfg(target_arch = "x86_64")]
    fn a_function_runs_on_the_stack_that_it_is_given() {
        use crate::sync::{AtomicUsize, Ordering};
        extern "C" fn note(seen: &AtomicUsize) {
            let local = 0_u8;
            seen.store((&raw const local).addr(), Ordering::Relaxed);
        }
        let Some(mapping) = vm::map_guarded(1 << 16) else { panic!("64 KiB") };
        let seen = AtomicUsize::new(0);
        // SAFETY: 64 KiB are enough; no alternative stack is in use.
        unsafe { run_on(mapping.base + mapping.len, note, &seen) };
        let at = seen.load(Ordering::Relaxed);
        assert!(mapping.base < at && at < mapping.base + mapping.len, "{at:#x}");
    }
}
