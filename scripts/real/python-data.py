# Containers, text, numbers, json, pickle, compression, sqlite3, regular expressions, ctypes.
# version: /usr/bin/python3 --version
# needs: python3
# packages: python3 libpython3.11-testsuite
# in make test
import array, bisect, bz2, collections, ctypes, decimal, fractions, gc, hashlib, heapq, io, itertools
import json, lzma, os, pickle, random, re, shutil, sqlite3, zlib
import xml.etree.ElementTree as ElementTree

shutil.copyfile("/proc/self/maps", os.environ["MAPS"] + "/python")
rng = random.Random(1)


def digest(value):
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


def containers():
    table, order, heap, ring = {}, [], [], collections.deque(maxlen=5000)
    for i in range(300_000):
        key = rng.randrange(40_000)
        if key in table and i % 3 == 0:
            del table[key]
        else:
            table[key] = ("x" * (key % 90), [key] * (key % 7))
        ring.append(str(i) * (i % 5))
        if i % 100 == 0:
            bisect.insort(order, key)
            heapq.heappush(heap, (key, "h" * (i % 70)))
    print("containers", digest(sorted(table.items())), digest(list(ring)), digest(order), digest(heapq.nsmallest(99, heap)))


def strings():
    text = " ".join(f"{rng.randrange(10**6):x}" for _ in range(200_000))
    parts = [w.upper()[::-1] for w in text.split()]
    grown = io.StringIO()
    for w in parts:
        grown.write(w + "\u00e9\U0001f600" * (len(w) & 1))
    print("strings", digest(grown.getvalue()), len(re.findall(r"[a-f]+(\d+)", text)))
    data = bytearray()
    for i in range(100_000):
        data += i.to_bytes(3, "little")
    print("bytes", digest(bytes(data)), digest(memoryview(data)[::7].tobytes()))


def numbers():
    n = 1
    for i in range(1, 3000):
        n *= i
    with decimal.localcontext() as context:
        context.prec = 2000
        root = decimal.Decimal(2).sqrt()
    total = sum((fractions.Fraction(1, i) for i in range(1, 800)), fractions.Fraction())
    columns = [array.array("d", (rng.random() for _ in range(10_000))) for _ in range(20)]
    print("numbers", digest(n % 10**50), digest(root), digest(total), digest([sum(c) for c in columns]))


def cycles():
    class Node:
        def __init__(self, other):
            self.other, self.payload = other, bytearray(200)
            if other:
                other.back = self

    for _ in range(60):
        node = None
        for _ in range(1000):
            node = Node(node)
    del node
    gc.collect()
    print("cycles", sum(isinstance(o, Node) for o in gc.get_objects()))


def formats():
    document = [{"id": i, "name": f"n{i}", "tags": [str(t) for t in range(i % 9)], "x": i / 7} for i in range(30_000)]
    text = json.dumps(document, indent=1, sort_keys=True)
    assert json.loads(text) == document
    pickled = pickle.dumps(document, protocol=5)
    assert pickle.loads(pickled) == document
    for codec in (zlib, bz2, lzma):
        packed = codec.compress(text.encode()[:1_500_000])
        assert codec.decompress(packed) == text.encode()[:1_500_000]
    root = ElementTree.Element("r")
    for item in document[:5000]:
        ElementTree.SubElement(root, "i", name=item["name"]).text = " ".join(item["tags"])
    xml = ElementTree.tostring(root)
    assert len(ElementTree.fromstring(xml)) == 5000
    print("formats", digest(text), digest(pickled), digest(xml))


def database():
    db = sqlite3.connect(":memory:")
    db.execute("create table t (id integer primary key, k text, v real)")
    db.executemany("insert into t (k, v) values (?, ?)", ((f"k{rng.randrange(5000)}", rng.random()) for _ in range(60_000)))
    db.execute("create index i on t (k)")
    db.create_function("twist", 1, lambda s: s[::-1])
    rows = db.execute("select twist(k), count(*), sum(v) from t group by k order by k").fetchall()
    print("sqlite3", digest(rows), db.execute("pragma integrity_check").fetchone()[0])


def foreign():
    c = ctypes.CDLL(None)
    c.malloc.restype = c.realloc.restype = c.strdup.restype = ctypes.c_void_p
    c.malloc.argtypes = [ctypes.c_size_t]
    c.strdup.argtypes = [ctypes.c_char_p]
    c.realloc.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
    c.free.argtypes = [ctypes.c_void_p]
    live = []
    for i in range(20_000):
        p = c.malloc(i % 3000)
        ctypes.memset(p, i & 255, i % 3000)
        live.append((c.realloc(p, i % 3000 + 500), i))
        if len(live) > 500:
            p, j = live.pop(rng.randrange(len(live)))
            assert ctypes.string_at(p, j % 3000) == bytes([j & 255]) * (j % 3000)
            c.free(p)
    p = c.strdup(b"from libc")
    print("ctypes", ctypes.string_at(p))
    c.free(p)
    compare = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))
    numbers = (ctypes.c_int * 5000)(*(rng.randrange(10**6) for _ in range(5000)))
    c.qsort(numbers, 5000, 4, compare(lambda a, b: a[0] - b[0]))
    print("qsort", digest(list(numbers)))


for step in (containers, strings, numbers, cycles, formats, database, foreign):
    step()
print("permutations", digest(list(itertools.islice(itertools.permutations(range(9)), 50_000))))
