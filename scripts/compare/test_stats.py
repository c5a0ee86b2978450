"""python3 -m unittest discover -s scripts/compare"""

import math
import random
import unittest
from statistics import median

import stats


class Ranks(unittest.TestCase):
    """Against the tables in the books."""

    def test_known_ranks(self):
        for count, rank in {5: 0, 6: 1, 8: 1, 9: 2, 11: 2, 12: 3, 15: 4, 20: 6, 30: 10}.items():
            self.assertEqual(stats.rank(count), rank, count)


class Intervals(unittest.TestCase):
    """What `estimate` makes of few, some and many ratios."""

    def test_none_and_one(self):
        self.assertIsNone(stats.estimate([]))
        self.assertEqual(stats.estimate([1.5]), stats.Estimate(1.5, None, None))
        self.assertFalse(stats.estimate([0.1]).below() or stats.estimate([9.0]).above())

    def test_students_interval(self):
        got = stats.estimate([math.exp(x) for x in (0.1, 0.2, 0.3)])
        margin = 4.303 * 0.1 / math.sqrt(3)
        for value, log in ((got.value, 0.2), (got.low, 0.2 - margin), (got.high, 0.2 + margin)):
            self.assertAlmostEqual(math.log(value), log)

    def test_order_statistics(self):
        self.assertEqual(stats.estimate([6, 1, 5, 2, 4, 3]), stats.Estimate(3.5, 1, 6))
        self.assertEqual(stats.estimate(range(1, 13)), stats.Estimate(6.5, 3, 10))

    def test_equal_ratios(self):
        for count in (2, 5, 6, 20):
            got = stats.estimate([0.5] * count)
            self.assertAlmostEqual(got.low, 0.5)
            self.assertAlmostEqual(got.high, 0.5)
            self.assertTrue(got.below())

    def test_coverage(self):
        dice, trials = random.Random(1), 2000
        for count in (3, 5, 6, 10, 15):
            draws = ([dice.lognormvariate(0, 0.1) for _ in range(count)] for _ in range(trials))
            hits = sum(got.low <= 1 <= got.high for got in map(stats.estimate, draws))
            self.assertGreater(hits / trials, 0.94, count)


class Pairs(unittest.TestCase):
    """Rounds that are missing on one side do not count."""

    def test_paired(self):
        self.assertEqual(stats.paired({1: 2.0, 2: 3.0, 4: 1.0}, {1: 1.0, 2: 2.0, 3: 5.0}),
                         {1: 2.0, 2: 1.5})

    def test_over_workloads(self):
        some = [{n: 2.0 for n in range(8)}, {n: 0.5 for n in range(7)}]
        self.assertAlmostEqual(stats.over_workloads(some).value, 1.0)
        self.assertIsNone(stats.over_workloads([]))
        self.assertIsNone(stats.over_workloads([{1: 1.0}, {2: 1.0}]))

    def test_median_of_round_means(self):
        dice = random.Random(2)
        some = [{n: dice.uniform(0.5, 2) for n in range(9)} for _ in range(3)]
        means = [math.prod(by_round[n] for by_round in some) ** (1 / 3) for n in range(9)]
        self.assertAlmostEqual(stats.over_workloads(some).value, median(means))


if __name__ == "__main__":
    unittest.main()
