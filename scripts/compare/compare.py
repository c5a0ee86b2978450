"""Runs commands under several allocators in rounds, and reports. Called by scripts/compare.sh,
whose first lines tell what there is to know for its user.

Each round runs every workload once under every allocator, the allocators in an order that is
shuffled anew, the same for each call. Exit status: 0; 1 when a run failed, or when something that
was asked for by its name is missing; 2 when the command line makes no sense.
"""

import argparse
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

import allocators
import charts
import paste
import report
import workloads
from machine import NOT_QUIET, QUIET, Others
from results import Results
from runner import Failed, Runner

MUCH_KIB = 1 << 20  # with --settle a run that peaks above this is repeated, and the second one counts
INTERRUPTED = "interrupted"


class Bench:
    """One workload: what to preload for which allocator, its runs so far, its failures."""

    def __init__(self, workload, peers, runner, out):
        self.workload, self.runner, self.out = workload, runner, out
        self.preloads = {peer.name: peer.path for peer in peers if not peer.missing}
        self.environments = {peer.name: peer.environment for peer in peers}
        self.runs = {name: {} for name in self.preloads}  # by allocator, then by round
        self.failures, self.notes = {}, []
        self.expected = self.first = None  # what the first run printed, and under which allocator
        self.folder = None
        self.checks_output, self.settles = True, False

    def prepare(self, scratch):
        """Makes the folder to run in, and what the workload needs there."""
        self.folder = None if self.workload.here else scratch / self.slug(self.workload.name)
        if self.folder:
            self.folder.mkdir()
        if self.workload.preparation:
            try:
                self.runner.run(self.workload.preparation, None, self.folder)
            except Failed as failed:
                for name in self.preloads:
                    self.fail(name, "preparation", failed)

    def check(self, name):
        """A run that also asks the dynamic linker who serves malloc."""
        path = self.preloads[name]
        try:
            homes = self.runner.malloc_homes(self.workload.command, path, self.folder,
                                             **self.environments[name])
            foreign = sorted(Path(home).name for home in homes
                             if ".so" in home and not Path(home).name.startswith("libc.so"))
            if path and path not in homes:
                raise Failed("malloc does not come from the library but from "
                             + (", ".join(sorted(homes)) or "nowhere that the dynamic linker "
                                "knows: a static or set-user-ID program?"))
            if not path and foreign:
                self.preloads[name] = "libc.so.6"
                self.notes.append(f"{', '.join(foreign)} would serve it when nothing is preloaded; "
                                  f"for {name}, libc.so.6 is preloaded in front of that")
            self.compare_output(name)
        except Failed as failed:
            self.fail(name, "before round 1", failed)

    def measure(self, name, number):
        """One run, which counts unless its number is 0."""
        try:
            for _ in range(2):
                run = self.runner.run(self.workload.command, self.preloads[name], self.folder,
                                      **self.environments[name])
                self.compare_output(name)
                if not self.settles or run.rss_kib < MUCH_KIB:
                    break
        except Failed as failed:
            self.fail(name, f"round {number}" if number else "before round 1", failed)
            return
        if number:
            self.runs[name][number] = run

    def compare_output(self, name):
        """The first output is what is expected from then on."""
        if not self.checks_output:
            return
        got = self.runner.stdout.read_bytes()
        if self.expected is None:
            self.expected, self.first = got, name
        if got != self.expected:
            first = "its own" if self.first == name else f"{self.first}'s"
            hint = "; --no-output-check?" if self.first == name else ""
            raise Failed(f"other output than in {first} first run{hint}",
                         report.difference(self.expected, got))

    def fail(self, name, when, failed):
        """Notes the failure for the table; what the program wrote goes to a file of its own."""
        log = self.out / f"failed-{self.slug(self.workload.name)}-{self.slug(name)}.log"
        log.write_text(f"{failed}\n{failed.detail}\n", "utf-8")
        self.failures[name] = f"{failed} ({when}; see {log.name})"
        report.progress(f"{self.workload.name} under {name} FAILED: {self.failures[name]}",
                        lasting=True)

    @staticmethod
    def slug(name):
        """A name that can be a file's."""
        return re.sub("[^A-Za-z0-9.]+", "-", name)


