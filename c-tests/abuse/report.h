// What holds after a report when the program goes on (ORTHOTOPE_ON_MISUSE=report).
#ifndef REPORT_H
#define REPORT_H
#include "../t.h"

// No block is handed out twice.
static inline void all_differ(size_t n) {
    enum { COUNT = 300 };
    void *all[COUNT];
    for (int i = 0; i < COUNT; i++) {
        CHECK((all[i] = malloc(n)) != NULL);
        for (int j = 0; j < i; j++) CHECK(all[i] != all[j]);
    }
    for (int i = 0; i < COUNT; i++) free(all[i]);
}
#endif
