//! The platform: everything that knows the operating system, libc or the processor.
//!
//! What a port provides, and how it fails:
//!
//! | module | provides | on failure |
//! |---|---|---|
//! | [`vm`] | reserve, commit, purge, map, remap, release address ranges | `None` or `false`, nothing changed |
//! | [`tls`] | one thread-local word, a thread's identity | cannot fail |
//! | [`mutex`], [`futex`] | a lock with ranks; what it sleeps on | cannot fail |
//! | [`thread_exit`], [`fork`], [`init`] | calls at thread exit, around `fork`, at load | the call does not come |
//! | [`helper`] | one thread of our own | an error number |
//! | [`env`], [`clock`], [`limits`], [`cgroup`] | settings, time, what the process may use | a default |
//! | [`random`] | a secret of the process | 0 |
//! | [`errno`], [`stderr`] | `errno`; one line and the end | ignored |
//! | [`unwind`] | the calls that led here; which file an address is of | an empty stack, `None` |
//! | [`stack`] | words of a stack, running on another one | `None`, the stack in use |
//! | [`fault`] | a look at SIGSEGV | nobody looks |
//! | [`libc_next`] | libc's own malloc family for blocks that are not ours | misuse is reported |
//!
//! Every function leaves `errno` as it was. None is a cancellation point: what is one in libc (`open`, `read`, `write`,
//! `close`) is called by its number. Nothing here allocates, except that libc may when
//! `thread_exit::arm` stores into a key beyond its first 32.

pub mod cgroup;
pub mod clock;
pub mod env;
pub mod errno;
pub mod fault;
#[cfg(feature = "faults")]
pub mod faults;
pub mod fork;
pub mod futex;
pub mod helper;
#[cfg(all(feature = "interpose", panic = "abort", not(test), not(miri)))]
pub mod init;
pub mod libc_next;
pub mod limits;
pub mod mutex;
#[cfg(all(feature = "interpose", panic = "abort", not(test), not(miri)))]
mod no_unwind;
pub mod random;
pub mod stack;
pub mod stderr;
pub mod thread_exit;
pub mod tls;
pub mod unwind;
pub mod vm;
