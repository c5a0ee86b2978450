"""The third program: g++, which compiles a file full of templates."""

import hashlib
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from common import TIMEOUT, Failed, Run, environment
from machine import ending


class Compiling:
    """cc1plus, the compiler behind the g++ command, run with the arguments g++ would give it."""

    name = "g++ -O2"
    note = ("cc1plus, started as g++ would start it, compiles scripts/demo/large.cc to assembly. "
            "All figures are that process's own, by wait4.")

    def __init__(self):
        self.command = self.derive() if shutil.which("g++") else None
        self.probe = self.command and [self.command[0], "--version"]

    @staticmethod
    def derive():
        """cc1plus and its arguments, as `g++ -###` tells them; OUT stands for the result."""
        source = Path(__file__).with_name("large.cc")
        told = subprocess.run(["g++", "-###", "-std=c++17", "-O2", "-S", str(source), "-o", "OUT"],
                              env=environment(None), capture_output=True, text=True).stderr
        commands = (shlex.split(line) for line in told.splitlines() if "cc1plus" in line)
        return next((words for words in commands if words[0].endswith("cc1plus")), None)

    def missing(self):
        """g++, or the compiler behind it."""
        return None if self.command else "g++ is not installed"

    def run(self, preload):
        """One compilation, into a folder of its own."""
        with tempfile.TemporaryDirectory() as folder:
            assembly, errors = Path(folder, "large.s"), Path(folder, "errors")
            command = [str(assembly) if word == "OUT" else word for word in self.command]
            start = time.monotonic()
            with open(errors, "wb") as stderr:
                child = subprocess.Popen(command, env=environment(preload), stdout=stderr,
                                         stderr=stderr)
                code, usage = reap(child)
            wall = time.monotonic() - start
            if code:
                raise Failed(ending(code), errors.read_text("utf-8", "replace"))
            answer = "assembly " + hashlib.sha256(assembly.read_bytes()).hexdigest()
        return Run(wall, usage.ru_utime, usage.ru_stime, usage.ru_maxrss / 1024,
                   usage.ru_minflt + usage.ru_majflt, answer)


def reap(child):
    """Waits for the child, killing it when it takes too long: exit code and resource usage."""
    def too_late(_signal, _frame):
        child.kill()

    previous = signal.signal(signal.SIGALRM, too_late)
    signal.alarm(TIMEOUT)
    try:
        _, status, usage = os.wait4(child.pid, 0)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, usage
