// The second unit of two_units.c.
#include <orthotope.h>

void *other_unit(size_t n);
void *other_unit(size_t n) { return orthotope_malloc(n); }
