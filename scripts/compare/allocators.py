"""The allocators to compare: names, libraries, versions, and what is missing."""

import os
import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path

from machine import output_of

OURS, GLIBC = "orthotope", "glibc"
DEBIAN = {  # where there is no list of peers: name: file, Debian's package
    "jemalloc": ("libjemalloc.so.2", "libjemalloc2"),
    "mimalloc": ("libmimalloc.so.2", "libmimalloc2.0"),
    "tcmalloc": ("libtcmalloc_minimal.so.4", "libtcmalloc-minimal4"),
}
# Allocators with the settings that guides recommend for inference on CPUs, and ours hardened: name,
# the allocator, its environment, whose advice that is. None of these is among "all": they are run
# when they are named.
TUNED = [
    ("jemalloc-tuned", "jemalloc",
     {"MALLOC_CONF": "oversize_threshold:1,background_thread:true,metadata_thp:auto,"
                     "dirty_decay_ms:9000000000,muzzy_decay_ms:9000000000"},
     "Intel AI Reference Models for PyTorch (github.com/intel/ai-reference-models)"),
    ("glibc-tuned", GLIBC,
     {"GLIBC_TUNABLES": "glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=17179869184:"
                        "glibc.malloc.top_pad=67108864"},
     "the glibc manual, Memory Allocation Tunables"),
    ("mimalloc3-tuned", "mimalloc3",
     {"MIMALLOC_PURGE_DELAY": "-1", "MIMALLOC_ALLOW_LARGE_OS_PAGES": "1"},
     "mimalloc, Environment Options"),
    ("gperftools-tuned", "gperftools",
     {"TCMALLOC_RELEASE_RATE": "0", "TCMALLOC_MAX_TOTAL_THREAD_CACHE_BYTES": "268435456"},
     "gperftools, docs/tcmalloc.adoc"),
    ("orthotope-2", OURS, {"ORTHOTOPE_HARDEN": "2"}, "docs/hardening.md"),
    ("orthotope-3", OURS, {"ORTHOTOPE_HARDEN": "3"}, "docs/hardening.md"),
]
NOTHING, MISSING = "-", "missing"  # in the list's second column, in place of a path


class Unknown(Exception):
    """An allocator that was asked for and that nobody knows."""


@dataclass
class Allocator:
    """`path` is what to preload, None for nothing; `missing` says why it can't be measured;
    `environment` is what it alone runs with, where the caller has not set the same variables."""

    name: str
    path: str | None
    version: str = ""
    how: str = ""
    missing: str | None = None
    asked: bool = False
    environment: dict = field(default_factory=dict)


def glibc():
    """The C library that programs have anyway."""
    return Allocator(GLIBC, None, os.confstr("CS_GNU_LIBC_VERSION").split()[-1],
                     "nothing is preloaded")


def listed(lines):
    """The allocators of scripts/peers.sh's list: name, path, version, origin and, where it needs
    one, environment, tab between them."""
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        name, path, version, how, environment = (line.split("\t") + [""] * 5)[:5]
        own = dict(word.split("=", 1) for word in environment.split() if "=" in word)
        own = {key: value for key, value in own.items() if key not in os.environ}
        if path == NOTHING:
            yield Allocator(name, None, version, how, environment=own)
        elif path == MISSING:
            yield Allocator(name, None, version, how, how or version or "not provided")
        elif not os.path.exists(path):
            yield Allocator(name, path, version, how, f"{path} is gone")
        else:
            yield Allocator(name, os.path.realpath(path), version, how, environment=own)


def debian():
    """glibc, and those of Debian's libraries that the dynamic linker's cache holds."""
    yield glibc()
    cache = output_of("/sbin/ldconfig", "-p")
    for name, (file, package) in DEBIAN.items():
        found = re.search(rf"^\s*{re.escape(file)} .*x86-64.* => (\S+)$", cache, re.M) or \
            re.search(rf"^\s*{re.escape(file)} .* => (\S+)$", cache, re.M)
        if found:
            version = output_of("dpkg-query", "-W", "-f", "${Version}", package)
            yield Allocator(name, os.path.realpath(found[1]), version, f"Debian's {package}")
        else:
            yield Allocator(name, None, "", "", f"{file} is not installed (Debian's {package})")


def known(root, lib):
    """Every allocator by name, ours first, and where the list came from."""
    path, built = os.path.realpath(lib), datetime.fromtimestamp(os.path.getmtime(lib), timezone.utc)
    ours = Allocator(OURS, path, f"of {built:%Y-%m-%d %H:%M} UTC",
                     f"{os.path.relpath(path, root) if root in Path(path).parents else path}, "
                     f"{os.path.getsize(path) / 1024:.0f} KiB")
    peers = root / "target/peers/list"
    if peers.exists():
        others = list(listed(peers.read_text("utf-8").splitlines()))
        origin = "peers    those of target/peers/list"
    else:
        others = list(debian())
        origin = "peers    those that Debian has; scripts/peers.sh provides more"
    found = {ours.name: ours}
    for peer in others:
        found.setdefault(peer.name, peer)
    found.setdefault(GLIBC, glibc())
    return found, origin


def tuned(known_ones):
    """Those of TUNED whose allocator is known, by name. The settings win over the caller's."""
    return {name: replace(known_ones[base], name=name, environment={**known_ones[base].environment, **own},
                          how="; ".join(filter(None, [known_ones[base].how, f"settings of {source}"])))
            for name, base, own, source in TUNED if base in known_ones}


def chosen(known_ones, wanted):
    """The allocators of a list such as `orthotope,glibc,mine=/path/libmine.so`; all without one, but
    for those with settings."""
    if not wanted:
        return list(known_ones.values())
    known_ones = {**known_ones, **tuned(known_ones)}
    picked = {}
    for word in filter(None, wanted.split(",")):
        name, equals, path = word.partition("=")
        if equals:
            there = name and Path(path).is_file()
            if not there:
                raise Unknown(f"no library for {word}")
            picked[name] = Allocator(name, os.path.realpath(path), "", os.path.realpath(path))
        elif name in known_ones:
            picked[name] = known_ones[name]
        else:
            raise Unknown(f"no allocator named {name}; there are {', '.join(known_ones)}; "
                          "others as NAME=PATH")
        picked[name].asked = True
    for allocator in picked.values():
        if allocator.path and re.search(r"[\s:]", allocator.path):
            raise Unknown(f"LD_PRELOAD can't take a path with a space or colon: {allocator.path}")
    return list(picked.values())
