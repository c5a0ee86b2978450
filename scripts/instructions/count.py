"""Sums the instructions that a callgrind file counts inside one object.

usage: count.py FILE OBJECT     OBJECT is the path of a shared library

Code that valgrind can give to no object counts as the library's: that is how it files sections other
than .text, in which tcmalloc keeps its malloc and free. TBB's proxy passes every call on to
libtbbmalloc, which counts too.
"""

import os
import re
import sys


def instructions(path, wanted):
    names, total, inside, called = {}, 0, False, False
    for line in open(path):
        if line.startswith("ob="):  # ob=(3) /path the first time, ob=(3) afterwards
            number, name = re.match(r"ob=(\(\d+\))\s*(.*)", line).groups()
            if name:
                names[number] = name
            inside = names[number] == "???" or os.path.realpath(names[number]) in wanted
        elif line.startswith("cob="):
            number, name = re.match(r"cob=(\(\d+\))\s*(.*)", line).groups()
            if name:
                names[number] = name
        elif line.startswith("calls="):
            called = True  # the next line is the cost of the callee, counted where it was spent
        elif line[0].isdigit() or line[0] in "+-*":
            if inside and not called:
                total += int(line.split()[1])
            called = False
    return total


library = os.path.realpath(sys.argv[2])
print(instructions(sys.argv[1], {library, library.replace("libtbbmalloc_proxy", "libtbbmalloc")}))
