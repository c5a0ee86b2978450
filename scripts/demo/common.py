"""What the three programs have in common: a run, a failure, and how a process is started.

A program is a class with a `name`, a `note` for the reader of the table, a `probe` command that
starts it briefly, `missing()` that says what it lacks on this machine, and `run(preload)`, which
returns a Run or raises Failed. `run` preloads under the measured program only, not its helpers.
"""

import os
import resource
import signal
import time
from dataclasses import dataclass
from pathlib import Path

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


def ending(code):
    """How a process ended, in words."""
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"


class Others:
    """How many cores processes other than this one and its children keep busy."""

    def __init__(self):
        self.start = self.now()

    def cores(self):
        """The mean since this object was made."""
        wall, cpu = (now - then for now, then in zip(self.now(), self.start))
        return max(cpu / wall, 0.0)

    @staticmethod
    def now():
        """The time, and the CPU seconds that others have used so far."""
        fields = map(int, Path("/proc/stat").read_text("ascii").split()[1:8])
        user, nice, system, _idle, _iowait, irq, softirq = fields
        every = (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")
        own = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return time.monotonic(), every - sum(usage.ru_utime + usage.ru_stime for usage in own)
