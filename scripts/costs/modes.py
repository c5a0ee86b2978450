"""The table of scripts/costs.sh --thp-modes, in Markdown: a row for each figure and mode, counts only.

usage: modes.py DIR     with always, madvise and never in it, as scripts/compare.sh --figures writes them
"""

import json
import sys
from pathlib import Path

MODES = ("always", "madvise", "never")
ROWS = [
    ("one page in 100 of 1 GiB touched: resident, % of what was touched", "sparse", "resident_percent"),
    ("a child of a warm parent: pages of its own, KiB", "warm-forks", "private_kib"),
    ("its page faults", "warm-forks", "faults"),
    ("first touch of 1 GiB: page faults", "first-touch", "faults"),
    ("the same, times the limit", "first-touch", "times_limit"),
    ("page faults a step of 300 tensors, no pause", "step", "faults_0ms"),
    ("the same, pause of 20 ms", "step", "faults_20ms"),
    ("resident when the work stops, % of live", "step", "worked_percent"),
    ("peak of the steps, MiB", "step", "peak_rss_mib"),
]


def main():
    """Prints the facts of the first run and the table."""
    out = Path(sys.argv[1])
    found = {mode: json.loads((out / mode / "figures.json").read_text("utf-8")) for mode in MODES}
    facts = (out / MODES[0] / "table.txt").read_text("utf-8").splitlines()
    names = list(found[MODES[0]]["sparse"])
    print("```", *(line for line in facts[:2]), "command  scripts/costs.sh --thp-modes", "```", "", sep="\n")
    print("| | huge pages |", *(f" {name} |" for name in names), sep="")
    print("|---" * (len(names) + 2) + "|")
    for text, work, figure in ROWS:
        for mode in MODES:
            cells = (f"{row[figure]:.10g}" if figure in row else "failed"
                     for row in (found[mode][work].get(name, {}) for name in names))
            print(f"| {text if mode == MODES[0] else ''} | {mode} | {' | '.join(cells)} |")


main()
