"""Reads text from pictures it draws itself, and tells what that cost this process.

One pass warms up; the passes after it are measured. Prints one JSON line: wall, user and
sys seconds and page faults inside the measured part, the process's VmHWM in KiB at its end,
and every line of text that was read. Exits 1 when an expected word was not read.
"""

import argparse
import json
import resource
import sys
import time

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont
from rapidocr_onnxruntime import RapidOCR

THREADS = 2

# A page: width, height, font size, lines of text. The sizes differ so that the network's
# tensors differ from page to page, as they do for a person who scans what lies on the desk.
PAGES = [
    (480, 320, 28, ["MEMORY", "Every block has one owner", "and every owner one thread"]),
    (1240, 800, 40, ["INVOICE 2041", "twelve lanterns 84.00", "forty metres of rope 36.50",
                     "delivery to the harbour 9.75", "total 130.25"]),
    (900, 240, 56, ["DEPARTURES", "platform seven"]),
    (760, 1040, 32, ["RECIPE", "two cups of flour", "one spoon of honey", "a pinch of salt",
                     "half a litre of milk", "stir until smooth", "rest for an hour",
                     "bake until golden", "serve with butter"]),
    (1100, 560, 36, ["WEATHER", "morning fog along the river", "wind from the north",
                     "clear sky by evening", "frost is possible"]),
]

EXPECTED = ["MEMORY", "owner", "INVOICE", "lanterns", "DEPARTURES", "platform", "RECIPE",
            "honey", "golden", "WEATHER", "evening"]


def draw(width, height, size, lines):
    """One page: dark text on a pale ground, lines spread over the height."""
    page = Image.new("RGB", (width, height), (250, 248, 242))
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default(size)
    step = height // (len(lines) + 1)
    for row, line in enumerate(lines, start=1):
        pen.text((size, row * step - size // 2), line, fill=(20, 20, 30), font=font)
    return np.asarray(page)[:, :, ::-1].copy()


def read_pages(reader):
    """Draws and reads each page; returns the lines of text of all of them, in order."""
    found = []
    for page in PAGES:
        result, _ = reader(draw(*page))
        found.extend(text for _, text, _ in result or [])
    return found


def peak_rss_kib():
    """This process's own VmHWM."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


def main():
    """Warm up, measure, check the words, print the line."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--passes", type=int, default=4, help="measured passes over all pages")
    passes = args.parse_args().passes

    cv2.setNumThreads(THREADS)
    reader = RapidOCR(intra_op_num_threads=THREADS, inter_op_num_threads=1)
    texts = [read_pages(reader)]

    before, start = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
    texts += [read_pages(reader) for _ in range(passes)]
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_SELF)

    print(json.dumps({
        "wall": wall,
        "user": after.ru_utime - before.ru_utime,
        "sys": after.ru_stime - before.ru_stime,
        "faults": after.ru_minflt + after.ru_majflt - before.ru_minflt - before.ru_majflt,
        "rss_kib": peak_rss_kib(),
        "text": texts[0],
    }))
    if any(text != texts[0] for text in texts):
        sys.exit("the same pages were read differently in two passes")
    words = " ".join(texts[0])
    missing = [word for word in EXPECTED if word not in words]
    if missing:
        sys.exit(f"not read: {', '.join(missing)}")


if __name__ == "__main__":
    main()
