"""What the demo prints and writes: the facts, the table, the notes, the CSV files."""

import csv
import os
import platform
import re
import textwrap
from datetime import datetime, timezone
from pathlib import Path
from statistics import median

from machine import commit, output_of, settings

FIGURES = ["wall", "user", "sys", "rss_mib", "faults"]
COLUMNS = [*FIGURES, "wall_min", "wall_max", "wall_vs_glibc"]
WIDTH = 96


def cpu():
    """The processor's name as the kernel gives it."""
    found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text("utf-8"), re.M)
    return found[1] if found else platform.machine()


def versions(packages, ocr_python):
    """Debian's packages and the network's Python packages, with their versions."""
    debian = output_of("dpkg-query", "-W", "-f", "${Package} ${Version}\n", *packages)
    script = ("import importlib.metadata as m, platform as p; print('python', p.python_version());"
              "[print(n, m.version(n)) for n in ('rapidocr-onnxruntime', 'onnxruntime', 'numpy')]")
    return [*debian.splitlines(), *output_of(str(ocr_python), "-c", script).splitlines()]


def wrapped(text, head, indent):
    """A paragraph after `head`, its further lines indented."""
    return textwrap.wrap(text, WIDTH, initial_indent=head, subsequent_indent=indent,
                         break_long_words=False, break_on_hyphens=False)


def facts(root, lib, packages, ocr_python):
    """Lines that say what was measured, and where."""
    lib = lib.resolve()
    shown = lib.relative_to(root.resolve()) if lib.is_relative_to(root.resolve()) else lib
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    thp = Path("/sys/kernel/mm/transparent_hugepage/enabled")
    return [
        f"date      {datetime.now(timezone.utc):%Y-%m-%d %H:%M} UTC",
        f"commit    {commit(root)}",
        f"library   {shown}, {lib.stat().st_size / 1024:.0f} KiB",
        f"machine   {cpu()}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB",
        f"system    kernel {platform.release()}, {os.confstr('CS_GNU_LIBC_VERSION')}, "
        f"THP {thp.read_text('ascii').strip() if thp.exists() else 'not in this kernel'}",
        *wrapped(", ".join(versions(packages, ocr_python)), "packages  ", " " * 10),
        f"settings  {settings()}",
    ]


def row_of(bench, name):
    """COLUMNS of one program on one allocator: medians, the range of wall, and its ratio."""
    runs = bench.runs[name]
    row = {figure: median(getattr(run, figure) for run in runs) for figure in FIGURES}
    walls = [run.wall for run in runs]
    row["wall_min"], row["wall_max"] = min(walls), max(walls)
    base = [run.wall for run in bench.runs["glibc"]]
    row["wall_vs_glibc"] = row["wall"] / median(base) if base else None
    return row


def table(benches, rounds):
    """The table: a row for each program and allocator, a failure in its place."""
    head = f"{'program':13}{'allocator':10}{'wall s':>8}{'/ glibc':>9}  {'(min - max)':15}" \
           f"{'user s':>8}{'sys s':>8}{'peak MiB':>10}{'faults':>10}"
    lines = [f"Each figure is the median of {rounds} round{'s' * (rounds > 1)}. '/ glibc': wall "
             "time over glibc's, below 1 is faster.", "", head, "-" * len(head)]
    for bench in benches:
        if bench.missing:
            lines.append(f"{bench.program.name:13}NOT RUN: {bench.missing}")
            continue
        for name in bench.runs:
            start = f"{bench.program.name:13}{name:10}"
            if name in bench.failures:
                lines.append(f"{start}FAILED: {bench.failures[name]}")
                continue
            row = row_of(bench, name)
            ratio = "-" if row["wall_vs_glibc"] is None else f"{row['wall_vs_glibc']:.2f}"
            spread = f"({row['wall_min']:.2f} - {row['wall_max']:.2f})"
            lines.append(f"{start}{row['wall']:8.2f}{ratio:>9}  {spread:15}{row['user']:8.2f}"
                         f"{row['sys']:8.2f}{row['rss_mib']:10.1f}{row['faults']:10.0f}")
        lines.append("")
    return lines[:-1] if not lines[-1] else lines


def notes(benches, lacking):
    """How each program was measured; then whatever is missing from the table."""
    lines = wrapped("a fault counts once, whether it brings a page of 4 KiB or a huge page of "
                    "2 MiB, which an allocator may ask for where THP is 'madvise'.",
                    "- faults: ", "  ")
    for bench in benches:
        if not bench.missing:
            lines += wrapped(" ".join(bench.notes), f"- {bench.program.name}: ", "  ")
    for line in lacking:
        lines += wrapped(line, "! ", "  ")
    return lines


def write_csv(out, benches):
    """table.csv with the medians, runs.csv with every single run."""
    with open(out / "table.csv", "w", newline="", encoding="utf-8") as file:
        rows = csv.DictWriter(file, ["program", "allocator", "runs", *COLUMNS, "failure"])
        rows.writeheader()
        for bench in benches:
            for name, runs in bench.runs.items():
                figures = {key: value if value is None else f"{value:.9g}"
                           for key, value in row_of(bench, name).items()} if runs else {}
                rows.writerow({"program": bench.program.name, "allocator": name, "runs": len(runs),
                               "failure": bench.missing or bench.failures.get(name), **figures})
    with open(out / "runs.csv", "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["program", "allocator", "run", *FIGURES, "others"])
        for bench in benches:
            for name, runs in bench.runs.items():
                for number, run in enumerate(runs, start=1):
                    rows.writerow([bench.program.name, name, number,
                                   *(f"{getattr(run, key):.9g}" for key in [*FIGURES, "others"])])
