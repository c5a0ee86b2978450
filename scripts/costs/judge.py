"""Says where a count of ours is worse than everybody else's, or than twice glibc's.

usage: judge.py FIGURES.json...     as scripts/compare.sh --figures writes them

Only counts are judged: page faults and memory. Worse than everybody is a tenth more than the highest of the
others, and makes the exit status 1, as does a run of ours that failed.
"""

import json
import sys
from pathlib import Path

OURS, SYSTEM = "orthotope", "glibc"
TIMES = ("_us", "_ns", "times_limit", "seconds", "limit_faults")


def judge(path):
    """Lines about one file, and whether any of them is a failure."""
    lines, failed = [], False
    for workload, rows in json.loads(path.read_text("utf-8")).items():
        ours = rows.get(OURS) or {}
        if not ours:
            lines.append(f"FAIL {workload}: {OURS} did not get through")
            failed = True
        for name, value in ours.items():
            if name.endswith(TIMES):
                continue
            others = {peer: row[name] for peer, row in rows.items() if peer != OURS and name in row}
            if others and value > 1.1 * max(others.values()) + 1:
                lines.append(f"FAIL {workload}: {name} is {value:.10g}, nobody else's above "
                             f"{max(others.values()):.10g}")
                failed = True
            elif others.get(SYSTEM) is not None and value > 2 * others[SYSTEM] + 1:
                lines.append(f"note {workload}: {name} is {value:.10g}, {SYSTEM}'s {others[SYSTEM]:.10g}")
    return lines, failed


def main():
    """Judges each file; the exit status."""
    outcomes = [judge(Path(path)) for path in sys.argv[1:]]
    for lines, _ in outcomes:
        print("\n".join(lines) or "no count is worse than twice glibc's")
    return 1 if any(failed for _, failed in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
