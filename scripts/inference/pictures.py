#!/usr/bin/env python3
"""Reads text from pictures drawn on the spot with rapidocr's networks on onnxruntime; their shapes
differ from picture to picture.

    ocr.py arena|no-arena PASSES

arena: with onnxruntime's arena (enable_cpu_mem_arena), which rapidocr itself turns off. One pass over
all pictures warms up, PASSES are measured; a request is a picture. Prints the text; exits 1 when an
expected word was not read, or two passes read differently.
"""

import sys
from pathlib import Path

import cv2
from rapidocr_onnxruntime import RapidOCR
from rapidocr_onnxruntime.utils import infer_engine

from measure import Measured

sys.path.append(str(Path(__file__).resolve().parent.parent / "demo"))
import ocr  # noqa: E402  (the demo's, which draws the pictures)

THREADS = 2


def allow_arena():
    """Makes rapidocr's sessions use the arena."""
    plain = infer_engine.OrtInferSession._init_sess_opts

    def options(config):
        found = plain(config)
        found.enable_cpu_mem_arena = True
        return found

    infer_engine.OrtInferSession._init_sess_opts = staticmethod(options)


def main():
    """Warms up, measures, checks."""
    if len(sys.argv) != 3 or sys.argv[1] not in ("arena", "no-arena") or not sys.argv[2].isdigit():
        sys.exit(f"usage: {Path(sys.argv[0]).name} arena|no-arena PASSES")
    if sys.argv[1] == "arena":
        allow_arena()
    cv2.setNumThreads(THREADS)
    reader = RapidOCR(intra_op_num_threads=THREADS, inter_op_num_threads=1)
    read = lambda page: [text for _, text, _ in reader(ocr.draw(*page))[0] or []]
    expected = [read(page) for page in ocr.PAGES]
    words = " ".join(sum(expected, []))
    missing = [word for word in ocr.EXPECTED if word not in words]
    if missing:
        sys.exit(f"not read: {', '.join(missing)}")
    with Measured() as measured:
        for _ in range(int(sys.argv[2])):
            for page, known in zip(ocr.PAGES, expected):
                with measured.request():
                    found = read(page)
                if found != known:
                    sys.exit("the same picture was read differently in two passes")
    measured.report()
    print(*sum(expected, []), sep="\n")


main()
