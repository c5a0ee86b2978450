"""The second program: redis-server, under redis-benchmark."""

import contextlib
import os
import random
import shlex
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from common import TIMEOUT, Failed, Run, environment
from machine import ending

# What redis-benchmark does, step by step: fill, read, replace by larger values, grow in place,
# thin out, one large hash, a list that comes and half goes, fill the gaps. Random keys.
LOAD = [
    "-n 600000 -r 200000 -d 200 -t set",
    "-n 400000 -r 200000 -t get",
    "-n 600000 -r 200000 -d 600 -t set",
    "-n 300000 -r 20000 append key:__rand_int__ " + "x" * 100,
    "-n 400000 -r 200000 del key:__rand_int__",
    "-n 500000 -r 200000 -d 300 -t hset",
    "-n 500000 -d 300 -t lpush",
    "-n 30000 -d 100 -t lrange_100",
    "-n 250000 -t lpop",
    "-n 400000 -r 200000 -d 400 -t set",
]


class Serving:
    """A fresh server for each run; the server is measured, its clients are not."""

    name = "redis-server"
    note = ("wall is that of redis-benchmark (50 clients, pipelines of 16, random keys, values of "
            "100 to 600 bytes, nothing kept on disk); the other figures are the server's own, and "
            "only the server has the allocator.")
    probe = ["redis-server", "--version"]

    def missing(self):
        """The first of the three commands that isn't there."""
        commands = ("redis-server", "redis-benchmark", "redis-cli")
        absent = [name for name in commands if not shutil.which(name)]
        return f"{absent[0]} is not installed" if absent else None

    def run(self, preload):
        """The whole load, and what it added to the server's account."""
        with tempfile.TemporaryDirectory() as folder, serve(preload, folder) as (server, port):
            before, start = account(server), time.monotonic()
            for step in LOAD:
                load(step, port, server)
            wall, after = time.monotonic() - start, account(server)
            status = Path(f"/proc/{server.pid}/status").read_text("ascii").splitlines()
            peak_kib = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
            answer = exam(port)
        user, system, faults = (b - a for a, b in zip(before, after))
        return Run(wall, user, system, peak_kib / 1024, faults, answer)


@contextlib.contextmanager
def serve(preload, folder):
    """A server on a free port of this machine for as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--dir", folder,
               "--save", "", "--appendonly", "no", "--enable-debug-command", "local"]
    with open(Path(folder, "log"), "w+", encoding="utf-8", errors="replace") as log:
        server = subprocess.Popen(command, env=environment(preload), stdout=log, stderr=log)
        try:
            wait_until_up(port, server)
            maps = Path(f"/proc/{server.pid}/maps").read_text("utf-8")
            if preload and Path(preload).name not in maps:
                raise Failed(f"{preload} is not mapped into redis-server")
            yield server, port
            server.terminate()
            if server.wait(TIMEOUT):
                raise Failed(f"{ending(server.returncode)} at shutdown")
        except (Failed, OSError, subprocess.TimeoutExpired) as error:
            log.seek(0)
            written = getattr(error, "detail", "") + log.read()
            with contextlib.suppress(subprocess.TimeoutExpired):
                if server.wait(0.5):  # a crash shows in its clients before it is over
                    raise Failed(f"{ending(server.returncode)}: {error}", written) from error
            raise Failed(str(error), written) from error
        finally:
            if server.poll() is None:
                server.kill()
                server.wait()


def wait_until_up(port, server):
    """Until the server answers, for about ten seconds at most."""
    for _ in range(200):
        if server.poll() is not None:
            raise Failed("ended at start")
        with contextlib.suppress(OSError):
            if ask(port, "PING") == "PONG":
                return
        time.sleep(0.05)
    raise Failed("no answer within 10 s of its start")


def ask(port, command):
    """The server's one-line answer to one command."""
    with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT) as line:
        line.sendall(command.encode() + b"\r\n")
        return line.makefile().readline().strip().lstrip("+:")


def load(step, port, server):
    """One step of the load, by a redis-benchmark with nothing preloaded."""
    command = ["redis-benchmark", "-p", str(port), "-q", "-c", "50", "-P", "16", *shlex.split(step)]
    try:
        done = subprocess.run(command, env=environment(None), capture_output=True, text=True,
                              timeout=TIMEOUT)
    except subprocess.TimeoutExpired as late:
        raise Failed(f"redis-benchmark {step[:40]}: not done after {TIMEOUT} s") from late
    if done.returncode or server.poll() is not None:
        raise Failed(f"redis-benchmark {step[:40]}: {ending(done.returncode)}",
                     done.stdout[-2000:] + done.stderr)


def account(server):
    """The server's user seconds, system seconds and page faults so far."""
    stat = Path(f"/proc/{server.pid}/stat").read_text("ascii")
    fields = stat.rsplit(")", 1)[1].split()  # from field 3 of proc(5) on
    minor, major, user, system = (int(fields[number - 3]) for number in (10, 12, 14, 15))
    tick = os.sysconf("SC_CLK_TCK")
    return user / tick, system / tick, minor + major


def exam(port):
    """What the server makes of a fixed list of commands, on the heap that the load has left.

    redis-benchmark's own keys differ from run to run, so they can't be compared.
    """
    ask(port, "FLUSHALL")
    dice = random.Random(1)
    commands = []
    for _ in range(40000):
        key, value = dice.randrange(5000), "v" * dice.randrange(1, 900)
        commands.append(dice.choice([
            f"SET s{key} {value}", f"APPEND s{key} {value}", f"DEL s{key}",
            f"LPUSH l{key % 50} {value}", f"RPOP l{key % 50}",
            f"HSET h{key % 50} f{key} {value}", f"ZADD z{key % 50} {key} {value[:60]}",
        ]))
    try:
        subprocess.run(["redis-cli", "-p", str(port), "--pipe"], env=environment(None),
                       input="".join(f"{command}\r\n" for command in commands),
                       capture_output=True, text=True, timeout=TIMEOUT, check=True)
    except subprocess.SubprocessError as error:
        raise Failed("redis-cli --pipe failed after the load", str(error)) from error
    return f"{ask(port, 'DBSIZE')} keys, digest {ask(port, 'DEBUG DIGEST')}"
