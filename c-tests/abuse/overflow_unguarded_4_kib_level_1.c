// At level 1 spans lie beside each other: the run that faults at level 3 goes on over all of them.
// env: ORTHOTOPE_HARDEN=1
#include "spans.h"

int main(void) { spans_run(); }
