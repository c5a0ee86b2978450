"""Measures three programs on five allocators, in rounds, and prints the table.

Called by scripts/demo.sh, which installs what this needs. The allocators are interleaved: each
round runs every program once on every allocator, and begins with another allocator than the round
before. Every figure is the median of the rounds.

Exit status: 0; 1 when a program failed or could not be run. A rival that is not installed is
named under the table and is no failure.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "compare"))  # for machine.py

import report  # noqa: E402
from common import TIMEOUT, Failed, environment  # noqa: E402
from compiling import Compiling  # noqa: E402
from machine import NOT_QUIET, QUIET, Others, ending  # noqa: E402
from reading import Reading  # noqa: E402
from serving import Serving  # noqa: E402

GLIBC, OURS = "glibc", "orthotope"
RIVALS = {  # name: Debian package, file
    "jemalloc": ("libjemalloc2", "libjemalloc.so.2"),
    "mimalloc": ("libmimalloc2.0", "libmimalloc.so.2"),
    "tcmalloc": ("libtcmalloc-minimal4", "libtcmalloc_minimal.so.4"),
}


def find_allocators(lib):
    """Each allocator's library (glibc: None, nothing to preload), and what was not found."""
    found, lacking = {GLIBC: None}, []
    for name, (package, file) in RIVALS.items():
        listed = subprocess.run(["dpkg", "-L", package], capture_output=True, text=True).stdout
        path = next((path for path in listed.splitlines() if path.endswith("/" + file)), None)
        if path and os.path.exists(path):
            found[name] = os.path.realpath(path)
        else:
            lacking.append(f"{name} has no rows: Debian's {package} is not installed")
    found[OURS] = os.path.realpath(lib)
    return found, lacking


def malloc_homes(program, preload):
    """The files whose `malloc` and `free` the program gets, as the dynamic linker tells it.

    The program itself does not count: a library that takes malloc's address may be given that of
    the executable's own jump to it.
    """
    env = {**environment(preload), "LD_DEBUG": "bindings"}
    try:
        told = subprocess.run(program.probe, env=env, capture_output=True, text=True,
                              errors="replace", timeout=TIMEOUT)
    except subprocess.TimeoutExpired as late:
        raise Failed(f"'{' '.join(program.probe)}': still running after {TIMEOUT} s") from late
    if told.returncode:
        wrote = re.sub(r"(?m)^ +\d+:\t.*\n", "", told.stderr)  # without the linker's own lines
        raise Failed(f"'{' '.join(program.probe)}': {ending(told.returncode)}", wrote)
    bound = r"binding file .+? \[\d+\] to (.+?) \[\d+\]: normal symbol `(?:malloc|free)'"
    homes = {os.path.realpath(path) for path in re.findall(bound, told.stderr)}
    return homes - {os.path.realpath(shutil.which(program.probe[0]))}


def is_libc(path):
    """Whether this file is the C library."""
    return Path(path).name.startswith(("libc.so", "libc-2"))


class Bench:
    """One program: what to preload for which allocator, its runs so far, its failures."""

    def __init__(self, program, allocators, out):
        self.program, self.out = program, out
        self.notes, self.answer = [program.note], None
        self.runs = {name: [] for name in allocators}
        self.failures = {}
        self.missing = program.missing()
        if not self.missing:
            self.preloads = {name: self.check(name, path) for name, path in allocators.items()}

    def check(self, name, path):
        """What to preload for this allocator, after the linker has confirmed that it serves."""
        try:
            homes = malloc_homes(self.program, path)
            linked = sorted(Path(home).name for home in homes if not is_libc(home))
            if name == GLIBC and linked:
                path = "libc.so.6"
                homes = malloc_homes(self.program, path)
                self.notes.append(
                    f"Debian's build links {', '.join(linked)}, which serves it when nothing is "
                    f"preloaded. For the glibc row, {path} is preloaded in front of that.")
            serves = is_libc if name == GLIBC else lambda home: home == path
            if not homes or not all(map(serves, homes)):
                raise Failed(f"malloc comes from {', '.join(sorted(homes)) or 'nowhere'}")
        except Failed as failed:
            self.fail(name, "before round 1", failed)
        return path

    def fail(self, name, when, failed):
        """Notes the failure for the table; what the program wrote goes to a file of its own."""
        log = self.out / f"failed-{re.sub('[^a-z0-9]+', '-', self.program.name)}-{name}.log"
        log.write_text(f"{failed}\n{failed.detail}\n", "utf-8")
        self.failures[name] = f"{failed} ({when}; see {log.name})"
        print(f"  {name:10} FAILED: {self.failures[name]}", flush=True)

    def measure(self, name, number):
        """One run on one allocator, unless that has failed before."""
        if name in self.failures:
            return
        try:
            others = Others()
            run = self.program.run(self.preloads[name])
            run.others = others.cores()
            self.answer = self.answer or run.answer
            if run.answer != self.answer:
                raise Failed("gave another answer than the first allocator of round 1",
                             f"expected:\n{self.answer}\n\ngot:\n{run.answer}")
        except Failed as failed:
            self.fail(name, f"round {number}", failed)
            return
        self.runs[name].append(run)
        print(f"  {name:10} {run.wall:6.2f} s {run.rss_mib:6.0f} MiB {run.faults:8} faults",
              flush=True)


def measure_rounds(benches, names, rounds, seconds):
    """Runs the rounds that there is time for; returns how many."""
    start = time.monotonic()
    for number in range(1, rounds + 1):
        spent = time.monotonic() - start
        if number > 1 and spent + spent / (number - 1) > seconds:
            return number - 1
        first = (number - 1) % len(names)
        for bench in benches:
            if bench.missing:
                continue
            print(f"round {number} of {rounds}: {bench.program.name}", flush=True)
            for name in names[first:] + names[:first]:
                bench.measure(name, number)
    return rounds


def parse():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("root", "lib", "out", "ocr-python"):
        parser.add_argument(f"--{option}", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=360)
    return parser.parse_args()


def main():
    """Finds, checks, measures, reports."""
    args = parse()
    began, others = time.monotonic(), Others()
    for old in args.out.glob("failed-*.log"):
        old.unlink()

    allocators, lacking = find_allocators(args.lib)
    print("checking whose malloc each program gets", flush=True)
    programs = [Reading(args.ocr_python), Serving(), Compiling()]
    benches = [Bench(program, allocators, args.out) for program in programs]
    rounds = measure_rounds(benches, list(allocators), max(args.rounds, 1), args.seconds)

    took, busy = time.monotonic() - began, others.cores()
    if rounds < args.rounds:
        lacking.append(f"{rounds} of {args.rounds} rounds: another would pass {args.seconds:.0f} s")
    if busy > QUIET:
        lacking.append(NOT_QUIET)
    packages = ["libc6", "g++", "redis-server", *(package for package, _ in RIVALS.values())]
    text = "\n".join([
        *report.facts(args.root, args.lib, packages, args.ocr_python),
        f"measured  {took:.0f} s, while other processes kept {busy:.2f} cores busy",
        "",
        *report.table(benches, rounds),
        "",
        *report.notes(benches, lacking),
    ])
    print(f"\n{text}")
    (args.out / "table.txt").write_text(text + "\n", "utf-8")
    report.write_csv(args.out, benches)
    print(f"\nwritten to {args.out}: table.txt, table.csv, runs.csv")
    sys.exit(any(bench.missing or bench.failures for bench in benches))


if __name__ == "__main__":
    main()
