//! The process's own heap: made by the first call, whoever makes it.
//!
//! malloc is called before any constructor, so everything is constant-initialised: a thread starts at
//! `EMPTY`, and the first miss makes the heap (COLD → STARTING → READY, or OFF when the
//! environment says so). Nothing on that way allocates; what may (`pthread_atfork`) waits until READY.

use core::cell::UnsafeCell;
use core::mem::MaybeUninit;

use super::Heap;
use super::large::first_byte;
use crate::config::Config;
use crate::harden::{self, Call};
use crate::page_heap::Layout;
use crate::size_class::{MIN_ALIGN, REQUEST_MAX, SizeClass};
use crate::sync::{AtomicBool, AtomicU8, AtomicUsize, Ordering};
use crate::sys::tls::{thread_pointer, tls_pointer};
use crate::sys::{cgroup, fault, fork, libc_next, limits, stderr, thread_exit, unwind};
use crate::thread_cache::{EMPTY, ThreadCache};

/// The heap behind `malloc`.
pub static HEAP: Heap = Heap::new();

mod current {
    use super::{EMPTY, ThreadCache, tls_pointer};
    tls_pointer!("orthotope_thread_cache", ThreadCache, EMPTY);
}

const COLD: u8 = 0;
const STARTING: u8 = 1;
const READY: u8 = 2;
const OFF: u8 = 3;

static STATE: AtomicU8 = AtomicU8::new(COLD);
/// The thread that is making the heap.
static STARTER: AtomicUsize = AtomicUsize::new(0);
/// The process that the heap is of.
static PROCESS: AtomicUsize = AtomicUsize::new(0);
/// Whether stacks will be wanted; beside the other words of starting, on one page with them.
static SAMPLES: AtomicBool = AtomicBool::new(false);
static MET_LIBC: AtomicBool = AtomicBool::new(false);

/// The calling thread's cache, possibly one that stands for none.
#[inline(always)]
pub fn cache() -> &'static ThreadCache {
    // SAFETY: I-TC-1: the word always holds a cache, never unmapped.
    unsafe { &*current::get() }
}

/// Take a block back: [`Heap::free`] for the process's heap.
///
/// # Safety
/// * As [`Heap::free`].
#[inline(always)]
pub unsafe fn free(ptr: *mut u8) {
    // SAFETY: the caller's bullet.
    unsafe { HEAP.free_as(thread_pointer(), cache, ptr, |_| true) }
}

/// The same for a caller that knows what was asked for: `size` bytes, a multiple of `align`; 0 where it does not.
///
/// # Safety
/// * As [`Heap::free`].
#[inline(always)]
pub unsafe fn free_promised(ptr: *mut u8, size: Option<usize>, align: usize) {
    // SAFETY: the caller's bullet.
    unsafe {
        HEAP.free_as(thread_pointer(), cache, ptr, |addr| {
            // Asked here, not there: every block of another thread's comes this way.
            !HEAP.hardened.is_on() || HEAP.keeps_promise(addr, size, align)
        })
    }
}

/// Make the heap if nobody has. True: it is there. False: every call goes to libc.
pub fn ready() -> bool {
    match STATE.load(Ordering::Acquire) {
        READY => true,
        OFF => false,
        _ => start(),
    }
}

#[cold]
fn start() -> bool {
    // Acquire/Release on STATE: who sees READY or OFF sees what the starter wrote.
    if STATE.compare_exchange(COLD, STARTING, Ordering::Acquire, Ordering::Acquire).is_err() {
        while STATE.load(Ordering::Acquire) == STARTING {
            if STARTER.load(Ordering::Relaxed) == thread_pointer() {
                // libc allocated while it served the start: there is nothing to give it yet.
                return false;
            }
            core::hint::spin_loop();
        }
        return ready();
    }
    STARTER.store(thread_pointer(), Ordering::Relaxed);
    note_process();
    let config = Config::from_environment();
    if config.disabled {
        if libc_next::malloc().is_some() {
            STATE.store(OFF, Ordering::Release);
            return false;
        }
        stderr::write(b"orthotope: a static program has no other malloc, going on with this one\n");
    }
    let memory_limit = cgroup::memory_limit();
    HEAP.init(&Layout {
        arena_size: config.arena_size,
        small_window_ms: config.small_window_ms,
        large_window_ms: config.large_window_ms,
        huge_bytes: config.huge_bytes_within(memory_limit),
        memory_limit,
        hard_limit: config.memory_limit,
    });
    if config.report_misuse {
        harden::only_report();
    }
    if config.harden > 1 {
        HEAP.harden(config.harden as u8);
    }
    if config.guard_sample > 0 {
        sample(config.guard_sample);
    }
    if config.background {
        HEAP.pages.helper().want();
    }
    thread_exit::create(at_thread_exit);
    STATE.store(READY, Ordering::Release);
    true
}

