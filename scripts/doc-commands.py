#!/usr/bin/env python3
"""Runs the commands of the documents: each ```sh block of README.md, CONTRIBUTING.md and docs/, in a folder of its own
that looks like the tree, has what the examples call your_service.py and program.c, and stands in for /tmp.

A block passes if all its commands do. `# says TEXT` behind a command wants TEXT in what the block prints. A comment of
HTML before a block says what else there is to it:

  <!-- not run: REASON -->   it changes the machine, takes long, or wants what is not there
  <!-- exits with N -->      its last command is to end so; 128 + its number for a signal

usage: scripts/doc-commands.py [DOCUMENT...]
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"(?:^<!-- (?P<says>[^\n]*) -->\n+)?^```sh\n(?P<commands>.*?)^```$", re.M | re.S)
SECONDS = 300
# What is made is in the tree: cargo would begin anew for another path.
PREAMBLE = f'make() {{ command make -C "{ROOT}" "$@"; }}\n'
SERVICE = """
import sys
sys.exit("liborthotope" not in open("/proc/self/maps").read())
"""
PROGRAM = """
#include <orthotope.h>
#include <stdlib.h>
int main(void) { free(malloc(1)); return orthotope_version_number() == 0; }
"""


def run(commands, folder):
    """Status and output of a block."""
    for entry in ROOT.iterdir():
        (folder / entry.name).symlink_to(entry)
    (folder / "your_service.py").write_text(SERVICE)
    (folder / "program.c").write_text(PROGRAM)
    environment = {k: v for k, v in os.environ.items() if k != "LD_PRELOAD" and not k.startswith("ORTHOTOPE_")}
    done = subprocess.run(
        ["bash", "-euc", PREAMBLE + commands.replace("/tmp/", f"{folder}/")],
        cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        timeout=SECONDS, text=True, errors="replace",
    )  # fmt: skip
    return done.returncode if done.returncode >= 0 else 128 - done.returncode, done.stdout


def complaint(commands, expected, status, output):
    """Why that is no pass; nothing if it is one."""
    if status != expected:
        return f"ended with {status}, not {expected}"
    missing = [text for text in re.findall(r"# says (.*)$", commands, re.M) if text not in output]
    return f"did not say {missing[0]}" if missing else ""


def main(names):
    documents = [ROOT / name for name in names]
    documents = documents or [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
    passed, failed, left_out = 0, 0, 0
    for document in documents:
        text = document.read_text()
        for block in BLOCK.finditer(text):
            where = f"{document.relative_to(ROOT)}:{text.count(chr(10), 0, block.start('commands'))}"
            says, commands, expected = block["says"] or "", block["commands"], 0
            if says.startswith("not run: "):
                print(f"left  {where}  {says}")
                left_out += 1
                continue
            if says.startswith("exits with "):
                expected = int(says.removeprefix("exits with "))
            elif says:
                print(f"doc-commands: {where}: no such thing as <!-- {says} -->", file=sys.stderr)
                return 2
            began = time.monotonic()
            with tempfile.TemporaryDirectory() as folder:
                try:
                    status, output = run(commands, pathlib.Path(folder))
                    why = complaint(commands, expected, status, output)
                except subprocess.TimeoutExpired as late:
                    why, output = f"took longer than {SECONDS} s", (late.stdout or b"").decode(errors="replace")
            print(f"{'fail' if why else 'pass'}  {where}  {time.monotonic() - began:.1f} s  {why}".rstrip(), flush=True)
            if why:
                failed += 1
                print("".join(f"      {line}\n" for line in [*commands.splitlines(), "it printed:", *output.splitlines()[-20:]]))
            else:
                passed += 1
    print(f"{left_out} left out")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
