// dlclose while blocks live: the library stays, and so do the blocks, threads and forks.
// mode: plain
#include "libc.h"
#include <sys/wait.h>

static void *(*make)(size_t);
static void (*drop)(void *);

static void *work(void *p) {
    drop(p);
    return make(300);
}

int main(void) {
    for (int round = 0; round < 3; round++) {
        void *lib = dlopen(getenv("T_LIB"), RTLD_NOW | RTLD_LOCAL);
        if (!lib) t_fail(__FILE__, __LINE__, "%s", dlerror());
        make = (void *(*)(size_t))dlsym(lib, "orthotope_malloc");
        drop = (void (*)(void *))dlsym(lib, "orthotope_free");
        CHECK(make && drop);
        unsigned char *small = make(1000), *large = make(10 * MIB);
        CHECK(small && large);
        t_fill(small, 1000, 1);
        t_fill(large, 10 * MIB, 2);
        CHECK_EQ(dlclose(lib), 0);
        CHECK_FILLED(small, 1000, 1);
        CHECK_FILLED(large, 10 * MIB, 2);
        pthread_t t;
        void *theirs;
        CHECK_EQ(pthread_create(&t, NULL, work, small), 0);
        CHECK_EQ(pthread_join(t, &theirs), 0);
        pid_t pid = fork();
        CHECK_GE(pid, 0);
        if (pid == 0) {
            drop(large);
            _exit(0);
        }
        int status;
        CHECK_EQ(waitpid(pid, &status, 0), pid);
        CHECK_EQ(status, 0);
        drop(theirs);
        drop(large);
    }
    return 0;
}
