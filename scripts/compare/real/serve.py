#!/usr/bin/env -S /usr/bin/python3 -B
"""redis-server under redis-benchmark; tells the server's figures by COMPARE_REPORT.

The server gets what was preloaded here; redis-benchmark and redis-cli get nothing.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = (str(Path(__file__).resolve().parents[2] / folder) for folder in ("demo", "compare"))

from common import Failed  # noqa: E402
from serving import account, exam, load, serve  # noqa: E402

LOAD = [
    "-n 100000 -r 50000 -d 200 -t set",
    "-n 60000 -r 50000 -t get",
    "-n 100000 -r 50000 -d 600 -t set",
    "-n 60000 -r 5000 append key:__rand_int__ " + "x" * 100,
    "-n 80000 -r 50000 del key:__rand_int__",
    "-n 80000 -r 50000 -d 300 -t hset",
    "-n 80000 -d 300 -t lpush",
    "-n 4000 -d 100 -t lrange_100",
    "-n 60000 -r 50000 -d 400 -t set",
]


def main():
    """The whole load, and what it added to the server's account."""
    preload = os.environ.get("LD_PRELOAD")
    with tempfile.TemporaryDirectory(dir=os.getcwd()) as folder, \
            serve(preload, folder) as (server, port):
        before, start = account(server), time.monotonic()
        for step in LOAD:
            load(step, port, server)
        wall, after = time.monotonic() - start, account(server)
        status = Path(f"/proc/{server.pid}/status").read_text("ascii").splitlines()
        peak = next(line.split()[1] for line in status if line.startswith("VmHWM:"))
        print(exam(port))
    user, system, faults = (b - a for a, b in zip(before, after))
    if "COMPARE_REPORT" in os.environ:
        Path(os.environ["COMPARE_REPORT"]).write_text(
            f"{wall:.6f} {user:.2f} {system:.2f} {peak} {faults}\n", "ascii")


try:
    main()
except Failed as failed:
    sys.exit(f"{failed}\n{failed.detail}")
