"""python3 -m unittest discover -s scripts/compare"""

import unittest

import document

BEFORE = "# All\n\n## One\n\nWhat.\n\n```\nold\n```\n\n| a |\n|---|\n\nBetween.\n\n| b |\n\n**Losses.**\n\n## Two\n\n| c |\n"


class Replaced(unittest.TestCase):
    """A section's tables give way, its words before and after do not."""

    def test_table(self):
        self.assertEqual(document.replaced(BEFORE, "One", "```\nnew\n```\n\n| z |\n"),
                         "# All\n\n## One\n\nWhat.\n\n```\nnew\n```\n\n| z |\n\n**Losses.**\n\n## Two\n\n| c |\n")

    def test_last_section(self):
        self.assertTrue(document.replaced(BEFORE, "Two", "| z |").endswith("## Two\n\n| z |\n"))

    def test_first_table(self):
        self.assertEqual(document.replaced("## A\n\nWhat.\n\nMore.\n\n## B\n", "A", "| z |"),
                         "## A\n\nWhat.\n\n| z |\n\nMore.\n\n## B\n")
        self.assertEqual(document.replaced("## A\n\nWhat.\n", "A", "| z |"), "## A\n\nWhat.\n\n| z |\n")

    def test_no_such(self):
        with self.assertRaises(ValueError):
            document.replaced(BEFORE, "All", "| z |")


if __name__ == "__main__":
    unittest.main()
