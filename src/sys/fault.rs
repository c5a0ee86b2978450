//! SIGSEGV: a look at the fault, and then whatever the program would have got.

use core::cell::UnsafeCell;
use core::ffi::{c_int, c_void};
use core::mem::MaybeUninit;

use super::unwind::Registers;
use super::{errno, futex, stack};
use crate::sync::{AtomicU32, AtomicUsize, Ordering};

/// A memory access that faulted.
pub struct Fault {
    /// The address that was accessed.
    pub addr: usize,
    /// Whether it was to be written to, where the processor says so.
    pub write: Option<bool>,
    /// The program as it was.
    pub registers: Registers,
}

/// A function that looks at faults, as an address; 0 for none.
static LOOK: AtomicUsize = AtomicUsize::new(0);
/// The end of the stack that it runs on; 0: on the handler's.
static STACK_END: AtomicUsize = AtomicUsize::new(0);
/// 1 while a thread looks: there is one stack, and reports come one after the other.
static LOOKING: AtomicU32 = AtomicU32::new(0);
/// How often a thread waits for another one's report, ten milliseconds each, before it goes on without its own.
const PATIENCE: u32 = 200;
static BEFORE: Before = Before(UnsafeCell::new(MaybeUninit::zeroed()));

struct Before(UnsafeCell<MaybeUninit<libc::sigaction>>);

// SAFETY: written once, by `watch` before the kernel has the handler that reads it.
unsafe impl Sync for Before {}

impl Before {
    fn get(&self) -> &libc::sigaction {
        // SAFETY: zero bytes are a valid one (SIG_DFL), and nobody writes any more.
        unsafe { (*self.0.get()).assume_init_ref() }
    }
}

/// Have `look` called with every fault of the process, before the handler that is there now gets it, or the default
/// comes true. Called once. A handler that the program installs later is alone; where the signal is ignored it stays so, for what
/// the program starts, too.
///
/// An alternative signal stack may have 8 KiB, and the processor's registers take half of that: `look` runs on the stack below
/// `stack_end`, a multiple of 16, if there is one.
///
/// # Safety
/// * Nobody else uses what lies below `stack_end`, and there is room for `look`.
pub unsafe fn watch(look: fn(&Fault), stack_end: Option<usize>) {
    LOOK.store(look as usize, Ordering::Relaxed);
    STACK_END.store(stack_end.unwrap_or(0), Ordering::Relaxed);
    errno::preserved(|| {
        // SAFETY: both structures are there; the handler has the shape that SA_SIGINFO asks for. Nobody reads BEFORE
        // before the second call.
        unsafe {
            let before = BEFORE.0.get().cast::<libc::sigaction>();
            let known = libc::sigaction(libc::SIGSEGV, core::ptr::null(), before) == 0;
            if !known || (*before).sa_sigaction == libc::SIG_IGN {
                return;
            }
            let mut ours = *before;
            ours.sa_sigaction = on_fault as *const () as usize;
            ours.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK | ours.sa_flags & libc::SA_RESTART;
            // Another handler might begin where this one's stack does, while that is left for another. A fault of ours ends the
            // process.
            libc::sigfillset(&raw mut ours.sa_mask);
            libc::sigaction(libc::SIGSEGV, &raw const ours, core::ptr::null_mut());
        }
    });
}

unsafe extern "C" fn on_fault(signal: c_int, info: *mut libc::siginfo_t, context: *mut c_void) {
    errno::preserved(|| {
        // SAFETY: the kernel gives it.
        let is_fault = unsafe { (*info).si_code } > 0;
        if is_fault {
            // SAFETY: what the kernel gave, with an address since the signal's code says that it is a fault.
            look_at(&unsafe { fault_of(info, context) });
        }
        // SAFETY: what the kernel gave.
        unsafe { pass_on(signal, info, context, is_fault) };
    });
}

