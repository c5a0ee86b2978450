#!/usr/bin/env python3
"""Tells the types of small files, made on the spot, with magika's network on onnxruntime: tiny, at a
high rate.

    filetypes.py PASSES

One pass over all files warms up, PASSES are measured; a request is a file. Prints what each was taken
for; exits 1 when one that is plain to see was mistaken, or two passes differ.
"""

import json
import random
import sys

from magika import Magika

from measure import Measured

FILES = 20  # of each kind


def source(dice):
    """Something in Python."""
    name = dice.choice(["total", "mean", "largest", "spread"])
    lines = [f"import {dice.choice(['math', 'os', 'sys'])}", "", "", f"def {name}(values):",
             f'    """The {name} of the values."""', "    result = 0", "    for value in values:"]
    lines += [f"        if value > {dice.randrange(999)}:\n            result += value * {n}"
              for n in range(dice.randrange(2, 60))]
    return "\n".join([*lines, "    return result", "", "", 'if __name__ == "__main__":',
                      f"    print({name}([1, 2, 3]))", ""])


def document(dice):
    """A JSON document."""
    return json.dumps([{"id": n, "price": dice.random(), "tags": ["a", "b"], "name": f"thing {n}"}
                       for n in range(dice.randrange(3, 90))], indent=1)


def page(dice):
    """A page of HTML."""
    rows = "\n".join(f"<li><a href='/{n}'>item {n}</a></li>" for n in range(dice.randrange(3, 90)))
    return f"<!DOCTYPE html>\n<html><head><title>List</title></head>\n<body><ul>\n{rows}\n</ul></body></html>\n"


KINDS = {"python": source, "json": document, "html": page}


def main():
    """Warms up, measures, checks."""
    if len(sys.argv) != 2 or not sys.argv[1].isdigit():
        sys.exit("usage: filetypes.py PASSES")
    dice = random.Random(1)
    files = [(kind, make(dice).encode()) for kind, make in KINDS.items() for _ in range(FILES)]
    dice.shuffle(files)
    network = Magika()
    for kind, text in files:
        label = network.identify_bytes(text).output.label
        if label != kind:
            sys.exit(f"{kind} was taken for {label}")
    with Measured() as measured:
        for _ in range(int(sys.argv[1])):
            for kind, text in files:
                with measured.request():
                    label = network.identify_bytes(text).output.label
                if label != kind:
                    sys.exit(f"{kind} was taken for {label}")
    measured.report()
    print(f"{len(files)} files of {', '.join(KINDS)}, each told rightly")


main()
