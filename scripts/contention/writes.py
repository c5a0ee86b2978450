"""Counts the executions of each atomic read-modify-write instruction of the library, by what it is for.

usage: writes.py LIBRARY FROM.callgrind FROM.output TO.callgrind TO.output

Two runs of a program, the second with more work: what is printed is the difference, so that starting up and filling cancel
out. The first line is `operations=N`, each other one `COUNT<tab>WHAT`. Plain stores are not seen; a lock is counted once, when it
is tried, though giving it back writes its line again. An instruction whose purpose no rule knows is counted by its function.

The files are callgrind's with --dump-instr=yes --compress-pos=no --compress-strings=no. valgrind 3.19 reads no symbols of a
library with a segment that has no bytes in its file: our code is its object `???`, at absolute addresses. Where the library was
loaded follows from these: at the page from which most of them are starts of instructions.
"""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

RULES = [  # in the chain of inlined functions, innermost first; None is not counted
    (r"\bunlock<", None),
    (r"\block<\S*central::Class>", "central pool, lock of a class"),
    (r"\block<\S*zone::Zone>", "page heap, lock of a zone"),
    (r"\block<\S*meta::Chunk>", "metadata, lock"),
    (r"\block<\S*Registry>", "threads, lock of their registry"),
    (r"\block_slow\b", "locks, tried again or waited for"),
    (r"\bpush remote\.rs", "remote word of a span, chain delivered"),
    (r"\b(take|change|set_state) remote\.rs", "remote word of a span, by its holder"),
    (r"\bgive_back thread_cache\.rs|push_when.* push thread_cache\.rs", "list of returned spans, pushed by another"),
    (r"\bbring_back thread_cache\.rs", "list of returned runs, pushed by another"),
    (r"\btake thread_cache\.rs", "lists of what was returned, taken by their owner"),
    (r"\b(keep_empty|forget_empty) central\.rs", "central pool, pages of empty spans"),
    (r"\bgive_back large\.rs", "tick"),
    (r"budget\.rs", "budget of pages"),
    (r"\bchange_kind ", "descriptor of a large run, live or free"),
    (r"\b(keep_large|alloc_large|empty_slots|keep_older|take_slot) large\.rs", "slots of large runs, mostly by their thread"),
    (r"\battach process\.rs", "threads, lock of their registry"),
]


def instructions(library):
    """Addresses of all instructions, and of those that read, change and write memory at once."""
    listing = subprocess.run(["objdump", "-d", "--no-show-raw-insn", library], check=True, capture_output=True, text=True)
    every, atomic = set(), set()
    for line in listing.stdout.splitlines():
        found = re.match(r"\s*([0-9a-f]+):\t(.*)", line)
        if found:
            every.add(int(found[1], 16))
            if re.match(r"lock |xchg .*\(", found[2]):
                atomic.add(int(found[1], 16))
    return every, atomic


def purposes(library, addresses):
    """{address: what it is for}, None for what is not counted."""
    told = subprocess.run(["addr2line", "-a", "-f", "-i", "-s", "-C", "-e", library], check=True, capture_output=True,
                          text=True, input="\n".join(map(hex, addresses)))
    found = {}
    for part in re.split(r"^0x", told.stdout, flags=re.M)[1:]:
        address, *lines = part.splitlines()
        chain = " ".join(lines)
        rule = next((rule for rule in RULES if re.search(rule[0], chain)), None)
        found[int(address, 16)] = rule[1] if rule else f"else: {lines[-2]}"
    return found


def executed(path):
    """{absolute address: executions} of the code that valgrind can give to no object."""
    counts, inside, called = Counter(), False, False
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith("ob="):
                inside = line.strip() == "ob=???"
            elif line.startswith("calls="):
                called = True  # the next line is what the callee cost
            elif line.startswith("0x"):
                if inside and not called:
                    address, _, count = line.split()
                    counts[int(address, 16)] += int(count)
                called = False
    return counts


def base(counts, every):
    """Where the library was loaded: most of what is executed in no object is of it, the rest are other objects' stubs."""
    pages, end = Counter(address & ~0xfff for address in counts), max(every)
    busiest = pages.most_common(1)[0][0]
    best, second = sorted((sum(address - start in every for address in counts if start <= address <= start + end)
                           for start in range(busiest - (end & ~0xfff), busiest + 0x1000, 0x1000)), reverse=True)[:2]
    if best < 2 * second:
        sys.exit(f"writes.py: where was the library loaded? {best} or {second} addresses are starts of instructions")
    return max(range(busiest - (end & ~0xfff), busiest + 0x1000, 0x1000),
               key=lambda start: sum(address - start in every for address in counts))


def main():
    """Prints the difference of two runs."""
    library, *files = sys.argv[1:]
    every, atomic = instructions(library)
    what = purposes(library, sorted(atomic))
    total, operations = Counter(), 0
    for sign, callgrind, output in ((-1, *files[:2]), (1, *files[2:])):
        counts = executed(callgrind)
        start = base(counts, every)
        for address in atomic:
            if what[address]:
                total[what[address]] += sign * counts[address + start]
        operations += sign * int(re.search(r"operations=(\d+)", Path(output).read_text("utf-8"))[1])
    print(f"operations={operations}")
    for name, count in total.most_common():
        print(f"{count}\t{name}")


main()
