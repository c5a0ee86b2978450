#!/usr/bin/env python3
"""Continues prompts by the network of gguf_model.py with llama.cpp.

    tokens.py MODEL REQUESTS

A request is a prompt of 16 to 400 tokens and 16 tokens of answer, the likeliest each time; half of the
requests come with a context of their own, as a server's new sessions do. One pass over all requests
warms up, one is measured. Exits 1 when the answers of the two differ.
"""

import random
import sys

from llama_cpp import Llama

from measure import Measured

THREADS, ANSWER = 2, 16


def load(path):
    """The network with an empty context."""
    return Llama(path, n_ctx=512, n_batch=128, n_threads=THREADS, n_threads_batch=THREADS,
                 seed=1, verbose=False)


def answer(network, prompt):
    """The tokens that follow."""
    found = []
    for token in network.generate(prompt, temp=0.0, reset=True):
        found.append(token)
        if len(found) == ANSWER:
            return found


def run(path, network, prompts, measured):
    """All requests."""
    answers = []
    for number, prompt in enumerate(prompts):
        with measured.request():
            network.reset()
            answers.append(answer(load(path) if number % 2 else network, prompt))
    return answers


def main():
    """Warms up, measures, checks."""
    if len(sys.argv) != 3 or not sys.argv[2].isdigit():
        sys.exit("usage: tokens.py MODEL REQUESTS")
    dice = random.Random(4)
    prompts = [[1, *(dice.randrange(3, 259) for _ in range(dice.randrange(15, 400)))]
               for _ in range(int(sys.argv[2]))]
    network = load(sys.argv[1])
    first = run(sys.argv[1], network, prompts, Measured())
    with Measured() as measured:
        again = run(sys.argv[1], network, prompts, measured)
    measured.report()
    if first != again:
        sys.exit("the same prompts were continued differently in two passes")
    print(f"{len(prompts)} prompts continued by {ANSWER} tokens each, as before")


main()
