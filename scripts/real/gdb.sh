# gdb in a batch, with python: breakpoints, backtraces, values, a watchpoint.
# version: gdb --version | cut -d ' ' -f 2,5
# needs: gdb gcc
# packages: gdb gcc libc6-dev
set -euo pipefail
cat >list.c <<'END'
#include <stdlib.h>
struct node { int value; struct node *next; };
static struct node *push(struct node *head, int value) {
    struct node *node = malloc(sizeof *node);
    node->value = value;
    node->next = head;
    return node;
}
static int sum(const struct node *head) { return head ? head->value + sum(head->next) : 0; }
int main(void) {
    struct node *head = NULL;
    for (int i = 1; i <= 100; i++) head = push(head, i);
    int total = sum(head);
    return total == 5050 ? 0 : 1;
}
END
gcc -g -O0 -o list list.c
cat >script.py <<'END'
import os, shutil
import gdb
shutil.copyfile("/proc/self/maps", os.environ["MAPS"] + "/gdb")
gdb.execute("set confirm off")
gdb.execute("set debuginfod enabled off")
gdb.execute("unset environment LD_PRELOAD")
gdb.execute("set startup-with-shell off")
gdb.execute("break sum if head == 0")
gdb.execute("run")
frame, depth, values = gdb.newest_frame(), 0, []
while frame.name() != "main":
    head = frame.read_var("head")
    values.append(int(head["value"]) if int(head) else 0)
    frame, depth = frame.older(), depth + 1
print("depth", depth, "sum", sum(values), "first", values[:3])
gdb.execute("delete")
gdb.execute("break list.c:14")
gdb.execute("continue")
gdb.execute("watch total")
gdb.execute("continue")
print("total", int(gdb.parse_and_eval("total")), gdb.lookup_type("struct node").sizeof)
gdb.execute("delete")
gdb.execute("continue")
END
gdb -q -batch -nx -x script.py list 2>&1 | grep -E '^(depth|total|\[Inferior 1 .*exited)' | sed 's/process [0-9]*/process/'
