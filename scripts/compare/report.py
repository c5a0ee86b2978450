"""What compare.sh prints and writes: progress, the facts, the tables, CSV and JSON files."""

import csv
import json
import os
import platform
import re
import sys
import textwrap
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path

import stats
from machine import commit, settings
from results import FIGURES, MEASURES, VERDICTS

WIDTH = 112
SHOWN = 2000  # bytes of an output in the log of a difference
_last = None


def progress(text, key=None, lasting=False):
    """Says on stderr what goes on: on a terminal in one line that changes, otherwise a line
    whenever the key changes. A lasting line stays on a terminal too."""
    global _last
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="\n" if lasting else "", file=sys.stderr, flush=True)
    elif lasting or key is None or key != _last:
        print(f"compare: {text}", file=sys.stderr, flush=True)
    _last = key


def difference(expected, got):
    """Where two outputs part, for a reader."""
    pairs = zip(expected.splitlines() + [b"(end)"], got.splitlines() + [b"(end)"])
    line = next((number for number, (one, other) in enumerate(pairs, 1) if one != other), 0)
    show = [text[:SHOWN].decode("utf-8", "replace") for text in (expected, got)]
    return f"first difference in line {line}\n\nexpected:\n{show[0]}\n\ngot:\n{show[1]}"


def wrapped(text, head, indent):
    """A paragraph after `head`, its further lines indented."""
    return textwrap.wrap(text, WIDTH, initial_indent=head, subsequent_indent=indent,
                         break_long_words=False, break_on_hyphens=False)


def read(path, pattern, otherwise):
    """The first group of the pattern in a file of the kernel's."""
    try:
        found = re.search(pattern, Path(path).read_text("utf-8"), re.M)
    except OSError:
        found = None
    return found[1] if found else otherwise


def facts(args, origin, peers, took, busy):
    """Lines that say what was measured, and where."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    thp = read("/sys/kernel/mm/transparent_hugepage/enabled", "(.*)", "not in this kernel")
    names = [f"{peer.name} MISSING: {peer.missing}" if peer.missing else
             " ".join(filter(None, [peer.name, peer.version, peer.how and f"({peer.how})"]))
             for peer in peers]
    lines = [
        f"date     {datetime.now(timezone.utc):%Y-%m-%d %H:%M} UTC",
        f"commit   {commit(args.root)}",
        f"command  {args.command_line}",
        f"machine  {read('/proc/cpuinfo', '^model name[^:]*: (.*)$', platform.machine())}, "
        f"{len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB",
        f"system   kernel {platform.release()}, {os.confstr('CS_GNU_LIBC_VERSION')}, THP {thp}",
        origin,
    ]
    for name in names:
        lines += wrapped(name, " " * 9, " " * 13)
    alone = [f"{peer.name} alone: {key}={value}" for peer in peers if not peer.missing
             for key, value in peer.environment.items()]
    lines += wrapped("; ".join([settings(), *alone]), "settings ", " " * 9)
    return lines + [f"measured {took:.0f} s, while other processes kept {busy:.2f} cores busy"]


def span(ratio):
    """A ratio's interval."""
    return "" if ratio is None or ratio.low is None else f"{ratio.low:.3f} - {ratio.high:.3f}"


def number(ratio):
    """A ratio."""
    return "-" if ratio is None else f"{ratio.value:.3f}"


