// Two copies of the library in one process, one of them opened later, keep to their own heaps, threads and forks.
// mode: preload
#include "libc.h"
#include <sys/wait.h>

static void *(*make)(size_t);
static void (*drop)(void *);

static void *work(void *unused) {
    void *ours[200], *theirs[200];
    for (size_t i = 0; i < 200; i++) {
        CHECK((ours[i] = malloc(i * 100)) && (theirs[i] = make(i * 100)));
        t_fill(ours[i], i * 100, i);
        t_fill(theirs[i], i * 100, ~i);
    }
    for (size_t i = 0; i < 200; i++) {
        CHECK_FILLED(ours[i], i * 100, i);
        CHECK_FILLED(theirs[i], i * 100, ~i);
        free(ours[i]);
        drop(theirs[i]);
    }
    return unused;
}

int main(void) {
    // A link would be the file that is loaded already.
    char command[8192], copy[4096];
    snprintf(copy, sizeof copy, "%s/second-copy.%d.so", getenv("T_BUILD"), (int)getpid());
    snprintf(command, sizeof command, "cp '%s' '%s'", getenv("T_LIB"), copy);
    CHECK_EQ(system(command), 0);
    void *second = dlopen(copy, RTLD_NOW | RTLD_LOCAL);
    const char *why = second ? "" : dlerror();
    unlink(copy);
    if (!second) t_fail(__FILE__, __LINE__, "%s", why);
    make = (void *(*)(size_t))dlsym(second, "orthotope_malloc");
    drop = (void (*)(void *))dlsym(second, "orthotope_free");
    CHECK(make && drop && (void *)make != (void *)malloc);
    for (int i = 0; i < 50; i++) {
        pthread_t t;
        CHECK_EQ(pthread_create(&t, NULL, work, NULL), 0);
        pid_t pid = fork();
        CHECK_GE(pid, 0);
        if (pid == 0) {
            alarm(30);
            work(NULL);
            _exit(0);
        }
        int status;
        CHECK_EQ(waitpid(pid, &status, 0), pid);
        CHECK_EQ(status, 0);
        CHECK_EQ(pthread_join(t, NULL), 0);
    }
    return 0;
}
