"""The figures that programs print themselves, by allocator: the medians of some runs. Called by
scripts/compare.sh --figures. Beside them stand each run's seconds and peak memory.

A program's last line ends in `NAME=NUMBER NAME=NUMBER…`: the figures. What stands before them must be
the same under each allocator, and so must `operations=N` where it is first, as in the lines of
c-tests/bench/latency.tsv and memory.tsv. The end of a figure's name is its unit: _ns, _kib, _mib. Where
there is a `two_calls_ns`, what two empty calls take, each other figure in nanoseconds is followed by its
ratio to that, less `clock_ns` where that is part of each figure.

--jobs N runs N allocators at a time, for programs that measure memory and mostly wait. Exit status: as
that of compare.py.
"""

import argparse
import concurrent.futures
import csv
import json
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import allocators
import charts
import paste
import report
import workloads
from machine import Others
from runner import Failed, Runner

UNITS = ("ns", "µs", "ms", "KiB", "MiB", "%")
TWO_CALLS, CLOCK = "two_calls_ns", "clock_ns"
FIGURES = re.compile(r"(?P<rest>.* operations=\d+|.*?)(?P<figures>(?: \w+=-?\d+(?:\.\d+)?)+)")


def split(output):
    """What a program printed: the text before the figures, and {name: number}."""
    text = output.rstrip()
    before, newline, last = text.rpartition("\n")
    found = FIGURES.fullmatch(f" {last}")
    if not found:
        return text, {}
    figures = {name: float(number) for name, number in
               (word.split("=") for word in found["figures"].split())}
    return before + newline + found["rest"].lstrip(), figures


def ratio_to_two_calls(name, figures):
    """How often the time of two empty calls a figure in nanoseconds is; None for others."""
    if not name.endswith("_ns") or name in (TWO_CALLS, CLOCK) or not figures.get(TWO_CALLS):
        return None
    return max(figures[name] - figures.get(CLOCK, 0), 0) / figures[TWO_CALLS]


def cell(name, figures):
    """A figure as the tables have it."""
    if name not in figures:
        return "-"
    ratio = ratio_to_two_calls(name, figures)
    digits = 0 if (ratio or 0) >= 100 else 2
    return f"{figures[name]:.10g}" + ("" if ratio is None else f" ({ratio:.{digits}f}x)")


def words(name):
    """A figure's name for readers: its unit, which is its end, behind a comma."""
    title, _, unit = name.rpartition("_")
    unit = {"kib": "KiB", "mib": "MiB", "us": "µs", "percent": "%"}.get(unit, unit)
    return f"{title.replace('_', ' ')}, {unit}" if title and unit in UNITS else name.replace("_", " ")


