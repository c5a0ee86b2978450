"""What the runs come to: a row for each workload and allocator, and a summary over workloads."""

from dataclasses import dataclass, field
from statistics import median

import stats

FIGURES = ["wall", "user", "sys", "rss_kib", "minor", "major"]
SECOND = "mimalloc3"  # the peer that the summary is also relative to, if it is there
MEASURES = {  # what is compared, of a Run
    "time": lambda run: run.wall,
    "cpu": lambda run: run.user + run.sys,
    "peak": lambda run: run.rss_kib,
}
VERDICTS = ["ahead", "even", "behind"]


@dataclass
class Row:
    """One workload under one allocator. `ratios` holds the Estimates by measure; 1 is the base,
    less is faster or smaller. `failure` says why there are no figures. `own` has the medians of
    what the program reported besides, `curves` the points of its last round, both by name."""

    workload: str
    allocator: str
    rounds: int
    figures: dict
    ratios: dict
    failure: str | None = None
    skipped: bool = False
    own: dict = field(default_factory=dict)
    curves: dict = field(default_factory=dict)

    def verdict(self, measure):
        """`ahead` of the base or `behind` it, beyond the interval; else `even`."""
        ratio = self.ratios.get(measure)
        if ratio is None or ratio.low is None:
            return ""
        return "ahead" if ratio.below() else "behind" if ratio.above() else "even"


@dataclass
class Total:
    """One allocator over all workloads that it and the base have got through."""

    allocator: str
    workloads: int
    ratios: dict  # by measure: the Estimate relative to the base
    second: dict  # the same, relative to SECOND
    counts: dict  # by measure: how many workloads for each verdict


class Results:
    """All rows and totals, and the notes and facts to print with them."""

    def __init__(self, benches, peers, base, rounds):
        self.benches, self.peers, self.base, self.rounds = benches, peers, base, rounds
        self.notes, self.facts = [], []
        self.rows = [self.row(bench, peer) for bench in benches for peer in peers]
        self.totals = [self.total(peer.name) for peer in peers if not peer.missing]

    @property
    def second(self):
        """The other base of the summary, if it was measured."""
        there = SECOND != self.base and any(total.allocator == SECOND for total in self.totals)
        return SECOND if there else None

    def row(self, bench, peer):
        """The Row of one workload under one allocator."""
        why = bench.workload.missing or peer.missing
        if why:
            return Row(bench.workload.name, peer.name, 0, {}, {}, why, skipped=True)
        runs, failure = bench.runs[peer.name], bench.failures.get(peer.name)
        if failure or not runs:
            return Row(bench.workload.name, peer.name, len(runs), {}, {}, failure or "no round")
        figures = {name: median(getattr(run, name) for run in runs.values()) for name in FIGURES}
        ratios = {measure: stats.estimate(list(self.by_round(bench, peer.name, self.base,
                                                             measure).values()))
                  for measure in MEASURES}
        last = runs[max(runs)]
        own = {name: median(run.own[name] for run in runs.values() if name in run.own)
               for name in last.own}
        return Row(bench.workload.name, peer.name, len(runs), figures, ratios, own=own,
                   curves=last.curves)

    @staticmethod
    def by_round(bench, name, base, measure):
        """The paired ratios of one allocator to another; {} when either failed."""
        if bench.workload.missing or not {name, base} <= bench.runs.keys() - bench.failures.keys():
            return {}
        mine, its = ({number: MEASURES[measure](run) for number, run in bench.runs[which].items()}
                     for which in (name, base))
        return stats.paired(mine, its) if all(its.values()) and all(mine.values()) else {}

    def total(self, name):
        """The Total of one allocator."""
        over = {}
        for base in (self.base, SECOND):
            for measure in MEASURES:
                ratios = [self.by_round(bench, name, base, measure) for bench in self.benches]
                over[base, measure] = stats.over_workloads([one for one in ratios if one])
        rows = [row for row in self.rows if row.allocator == name and row.ratios.get("time")]
        return Total(name, len(rows),
                     {measure: over[self.base, measure] for measure in MEASURES},
                     {measure: over[SECOND, measure] for measure in MEASURES},
                     {measure: {verdict: sum(row.verdict(measure) == verdict for row in rows)
                                for verdict in VERDICTS}
                      for measure in MEASURES})

    def standing(self, measure, verdict):
        """{workload: its rows with this verdict}, those furthest from the base first."""
        sign = 1 if verdict == "ahead" else -1
        found = {}
        for row in sorted((row for row in self.rows if row.verdict(measure) == verdict),
                          key=lambda row: sign * row.ratios[measure].value):
            found.setdefault(row.workload, []).append(row)
        return found

    def failed(self):
        """Whether a run failed, or something was not there that was asked for by its name."""
        asked = {bench.workload.name for bench in self.benches if bench.workload.asked} | \
            {peer.name for peer in self.peers if peer.asked}
        lacking = {bench.workload.name for bench in self.benches if bench.workload.missing} | \
            {peer.name for peer in self.peers if peer.missing}
        return bool(asked & lacking) or any(row.failure and not row.skipped for row in self.rows)
