"""What the three programs have in common: a run, a failure, and how a process is started.

A program is a class with a `name`, a `note` for the reader of the table, a `probe` command that
starts it briefly, `missing()` that says what it lacks on this machine, and `run(preload)`, which
returns a Run or raises Failed. `run` preloads under the measured program only, not its helpers.
"""

import os
from dataclasses import dataclass

TIMEOUT = 120  # seconds for one run: a program that hangs has failed


class Failed(Exception):
    """A run that crashed, hung or gave another answer. `detail` is what the program wrote."""

    def __init__(self, reason, detail=""):
        super().__init__(reason)
        self.detail = detail


@dataclass
class Run:
    """What one run cost, and its answer, which must be the same on every allocator.

    `others` is how many cores other processes kept busy meanwhile.
    """

    wall: float
    user: float
    sys: float
    rss_mib: float
    faults: int
    answer: str
    others: float = 0.0


def environment(preload):
    """The environment for a program with `preload` (a path, or None) in front."""
    env = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    env.pop("LD_PRELOAD", None)
    if preload:
        env["LD_PRELOAD"] = str(preload)
    return env
