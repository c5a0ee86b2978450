// system() and popen() while other threads allocate.
#include "churn.h"

int main(void) {
    static struct churn threads[4];
    churn_start(threads, 4);
    for (int i = 0; i < 40; i++) {
        int status = system("exit 4");
        CHECK(WIFEXITED(status));
        CHECK_EQ(WEXITSTATUS(status), 4);
        FILE *pipe = popen("echo hello", "r");
        char text[20] = "";
        CHECK(pipe != NULL);
        CHECK(fgets(text, sizeof text, pipe) != NULL);
        CHECK_EQ(strcmp(text, "hello\n"), 0);
        CHECK_EQ(pclose(pipe), 0);
    }
    churn_stop(threads, 4);
    return 0;
}
