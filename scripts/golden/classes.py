"""The classes of the instructions on the fast paths of malloc and free, a line for each.

usage: classes.py LIB     x86-64, by objdump

A fast path is found so. The first argument (a size, or unknown for free) is followed through moves
and arithmetic with constants; where it alone decides a branch, the branch goes as that size goes.
Any other conditional branch falls through. `jmp` within the function is followed. A path that
leaves the function, by a jump, a call or a branch that the argument does not decide, is not the fast
one: then the last branch that fell through is taken instead. The path ends at `ret`.

Registers, addresses and constants do not show, nor do the widths of operands.
"""

import re
import subprocess
import sys

PATHS = [  # title, function, first argument
    ("malloc, up to 1 KiB", "malloc", 64),
    ("malloc, up to 64 KiB", "malloc", 20000),
    ("free", "free", None),
]
ARGUMENT = "rdi"
PREFIXES = {"lock", "rep", "repz", "repnz", "data16", "cs", "ds", "es", "ss", "bnd", "notrack"}
MASK = 2**64 - 1

NAMES = {}  # every name of a general register: the 64-bit one's, and the width in bits
for old in ("ax", "bx", "cx", "dx", "si", "di", "bp", "sp"):
    NAMES.update({f"r{old}": (f"r{old}", 64), f"e{old}": (f"r{old}", 32), old: (f"r{old}", 16),
                  (old[0] if old[1] == "x" else old) + "l": (f"r{old}", 8)})
for number in range(8, 16):
    NAMES.update({f"r{number}{end}": (f"r{number}", width)
                  for end, width in {"": 64, "d": 32, "w": 16, "b": 8}.items()})

CONDITIONS = {  # of two unsigned numbers that were compared
    "e": lambda a, b: a == b, "ne": lambda a, b: a != b,
    "a": lambda a, b: a > b, "ae": lambda a, b: a >= b,
    "b": lambda a, b: a < b, "be": lambda a, b: a <= b,
}
ARITHMETIC = {  # destination, source
    "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "and": lambda a, b: a & b,
    "or": lambda a, b: a | b, "xor": lambda a, b: a ^ b, "shr": lambda a, b: a >> b,
    "shl": lambda a, b: a << b,
}


class Instruction:
    """One line of objdump's."""

    def __init__(self, address, text):
        self.address = address
        words = text.split("#")[0].split()
        self.prefixes = set()
        while len(words) > 1 and words[0] in PREFIXES:
            self.prefixes.add(words.pop(0))
        self.name = words[0]
        rest = re.sub(r"<.*>", "", " ".join(words[1:])).strip()
        self.operands = [part.strip() for part in re.split(r",(?![^(]*\))", rest) if part.strip()]

    @property
    def jump(self):
        """`jmp` or a conditional branch."""
        return self.name.startswith("j") or self.name.startswith("loop")

    @property
    def target(self):
        """Where a jump leads; None where a register or memory tells."""
        found = re.fullmatch(r"(?:0x)?([0-9a-f]+)", self.operands[0]) if self.operands else None
        return int(found[1], 16) if found else None

    def kind(self, taken):
        """The class."""
        name, operands = self.name, self.operands
        memory = [operand for operand in operands if "(" in operand or operand.startswith("%fs:")
                  or operand.startswith("%gs:")]
        to_memory = bool(memory) and memory[0] == operands[-1]
        place = ""
        if memory:
            place = " tls" if "%fs:" in memory[0] else " global" if "%rip" in memory[0] else ""
        if name.startswith("ret"):
            return "return"
        if name.startswith("call"):
            return "call"
        if name == "jmp":
            return "jump"
        if self.jump:
            return "branch, taken" if taken else "branch"
        if name.startswith("nop") or name.startswith("endbr"):
            return "nop"
        if name.startswith("push") or name.startswith("pop"):
            return re.match("push|pop", name)[0]
        if "lock" in self.prefixes or name.startswith("xchg") and memory:
            return f"atomic read-modify-write{place}"
        if name.startswith("lea"):
            return "arithmetic"
        if name.startswith(("cmp", "test")) and not name.startswith("cmpxchg"):
            return f"compare, with load{place}" if memory else "compare"
        if name.startswith("mov"):
            if not memory:
                return "move"
            return f"store{place}" if to_memory else f"load{place}"
        sort = "arithmetic"
        if re.match(r"i?mul", name):
            sort = "multiplication"
        elif re.match(r"i?div", name):
            sort = "division"
        elif any(re.match("%[xyz]mm", operand) for operand in operands):
            sort = "vector"
        if not memory:
            return sort
        if name.startswith("set"):
            return f"store{place}"
        return f"read-modify-write{place}" if to_memory else f"{sort}, with load{place}"


