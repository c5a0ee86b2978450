"""python3 -m unittest discover -s scripts/inference"""

import unittest

import judge


def row(user=10, system=0.05, minor=50, peak=1000, verdict="behind"):
    """What results.json has of a workload under an allocator."""
    return {"figures": {"user": user, "sys": system, "minor": minor, "major": 0, "rss_kib": peak},
            "verdicts": {"time": verdict}}


class Bars(unittest.TestCase):
    """One workload."""

    def told(self, **peers):
        return {bar: reached for bar, reached, _ in judge.bars({"orthotope": row(verdict=""), **peers})}

    def test_all_reached(self):
        told = self.told(glibc=row(system=2, minor=5000), jemalloc=row(peak=953))
        self.assertEqual(set(told.values()), {True})
        self.assertEqual(len(told), 6)

    def test_each_missed(self):
        self.assertFalse(self.told(glibc=row(minor=4999))["faults"])
        self.assertFalse(self.told(snmalloc=row(system=0.04))["sys, lowest peer"])
        self.assertFalse(self.told(jemalloc=row(peak=952))["peak"])
        self.assertFalse(self.told(snmalloc=row(verdict="ahead"))["wall, nobody ahead"])
        even = self.told(snmalloc=row(system=0.2, verdict="even"))
        self.assertFalse(even["wall, ahead of those with sys"])
        self.assertTrue(self.told(snmalloc=row(verdict="even"))["wall, ahead of those with sys"])
        ours = {"orthotope": row(system=0.2, verdict="")}
        self.assertIn(("sys, part of user", False), [told[:2] for told in judge.bars(ours)])

    def test_next_to_no_faults(self):
        self.assertTrue(self.told(glibc=row(minor=50))["faults"])
        self.assertFalse(self.told(glibc=row(minor=49))["faults"])
        self.assertFalse(self.told(glibc=row(minor=1000))["faults"])

    def test_unknown(self):
        self.assertIsNone(self.told(glibc=row(verdict=""))["wall"])

    def test_not_measured(self):
        rows = [{**row(), "workload": "w", "allocator": "glibc", "failure": None}]
        self.assertEqual(list(judge.judge({"rows": rows}))[0].split(), "w orthotope was not measured".split())


if __name__ == "__main__":
    unittest.main()
