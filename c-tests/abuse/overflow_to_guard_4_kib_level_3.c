// At level 3 a page without access lies behind every span: a run over many blocks faults before the next one.
// expect: SIGSEGV
// env: ORTHOTOPE_HARDEN=3
#include "spans.h"

int main(void) { spans_run(); }
