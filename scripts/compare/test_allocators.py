"""python3 -m unittest discover -s scripts/compare"""

import os
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import allocators
import figures
import paste
import results
import runner
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


class Tuned(unittest.TestCase):
    """Allocators with settings that guides recommend."""

    def setUp(self):
        self.known = {peer.name: peer for peer in allocators.listed(
            ["glibc\t-\t2\tthe system's", "jemalloc\t/bin/true\t5\tbuilt\tOTHER=1"])}

    def test_only_by_name(self):
        self.assertEqual([peer.name for peer in allocators.chosen(self.known, "")], ["glibc", "jemalloc"])

    def test_settings_and_library(self):
        tuned, plain = allocators.chosen(self.known, "jemalloc-tuned,jemalloc")
        self.assertEqual((tuned.name, tuned.path, tuned.version), ("jemalloc-tuned", plain.path, "5"))
        self.assertIn("oversize_threshold:1", tuned.environment["MALLOC_CONF"])
        self.assertEqual(tuned.environment["OTHER"], "1")
        self.assertEqual(plain.environment, {"OTHER": "1"})
        self.assertIn("Intel", tuned.how)

    def test_without_the_allocator(self):
        with self.assertRaises(allocators.Unknown):
            allocators.chosen(self.known, "mimalloc3-tuned")


class Reported(unittest.TestCase):
    """Files that programs write for COMPARE_REPORT."""

    def read(self, text):
        with tempfile.TemporaryDirectory() as folder:
            reader = runner.Runner("launcher", Path(folder), 1)
            reader.report.write_text(text, "ascii")
            return reader.reported(runner.Run(9, 9, 9, 9, 9, 9))

    def test_figures_and_curves(self):
        run = self.read("1.5 - 0.25 1024 7\np99_ms=3.5 rate=20\nrss_mib 0:10 0.5:12.5\n")
        self.assertEqual((run.wall, run.user, run.sys, run.rss_kib, run.minor, run.major),
                         (1.5, 9, 0.25, 1024, 7, 0))
        self.assertEqual(run.own, {"p99_ms": 3.5, "rate": 20})
        self.assertEqual(run.curves, {"rss_mib": [(0, 10), (0.5, 12.5)]})

    def test_bad(self):
        for text in ("", "1 2 3\n", "1 2 3 4 5\np99\n", "1 2 3 4 5\na=1\nrss 1\n"):
            with self.assertRaises(runner.Failed):
                self.read(text)


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

    def test_names_of_figures(self):
        self.assertEqual([figures.words(name) for name in ("own_64k_ns", "idle_kib", "faults", "times_limit", "peak_percent")],
                         ["own 64k, ns", "idle, KiB", "faults", "times limit", "peak, %"])

    def test_losses_by_name(self):
        def row(name, *time):
            return results.Row("work", name, 3, {"wall": 1}, {"time": stats.Estimate(*time), "peak": None})
        found = results.Results([], [], "ours", 3)
        found.rows = [row("ours", 1, 1, 1), row("near", 0.9, 0.8, 1.1), row("fast", 0.9, 0.8, 0.95)]
        self.assertEqual(paste.losses(found), [
            "", "| a peer is ahead beyond its interval | where, with the ratio and its interval |", "|---|---|",
            "| faster: 1 of 2 comparisons | `work` fast 0.90 (0.800–0.950) |", "| smaller: 0 of 0 comparisons | none |"])

    def test_markdown(self):
        self.assertEqual(paste.markdown(["", "a"], [["x", "1"]]), ["|  | a |", "|---|---|", "| x | 1 |"])

    def test_bold_is_ahead(self):
        told = [paste.ratio(stats.Estimate(value, None, None)) for value in (0.96, 0.98, 1.5)]
        self.assertEqual([*told, paste.ratio(None)], ["**0.96**", "0.98", "1.50", "-"])


if __name__ == "__main__":
    unittest.main()
