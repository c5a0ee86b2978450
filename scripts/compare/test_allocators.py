"""python3 -m unittest discover -s scripts/compare"""

import os
import unittest
from unittest import mock

import allocators
import figures


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


if __name__ == "__main__":
    unittest.main()
