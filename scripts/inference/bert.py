#!/usr/bin/env python3
"""Writes a network of BERT's shape, its weights drawn at random from a fixed seed, as ONNX.

    bert.py FILE

Inputs: ids (texts x tokens, int64) and mask (the same, 1.0 for a token and 0.0 for padding).
Output: embedding (texts x HIDDEN), the mean over a text's tokens, of length 1.
"""

import sys

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save

LAYERS, HIDDEN, HEADS, INNER, WORDS, LONGEST = 6, 384, 12, 1536, 8192, 256


class Graph:
    """Nodes and weights, as they come."""

    def __init__(self):
        self.nodes, self.weights, self.dice = [], [], np.random.default_rng(1)

    def node(self, kind, *inputs, **attributes):
        """Adds a node; returns the name of its output."""
        name = f"{kind}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def constant(self, value, kind=np.float32):
        """Adds a weight; returns its name."""
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.asarray(value, kind), name))
        return name

    def random(self, *shape):
        """A random weight, scaled so that what passes through keeps its size."""
        return self.constant(self.dice.standard_normal(shape) / np.sqrt(shape[0]))

    def linear(self, x, rows, columns):
        """x A + b"""
        product = self.node("MatMul", x, self.random(rows, columns))
        return self.node("Add", product, self.constant(self.dice.standard_normal(columns) * 0.02))

    def normalised(self, x):
        """Layer normalisation."""
        return self.node("LayerNormalization", x, self.constant(np.ones(HIDDEN)),
                         self.constant(np.zeros(HIDDEN)), axis=-1)

    def heads(self, x, order):
        """texts x tokens x HIDDEN, taken apart by head."""
        shape = self.constant([0, 0, HEADS, HIDDEN // HEADS], np.int64)
        return self.node("Transpose", self.node("Reshape", x, shape), perm=order)

    def attention(self, x, forbidden):
        """Each token looks at those that are not forbidden."""
        query, key, value = (self.linear(x, HIDDEN, HIDDEN) for _ in range(3))
        scores = self.node("MatMul", self.heads(query, [0, 2, 1, 3]), self.heads(key, [0, 2, 3, 1]))
        scores = self.node("Mul", scores, self.constant((HIDDEN // HEADS) ** -0.5))
        shares = self.node("Softmax", self.node("Add", scores, forbidden), axis=-1)
        seen = self.node("MatMul", shares, self.heads(value, [0, 2, 1, 3]))
        seen = self.node("Transpose", seen, perm=[0, 2, 1, 3])
        seen = self.node("Reshape", seen, self.constant([0, 0, HIDDEN], np.int64))
        return self.linear(seen, HIDDEN, HIDDEN)

    def gelu(self, x):
        """x (1 + erf(x / sqrt 2)) / 2"""
        erf = self.node("Erf", self.node("Mul", x, self.constant(0.5 ** 0.5)))
        return self.node("Mul", self.node("Mul", x, self.constant(0.5)),
                         self.node("Add", erf, self.constant(1)))


def main():
    """Builds, checks, writes."""
    if len(sys.argv) != 2:
        sys.exit("usage: bert.py FILE")
    graph = Graph()
    second = graph.constant([1], np.int64)
    tokens = graph.node("Gather", graph.node("Shape", "ids"), second)
    places = graph.node("Slice", graph.random(LONGEST, HIDDEN), graph.constant([0], np.int64), tokens,
                        graph.constant([0], np.int64))
    x = graph.normalised(graph.node("Add", graph.node("Gather", graph.random(WORDS, HIDDEN), "ids"),
                                    places))
    forbidden = graph.node("Mul", graph.node("Sub", graph.constant(1), "mask"), graph.constant(-1e4))
    forbidden = graph.node("Unsqueeze", forbidden, graph.constant([1, 2], np.int64))
    for _ in range(LAYERS):
        x = graph.normalised(graph.node("Add", x, graph.attention(x, forbidden)))
        inner = graph.gelu(graph.linear(x, HIDDEN, INNER))
        x = graph.normalised(graph.node("Add", x, graph.linear(inner, INNER, HIDDEN)))
    weighted = graph.node("Mul", x, graph.node("Unsqueeze", "mask", graph.constant([2], np.int64)))
    total = graph.node("ReduceSum", weighted, second, keepdims=0)
    length = graph.node("ReduceL2", total, axes=[1], keepdims=1)
    graph.nodes.append(helper.make_node("Div", [total, length], ["embedding"]))
    model = helper.make_model(helper.make_graph(
        graph.nodes, "bert",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["texts", "tokens"]),
         helper.make_tensor_value_info("mask", TensorProto.FLOAT, ["texts", "tokens"])],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["texts", HIDDEN])],
        graph.weights), opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(model)
    save(model, sys.argv[1])


if __name__ == "__main__":
    main()
