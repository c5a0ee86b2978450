// The library preloaded before jemalloc serves all blocks.
// mode: preload
#include "again.h"
#include <dlfcn.h>
#include <sys/wait.h>

int main(int argc, char **argv) {
    again_with(argc, argv, getenv("T_LIB"), JEMALLOC);
    Dl_info from;
    CHECK(dladdr((void *)malloc, &from) != 0);
    CHECK(strstr(from.dli_fname, "orthotope") != NULL);
    for (int i = 0; i < 30; i++) {
        pthread_t t;
        CHECK_EQ(pthread_create(&t, NULL, use_family, NULL), 0);
        pid_t pid = fork();
        CHECK_GE(pid, 0);
        if (pid == 0) {
            alarm(30);
            use_family(NULL);
            _exit(0);
        }
        int status;
        CHECK_EQ(waitpid(pid, &status, 0), pid);
        CHECK_EQ(status, 0);
        CHECK_EQ(pthread_join(t, NULL), 0);
    }
    return 0;
}
