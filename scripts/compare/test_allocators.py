"""python3 -m unittest discover -s scripts/compare"""

import os
import unittest
from unittest import mock

import allocators
import figures
import paste
import stats


class Lists(unittest.TestCase):
    """Lines as scripts/peers.sh writes them."""

    def test_environment(self):
        lines = ["plain\t-\t2\tthe system's", "gone\tmissing\t-\tnobody has it\t",
                 "own\t/bin/true\t1\tbuilt\tSOME=one OTHER=a=b"]
        with mock.patch.dict(os.environ, {"SOME": "the caller's"}):
            plain, gone, own = allocators.listed(lines)
        self.assertEqual((plain.path, plain.environment, plain.missing), (None, {}, None))
        self.assertEqual(gone.missing, "nobody has it")
        self.assertEqual(own.environment, {"OTHER": "a=b"})


class Printed(unittest.TestCase):
    """What a program's output is split into."""

    def test_figures(self):
        self.assertEqual(figures.split("p ok 12ab operations=7 a_kib=3 b=2.5\n"),
                         ("p ok 12ab operations=7", {"a_kib": 3, "b": 2.5}))
        self.assertEqual(figures.split("first x=1\na=1 b=-2"), ("first x=1\n", {"a": 1, "b": -2}))
        self.assertEqual(figures.split("took 3 s: x=1"), ("took 3 s:", {"x": 1}))

    def test_without_figures(self):
        for text in ("", "p ok 12ab", "a = 1"):
            self.assertEqual(figures.split(text), (text, {}))

    def test_ratio_to_two_calls(self):
        run = {"malloc_p50_ns": 32, "free_max_ns": 1020, "clock_ns": 20, "two_calls_ns": 3, "a_kib": 9}
        self.assertEqual([figures.cell(name, run) for name in [*run, "none"]],
                         ["32 (4.00x)", "1020 (333x)", "20", "3", "9", "-"])
        self.assertEqual(figures.cell("pair_ns", {"pair_ns": 4.5, "two_calls_ns": 3}), "4.5 (1.50x)")
        self.assertEqual(figures.cell("pair_ns", {"pair_ns": 4.5}), "4.5")


class Pasted(unittest.TestCase):
    """Tables for documents."""

    def test_markdown(self):
        self.assertEqual(paste.markdown(["", "a"], [["x", "1"]]), ["|  | a |", "|---|---|", "| x | 1 |"])

    def test_bold_is_ahead(self):
        told = [paste.ratio(stats.Estimate(value, None, None)) for value in (0.96, 0.98, 1.5)]
        self.assertEqual([*told, paste.ratio(None)], ["**0.96**", "0.98", "1.50", "-"])


if __name__ == "__main__":
    unittest.main()
