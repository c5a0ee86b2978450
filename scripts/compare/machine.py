"""What the machine, its other processes and its tools say: for the comparison and for the demo."""

import os
import re
import resource
import signal
import subprocess
import time
from pathlib import Path

# Environment variables that change what an allocator does.
SETTINGS = re.compile(r"ORTHOTOPE_|MALLOC_|_RJEM_|MIMALLOC_|TCMALLOC_|GLIBC_TUNABLES|PYTHONMALLOC")
QUIET = 0.1  # cores that other processes may keep busy before a report says so
NOT_QUIET = ("the machine was not quiet, so the wall times (and a little less the user and sys "
             "times) are not to be relied on; runs.csv has each run's 'others'")


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


def ending(code):
    """How a process ended, in words, by its exit code or, below zero, the signal that killed it."""
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"


def output_of(*command):
    """What a command prints, as far as it gets."""
    try:
        return subprocess.run(command, capture_output=True, text=True).stdout.strip()
    except OSError:
        return ""


def commit(root):
    """The commit of the tree, and whether there is more in the tree than that."""
    head = output_of("git", "-C", str(root), "rev-parse", "--short=12", "--verify", "-q", "HEAD")
    changed = output_of("git", "-C", str(root), "status", "--porcelain")
    return (head or "unknown") + (", with uncommitted changes" if changed else "")


def settings():
    """The caller's settings of allocators, or that there are none."""
    found = [f"{key}={os.environ[key]}" for key in sorted(os.environ) if SETTINGS.match(key)]
    return " ".join(found) or "no environment variable of an allocator is set"