/// The heap is this process's: at the start, and in a child of `fork`.
pub fn note_process() {
    PROCESS.store(limits::process() as usize, Ordering::Relaxed);
}

/// A limit on address space has come while the program runs: the arena is what it would have been, had the limit been there
/// at the start, and the program has the rest of its address space for threads, libraries and files.
/// Not in a child of `vfork`, whose memory is its parent's and whose limit is not; nor in one of `_Fork`, where a lock
/// may stay taken.
pub fn fit_address_space() {
    if STATE.load(Ordering::Acquire) == READY && PROCESS.load(Ordering::Relaxed) == limits::process() as usize
    {
        HEAP.pages.shrink_arena(limits::address_space_share());
    }
}

/// Put one allocation in `every` between pages without access, and explain faults there.
#[cold]
fn sample(every: usize) {
    if HEAP.sample(every) {
        // SAFETY: I-SAMPLE-2: a stack that is for this alone.
        unsafe { fault::watch(|fault| HEAP.explain(fault), HEAP.spare_stack()) };
        SAMPLES.store(true, Ordering::Relaxed);
    } else {
        stderr::write(b"orthotope: ORTHOTOPE_GUARD_SAMPLE: no address space for guarded blocks, none is\n");
    }
}

/// At load: the heap is there, and `fork` knows it. Not before may stacks be taken: a static program's first allocations come
/// before libc knows what it was loaded with.
pub fn on_load() {
    // Not `ready`, which first reads: the page would be mapped twice, to be read and to be written.
    if start() {
        meet_libc();
        ask_for_tables();
    }
}

#[cfg(all(feature = "interpose", panic = "abort", not(test), not(miri)))]
crate::sys::init::on_load!(on_load);

/// What finds unwind tables, if somebody will want stacks.
#[cold]
fn ask_for_tables() {
    if SAMPLES.load(Ordering::Relaxed) {
        unwind::ask_libc();
    }
}

/// Once, as early as libc can be asked: handlers that are registered later then run before ours when
/// `fork` prepares, and after ours in parent and child. Those registered earlier find our locks
/// re-entrant. Where nothing is called at load, what is asked for there.
fn meet_libc() {
    if !MET_LIBC.load(Ordering::Relaxed) && !MET_LIBC.swap(true, Ordering::Relaxed) {
        fork::register(super::fork::prepare, super::fork::parent, super::fork::child);
        if cfg!(not(all(feature = "interpose", panic = "abort"))) {
            ask_for_tables();
        }
    }
}

/// `cache` if it is a real one; otherwise the one that the calling thread gets now. `None` for the
/// process's heap when we are off, when the thread is past its teardown, or without memory.
#[inline]
pub(super) fn attached(heap: &Heap, cache: &ThreadCache) -> Option<&'static ThreadCache> {
    if cache.is_attached() {
        // SAFETY: I-META-1: a cache stays.
        return Some(unsafe { &*core::ptr::from_ref(cache) });
    }
    if core::ptr::eq(heap, &raw const HEAP) { attach().filter(|cache| cache.is_attached()) } else { None }
}

#[cold]
fn attach() -> Option<&'static ThreadCache> {
    if !core::ptr::eq(current::get(), &raw const EMPTY) || !ready() {
        return None;
    }
    let cache = HEAP.attach()?;
    if !HEAP.hardened.is_on() {
        cache.set_thread(thread_pointer());
    }
    // First the word: what follows may allocate.
    current::set(cache);
    thread_exit::arm(core::ptr::from_ref(cache).cast());
    meet_libc();
    Some(cache)
}