class Table:
    """What each workload printed under each allocator."""

    def __init__(self, args, peers, works):
        self.args, self.works = args, works
        self.peers = [peer for peer in peers if not peer.missing]
        self.found = {}  # by workload and allocator: a list of {name: number}
        self.failures = {}  # by workload and allocator
        self.expected = {}  # by workload: what the first run printed before its figures

    def one(self, work, peer):
        """One run: its cost and what it printed, or why it failed. Several may go on at a time."""
        with tempfile.TemporaryDirectory(prefix="figures-") as folder:
            runner = Runner(self.args.launcher, Path(folder), self.args.timeout)
            inside = Path(folder) / "inside"
            inside.mkdir()
            try:
                run = runner.run(work.command, peer.path, None if work.here else inside,
                                 **peer.environment)
            except Failed as failed:
                return failed
            return run, runner.stdout.read_text("utf-8", "replace")

    def take(self, work, peer, got):
        """Notes what a run gave."""
        key = work.name, peer.name
        if isinstance(got, Failed):
            self.fail(key, str(got))
            return
        run, output = got
        text, figures = split(output)
        if text != self.expected.setdefault(work.name, text):
            self.fail(key, f"printed {text[:100]!r}, before it was "
                           f"{self.expected[work.name][:100]!r}")
        elif not figures:
            self.fail(key, f"no figures at the end of {text[-100:]!r}")
        else:
            cost = {"seconds": round(run.wall, 3), "peak_rss_mib": round(run.rss_kib / 1024, 1)}
            self.found.setdefault(key, []).append({**figures, **cost})

    def fail(self, key, why):
        """Notes a failure."""
        self.failures.setdefault(key, why)
        report.progress(f"{key[0]} under {key[1]} FAILED: {why}", lasting=True)

    def measure(self):
        """All rounds."""
        with concurrent.futures.ThreadPoolExecutor(self.args.jobs) as pool:
            for number in range(1, self.args.rounds + 1):
                for work in self.works:
                    peers = [peer for peer in self.peers
                             if (work.name, peer.name) not in self.failures]
                    report.progress(f"round {number} of {self.args.rounds}: {work.name}")
                    outcomes = pool.map(lambda peer, work=work: self.one(work, peer), peers)
                    for peer, got in zip(peers, outcomes):
                        self.take(work, peer, got)

    def medians(self, work, peer):
        """{name: number} of one workload under one allocator."""
        runs = self.found.get((work.name, peer.name), [])
        return {name: median(run[name] for run in runs if name in run)
                for name in dict.fromkeys(name for run in runs for name in run)}

    def lines(self):
        """The tables."""
        width = max(len(peer.name) for peer in self.peers) + 2
        lines = []
        for work in self.works:
            lines += ["", f"{work.name}: {work.description}" if work.description else work.name]
            rows = {peer.name: self.medians(work, peer) for peer in self.peers}
            names = list(dict.fromkeys(name for row in rows.values() for name in row))
            widths = {name: max(8, *(len(text) for row in rows.values()
                                     for text in (name, cell(name, row)))) + 2 for name in names}
            head = " " * width + "".join(f"{name:>{widths[name]}}" for name in names)
            lines += [head, "-" * len(head)]
            for name, row in rows.items():
                why = self.failures.get((work.name, name))
                cells = f"FAILED: {why}" if why else "".join(
                    f"{cell(figure, row):>{widths[figure]}}" for figure in names)
                lines.append(f"{name:{width}}{cells}")
        return lines

    def markdown(self):
        """The same for a document."""
        lines = []
        if any(TWO_CALLS in run for runs in self.found.values() for run in runs):
            lines += ["In brackets: how often the time of two empty calls that is, without that of reading the clock.", ""]
        for work in self.works:
            rows = {peer.name: self.medians(work, peer) for peer in self.peers}
            names = list(dict.fromkeys(name for row in rows.values() for name in row))
            lines += paste.markdown([f"{work.name}: {work.description}", *rows], (
                [words(name), *("failed" if (work.name, peer) in self.failures else cell(name, row)
                                for peer, row in rows.items())] for name in names))
            lines.append("")
        return lines

    def panels(self):
        """A panel for each workload and unit: the figures in their order, a line an allocator."""
        for work in self.works:
            panels = {}
            for peer in self.peers:
                for name, value in self.medians(work, peer).items():
                    title, _, unit = name.rpartition("_")
                    if unit not in ("ns", "kib", "mib") or name in (TWO_CALLS, CLOCK, "peak_rss_mib"):
                        continue
                    value, unit = (value, "ns") if unit == "ns" else \
                        (value / 1024 if unit == "kib" else value, "MiB")
                    call, label = title.split("_", 1) if unit == "ns" else ("", title)
                    panel = panels.setdefault(call, charts.Panel(
                        f"{work.name}, {f'{call}, ' if call else ''}{unit}"))
                    place = next((x for x, tic in panel.tics.items() if tic == label),
                                 2 ** len(panel.tics))
                    panel.add(peer.name, place, label, value)
            yield from panels.values()

    def write(self, facts, out):
        """table.txt, table.md, chart.svg, figures.csv and figures.json; returns the first's lines."""
        rounds = self.args.rounds
        lines = [*facts, *self.lines(), "", f"Medians of {rounds} runs." if rounds > 1 else "One run."]
        lines += charts.draw_panels(list(self.panels()), out)
        (out / "table.md").write_text("\n".join(paste.block(facts) + self.markdown()) + "\n", "utf-8")
        (out / "table.txt").write_text("\n".join(lines) + "\n", "utf-8")
        whole = {work.name: {peer.name: self.medians(work, peer) for peer in self.peers}
                 for work in self.works}
        with open(out / "figures.csv", "w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(["workload", "allocator", "figure", "median"])
            rows.writerows([work, peer, name, f"{value:.10g}"] for work, by_peer in whole.items()
                           for peer, figures in by_peer.items() for name, value in figures.items())
        (out / "figures.json").write_text(json.dumps(whole, indent=1) + "\n", "utf-8")
        return lines


def parse():
    """The command line: as that of compare.py, as far as it makes sense here."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for option in ("root", "lib", "out", "launcher", "table"):
        parser.add_argument(f"--{option}", type=Path)
    parser.add_argument("--allocators", default="")
    parser.add_argument("--workload", default="")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--timeout", type=float, default=120)
    parser.add_argument("--command-line")
    parser.add_argument("command", nargs="*")
    return parser.parse_args()


def main():
    """Chooses, measures, reports."""
    args = parse()
    try:
        known, origin = allocators.known(args.root, args.lib)
        peers = allocators.chosen(known, args.allocators)
        if args.command:
            works = [workloads.single(args.command)]
        elif args.table:
            works = workloads.parse(args.table, args.root)
        else:
            works, _ = workloads.chosen(args.root, args.workload, args.out / "build.log")
        lacking = [f"{work.name}: {work.missing}" for work in works if work.missing]
        if lacking:
            raise workloads.Unknown("; ".join(lacking))
    except (allocators.Unknown, workloads.Unknown, OSError) as error:
        print(f"compare: {error}", file=sys.stderr)
        return 2
    began, others = time.monotonic(), Others()
    table = Table(args, peers, works)
    with tempfile.TemporaryDirectory(prefix="figures-") as folder:
        for peer in peers:
            if peer.name == allocators.OURS:  # may be built anew meanwhile
                peer.path = shutil.copy(peer.path, folder)
        table.measure()
    took, busy = time.monotonic() - began, others.cores()
    report.progress(f"done in {took:.0f} s", lasting=True)
    facts = report.facts(args, origin, peers, took, busy)
    print("\n".join(table.write(facts, args.out)))
    asked = any(peer.asked and peer.missing for peer in peers)
    return 1 if table.failures or asked else 0


if __name__ == "__main__":
    sys.exit(main())
