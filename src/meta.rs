//! Memory for the allocator's own structures: bump allocation, never given back.
//!
//! It lies outside the arena and between pages without access, so no overflow of a program's block runs into it. What is
//! carved here is type-stable: a descriptor is reused as a descriptor, so a stale pointer to one is never wild.

use core::ptr::NonNull;

use crate::sys::mutex::{Mutex, Rank};
use crate::sys::vm;
use crate::util::bits::align_up;

const CHUNK: usize = 256 << 10;

/// The bump allocator.
pub struct Meta {
    free: Mutex<Chunk>,
}

struct Chunk {
    next: usize,
    end: usize,
    mapped: usize,
}

impl Meta {
    /// Nothing mapped yet.
    pub const fn new() -> Self {
        Self { free: Mutex::new(Rank::Meta, Chunk { next: 0, end: 0, mapped: 0 }) }
    }

    /// `size` zero bytes aligned to `align` (a power of two, at most an OS page), or `None` when the
    /// operating system has no more.
    pub fn alloc(&self, size: usize, align: usize) -> Option<NonNull<u8>> {
        let mut chunk = self.free.lock();
        let mut start = align_up(chunk.next, align);
        if chunk.next == 0 || start + size > chunk.end {
            let mapping = vm::map_guarded(size.max(CHUNK))?;
            // What is left of the old chunk is lost: less than the request, at most once a chunk.
            *chunk = Chunk { next: 0, end: mapping.base + mapping.len, mapped: chunk.mapped + mapping.len };
            start = mapping.base;
        }
        chunk.next = start + size;
        NonNull::new(core::ptr::with_exposed_provenance_mut(start))
    }

    /// Bytes of address space mapped for metadata.
    pub fn mapped(&self) -> usize {
        self.free.lock().mapped
    }

    /// Unmap the chunk of a heap that a test is done with, if it is the only one.
    ///
    /// # Safety
    /// * Nobody uses anything that came from here any more.
    #[cfg(any(loom, fuzzing))]
    pub unsafe fn release(&self) {
        let chunk = self.free.lock();
        if chunk.mapped == CHUNK {
            // SAFETY: the caller's bullet.
            unsafe { vm::Mapping { base: chunk.end - CHUNK, len: CHUNK }.release() };
        }
    }

    /// Hold the lock across `fork`. False: the calling thread holds it already.
    pub fn prefork(&self) -> bool {
        self.free.lock_for_fork()
    }

    /// Give it back.
    ///
    /// # Safety
    /// * [`Meta::prefork`] was called on this thread (in a child: on the thread that forked it).
    pub unsafe fn postfork(&self) {
        // SAFETY: the caller's bullet.
        unsafe { self.free.unlock_after_fork() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::String;

    /// The access to the page of `addr`, as the kernel lists it.
    fn access(addr: usize) -> String {
        let maps = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
        let range = |line: &str| -> Option<(usize, usize)> {
            let (from, to) = line.split(' ').next()?.split_once('-')?;
            Some((usize::from_str_radix(from, 16).ok()?, usize::from_str_radix(to, 16).ok()?))
        };
        let line = maps.lines().find(|line| range(line).is_some_and(|(from, to)| (from..to).contains(&addr)));
        line.and_then(|line| line.split(' ').nth(1)).unwrap_or_default().into()
    }

    #[test]
    fn a_chunk_lies_between_pages_without_access() {
        let meta = Meta::new();
        let Some(first) = meta.alloc(CHUNK, 16) else { panic!("a chunk") };
        let first = first.as_ptr().addr();
        assert_eq!((access(first), access(first + CHUNK - 1)), ("rw-p".into(), "rw-p".into()));
        assert_eq!((access(first - 1), access(first + CHUNK)), ("---p".into(), "---p".into()));
    }
}