class State:
    """What the argument determines: registers that are known, and the last comparison if it is."""

    def __init__(self, known=None, compared=None):
        self.known, self.compared = dict(known or {}), compared

    def value(self, operand):
        """A constant, a register that is known or an address made of these; otherwise None."""
        if operand.startswith("$"):
            return int(operand[1:], 0) & MASK
        if operand.startswith("%"):
            register, width = NAMES.get(operand[1:], (None, 0))
            known = self.known.get(register)
            return None if known is None else known & (2**width - 1)
        found = re.fullmatch(r"(-?0x[0-9a-f]+|)\((%\w+|)(?:,(%\w+)(?:,(\d))?)?\)", operand)
        if not found or "%rip" in operand:
            return None
        base, index = (self.value(found[at]) if found[at] else 0 for at in (2, 3))
        if base is None or index is None:
            return None
        return int(found[1] or "0", 0) + base + index * int(found[4] or 1) & MASK

    def step(self, instruction):
        """Goes over an instruction that does not jump."""
        name, operands = instruction.name, instruction.operands
        if not operands:
            return
        stem = name if name in ARITHMETIC else name[:-1]  # addq: add
        register, width = NAMES.get(operands[-1].lstrip("%"), (None, 0))
        if name in ("cmp", "cmpq", "cmpl"):
            pair = self.value(operands[1]), self.value(operands[0])
            if register and width == 32 and pair[1] is not None:
                pair = pair[0], pair[1] & (2**32 - 1)
            registers = all(operand[0] in "%$" for operand in operands)
            self.compared = pair if registers and None not in pair else None
            return
        if name in ("test", "testq", "testl"):
            self.compared = None
            return
        result = None
        if name in ("mov", "movq", "movl", "movabs") and operands[0][0] in "$%":
            result = self.value(operands[0])
        elif name.startswith("lea"):
            result = self.value(operands[0])
        elif stem in ARITHMETIC and operands[0][0] in "$%" and register:
            self.compared = None
            pair = self.value(operands[-1]), self.value(operands[0] if len(operands) > 1 else "$1")
            if None not in pair:
                result = ARITHMETIC[stem](*pair)
        elif not name.startswith(("mov", "push", "nop")):
            self.compared = None
        if register and operands[-1].startswith("%"):
            if result is None:
                self.known.pop(register, None)
            else:
                self.known[register] = result & (2**width - 1)

    def decides(self, instruction):
        """Whether a branch is taken; None when the argument does not tell."""
        condition = CONDITIONS.get(instruction.name[1:])
        if self.compared is None or condition is None:
            return None
        return condition(*self.compared)


def output_of(*command):
    """What a command prints."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class Code:
    """The functions of a library, and their instructions by address."""

    def __init__(self, lib):
        listing = output_of("objdump", "-d", "--no-show-raw-insn", lib)
        rows = re.findall(r"^\s*([0-9a-f]+):\t(.+)$", listing, re.M)
        self.at = {int(at, 16): Instruction(int(at, 16), text) for at, text in rows}
        self.after = dict(zip(self.at, [*self.at][1:]))
        starts = [int(at, 16) for at in re.findall(r"^([0-9a-f]+) <.*>:$", listing, re.M)]
        self.function_of, starts = {}, set(starts)
        for address in self.at:
            current = address if address in starts else current
            self.function_of[address] = current


def entry(lib, name):
    """The address of an exported function."""
    for line in output_of("readelf", "--dyn-syms", "-W", lib).splitlines():
        words = line.split()
        if len(words) == 8 and words[7].partition("@")[0] == name and words[3] == "FUNC" \
                and words[6] != "UND":
            return int(words[1], 16)
    return sys.exit(f"{lib} does not export {name}")


def fast_path(code, start, argument):
    """The classes along the path; None when no path returns."""

    def walk(address, function, state, path, seen):
        while True:
            if code.function_of.get(address) != function or address in seen:
                return None
            seen = seen | {address}
            instruction = code.at[address]
            if instruction.name.startswith("ret"):
                return [*path, instruction.kind(False)]
            if instruction.name.startswith(("call", "ud2", "int3", "hlt")):
                return None
            if instruction.name == "jmp":
                path, address = [*path, instruction.kind(True)], instruction.target
                continue
            if instruction.jump:
                decided = state.decides(instruction)
                for taken in [False, True] if decided is None else [decided]:
                    on = instruction.target if taken else code.after.get(address)
                    into = function if decided is None else code.function_of.get(on)
                    found = walk(on, into, State(state.known, state.compared),
                                 [*path, instruction.kind(taken)], seen)
                    if found or decided is not None:
                        return found
                return None
            state.step(instruction)
            path, address = [*path, instruction.kind(False)], code.after.get(address)

    known = {} if argument is None else {ARGUMENT: argument}
    return walk(start, code.function_of.get(start), State(known), [], frozenset())


def totals(path):
    """What a path comes to; a read-modify-write counts as a load and as a store."""
    both = sum("read-modify-write" in kind for kind in path)
    loads = sum("load" in kind for kind in path) + both
    stores = sum(kind.startswith("store") for kind in path) + both
    branches = sum(kind.startswith("branch") for kind in path)
    return f"{len(path)} instructions: {loads} loads, {stores} stores, {branches} branches"


def main():
    """Prints the paths of a library."""
    lib = sys.argv[1]
    code = Code(lib)
    for title, name, argument in PATHS:
        path = fast_path(code, entry(lib, name), argument)
        if path is None:
            sys.exit(f"no path of {name} returns without a call: {title}")
        print(title)
        print(*(f"    {kind}" for kind in path), sep="\n")
        print(f"  {totals(path)}\n")


if __name__ == "__main__":
    main()