/// A key destructor. Other keys' destructors may still allocate and free, in this round and in later
/// ones: they do it without a cache. Staying until the last round would lose the cache of a thread whose
/// first allocation is in a destructor: nobody can tell how many rounds it still has.
unsafe extern "C" fn at_thread_exit(value: *mut libc::c_void) {
    // SAFETY: I-META-1: the value is the thread's cache, set in `attach`.
    let cache = unsafe { &*value.cast::<ThreadCache>() };
    leave_cache();
    HEAP.detach(cache);
    let helper = HEAP.pages.helper();
    if !helper.is_off() && HEAP.threads() == 0 {
        helper.ring();
    }
}

/// In a hardened heap: the cache of the calling thread's seat, `cache` in a private one; in the process's it gets one now if it has
/// none. `None` past its teardown, and without memory.
#[inline]
pub(super) fn seat(heap: &Heap, cache: &ThreadCache) -> Option<*const ThreadCache> {
    if !core::ptr::eq(heap, &raw const HEAP) {
        return Some(core::ptr::from_ref(cache));
    }
    // Not `cache`: what the call began with may be what stood for none then.
    let cache = current::get();
    if core::ptr::eq(cache, &raw const EMPTY) {
        return attach().map(core::ptr::from_ref);
    }
    (!core::ptr::eq(cache, DETACHED.0.get().cast())).then_some(cache)
}

/// The calling thread has no cache from now on, and gets none.
pub(super) fn leave_cache() {
    current::set(detached());
}

/// Call `f` as a thread without a cache: what it allocates comes from the shared one. No lock is held.
pub(super) fn without_cache<R>(f: impl FnOnce() -> R) -> R {
    let cache = current::get();
    leave_cache();
    let result = f();
    current::set(cache);
    result
}

/// A thread's cache after its own teardown: [`EMPTY`] at another address.
static DETACHED: Detached = Detached(UnsafeCell::new(MaybeUninit::zeroed()));

struct Detached(UnsafeCell<MaybeUninit<ThreadCache>>);

// SAFETY: I-TC-2: written once, under the registry's lock, before anybody has its address.
unsafe impl Sync for Detached {}

/// The first thread that ends makes it. As a constant it would be 145 pointers more for the dynamic linker to
/// relocate in every process, and a page of its own.
fn detached() -> *const ThreadCache {
    static MADE: AtomicBool = AtomicBool::new(false);
    let cache = DETACHED.0.get().cast::<ThreadCache>();
    // Acquire: who sees that it is made sees it made. Pairs with the Release below.
    if !MADE.load(Ordering::Acquire) {
        let _registry = HEAP.registry.lock();
        if !MADE.load(Ordering::Relaxed) {
            // SAFETY: nobody writes to the one (I-TC-2), and nobody has seen the other.
            unsafe { core::ptr::copy_nonoverlapping(&raw const EMPTY, cache, 1) };
            MADE.store(true, Ordering::Release);
        }
    }
    cache
}

// ---- threads without a cache --------------------------------------------------------------------------

/// A small block for a thread that has no cache: it gets one, or the block comes from the shared one, or
/// from libc.
#[cold]
pub(super) fn alloc_unattached(
    heap: &Heap,
    cache: &ThreadCache,
    class: SizeClass,
    size: usize,
    align: usize,
) -> *mut u8 {
    if heap.hardened.is_on() {
        return heap.alloc_hardened(cache, size, align, false);
    }
    if !core::ptr::eq(heap, &raw const HEAP) {
        return core::ptr::null_mut();
    }
    // The first call of all makes the heap.
    let cache = attach();
    if HEAP.hardened.is_on() {
        return HEAP.alloc_hardened(self::cache(), size, align, false);
    }
    if let Some(cache) = cache {
        return HEAP.alloc_from(cache, class, size, align);
    }
    if STATE.load(Ordering::Acquire) != READY {
        return libc_alloc(size, align);
    }
    let alloc = |cache| HEAP.alloc_from(cache, class, size, align);
    HEAP.with_shared(alloc).unwrap_or(core::ptr::null_mut())
}

