"""Ratios that were paired by round, their middle and its 95 % interval.

Six rounds and more: the median, and the distribution-free interval for it, from one ratio in
order to another: the narrowest pair, as far from either end, that encloses the median of any
distribution with at least 95 %. With 6 to 8 rounds these are the smallest and the largest ratio.

Two to five rounds: no pair of ratios encloses the median as surely. The geometric mean, and
Student's interval for it, which takes the logarithms of the ratios to be normal.

One round: the ratio, and no interval.
"""

import math
from dataclasses import dataclass
from statistics import fmean, median, stdev

STUDENT = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776}  # 97.5 % quantile by degrees of freedom
ORDERED = "median, interval by order statistics"
LOGARITHMS = "geometric mean, Student's interval on the logarithms"
SINGLE = "one round, no interval"


@dataclass
class Estimate:
    """A ratio, and the ends of its interval (None for a single round)."""

    value: float
    low: float | None
    high: float | None

    def below(self, limit=1.0):
        """Whether the whole interval lies below the limit."""
        return self.high is not None and self.high < limit

    def above(self, limit=1.0):
        """Whether the whole interval lies above the limit."""
        return self.low is not None and self.low > limit


def method(rounds):
    """What `estimate` does with so many ratios, in words."""
    if rounds > max(STUDENT) + 1:
        return ORDERED
    return LOGARITHMS if rounds > 1 else SINGLE


def rank(count):
    """The largest k such that the k-th smallest and the k-th largest of `count` values enclose
    the median with at least 95 %; 0 if no k does."""
    beyond, k = 0.0, 0
    while True:
        beyond += 2 * math.comb(count, k) / 2**count  # the median lies outside ranks k+1…n-k
        if beyond > 0.05:
            return k
        k += 1


def estimate(ratios):
    """The Estimate from the ratios of all rounds; None if there are none."""
    ordered = sorted(ratios)
    count = len(ordered)
    if count == 0:
        return None
    chosen = method(count)
    if chosen == SINGLE:
        return Estimate(ordered[0], None, None)
    if chosen == ORDERED:
        k = rank(count)
        return Estimate(median(ordered), ordered[k - 1], ordered[-k])
    logs = [math.log(ratio) for ratio in ordered]
    middle, margin = fmean(logs), STUDENT[count - 1] * stdev(logs) / math.sqrt(count)
    return Estimate(*(math.exp(x) for x in (middle, middle - margin, middle + margin)))


def geometric_mean(values):
    """The geometric mean of positive numbers."""
    return math.exp(fmean(map(math.log, values)))


def paired(figures, base):
    """The ratios of two {round: figure}, for each round that both have."""
    return {number: figures[number] / base[number]
            for number in sorted(figures.keys() & base.keys())}


def over_workloads(ratios):
    """The Estimate over workloads from a list of {round: ratio}, one for each workload: of the
    geometric means over the workloads, one for each round that all of them have."""
    if not ratios:
        return None
    common = set.intersection(*(set(by_round) for by_round in ratios))
    return estimate([geometric_mean(by_round[number] for by_round in ratios)
                     for number in common])