def table(results):
    """A row for each workload and allocator, a failure in its place."""
    name = max([9, *(len(row.workload) for row in results.rows)]) + 2
    peer = max([9, *(len(row.allocator) for row in results.rows)]) + 1
    head = f"{'workload':{name}}{'allocator':{peer}}{'wall s':>9}{'ratio':>8}  " \
           f"{'95 % interval':15}{'user s':>9}{'sys s':>8}{'ratio':>8}" \
           f"{'peak MiB':>10}{'ratio':>8}{'faults':>10}"
    lines = [head, "-" * len(head)]
    for bench in results.benches:
        workload = bench.workload
        if workload.missing:
            lines += [f"{workload.name:{name}}NOT RUN: {workload.missing}", ""]
            continue
        for row in (row for row in results.rows if row.workload == workload.name):
            start = f"{row.workload:{name}}{row.allocator:{peer}}"
            if row.failure:
                lines.append(f"{start}{'MISSING' if row.skipped else 'FAILED'}: {row.failure}")
                continue
            own = row.allocator == results.base
            time, cpu, peak = (row.ratios[measure] for measure in MEASURES)
            figures = row.figures
            lines.append(f"{start}{figures['wall']:9.4f}{number(time):>8}  "
                         f"{'' if own else span(time):15}{figures['user']:9.3f}"
                         f"{figures['sys']:8.3f}{number(cpu):>8}{figures['rss_kib'] / 1024:10.1f}"
                         f"{number(peak):>8}{figures['minor'] + figures['major']:10.0f}")
        lines.append("")
    return lines[:-1]


def own_figures(results):
    """What programs reported of themselves besides: a table for each workload that has such."""
    lines = []
    for bench in results.benches:
        rows = [row for row in results.rows if row.workload == bench.workload.name and row.own]
        if not rows:
            continue
        names = list(dict.fromkeys(name for row in rows for name in row.own))
        wide = max(len(row.allocator) for row in rows) + 2
        head = f"{bench.workload.name}\n{'':{wide}}" + \
            "".join(f"{name:>{max(len(name), 9) + 2}}" for name in names)
        lines += ["", *head.split("\n")]
        for row in rows:
            cells = (f"{row.own[name]:.5g}" if name in row.own else "-" for name in names)
            lines.append(f"{row.allocator:{wide}}" + "".join(
                f"{cell:>{max(len(name), 9) + 2}}" for name, cell in zip(names, cells)))
    return ["What the programs report of themselves, medians", *lines, ""] if lines else []


def summary(results):
    """For each measure the allocators' totals, and in how many workloads each is ahead."""
    width = max([9, *(len(peer.name) for peer in results.peers)]) + 2
    lines = [f"Over all workloads, relative to {results.base}; ahead, even, behind: in how many "
             "workloads, by the interval of each"]
    for measure in MEASURES:
        head = f"{measure:{width}}{'workloads':>9}{'ratio':>8}  {'95 % interval':15}" + \
            "".join(f"{verdict:>8}" for verdict in VERDICTS)
        if results.second:
            head += f"    / {results.second}  95 % interval"
        lines += ["", head, "-" * len(head)]
        for total in results.totals:
            own, ratio = total.allocator == results.base, total.ratios[measure]
            line = f"{total.allocator:{width}}{total.workloads:9}{number(ratio):>8}  "
            line += f"{'' if own else span(ratio):15}"
            line += "".join(f"{'' if own else total.counts[measure][verdict]:>8}"
                            for verdict in VERDICTS)
            if results.second:
                line += f"{number(total.second[measure]):>{len(results.second) + 6}}  "
                line += "" if total.allocator == results.second else span(total.second[measure])
            lines.append(line.rstrip())
        lines += [f"{peer.name:{width}}MISSING: {peer.missing}"
                  for peer in results.peers if peer.missing]
    return lines


def standings(results):
    """The workloads in which peers are ahead of the base, beside those in which they are behind."""
    base, lines = results.base, []
    for measure, words in {"time": ("faster", "slower"), "peak": ("smaller", "larger")}.items():
        compared = [row for row in results.rows if row.allocator != base and row.verdict(measure)]
        for verdict, word, title in (("ahead", words[0], "Losses"), ("behind", words[1], "Wins")):
            found = results.standing(measure, verdict)
            count = sum(map(len, found.values()))
            lines += ["", f"{title} of {base}, {measure}: a peer is {word} beyond the interval in "
                          f"{count} of {len(compared)} comparisons"]
            for workload, rows in found.items():
                told = ", ".join(f"{row.allocator} {row.ratios[measure].value:.3f} "
                                 f"({span(row.ratios[measure])})" for row in rows)
                lines += wrapped(told, f"  {workload}: ", "      ")
    return lines[1:]


