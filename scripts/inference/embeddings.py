#!/usr/bin/env python3
"""A service that embeds texts by the network of bert.py, and its four clients, in one process.

    embeddings.py onnxruntime|openvino MODEL REQUESTS

A request has 1 to 8 texts of 4 to 256 tokens. Each client waits for its answer before it asks again;
the service joins what waits to batches of up to 16 texts, padded to the longest. All REQUESTS warm up,
then all are measured. Exits 1 when an embedding is not of length 1, or is not what it was the first time.
"""

import os
import queue
import sys
import threading

import numpy as np

from bert import LONGEST, WORDS
from measure import Measured

CLIENTS, THREADS, BATCH, AGREE = 4, 2, 16, 2e-3


def onnxruntime(path):
    """The network as a function of ids and mask."""
    import onnxruntime as runtime
    options = runtime.SessionOptions()
    options.enable_cpu_mem_arena = False  # what the allocator is asked for, and not an arena
    options.intra_op_num_threads, options.inter_op_num_threads = THREADS, 1
    session = runtime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    return lambda ids, mask: session.run(["embedding"], {"ids": ids, "mask": mask})[0]


def openvino(path):
    """The same."""
    # TBB would open libhwloc with RTLD_DEEPBIND, whose free is libc's whatever malloc there is.
    os.environ["TBB_ENABLE_SANITIZERS"] = "1"
    from openvino import Core
    core = Core()
    core.set_property("CPU", {"INFERENCE_NUM_THREADS": THREADS})
    request = core.compile_model(path, "CPU").create_infer_request()
    return lambda ids, mask: request.infer({"ids": ids, "mask": mask})["embedding"].copy()


def requests(count):
    """Lists of texts, a text an array of ids; many are short and some are long."""
    dice = np.random.default_rng(2)
    lengths = lambda: np.clip(dice.lognormal(3.5, 0.8, dice.integers(1, 9)), 4, LONGEST).astype(int)
    return [[dice.integers(0, WORDS, length) for length in lengths()] for _ in range(count)]


class Service(threading.Thread):
    """Answers what is put into `waiting`: (texts, where the answer goes); None ends it."""

    def __init__(self, network):
        super().__init__(daemon=True)
        self.network, self.waiting = network, queue.SimpleQueue()

    def run(self):
        last = None
        while True:
            batch = [last or self.waiting.get()]
            last = None
            while batch[-1] and sum(len(texts) for texts, _ in batch) < BATCH:
                try:
                    batch.append(self.waiting.get_nowait())
                except queue.Empty:
                    break
                if batch[-1] and sum(len(texts) for texts, _ in batch) > BATCH:
                    last = batch.pop()
                    break
            if batch[-1] is None:
                return
            self.answer(batch)

    def answer(self, batch):
        """Runs the network once."""
        texts = [text for asked, _ in batch for text in asked]
        longest = max(map(len, texts))
        ids = np.zeros((len(texts), longest), np.int64)
        mask = np.zeros((len(texts), longest), np.float32)
        for row, text in enumerate(texts):
            ids[row, :len(text)], mask[row, :len(text)] = text, 1
        found = self.network(ids, mask)
        for asked, reply in batch:
            reply.put(found[:len(asked)].copy())
            found = found[len(asked):]


def client(service, mine, answers, measured):
    """Asks for its requests, one after the other."""
    reply = queue.SimpleQueue()
    for number, texts in mine:
        with measured.request():
            service.waiting.put((texts, reply))
            answers[number] = reply.get()


def ask_all(service, asked, measured):
    """All requests by all clients; the answers."""
    answers, work = [None] * len(asked), list(enumerate(asked))
    threads = [threading.Thread(target=client, args=(service, work[n::CLIENTS], answers, measured))
               for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def main():
    """Warms up, measures, checks."""
    runtimes = {"onnxruntime": onnxruntime, "openvino": openvino}
    if len(sys.argv) != 4 or sys.argv[1] not in runtimes or not sys.argv[3].isdigit():
        sys.exit("usage: embeddings.py onnxruntime|openvino MODEL REQUESTS")
    service = Service(runtimes[sys.argv[1]](sys.argv[2]))
    service.start()
    asked = requests(int(sys.argv[3]))
    first = ask_all(service, asked, Measured())
    with Measured() as measured:
        again = ask_all(service, asked, measured)
    measured.report()
    for one, other in zip(first, again):
        if abs(np.linalg.norm(one, axis=1) - 1).max() > AGREE or abs(one - other).max() > AGREE:
            sys.exit("an embedding is not what it should be")
    print(f"{len(asked)} requests, {sum(map(len, asked))} texts embedded, each as before")


main()
