// Functions that the C library lacks, every test's first include. A program that is not linked with the library may
// name them: the names are weak, and resolved when it starts.
#pragma weak reallocf
#pragma weak malloc_size
#pragma weak malloc_good_size
#pragma weak cfree
#pragma weak free_sized
#pragma weak free_aligned_sized
#pragma weak mallinfo2 // since glibc 2.33
#pragma weak orthotope_version
#pragma weak orthotope_version_number
#pragma weak orthotope_malloc
#pragma weak orthotope_calloc
#pragma weak orthotope_realloc
#pragma weak orthotope_free
#pragma weak orthotope_reallocarray
#pragma weak orthotope_reallocf
#pragma weak orthotope_posix_memalign
#pragma weak orthotope_aligned_alloc
#pragma weak orthotope_memalign
#pragma weak orthotope_valloc
#pragma weak orthotope_pvalloc
#pragma weak orthotope_malloc_usable_size
#pragma weak orthotope_malloc_good_size
#pragma weak orthotope_free_sized
#pragma weak orthotope_free_aligned_sized
#pragma weak orthotope_malloc_trim
#pragma weak orthotope_stats
