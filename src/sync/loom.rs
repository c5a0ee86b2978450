//! What stands in for atomics, cells and futexes in a model: the same words in the same places, and beside each of
//! them an object of loom's.
//!
//! loom's own types are no constants and no zero bytes, and the heap is made of both. So an atomic here is its plain word,
//! and loom's object is found by its address: taken out of a pool that the model's first thread made before it made
//! others, as if it had been there from the start with the value that the word has. What is stored is the distance
//! from that value; the word itself does not change any more. A cell is a cell with an object that watches its accesses.
//! Outside of a model everything is what it is in the library.
#![allow(clippy::expect_used, clippy::panic, missing_docs, reason = "of models")]

use core::cell::UnsafeCell;
use core::sync::atomic as real;
use core::sync::atomic::Ordering;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::vec::Vec;

use ::loom::sync::atomic::AtomicU64 as Model;

/// Words and cells that the threads of a model can touch.
const WORDS: usize = 300;
const CELLS: usize = 1500;

struct Objects {
    words: HashMap<usize, (Rc<Model>, u64)>,
    cells: HashMap<usize, Rc<::loom::cell::UnsafeCell<()>>>,
    fresh_words: Vec<Rc<Model>>,
    fresh_cells: Vec<Rc<::loom::cell::UnsafeCell<()>>>,
    /// Whether there are threads. Before and after, a model's only thread needs no watching.
    threads: bool,
    futex: Rc<(::loom::sync::Mutex<()>, ::loom::sync::Condvar)>,
}

std::thread_local!(static OBJECTS: RefCell<Option<Objects>> = const { RefCell::new(None) });

/// Run `model` with every word and cell watched: as the whole of what loom repeats.
pub fn watched(model: impl FnOnce()) {
    let objects = Objects {
        words: HashMap::new(),
        cells: HashMap::new(),
        fresh_words: (0..WORDS).map(|_| Rc::new(Model::new(0))).collect(),
        fresh_cells: (0..CELLS).map(|_| Rc::new(::loom::cell::UnsafeCell::new(()))).collect(),
        threads: false,
        futex: Rc::new((::loom::sync::Mutex::new(()), ::loom::sync::Condvar::new())),
    };
    OBJECTS.with_borrow_mut(|slot| core::mem::forget(slot.replace(objects)));
    model();
    OBJECTS.with_borrow_mut(Option::take);
}

/// From now on the model has threads, or has none any more.
pub fn threads(there: bool) {
    OBJECTS.with_borrow_mut(|objects| objects.iter_mut().for_each(|objects| objects.threads = there));
}

/// The object of the word at `address` and what the word says.
fn word(address: usize, value: impl FnOnce() -> u64) -> Option<(Rc<Model>, u64)> {
    OBJECTS.with_borrow_mut(|objects| {
        let objects = objects.as_mut()?;
        if !objects.threads {
            return objects.words.get(&address).cloned();
        }
        let fresh = &mut objects.fresh_words;
        let known = objects.words.entry(address);
        Some(known.or_insert_with(|| (fresh.pop().expect("more WORDS"), value())).clone())
    })
}

fn cell(address: usize) -> Option<Rc<::loom::cell::UnsafeCell<()>>> {
    OBJECTS.with_borrow_mut(|objects| {
        let objects = objects.as_mut().filter(|objects| objects.threads)?;
        let fresh = &mut objects.fresh_cells;
        Some(objects.cells.entry(address).or_insert_with(|| fresh.pop().expect("more CELLS")).clone())
    })
}

/// See `crate::sync`.
#[track_caller]
pub fn reads<T: ?Sized>(place: *const T) {
    if let Some(cell) = cell(place.addr()) {
        cell.with(|_| ());
    }
}

/// See `crate::sync`.
#[track_caller]
pub fn writes<T: ?Sized>(place: *const T) {
    if let Some(cell) = cell(place.addr()) {
        cell.with_mut(|_| ());
    }
}

pub fn fence(order: Ordering) {
    if OBJECTS.with_borrow(Option::is_some) { ::loom::sync::atomic::fence(order) } else { real::fence(order) }
}

/// `futex(2)`: what a lock's slow path sleeps on.
pub fn wait(word: &AtomicU32, value: u32, milliseconds: Option<u64>) {
    let futex = OBJECTS.with_borrow(|objects| objects.as_ref().map(|objects| objects.futex.clone()));
    let Some(futex) = futex else { return };
    if milliseconds.is_some() {
        return ::loom::thread::yield_now();
    }
    let Ok(guard) = futex.0.lock() else { return };
    if word.load(Ordering::SeqCst) == value {
        drop(futex.1.wait(guard));
    }
}

/// See [`wait`].
pub fn wake(_: &AtomicU32) {
    let futex = OBJECTS.with_borrow(|objects| objects.as_ref().map(|objects| objects.futex.clone()));
    if let Some(futex) = futex
        && let Ok(_guard) = futex.0.lock()
    {
        // Those that sleep on other words look again.
        futex.1.notify_all();
    }
}

