"""The first program: onnxruntime, a neural network that reads text from pictures."""

import json
import os
import subprocess
from pathlib import Path

from common import TIMEOUT, Failed, Run, environment
from machine import ending


class Reading:
    """One python process, which draws the pictures, reads them and measures itself (ocr.py)."""

    name = "onnxruntime"
    note = ("rapidocr-onnxruntime reads 5 drawn pages, 3 passes after a warm-up, on 2 threads; it "
            "switches onnxruntime's own arena off, so every tensor comes from malloc. Times and "
            "faults are those of the 3 passes, peak RSS that of the whole process.")

    def __init__(self, python):
        self.python = str(python)
        self.probe = [self.python, "-c", "import rapidocr_onnxruntime"]

    def missing(self):
        """The packages, when the virtual environment could not be made."""
        if os.path.exists(self.python):
            done = subprocess.run(self.probe, env=environment(None), capture_output=True)
            if done.returncode == 0:
                return None
        return "rapidocr-onnxruntime is not installed"

    def run(self, preload):
        """One process; it prints one line of JSON."""
        command = [self.python, str(Path(__file__).with_name("ocr.py")), "--passes", "3"]
        try:
            done = subprocess.run(command, env=environment(preload), capture_output=True,
                                  text=True, timeout=TIMEOUT)
        except subprocess.TimeoutExpired as late:
            raise Failed(f"still running after {TIMEOUT} s", str(late.stderr or "")) from late
        if done.returncode:
            raise Failed(ending(done.returncode), done.stdout + done.stderr)
        told = json.loads(done.stdout)
        return Run(told["wall"], told["user"], told["sys"], told["rss_kib"] / 1024,
                   told["faults"], "\n".join(told["text"]))
