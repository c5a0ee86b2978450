"""One run of one command under one allocator: what it cost, or why it failed."""

import contextlib
import os
import re
import select
import shutil
import signal
import subprocess
from dataclasses import dataclass, field

from machine import Others, ending
from workloads import environment

KEEP = 20000  # characters of a program's output for the log of a failure


class Failed(Exception):
    """A run that crashed, hung or gave another answer. `detail` is what the program wrote."""

    def __init__(self, reason, detail=""):
        super().__init__(reason)
        self.detail = detail


@dataclass
class Run:
    """What one run cost. `others` is how many cores other processes kept busy meanwhile; `own` are
    the figures that the program reported besides, `curves` its points (x, y), both by name."""

    wall: float
    user: float
    sys: float
    rss_kib: float
    minor: int
    major: int
    others: float = 0.0
    own: dict = field(default_factory=dict)
    curves: dict = field(default_factory=dict)


def failure(status):
    """How a process failed, in words, by what wait(2) told; None when it ended well."""
    if status < 0:
        return f"could not be started: {os.strerror(-status)}"
    code = os.waitstatus_to_exitcode(status)
    return ending(code) if code else None


def tail(path):
    """The end of what a program wrote."""
    text = path.read_text("utf-8", "replace")
    return text[-KEEP:]


class Runner:
    """Starts commands through the launcher; `scratch` holds what they write, until the next run."""

    def __init__(self, launcher, scratch, timeout):
        self.launcher, self.timeout = str(launcher), timeout
        self.scratch = scratch
        self.stdout, self.stderr = scratch / "stdout", scratch / "stderr"
        self.report = scratch / "report"

    def run(self, command, preload, folder, **variables):
        """Runs the command to its end; its standard output is in `self.stdout` afterwards."""
        env = {**environment(), "COMPARE_REPORT": str(self.report), **variables}
        if preload:
            env["LD_PRELOAD"] = preload
        self.report.unlink(missing_ok=True)
        others = Others()
        line = self.launch(command, env, folder)
        if not line:
            raise Failed(f"still running after {self.timeout:g} s", self.written())
        wall, user, system, rss, minor, major, status = map(int, line.split())
        why = failure(status)
        if why:
            last = tail(self.stderr).strip().splitlines()[-1:]
            raise Failed(": ".join([why, *(text[:100] for text in last)]), self.written())
        if b"cannot be preloaded" in self.stderr.read_bytes():
            raise Failed("the dynamic linker could not preload the library", self.written())
        run = Run(wall / 1e9, user / 1e6, system / 1e6, rss, minor, major, others.cores())
        return self.reported(run)

    def launch(self, command, env, folder):
        """The launcher's line; empty when the time was up. Nothing is left running."""
        told, tell = os.pipe()
        with open(self.stdout, "wb") as stdout, open(self.stderr, "wb") as stderr, \
                open(told, "rb") as pipe:
            child = subprocess.Popen([self.launcher, str(tell), *command], env=env, cwd=folder,
                                     stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr,
                                     pass_fds=[tell], start_new_session=True)
            os.close(tell)
            try:
                ready, _, _ = select.select([pipe], [], [], self.timeout)
                return pipe.readline().decode("ascii") if ready else ""
            finally:
                with contextlib.suppress(OSError):  # a group of its own, not yet waited for
                    os.killpg(child.pid, signal.SIGKILL)
                child.wait()

    def reported(self, run):
        """The run, with the figures that the program reported in place of the launcher's."""
        if not self.report.exists():
            return run
        try:
            first, own, *curves = (self.report.read_text("ascii").splitlines() + ["", ""])[:-1]
            wall, user, system, rss, faults = (None if word == "-" else float(word)
                                               for word in first.split())
            run.own = {name: float(value) for name, value in
                       (word.split("=") for word in own.split())}
            run.curves = {name: [tuple(map(float, point.split(":"))) for point in points]
                          for name, *points in map(str.split, filter(None, curves))}
            if any(len(point) != 2 for points in run.curves.values() for point in points):
                raise ValueError("a point is X:Y")
        except ValueError as error:
            raise Failed("a report that is not `wall user sys rss_kib faults`, NAME=FIGURE..., "
                         "NAME X:Y...", str(error)) from error
        for name, value in (("wall", wall), ("user", user), ("sys", system), ("rss_kib", rss)):
            if value is not None:
                setattr(run, name, value)
        if faults is not None:
            run.minor, run.major = int(faults), 0
        return run

    def written(self):
        """What the program wrote, for the log of a failure."""
        return f"stderr:\n{tail(self.stderr)}\nstdout:\n{tail(self.stdout)}"

    def malloc_homes(self, command, preload, folder, **variables):
        """Runs the command too, slower; the files whose `malloc` its processes got."""
        traces = self.scratch / "bindings"
        shutil.rmtree(traces, ignore_errors=True)
        traces.mkdir()
        self.run(command, preload, folder, LD_DEBUG="bindings",
                 LD_DEBUG_OUTPUT=str(traces / "process"), **variables)
        bound = re.compile(rb"binding file .+? \[\d+\] to (.+?) \[\d+\]: normal symbol `malloc'")
        homes = {os.path.realpath(path) for trace in traces.iterdir()
                 for path in bound.findall(trace.read_bytes())}
        return {home.decode("utf-8", "replace") for home in homes}