/// The same for a large block.
pub(super) fn alloc_large_unattached(
    heap: &Heap,
    cache: &ThreadCache,
    size: usize,
    align: usize,
    zero: bool,
) -> *mut u8 {
    if heap.hardened.is_on() {
        return heap.alloc_hardened(cache, size, align, zero);
    }
    if !core::ptr::eq(heap, &raw const HEAP) {
        return core::ptr::null_mut();
    }
    if STATE.load(Ordering::Acquire) != READY {
        return libc_alloc(size, align);
    }
    let taken = HEAP.with_shared(|cache| HEAP.take_large(cache, size, align, zero));
    taken.flatten().map_or(core::ptr::null_mut(), first_byte)
}

/// Zeroed memory from libc when we are off; `None` when we are not, or libc has no `calloc` to offer.
#[cold]
pub(super) fn alloc_zeroed_off(heap: &Heap, size: usize) -> Option<*mut u8> {
    if !core::ptr::eq(heap, &raw const HEAP) || ready() || size > REQUEST_MAX {
        return None;
    }
    // SAFETY: I-SYS-1: libc's function takes any size.
    libc_next::calloc().map(|calloc| unsafe { calloc(1, size).cast() })
}

fn libc_alloc(size: usize, align: usize) -> *mut u8 {
    if size > REQUEST_MAX {
        return core::ptr::null_mut();
    }
    let block = match (libc_next::malloc(), libc_next::memalign()) {
        // SAFETY: I-SYS-1: libc's functions take any size; the alignment is a power of two.
        (Some(malloc), _) if align <= MIN_ALIGN => unsafe { malloc(size) },
        // SAFETY: I-SYS-1: libc's functions take any size; the alignment is a power of two.
        (_, Some(memalign)) => unsafe { memalign(align.max(MIN_ALIGN), size) },
        _ => core::ptr::null_mut(),
    };
    block.cast()
}

// ---- blocks that are not ours -------------------------------------------------------------------------

/// What to do with an address outside our memory: libc's function takes it, if it can be libc's block. False, with a
/// report, when it cannot.
fn may_be_foreign(heap: &Heap, call: Call, addr: usize) -> bool {
    if core::ptr::eq(heap, &raw const HEAP) && STATE.load(Ordering::Acquire) == OFF {
        return true;
    }
    let fact = if heap.pages().map().in_arena(addr) {
        "no block starts there"
    } else if !addr.is_multiple_of(MIN_ALIGN) {
        "it is not aligned to 16 bytes, so no malloc returned it"
    } else if !core::ptr::eq(heap, &raw const HEAP) || !libc_next::has_allocated() {
        "neither this heap nor libc's allocated it"
    } else {
        return true;
    };
    harden::invalid_pointer(call, addr, fact);
    false
}

/// `free` of an address that is not ours.
pub(super) fn free_foreign(heap: &Heap, addr: usize) {
    if may_be_foreign(heap, Call::Free, addr)
        && let Some(free) = libc_next::free()
    {
        // SAFETY: I-SYS-1: who called free said that it is a live block, and it is not ours: libc's.
        unsafe { free(core::ptr::with_exposed_provenance_mut(addr)) }
    }
}

/// `realloc` of an address that is not ours.
pub(super) fn realloc_foreign(heap: &Heap, ptr: *mut u8, size: usize) -> *mut u8 {
    if !may_be_foreign(heap, Call::Realloc, ptr.addr()) {
        return core::ptr::null_mut();
    }
    // SAFETY: as in `free_foreign`.
    libc_next::realloc().map_or(core::ptr::null_mut(), |realloc| unsafe { realloc(ptr.cast(), size).cast() })
}

/// `malloc_usable_size` of an address that is not ours.
pub(super) fn usable_size_foreign(heap: &Heap, ptr: *mut u8) -> usize {
    if !may_be_foreign(heap, Call::UsableSize, ptr.addr()) {
        return 0;
    }
    // SAFETY: as in `free_foreign`.
    unsafe { libc_next::usable_size(ptr.cast()) }
}