def notes(results):
    """How to read the tables; then whatever is missing from them."""
    told = [
        f"figures: medians of {results.rounds} round{'s' * (results.rounds != 1)}. wall is the "
        "whole life of the command; user, sys and faults are sums over the command and the "
        "descendants it waited for, peak is the largest single process of these",
        f"ratios: to {results.base} in the same round, of wall, of user + sys (cpu) and of peak; "
        "below 1 is faster or smaller; "
        f"{stats.method(results.rounds)}. Over all workloads: of each round's geometric mean",
        "where nothing differs, 2.5 of 100 comparisons are losses and 2.5 are wins all the same",
        "faults: each counts once, whether it brings a page of 4 KiB or a huge page of 2 MiB",
    ]
    lines = []
    for text in told:
        lines += wrapped(text, "- ", "  ")
    for bench in results.benches:
        text = ". ".join(filter(None, [bench.workload.description, *bench.notes]))
        lines += wrapped(text, f"- {bench.workload.name}: ", "  ") if text else []
    for text in results.notes:
        lines += wrapped(text, "! ", "  ")
    return lines


def write(results, out):
    """Writes table.txt, results.csv, runs.csv, results.json; returns the lines of the first."""
    lines = [*results.facts, "", *table(results), "", *own_figures(results), *summary(results), "",
             *standings(results), "", *notes(results)]
    (out / "table.txt").write_text("\n".join(lines) + "\n", "utf-8")
    ends = [f"{measure}_{part}" for measure in MEASURES for part in ("ratio", "low", "high")]
    with open(out / "results.csv", "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["workload", "allocator", "rounds", *FIGURES, *ends,
                       *(f"{measure}_verdict" for measure in MEASURES), "failure"])
        for row in results.rows:
            ratios = [value for measure in MEASURES for value in
                      (asdict(row.ratios[measure]).values() if row.ratios.get(measure)
                       else [None] * 3)]
            figures = [row.figures.get(figure) for figure in FIGURES]
            rows.writerow([row.workload, row.allocator, row.rounds,
                           *(value if value is None else f"{value:.9g}"
                             for value in figures + ratios),
                           *map(row.verdict, MEASURES), row.failure])
    with open(out / "runs.csv", "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["workload", "allocator", "round", *FIGURES, "others"])
        for bench in results.benches:
            for name, runs in bench.runs.items():
                for which, run in runs.items():
                    rows.writerow([bench.workload.name, name, which,
                                   *(f"{getattr(run, key):.9g}" for key in [*FIGURES, "others"])])
    with open(out / "own.csv", "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["workload", "allocator", "round", "figure", "value"])
        rows.writerows([bench.workload.name, name, which, figure, f"{value:.9g}"]
                       for bench in results.benches for name, runs in bench.runs.items()
                       for which, run in runs.items() for figure, value in run.own.items())
    whole = {"facts": results.facts, "base": results.base, "rounds": results.rounds,
             "method": stats.method(results.rounds),
             "allocators": [asdict(peer) for peer in results.peers],
             "workloads": [asdict(bench.workload) for bench in results.benches],
             "rows": [{**asdict(row), "verdicts": {m: row.verdict(m) for m in MEASURES}}
                      for row in results.rows],
             "totals": [asdict(total) for total in results.totals], "notes": results.notes}
    (out / "results.json").write_text(json.dumps(whole, indent=1) + "\n", "utf-8")
    return [*lines, "", f"written to {out}: table.txt, table.md, results.csv, runs.csv, own.csv, "
            "results.json"]
