#!/usr/bin/env python3
"""Which bars of inference the library reaches, from the results.json of scripts/compare.sh.

    judge.py RESULTS

After the warm-up: page faults at most 1 % of glibc's, or no more than glibc's where that has next to none; system time at most the lowest peer's and at
most 1 % of user time; no peer is faster beyond the interval, and each that spends more than 1 % of its
user time in the system is slower beyond it; peak memory at most jemalloc's and 5 %. Prints a line for
each bar and workload; where something was not measured, it says so.
"""

import json
import sys

OURS = "orthotope"
FAULTS, SYS, PEAK = 0.01, 0.01, 1.05  # parts of: glibc's faults, one's own user time, jemalloc's peak
NEXT_TO_NONE = 1000  # faults


def faults(row):
    """Page faults."""
    return row["figures"]["minor"] + row["figures"]["major"]


def share(row):
    """System time as a part of user time."""
    return row["figures"]["sys"] / row["figures"]["user"]


def bars(rows):
    """(bar, whether it is reached or None where that is unknown, what was measured) for the rows of a
    workload, by allocator."""
    ours, peers = rows[OURS], {name: row for name, row in rows.items() if name != OURS}
    glibc, jemalloc = rows.get("glibc"), rows.get("jemalloc")
    if glibc:
        part = 1 if faults(glibc) < NEXT_TO_NONE else FAULTS
        yield ("faults", faults(ours) <= part * faults(glibc),
               f"{faults(ours):.0f}, glibc {faults(glibc):.0f}")
    if peers:
        least = min(peers, key=lambda name: peers[name]["figures"]["sys"])
        yield ("sys, lowest peer", ours["figures"]["sys"] <= peers[least]["figures"]["sys"],
               f"{ours['figures']['sys']:.3f} s, {least} {peers[least]['figures']['sys']:.3f} s")
    yield "sys, part of user", share(ours) <= SYS, f"{100 * share(ours):.2f} %"
    told = [name for name, row in peers.items() if row["verdicts"]["time"]]
    if told:
        ahead = [name for name in told if rows[name]["verdicts"]["time"] == "ahead"]
        due = [name for name in told if share(rows[name]) > SYS]
        even = [name for name in due if rows[name]["verdicts"]["time"] != "behind"]
        yield "wall, nobody ahead", not ahead, f"ahead: {', '.join(ahead) or 'none'}"
        yield "wall, ahead of those with sys", not even, f"not behind: {', '.join(even) or 'none'}"
    else:
        yield "wall", None, "too few rounds for an interval"
    if jemalloc:
        peak, other = ours["figures"]["rss_kib"], jemalloc["figures"]["rss_kib"]
        yield "peak", peak <= PEAK * other, f"{peak / 1024:.0f} MiB, jemalloc {other / 1024:.0f} MiB"


def judge(results):
    """The lines, for all workloads."""
    by_workload = {}
    for row in results["rows"]:
        if row["figures"] and not row["failure"]:
            by_workload.setdefault(row["workload"], {})[row["allocator"]] = row
    for workload, rows in by_workload.items():
        if OURS not in rows:
            yield f"{workload:20}{OURS} was not measured"
            continue
        for bar, reached, told in bars(rows):
            word = {True: "reached", False: "MISSED", None: "unknown"}[reached]
            yield f"{workload:20}{bar:32}{word:9}{told}"


def main():
    """Reads and prints."""
    if len(sys.argv) != 2:
        sys.exit("usage: judge.py RESULTS")
    with open(sys.argv[1], encoding="utf-8") as file:
        print("\nBars of inference, after the warm-up", *judge(json.load(file)), sep="\n")


if __name__ == "__main__":
    main()
