/*
 * orthotope: a memory allocator for programs that allocate much.
 *
 * The library also defines malloc, free, operator new and the rest of both families; these are declared
 * where they always are. What is declared here carries names that nothing else defines.
 *
 * Generated from src/capi/extension.rs by `make header`. All functions may be called from any thread, leave
 * errno alone unless they fail, and on failure behave as the function of the same name without the prefix.
 */

#ifndef ORTHOTOPE_H
#define ORTHOTOPE_H

#include <stddef.h>
#include <stdint.h>
/* The version of this header; orthotope_version() is that of the library. */
#define ORTHOTOPE_VERSION "0.1.0"


// What the heap holds, in bytes. Exact while no other thread allocates.
typedef struct orthotope_stats_t {
  // Set to sizeof(orthotope_stats_t) before the call; later versions add fields at the end.
  size_t struct_size;
  // In blocks that the program has, as long as they are (not as they were asked for).
  size_t live;
  // The part of it in blocks above 64 KiB.
  size_t live_large;
  // In spans of blocks up to 64 KiB, used or not.
  size_t small_spans;
  // Free memory kept for reuse.
  size_t kept;
  // Address space that is readable and writable.
  size_t committed;
  // Given back to the operating system since the start.
  size_t purged;
  // Address space of the allocator's own structures.
  size_t metadata;
  // Threads that have a cache.
  size_t threads;
  // What counts against ORTHOTOPE_MEMORY_LIMIT: memory that the heap has taken and not given back, touched or not.
  size_t held;
  // ORTHOTOPE_MEMORY_LIMIT; 0 for none.
  size_t memory_limit;
} orthotope_stats_t;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// The library's version, "MAJOR.MINOR.PATCH". Static storage. Any thread.
const char *orthotope_version(void);

// MAJOR * 1000000 + MINOR * 1000 + PATCH. Any thread.
uint32_t orthotope_version_number(void);

// Fill in *out, of which out->struct_size bytes are there. 0, or EINVAL when out is NULL or struct_size is
// smaller than a size_t. Takes time in proportion to the heap's size. Any thread.
//
// # Safety
// * `out` is null or points to `out->struct_size` writable bytes.
int orthotope_stats(struct orthotope_stats_t *out);

// malloc, under a name that nothing replaces.
void *orthotope_malloc(size_t size);

// calloc, likewise.
void *orthotope_calloc(size_t count, size_t size);

// realloc, likewise. Size 0 frees and returns NULL.
//
// # Safety
// * `ptr` is null or a live block.
void *orthotope_realloc(void *ptr, size_t size);

// free, likewise. Takes blocks of malloc too, where malloc is this library's.
//
// # Safety
// * `ptr` is null or a live block.
void orthotope_free(void *ptr);

// reallocarray, likewise.
//
// # Safety
// * `ptr` is null or a live block.
void *orthotope_reallocarray(void *ptr, size_t count, size_t size);

// reallocf, likewise: without memory, ptr is freed.
//
// # Safety
// * `ptr` is null or a live block.
void *orthotope_reallocf(void *ptr, size_t size);

// posix_memalign, likewise.
//
// # Safety
// * `out` is writable.
int orthotope_posix_memalign(void **out, size_t align, size_t size);

// aligned_alloc, likewise.
void *orthotope_aligned_alloc(size_t align, size_t size);

// memalign, likewise.
void *orthotope_memalign(size_t align, size_t size);

// valloc, likewise: at the start of an OS page.
void *orthotope_valloc(size_t size);

// pvalloc, likewise: whole OS pages.
void *orthotope_pvalloc(size_t size);

// malloc_usable_size, likewise.
//
// # Safety
// * `ptr` is null or a live block.
size_t orthotope_malloc_usable_size(void *ptr);

// The usable size that a request of size bytes would get. Any thread.
size_t orthotope_malloc_good_size(size_t size);

// free_sized of C23, likewise.
//
// # Safety
// * `ptr` is null or a live block of `size` bytes.
void orthotope_free_sized(void *ptr, size_t size);

// free_aligned_sized of C23, likewise.
//
// # Safety
// * `ptr` is null or a live block of `size` bytes at a multiple of `align`.
void orthotope_free_aligned_sized(void *ptr, size_t align, size_t size);

// Give free memory back to the operating system, but for keep bytes in each of two zones. 1 when any was
// given back, else 0. Any thread.
int orthotope_malloc_trim(size_t keep);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* ORTHOTOPE_H */
