"""A service that embeds sentences: four clients send batches of 1 to 8 texts of 8 to 192 tokens to a model of BERT's shape (6
layers, 384 wide, random weights), on onnxruntime or on OpenVINO. Each batch is as long as its longest text, so that hardly
two have tensors of the same shape.

`embed.py prepare` writes the model, as model.onnx in the working directory.
"""

import argparse
import random

import numpy as np
from measure import measure

LAYERS, WIDTH, HEADS, INNER, VOCABULARY, LONGEST = 6, 384, 12, 1536, 8000, 192
CLIENTS = 4


def model():
    """Token numbers (batch, length) to an embedding (batch, WIDTH)."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    random_weights = np.random.default_rng(11)
    nodes, weights = [], []

    def weight(name, *shape, scale=0.05):
        values = random_weights.standard_normal(shape, np.float32) * np.float32(scale)
        return constant(name, values.astype(np.float32))

    def constant(name, values):
        weights.append(numpy_helper.from_array(values, name))
        return name

    def node(kind, *inputs, **attributes):
        name = f"{kind.lower()}_{len(nodes)}"
        nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def linear(x, name, inside, outside):
        return node("Add", node("MatMul", x, weight(f"{name}.w", inside, outside)), weight(f"{name}.b", outside))

    def norm(x, name):
        ones = constant(f"{name}.g", np.ones(WIDTH, np.float32))
        return node("LayerNormalization", x, ones, weight(f"{name}.b", WIDTH), axis=-1)

    apart = constant("apart", np.array([0, 0, HEADS, WIDTH // HEADS], np.int64))
    together = constant("together", np.array([0, 0, WIDTH], np.int64))
    shrink = constant("shrink", np.float32((WIDTH // HEADS) ** -0.5).reshape(()))
    half, one = (constant(f"c{v}", np.float32(v).reshape(())) for v in (0.5, 1.0))
    root = constant("root", np.float32(2 ** -0.5).reshape(()))

    x = norm(node("Gather", weight("words", VOCABULARY, WIDTH), "tokens"), "first")
    for layer in range(LAYERS):
        q, k, v = (node("Transpose", node("Reshape", linear(x, f"{layer}.{n}", WIDTH, WIDTH), apart), perm=[0, 2, 1, 3])
                   for n in "qkv")
        scores = node("Mul", node("MatMul", q, node("Transpose", k, perm=[0, 1, 3, 2])), shrink)
        seen = node("MatMul", node("Softmax", scores, axis=-1), v)
        seen = node("Reshape", node("Transpose", seen, perm=[0, 2, 1, 3]), together)
        x = norm(node("Add", x, linear(seen, f"{layer}.o", WIDTH, WIDTH)), f"{layer}.n")
        inner = linear(x, f"{layer}.i", WIDTH, INNER)
        bent = node("Mul", node("Mul", inner, half), node("Add", node("Erf", node("Mul", inner, root)), one))
        x = norm(node("Add", x, linear(bent, f"{layer}.p", INNER, WIDTH)), f"{layer}.m")
    axis = constant("axis", np.array([1], np.int64))
    nodes.append(helper.make_node("ReduceMean", [x, axis], ["embedding"], keepdims=0))
    graph = helper.make_graph(
        nodes, "embed", [helper.make_tensor_value_info("tokens", TensorProto.INT64, ["batch", "length"])],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", WIDTH])], weights)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(made)
    onnx.save(made, "model.onnx")


def on_onnxruntime():
    """tokens -> embedding, from any thread."""
    import onnxruntime
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    session = onnxruntime.InferenceSession("model.onnx", options, providers=["CPUExecutionProvider"])
    return lambda tokens: session.run(None, {"tokens": tokens})[0]


def on_openvino():
    """The same; each call has an infer request of its own."""
    import openvino
    core = openvino.Core()
    compiled = core.compile_model("model.onnx", "CPU", {"PERFORMANCE_HINT": "THROUGHPUT", "INFERENCE_NUM_THREADS": 2})
    return lambda tokens: compiled.create_infer_request().infer({"tokens": tokens})[compiled.output(0)]


def main():
    """A quarter as many batches warm up."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("what", choices=["prepare", "onnxruntime", "openvino"])
    args.add_argument("--batches", type=int, default=240)
    args = args.parse_args()
    if args.what == "prepare":
        return model()
    embed = {"onnxruntime": on_onnxruntime, "openvino": on_openvino}[args.what]()
    dice, sums = random.Random(3), []

    def batch():
        shape = dice.randint(1, 8), dice.randint(8, LONGEST)
        return np.array([[dice.randrange(VOCABULARY) for _ in range(shape[1])] for _ in range(shape[0])], np.int64)

    def ask(tokens):
        answer = embed(tokens)
        if answer.shape != (len(tokens), WIDTH) or not np.isfinite(answer).all():
            raise ValueError("not an embedding")
        sums.append(len(answer))

    requests = [lambda tokens=batch(): ask(tokens) for _ in range(args.batches)]
    measure(CLIENTS, requests[:args.batches // 4], requests)
    print(f"{sum(sums)} texts in {len(sums)} batches")


main()
