// The helper is called orthotope, takes no signal of the program's, and sleeps for good when nothing is left to do.
// env: ORTHOTOPE_BACKGROUND=1
// env: ORTHOTOPE_SMALL_WINDOW_MS=20
// env: ORTHOTOPE_LARGE_WINDOW_MS=20
#include "background.h"
#include <dirent.h>

// A file of a thread of this process, without the allocator.
static void read_task(int task, const char *name, char *text, size_t room) {
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/%s", task, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    CHECK(fd >= 0);
    ssize_t n = read(fd, text, room - 1);
    close(fd);
    CHECK_GE(n, 1);
    text[n] = 0;
}

static unsigned long long field(int task, const char *name, int base) {
    static char text[8192];
    read_task(task, "status", text, sizeof text);
    const char *at = strstr(text, name);
    CHECK(at != NULL);
    return strtoull(at + strlen(name), NULL, base);
}

// The thread of that name; 0 while it has not got that far.
static int find_helper(void) {
    int helper = 0;
    DIR *tasks = opendir("/proc/self/task");
    CHECK(tasks != NULL);
    for (struct dirent *task; (task = readdir(tasks));) {
        char name[32];
        if (task->d_name[0] == '.') continue;
        read_task(atoi(task->d_name), "comm", name, sizeof name);
        if (!strcmp(name, "orthotope\n") && atoi(task->d_name) != getpid()) helper = atoi(task->d_name);
    }
    closedir(tasks);
    return helper;
}

int main(void) {
    leave_a_tenth(50, 50);
    int helper = 0;
    for (int i = 0; i < 200 && !(helper = find_helper()); i++) usleep(10000);
    CHECK_GE(helper, 1);
    // All but the two by which libc reaches every thread (numbers 32 and 33), and those that cannot be blocked.
    unsigned long long blocked = field(helper, "SigBlk:\t", 16), never = 1ull << (9 - 1) | 1ull << (19 - 1);
    CHECK_EQ(blocked | never, ~(3ull << 31));
    unsigned long long slept = 0, before = 1;
    for (int i = 0; i < 20 && slept != before; i++) {
        before = field(helper, "\nvoluntary_ctxt_switches:", 10);
        usleep(500000);
        slept = field(helper, "\nvoluntary_ctxt_switches:", 10);
    }
    CHECK_EQ(slept, before);
    return 0;
}
