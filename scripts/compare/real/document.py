#!/usr/bin/env -S PYTHONMALLOC=malloc PYTHONHASHSEED=0 /usr/bin/python3 -BS
"""Writes and reads JSON: many small objects and strings, all of them from malloc."""

import json
import random
import zlib


def document(dice, size):
    """A list of records, nested, of uneven size."""
    return [{"id": number, "name": f"record {dice.randrange(10**9):x}", "score": dice.random(),
             "tags": [f"tag {dice.randrange(500)}" for _ in range(dice.randrange(8))],
             "place": {"x": dice.randrange(1000), "y": dice.randrange(1000), "seen": None},
             "text": "lorem ipsum " * dice.randrange(12)} for number in range(size)]


def main():
    """Documents come and go; one in four stays."""
    dice, kept, check = random.Random(1), [], 0
    for number in range(16):
        text = json.dumps(document(dice, 2500), indent=number % 3 or None, sort_keys=True)
        check = zlib.crc32(text.encode(), check)
        for _ in range(3):
            again = json.loads(text)
        again.sort(key=lambda record: (record["text"], record["name"]))
        check = zlib.crc32(json.dumps(again).encode(), check)
        if number % 4 == 0:
            kept.append(again)
    print(f"{check:08x}", sum(map(len, kept)))


main()
