"""What a process of inference costs after it has warmed up, measured inside the process.

    with Measured() as measured:
        for request in requests:
            with measured.request():
                ...
    measured.report()

Between entry and exit: wall, user and sys seconds, page faults, the time of each request, and the
resident memory, sampled by a thread. `report` writes these to the file that COMPARE_REPORT names, as
scripts/compare/runner.py reads them; without that variable it prints the figures.
"""

import contextlib
import os
import resource
import threading
import time

SAMPLE_SECONDS = 0.05
POINTS = 200  # of a curve, at most
QUANTILES = [0, 1, 5, *range(10, 100, 10), 95, 99, 99.9, 100]
PAGE_MIB = os.sysconf("SC_PAGE_SIZE") / 2**20


def resident_mib():
    """This process's resident memory."""
    with open("/proc/self/statm", "rb", buffering=0) as file:
        return int(file.read(200).split()[1]) * PAGE_MIB


def peak_rss_kib():
    """This process's own VmHWM."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


def quantile(ordered, percent):
    """The value that so many percent of the values do not pass."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


class Measured:
    """The measured part of a program; any of its threads may make requests."""

    def __init__(self):
        self.seconds, self.samples, self.over = [], [], threading.Event()
        self.sampler = threading.Thread(target=self.sample, daemon=True)

    def __enter__(self):
        self.start, self.before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF)
        self.sampler.start()
        return self

    def __exit__(self, *_):
        self.after, self.end = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
        self.over.set()
        self.sampler.join()

    def sample(self):
        """The sampler's work."""
        while True:
            self.samples.append((time.monotonic() - self.start, resident_mib()))
            if self.over.wait(SAMPLE_SECONDS):
                return

    @contextlib.contextmanager
    def request(self):
        """Times one request."""
        start = time.monotonic()
        yield
        self.seconds.append(time.monotonic() - start)

    def figures(self):
        """The line of costs, the figures besides, and the curves."""
        wall = self.end - self.start
        user, system, faults = (getattr(self.after, name) - getattr(self.before, name)
                                for name in ("ru_utime", "ru_stime", "ru_minflt"))
        faults += self.after.ru_majflt - self.before.ru_majflt
        ordered = sorted(self.seconds)
        late = sorted(mib for at, mib in self.samples if at >= wall / 2)
        own = {"requests_per_s": len(ordered) / wall,
               "p50_ms": quantile(ordered, 50) * 1e3, "p99_ms": quantile(ordered, 99) * 1e3,
               "steady_mib": quantile(late, 50), "sys_percent_of_user": 100 * system / user}
        step = max(1, len(self.samples) // POINTS)
        curves = {"rss_mib": self.samples[::step],
                  "latency_ms_by_percent": [(percent, quantile(ordered, percent) * 1e3)
                                            for percent in QUANTILES]}
        return (wall, user, system, peak_rss_kib(), faults), own, curves

    def report(self):
        """Writes or prints what was measured."""
        (wall, user, system, peak, faults), own, curves = self.figures()
        cost = f"{wall:.6f} {user:.6f} {system:.6f} {peak} {faults}"
        besides = " ".join(f"{name}={value:.6g}" for name, value in own.items())
        if "COMPARE_REPORT" not in os.environ:
            print(f"wall, user, sys, rss_kib, faults: {cost}\n{besides}")
            return
        with open(os.environ["COMPARE_REPORT"], "w", encoding="ascii") as file:
            print(cost, besides, sep="\n", file=file)
            for name, points in curves.items():
                print(name, *(f"{x:.4g}:{y:.5g}" for x, y in points), file=file)
