//! orthotope: a memory allocator for programs that allocate much, preloaded or linked.
//!
//! The shared library replaces `malloc`, `operator new` and their families in programs that nobody
//! recompiles. The crate offers the same heap to Rust ([`Orthotope`]) and the [`Arena`] below it.
//!
//! # The house
//!
//! Each layer looks only down; `tests/house` holds it to that.
//!
//! | rank | modules | job |
//! |---|---|---|
//! | 0 | `util` | arithmetic, text without allocation |
//! | 1 | `sync` | where atomics come from |
//! | 2 | `sys` | the operating system, libc, the processor |
//! | 3 | `size_class`, `error` | request → class; why the arena refused |
//! | 4 | `config`, `harden`, `block`, `meta` | settings; reports of misuse; a free block; our own memory |
//! | 5 | `span` | a run of pages with one use |
//! | 6 | `page_map`, `arena` | address → span; the range that runs are cut from |
//! | 7 | `page_heap` | runs, recycled and given back |
//! | 8 | `central`, `thread_cache`, `hardened` | spans without an owner; a thread's spans; blocks with a record each |
//! | 9 | `sampled` | blocks between pages without access |
//! | 10 | `heap` | everything wired: alloc, free, realloc, threads, fork |
//! | 11 | `api`, `capi` | the doors: Rust, C and C++ |
//!
//! To follow a `malloc`, read `heap/alloc.rs` from its top; for a `free`, `heap/free.rs`. To change the size
//! classes, change `SMALL_MAX`, `NUM_CLASSES` and the formula of `BLOCK_SIZES` in `size_class.rs`: the other tables
//! follow, and its assertions and tests say what the rest relies on.

#![no_std]
extern crate std;

mod util;

mod sync;

mod sys;

mod error;
mod size_class;

mod block;
mod config;
mod harden;
mod meta;

mod span;

mod arena;
mod page_map;

mod page_heap;

mod central;
mod hardened;
mod thread_cache;

mod sampled;

#[doc(hidden)]
pub mod heap;

#[cfg(all(loom, test))]
mod models;

mod api;
#[doc(hidden)]
pub mod capi;

pub use api::Orthotope;
pub use arena::{AllocatorConfig, Arena};
pub use capi::extension;
#[doc(hidden)]
pub use config::probe;
pub use config::{Setting, settings};
pub use error::{AllocError, InitError};
#[cfg(feature = "faults")]
#[doc(hidden)]
pub use sys::faults;
pub use sys::vm::{advise_free, page_aligned_inner_range, system_page_size};
