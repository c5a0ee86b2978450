# Threads that allocate, hand blocks to each other, start by the hundred, and call out to programs.
# version: /usr/bin/python3 --version
# needs: python3
# packages: python3 libpython3.11-testsuite
# in make test
import concurrent.futures, hashlib, os, queue, random, shutil, subprocess, sys, threading, zlib

shutil.copyfile("/proc/self/maps", os.environ["MAPS"] + "/python")


def digest(value):
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


def rings():
    """Four threads in a ring: each frees what its neighbour allocated."""
    queues = [queue.Queue(64) for _ in range(4)]
    totals = [0] * 4

    def station(i):
        for n in range(4000):
            queues[i].put([bytearray(n % 2000), str(n) * (n % 50), {n: [n] * (n % 9)}])
            block = queues[i - 1].get()
            totals[i] += len(block[0]) + len(block[1]) + len(block[2])

    threads = [threading.Thread(target=station, args=(i,)) for i in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    print("rings", totals)


def short_threads():
    """Threads that end and leave what they allocated behind."""
    left, lock = {}, threading.Lock()
    local = threading.local()

    def once(i):
        local.mine = [bytearray(i % 700) for _ in range(50)]
        with lock:
            left[i] = "x" * (i % 3000)

    for start in range(0, 1500, 30):
        threads = [threading.Thread(target=once, args=(i,)) for i in range(start, start + 30)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
    print("short threads", len(left), digest(sorted(left.items())))


def unlocked():
    """Work that runs without the interpreter's lock, so that two threads truly allocate at once."""
    pieces = [random.Random(i).randbytes(150_000 + i) for i in range(40)]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        packed = list(pool.map(zlib.compress, pieces))
        assert list(pool.map(zlib.decompress, packed)) == pieces
        print("unlocked", digest(list(pool.map(lambda p: hashlib.sha512(p).hexdigest(), packed))))


def programs():
    """Children started from many threads while the others allocate."""
    stop = threading.Event()

    def noise():
        while not stop.is_set():
            [bytes(i) for i in range(1000)]

    noises = [threading.Thread(target=noise) for _ in range(2)]
    for t in noises:
        t.start()

    def ask(i):
        return subprocess.run(["sh", "-c", f"echo {i} | tr 0-9 a-j; exit {i % 3}"], capture_output=True, text=True)

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        done = list(pool.map(ask, range(100)))
    stop.set()
    for t in noises:
        t.join()
    print("programs", digest([(d.returncode, d.stdout, d.stderr) for d in done]))
    nested = subprocess.run([sys.executable, "-c", "print(sum(map(len, map(str, range(10**5)))))"], capture_output=True)
    print("nested", nested.returncode, nested.stdout)


for step in (rings, short_threads, unlocked, programs):
    step()
