// The library opened by a thread while others run and allocate from libc.
// mode: plain
#include "libc.h"

static int stop;

static void *churn(void *unused) {
    while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) free(malloc(1000));
    return unused;
}

static void *opener(void *unused) {
    void *lib = dlopen(getenv("T_LIB"), RTLD_NOW | RTLD_LOCAL);
    if (!lib) t_fail(__FILE__, __LINE__, "%s", dlerror());
    void *(*make)(size_t) = (void *(*)(size_t))dlsym(lib, "orthotope_malloc");
    void (*drop)(void *) = (void (*)(void *))dlsym(lib, "orthotope_free");
    CHECK(make && drop);
    for (size_t n = 1; n < 100000; n += 7) {
        void *p = make(n);
        CHECK(p != NULL);
        drop(p);
    }
    return unused;
}

int main(void) {
    pthread_t threads[4];
    for (int i = 0; i < 3; i++) CHECK_EQ(pthread_create(&threads[i], NULL, churn, NULL), 0);
    CHECK_EQ(pthread_create(&threads[3], NULL, opener, NULL), 0);
    CHECK_EQ(pthread_join(threads[3], NULL), 0);
    __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
    for (int i = 0; i < 3; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
    return 0;
}