/// One thread at a time.
fn look_at(fault: &Fault) {
    let take = || LOOKING.compare_exchange(0, 1, Ordering::Acquire, Ordering::Relaxed).is_ok();
    // Whoever looks may be a thread that this process, a child, does not have: nobody waits for ever.
    let taken = (0..PATIENCE).any(|_| {
        take() || {
            futex::wait(&LOOKING, 1, Some(10));
            false
        }
    });
    if !taken {
        return;
    }
    match STACK_END.load(Ordering::Relaxed) {
        0 => look(fault),
        // SAFETY: the stack is `watch`'s caller's, and this thread's alone now; every signal waits.
        end => unsafe { stack::run_on(end, look, fault) },
    }
    // Release: what the next one finds on the stack is not this one's any more.
    LOOKING.store(0, Ordering::Release);
    futex::wake(&LOOKING);
}

extern "C" fn look(fault: &Fault) {
    let look = LOOK.load(Ordering::Relaxed);
    if look != 0 {
        // SAFETY: `watch` stored a function of this type.
        unsafe { core::mem::transmute::<usize, fn(&Fault)>(look)(fault) };
    }
}

/// # Safety
/// * Both are what the kernel gave the handler of a SIGSEGV.
unsafe fn fault_of(info: *const libc::siginfo_t, context: *const c_void) -> Fault {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: the caller's bullet. Bit 1 of a page fault's error code is set for a write.
    let write = unsafe {
        let saved = &(*context.cast::<libc::ucontext_t>()).uc_mcontext.gregs;
        saved.get(libc::REG_ERR as usize).map(|error| error & 2 != 0)
    };
    #[cfg(not(target_arch = "x86_64"))]
    let write = None;
    // SAFETY: the caller's bullet.
    unsafe { Fault { addr: (*info).si_addr().addr(), write, registers: Registers::interrupted(context) } }
}

/// Do what would have been done without us.
///
/// # Safety
/// * What the kernel gave the handler; `is_fault`: not sent by a process.
unsafe fn pass_on(signal: c_int, info: *mut libc::siginfo_t, context: *mut c_void, is_fault: bool) {
    let before = BEFORE.get();
    let handler = before.sa_sigaction;
    let plain = handler == libc::SIG_DFL;
    if plain || before.sa_flags & libc::SA_RESETHAND != 0 {
        // SAFETY: the structures are there. After the return the instruction faults again, and the kernel does what it
        // does without a handler; a signal that was sent is sent again, and waits for the return.
        unsafe {
            let mut next = *before;
            if !plain {
                next.sa_sigaction = libc::SIG_DFL;
            }
            libc::sigaction(signal, &raw const next, core::ptr::null_mut());
            if plain {
                if !is_fault {
                    libc::raise(signal);
                }
                return;
            }
        }
    }
    // SAFETY: what the kernel gave; the program's handler, of the shape that its flags say.
    unsafe {
        block_as_before(signal, context);
        if before.sa_flags & libc::SA_SIGINFO != 0 {
            core::mem::transmute::<usize, unsafe extern "C" fn(c_int, *mut libc::siginfo_t, *mut c_void)>(
                handler,
            )(signal, info, context);
        } else {
            core::mem::transmute::<usize, unsafe extern "C" fn(c_int)>(handler)(signal);
        }
    }
}

/// Block what would be blocked in the handler that was there before.
///
/// # Safety
/// * `context` is what the kernel gave the handler.
unsafe fn block_as_before(signal: c_int, context: *const c_void) {
    let before = BEFORE.get();
    // SAFETY: the caller's bullet. The kernel's set is one word, and libc's begins with it.
    unsafe {
        let mut mask = before.sa_mask;
        let interrupted = &raw const (*context.cast::<libc::ucontext_t>()).uc_sigmask;
        *(&raw mut mask).cast::<u64>() |= *interrupted.cast::<u64>();
        if before.sa_flags & libc::SA_NODEFER == 0 {
            libc::sigaddset(&raw mut mask, signal);
        }
        libc::pthread_sigmask(libc::SIG_SETMASK, &raw const mask, core::ptr::null_mut());
    }
}