macro_rules! atomic {
    ($name:ident $(<$generic:ident>)?, $real:path, $type:ty, $to:expr, $from:expr) => {
        #[repr(transparent)]
        pub struct $name $(<$generic>)? (UnsafeCell<$type>);

        // SAFETY: outside of models the word is used as an atomic alone; in one, while there are threads, it is never written.
        unsafe impl $(<$generic>)? Sync for $name $(<$generic>)? {}
        // SAFETY: as above.
        unsafe impl $(<$generic>)? Send for $name $(<$generic>)? {}

        impl $(<$generic>)? core::fmt::Debug for $name $(<$generic>)? {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.real().load(Ordering::Relaxed).fmt(f)
            }
        }

        #[allow(dead_code, reason = "no type has use for all")]
        impl $(<$generic>)? $name $(<$generic>)? {
            pub const fn new(value: $type) -> Self {
                Self(UnsafeCell::new(value))
            }

            fn real(&self) -> &$real {
                // SAFETY: the same size and alignment, and nobody uses the word as anything else.
                unsafe { &*self.0.get().cast() }
            }

            pub fn as_ptr(&self) -> *mut $type {
                self.0.get()
            }

            fn model(&self) -> Option<(Rc<Model>, u64)> {
                word(self.0.get().addr(), || ($to)(self.real().load(Ordering::Relaxed)))
            }

            #[track_caller]
            pub fn load(&self, order: Ordering) -> $type {
                let Some((model, zero)) = self.model() else { return self.real().load(order) };
                ($from)(model.load(order).wrapping_add(zero))
            }

            #[track_caller]
            pub fn store(&self, value: $type, order: Ordering) {
                let Some((model, zero)) = self.model() else { return self.real().store(value, order) };
                model.store(($to)(value).wrapping_sub(zero), order);
            }

            #[track_caller]
            pub fn swap(&self, value: $type, order: Ordering) -> $type {
                let Some((model, zero)) = self.model() else { return self.real().swap(value, order) };
                ($from)(model.swap(($to)(value).wrapping_sub(zero), order).wrapping_add(zero))
            }

            #[track_caller]
            pub fn compare_exchange(
                &self,
                old: $type,
                new: $type,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$type, $type> {
                let Some((model, zero)) = self.model() else {
                    return self.real().compare_exchange(old, new, success, failure);
                };
                let (old, new) = (($to)(old).wrapping_sub(zero), ($to)(new).wrapping_sub(zero));
                let back = |value: u64| ($from)(value.wrapping_add(zero));
                model.compare_exchange(old, new, success, failure).map(back).map_err(back)
            }

            #[track_caller]
            pub fn compare_exchange_weak(
                &self,
                old: $type,
                new: $type,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$type, $type> {
                self.compare_exchange(old, new, success, failure)
            }

            #[track_caller]
            pub fn fetch_update(
                &self,
                success: Ordering,
                failure: Ordering,
                mut new: impl FnMut($type) -> Option<$type>,
            ) -> Result<$type, $type> {
                let mut old = self.load(failure);
                while let Some(next) = new(old) {
                    match self.compare_exchange(old, next, success, failure) {
                        Ok(before) => return Ok(before),
                        Err(now) => old = now,
                    }
                }
                Err(old)
            }
        }
    };
}

macro_rules! counter {
    ($name:ident, $type:ty) => {
        #[allow(dead_code, reason = "no type has use for all")]
        impl $name {
            #[track_caller]
            pub fn fetch_add(&self, more: $type, order: Ordering) -> $type {
                self.update(order, |old| old.wrapping_add(more))
            }

            #[track_caller]
            pub fn fetch_sub(&self, less: $type, order: Ordering) -> $type {
                self.update(order, |old| old.wrapping_sub(less))
            }

            #[track_caller]
            pub fn fetch_max(&self, other: $type, order: Ordering) -> $type {
                self.update(order, |old| old.max(other))
            }

            #[track_caller]
            fn update(&self, order: Ordering, new: impl Fn($type) -> $type) -> $type {
                match self.fetch_update(order, Ordering::Relaxed, |old| Some(new(old))) {
                    Ok(old) | Err(old) => old,
                }
            }
        }
    };
}

atomic!(AtomicBool, real::AtomicBool, bool, u64::from, |value| value != 0);
atomic!(AtomicU8, real::AtomicU8, u8, u64::from, |value| value as u8);
atomic!(AtomicU16, real::AtomicU16, u16, u64::from, |value| value as u16);
atomic!(AtomicU32, real::AtomicU32, u32, u64::from, |value| value as u32);
atomic!(AtomicU64, real::AtomicU64, u64, |value| value, |value| value);
atomic!(AtomicUsize, real::AtomicUsize, usize, |value| value as u64, |value| value as usize);
atomic!(
    AtomicPtr<T>,
    real::AtomicPtr<T>,
    *mut T,
    |value: *mut T| value.expose_provenance() as u64,
    |value: u64| core::ptr::with_exposed_provenance_mut(value as usize)
);
counter!(AtomicU32, u32);
counter!(AtomicU64, u64);
counter!(AtomicUsize, usize);

/// A cell whose accesses are watched.
#[repr(transparent)]
pub struct Cell<T>(core::cell::Cell<T>);

impl<T> Cell<T> {
    pub const fn new(value: T) -> Self {
        Self(core::cell::Cell::new(value))
    }

    #[track_caller]
    pub fn set(&self, value: T) {
        writes(self.0.as_ptr());
        self.0.set(value);
    }

    #[track_caller]
    pub fn replace(&self, value: T) -> T {
        writes(self.0.as_ptr());
        self.0.replace(value)
    }
}

impl<T: Copy> Cell<T> {
    #[track_caller]
    pub fn get(&self) -> T {
        reads(self.0.as_ptr());
        self.0.get()
    }

    #[track_caller]
    pub fn update(&self, new: impl FnOnce(T) -> T) {
        self.set(new(self.get()));
    }
}
