"""What is run: a command of the caller's, or the rows of a table.

A table has a workload in each row, and a tab between its columns:

    name  program and arguments  description  [needs  [preparation]]

`needs` are the commands that must be there, each with Debian's package for it: `lua5.4:lua5.4`.
`preparation` is a command that runs once before all else, with nothing preloaded. Words are split
as a shell does it, and nothing else of a shell is done. A program is looked for beside the table,
in c-tests/build/bench and in PATH. All runs of a workload have the same folder of their own as
working directory, which is empty before the preparation.
"""

import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

OURS = "c-tests/bench/workloads.tsv"
REAL = "scripts/compare/real.tsv"
BUILT = "c-tests/build/bench"


class Unknown(Exception):
    """A workload that was asked for and that no table has, or a table that can't be read."""


@dataclass
class Workload:
    """One thing to run. `missing` says why it can't be; `asked`: whether it was named."""

    name: str
    command: list
    description: str = ""
    needs: list = field(default_factory=list)
    preparation: list = field(default_factory=list)
    missing: str | None = None
    asked: bool = False
    here: bool = False  # runs in the caller's working directory


def single(command):
    """The workload of a command line."""
    found = shutil.which(command[0])
    return Workload(Path(command[0]).name, command, shlex.join(command), asked=True, here=True,
                    missing=None if found else f"there is no command {command[0]}")


def locate(program, folders):
    """The program's path, or None."""
    candidates = [str(folder / program) for folder in folders] + [program]
    return next(filter(None, map(shutil.which, candidates)), None)


def parse(table, root):
    """The workloads of a table."""
    folders = [table.resolve().parent, root / BUILT]
    found = {}
    for number, line in enumerate(table.read_text("utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        columns = [column.strip() for column in line.split("\t")] + [""] * 3
        name, command, description, needs, preparation = columns[:5]
        if not name or not command or name in found:
            raise Unknown(f"{table}, line {number}: a name of its own, a tab and a command")
        work = Workload(name, shlex.split(command), description, needs.split(),
                        shlex.split(preparation))
        lacking = [need.partition(":") for need in work.needs
                   if not shutil.which(need.partition(":")[0])]
        if lacking:
            work.missing = "; ".join(f"{program} is not installed" + (f" (Debian's {package})"
                                     if package else "") for program, _, package in lacking)
        for words in filter(None, (work.command, work.preparation)):
            path = locate(words[0], folders)
            if path:
                words[0] = path
            else:
                work.missing = work.missing or f"there is no program {words[0]}"
        found[name] = work
    return list(found.values())


def build(root, log):
    """Builds the programs of our own table; what make says goes to the log."""
    with open(log, "w", encoding="utf-8") as file:
        done = subprocess.run(["make", "-C", str(root / "c-tests/bench")], stdout=file,
                              stderr=file, stdin=subprocess.DEVNULL)
    return [] if done.returncode == 0 else [f"make -C c-tests/bench failed, see {log.name}"]


def chosen(root, wanted, log):
    """The workloads of `all`, `real`, `ours` or of names, and what there is to say about them."""
    words = list(filter(None, wanted.split(",")))
    notes, groups = [], {"ours": [], "real": parse(root / REAL, root)}
    if set(words) <= {"real", *(work.name for work in groups["real"])}:
        pass  # none of ours, so nothing to build
    elif (root / OURS).exists():
        notes = build(root, log)
        groups["ours"] = parse(root / OURS, root)
    else:
        notes = [f"there is no {OURS}: none of our own workloads"]
    groups["all"] = groups["ours"] + groups["real"]
    by_name = {work.name: work for work in groups["all"]}
    if len(by_name) < len(groups["all"]):
        raise Unknown(f"{OURS} and {REAL} have a name in common")
    picked = {}
    for word in words:
        if word not in groups and word not in by_name:
            raise Unknown(f"no workload named {word}; there are all, ours, real, "
                          f"{', '.join(by_name)}")
        for work in groups[word] if word in groups else [by_name[word]]:
            work.asked = work.asked or word not in groups
            picked[work.name] = work
    return list(picked.values()), notes


def packages(root):
    """The Debian packages that the real programs need and that are not there."""
    return sorted({need.partition(":")[2] for work in parse(root / REAL, root)
                   for need in work.needs if not shutil.which(need.partition(":")[0])})


def environment():
    """The environment of every program, but for the preload."""
    return {key: value for key, value in os.environ.items() if key != "LD_PRELOAD"}
