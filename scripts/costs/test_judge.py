"""Tests of what judge.py reckons."""

import json
import tempfile
import unittest
from pathlib import Path

from judge import judge


class Judge(unittest.TestCase):
    """Each with the figures of one workload."""

    def judged(self, rows):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "figures.json"
            path.write_text(json.dumps({"work": rows}), "utf-8")
            return judge(path)

    def test_worse_than_everybody_fails(self):
        lines, failed = self.judged({"orthotope": {"faults": 120}, "glibc": {"faults": 100},
                                     "other": {"faults": 90}})
        self.assertTrue(failed)
        self.assertEqual(lines, ["FAIL work: faults is 120, nobody else's above 100"])

    def test_worse_than_twice_glibc_is_a_note(self):
        lines, failed = self.judged({"orthotope": {"kib": 250}, "glibc": {"kib": 100},
                                     "other": {"kib": 250}})
        self.assertFalse(failed)
        self.assertEqual(lines, ["note work: kib is 250, glibc's 100"])

    def test_times_are_not_judged(self):
        self.assertEqual(self.judged({"orthotope": {"wall_us": 9, "seconds": 9},
                                      "glibc": {"wall_us": 1, "seconds": 1}}), ([], False))

    def test_a_run_that_failed_fails(self):
        lines, failed = self.judged({"orthotope": {}, "glibc": {"faults": 1}})
        self.assertTrue(failed)
        self.assertIn("did not get through", lines[0])


if __name__ == "__main__":
    unittest.main()
