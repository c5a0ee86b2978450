# multiprocessing by fork and by spawn, raw forks from a process whose other threads allocate.
# version: /usr/bin/python3 --version
# needs: python3
# packages: python3 libpython3.11-testsuite
# in make test
import hashlib, multiprocessing, os, shutil, threading


def digest(value):
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


def work(n):
    table = {i: str(i) * (i % 20) for i in range(n % 2000)}
    return n, digest(sorted(table.items()))


def child_of_queue(i, inbox, outbox):
    for block in iter(inbox.get, None):
        outbox.put((block[0], len(block[1])))


def pools(method):
    context = multiprocessing.get_context(method)
    with context.Pool(2, maxtasksperchild=None) as pool:
        print(method, "pool", digest(pool.map(work, range(1500), chunksize=20)))
    inbox, outbox = context.Queue(), context.Queue()
    children = [context.Process(target=child_of_queue, args=(i, inbox, outbox)) for i in range(2)]
    for c in children:
        c.start()
    for n in range(500):
        inbox.put((n, bytes(n * 10)))
    got = sorted(outbox.get() for _ in range(500))
    for _ in children:
        inbox.put(None)
    for c in children:
        c.join()
    print(method, "queue", digest(got), [c.exitcode for c in children])
    with context.Manager() as manager:
        shared = manager.dict()
        for n in range(200):
            shared[n] = "v" * n
        print(method, "manager", digest(sorted(shared.items())))


def forks():
    """200 children of a process in which two other threads allocate; each allocates and frees."""
    stop = threading.Event()
    kept = [bytearray(n) for n in range(2000)]

    def noise():
        while not stop.is_set():
            [bytearray(n) for n in range(0, 3000, 7)]

    noises = [threading.Thread(target=noise) for _ in range(2)]
    for t in noises:
        t.start()
    statuses = []
    for i in range(200):
        pid = os.fork()
        if pid == 0:
            kept.clear()
            total = sum(len(str(n) * 5) for n in range(500))
            thread = threading.Thread(target=lambda: [bytes(n) for n in range(500)])
            thread.start()
            thread.join()
            os._exit(i % 100 if total == 6950 else 111)
        statuses.append(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    stop.set()
    for t in noises:
        t.join()
    print("forks", digest(statuses), statuses == [i % 100 for i in range(200)])


if __name__ == "__main__":
    shutil.copyfile("/proc/self/maps", os.environ["MAPS"] + "/python")
    forks()
    pools("fork")
    pools("spawn")
    pools("forkserver")
