// A child forked from a warm parent that allocates a little dirties little: metadata does not break copy-on-write.
// glibc: no
#include "churn.h"

// KiB of memory that the process has to itself and has written to.
static long private_dirty_kib(void) {
    char text[4096];
    int fd = open("/proc/self/smaps_rollup", O_RDONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    CHECK(n > 0);
    text[n] = 0;
    const char *at = strstr(text, "Private_Dirty:");
    CHECK(at != NULL);
    return strtol(at + strlen("Private_Dirty:"), NULL, 10);
}

int main(void) {
    enum { SMALL = 200000, LARGE = 50, CHILDREN = 20 };
    static void *small[SMALL];
    void *large[LARGE];
    if (private_dirty_kib() < 0) {
        puts("/proc/self/smaps_rollup cannot be read");
        return T_SKIP;
    }
    for (int i = 0; i < SMALL; i++) CHECK((small[i] = malloc(16 + (size_t)i % 500)) != NULL);
    for (int i = 0; i < LARGE; i++) {
        CHECK((large[i] = malloc(MIB)) != NULL);
        memset(large[i], 1, MIB);
    }
    for (int i = 0; i < SMALL; i += 2) free(small[i]);
    for (int i = 0; i < LARGE; i += 2) free(large[i]);
    for (int i = 0; i < CHILDREN; i++) {
        pid_t pid = fork_timed();
        if (pid == 0) {
            for (size_t n = 16; n <= 2048; n += 16) {
                char *block = malloc(n);
                CHECK(block != NULL);
                block[0] = 1;
                free(block);
            }
            // 128 sizes, the page of a block of each, the stack's, libc's data, and what describes spans; a huge page or two where
            // nobody has to ask for them.
            CHECK_LE(private_dirty_kib(), t_huge_pages_always() ? 5120 : 1024);
            _exit(0);
        }
        expect_exit(pid, 0);
    }
    return 0;
}
