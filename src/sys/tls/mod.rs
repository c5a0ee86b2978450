//! One word of thread-local storage, reached in two instructions.
//!
//! On stable Rust `thread_local!` in a shared library is a call of `__tls_get_addr`, which may itself
//! allocate. [`tls_pointer!`] defines an initial-exec word instead, already initialised for every thread
//! by the dynamic linker. Loading the library with `dlopen` draws 8 bytes from the static TLS reserve.

#[cfg_attr(target_arch = "x86_64", path = "x86_64.rs")]
#[cfg_attr(target_arch = "aarch64", path = "aarch64.rs")]
mod imp;

pub(crate) use imp::{thread_pointer, tls_pointer};
