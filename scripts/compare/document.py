"""Puts a run's table into a document.

usage: document.py DOCUMENT SECTION TABLE

In the section under the heading `## SECTION`, what TABLE holds takes the place of what lies between the first line of a table or of a
block of code and the last, charts apart: what stands before them says what is measured, what comes after, what it comes to. Where there
is none yet, it comes after the section's first paragraph.
"""

import sys
from pathlib import Path


def replaced(text, section, table):
    """The document with the table in its place."""
    lines = text.splitlines()
    start = next((at for at, line in enumerate(lines) if line == f"## {section}"), None)
    if start is None:
        raise ValueError(f"no section named {section}")
    end = next((at for at in range(start + 1, len(lines)) if lines[at].startswith("## ")), len(lines))
    taken = [at for at in range(start, end) if lines[at].startswith(("|", "```"))]
    new = table.strip().splitlines()
    if taken:
        return "\n".join([*lines[:taken[0]], *new, *lines[taken[-1] + 1:]]) + "\n"
    after = next((at for at in range(start + 2, end) if not lines[at]), end)
    return "\n".join([*lines[:after], "", *new, *lines[after:]]) + "\n"


if __name__ == "__main__":
    document, name, file = sys.argv[1:]
    try:
        # A command names files from the tree's root, wherever that was.
        table = Path(file).read_text("utf-8").replace(f"{Path(__file__).resolve().parents[2]}/", "")
        whole = replaced(Path(document).read_text("utf-8"), name, table)
    except ValueError as error:
        sys.exit(f"{document}: {error}")
    Path(document).write_text(whole, "utf-8")