class Rounds:
    """The loop over rounds, workloads and allocators, with what to say meanwhile."""

    def __init__(self, benches, args):
        self.benches, self.args = benches, args
        self.start = self.done = 0
        self.cut = None  # why there were fewer rounds than asked for

    def warm_up(self):
        """The runs that do not count; the first of them checks whose malloc it is."""
        for number in range(self.args.warmup):
            for bench in self.benches:
                plain_first = sorted(bench.preloads, key=lambda name: bool(bench.preloads[name]))
                for name in plain_first:
                    if name in bench.failures:
                        continue
                    report.progress(f"warm-up: {bench.workload.name} under {name}",
                                    ("warm-up", bench))
                    if number == 0:
                        bench.check(name)
                    else:
                        bench.measure(name, 0)

    def measure(self):
        """The rounds that there is time for."""
        self.start = time.monotonic()
        for number in range(1, self.args.rounds + 1):
            spent = time.monotonic() - self.start
            if number > 1 and self.args.seconds and \
                    self.args.before + spent + spent / (number - 1) > self.args.seconds:
                self.cut = f"another would pass {self.args.seconds:g} s"
                return
            for place, bench in enumerate(self.benches):
                names = [name for name in bench.preloads if name not in bench.failures]
                random.Random(f"{number} {bench.workload.name}").shuffle(names)
                for name in names:
                    report.progress(f"round {number} of {self.args.rounds}: {bench.workload.name} "
                                    f"under {name}{self.left(number, place)}", (number, bench))
                    bench.measure(name, number)
            self.done = number

    def left(self, number, place):
        """How long the rest will take if it goes on as so far."""
        share = (number - 1 + place / len(self.benches)) / self.args.rounds
        if not share:
            return ""
        rest = (time.monotonic() - self.start) * (1 / share - 1)
        minutes, seconds = divmod(round(rest), 60)
        return f", {minutes} min {seconds:02} s left"


def parse():
    """The command line."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for option in ("root", "lib", "out", "launcher", "table"):
        parser.add_argument(f"--{option}", type=Path)
    parser.add_argument("--allocators", default="")
    parser.add_argument("--base")
    parser.add_argument("--workload", default="all")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--warmup", type=int, default=1)
    parser.add_argument("--timeout", type=float, default=120)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--no-output-check", dest="output_check", action="store_false")
    parser.add_argument("--settle", action="store_true")
    parser.add_argument("--series", action="store_true")
    parser.add_argument("--needs", action="store_true", help="print what --install installs")
    parser.add_argument("--command-line")
    parser.add_argument("command", nargs="*")
    return parser.parse_args()


def choose(args):
    """The allocators, the workloads, and what there is to say about the choice."""
    known, origin = allocators.known(args.root, args.lib)
    peers = allocators.chosen(known, args.allocators)
    usable = [peer.name for peer in peers if not peer.missing]
    if not args.base:
        args.base = allocators.OURS if allocators.OURS in usable else (usable + [""])[0]
    if args.base not in usable:
        raise allocators.Unknown(f"the base {args.base} is not among the allocators")
    peers.sort(key=lambda peer: (peer.name != args.base, peer.name != allocators.OURS))
    if args.command:
        return peers, origin, [workloads.single(args.command)], []
    if args.table:
        return peers, origin, workloads.parse(args.table, args.root), []
    return peers, origin, *workloads.chosen(args.root, args.workload, args.out / "build.log")


def notes_of(rounds, args, busy):
    """What a reader must know of these rounds."""
    notes = []
    if rounds.done < args.rounds:
        notes.append(f"{rounds.done} of {args.rounds} rounds: {rounds.cut}")
    if not args.warmup:
        notes.append("without a warm-up run, nobody checked whose malloc the programs got")
    if busy > QUIET:
        notes.append(NOT_QUIET)
    return notes


def main():
    """Chooses, prepares, measures, reports."""
    args = parse()
    args.rounds = max(args.rounds, 1)
    if args.needs:
        print(*workloads.packages(args.root))
        return 0
    for old in args.out.glob("failed-*.log"):
        old.unlink()
    try:
        peers, origin, works, notes = choose(args)
    except (allocators.Unknown, workloads.Unknown, OSError) as error:
        print(f"compare: {error}", file=sys.stderr)
        return 2
    began, others = time.monotonic(), Others()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as ^C does: with a report
    with tempfile.TemporaryDirectory(prefix="compare-") as folder:
        for peer in peers:
            if peer.name == allocators.OURS:  # may be built anew meanwhile
                peer.path = shutil.copy(peer.path, folder)
        runner = Runner(args.launcher, Path(folder), args.timeout)
        benches = [Bench(work, peers, runner, args.out) for work in works]
        usable = [bench for bench in benches if not bench.workload.missing]
        rounds = Rounds(usable, args)
        try:
            for bench in usable:
                bench.checks_output, bench.settles = args.output_check, args.settle
                report.progress(f"preparing {bench.workload.name}")
                bench.prepare(Path(folder))
            rounds.warm_up()
            args.before = time.monotonic() - began
            rounds.measure()
        except KeyboardInterrupt:
            rounds.cut = INTERRUPTED
    took, busy = time.monotonic() - began, others.cores()
    report.progress(f"done in {took:.0f} s", lasting=True)

    results = Results(benches, peers, args.base, rounds.done)
    results.notes = notes + notes_of(rounds, args, busy)
    results.facts = report.facts(args, origin, peers, took, busy)
    results.notes += charts.draw(results, args.out)
    results.notes += paste.write(results, args.out, args.series)
    print("\n".join(report.write(results, args.out)))
    return 1 if results.failed() or rounds.cut == INTERRUPTED else 0


if __name__ == "__main__":
    sys.exit(main())
