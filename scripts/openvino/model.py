"""Writes a small network for OpenVINO, model.xml and model.bin, into the folder that is the only argument.

Two layers, relu(x A) B, with any number of rows at once; A is 256 x 512, B 512 x 16. The weights are
quarters between -1 and 1, so that sums of products are exact in 32-bit floats, in whatever order.
"""

import array
import pathlib
import sys

A, B = (256, 512), (512, 16)


def weights(shape, step):
    return array.array("f", ((i * step % 9 - 4) / 4 for i in range(shape[0] * shape[1])))


def dims(shape):
    return "".join(f"<dim>{n}</dim>" for n in shape)


def port(number, shape, kind=' precision="FP32"'):
    return f'<port id="{number}"{kind}>{dims(shape)}</port>'


def constant(number, name, shape, offset):
    return f"""<layer id="{number}" name="{name}" type="Const" version="opset1">
<data element_type="f32" shape="{shape[0]},{shape[1]}" offset="{offset}" size="{4 * shape[0] * shape[1]}"/>
<output>{port(0, shape)}</output></layer>"""


def product(number, name, left, right):
    return f"""<layer id="{number}" name="{name}" type="MatMul" version="opset1">
<data transpose_a="false" transpose_b="false"/>
<input>{port(0, left)}{port(1, right)}</input><output>{port(2, (left[0], right[1]))}</output></layer>"""


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: model.py FOLDER")
    folder = pathlib.Path(sys.argv[1])
    rows = -1
    x, hidden, y = (rows, A[0]), (rows, A[1]), (rows, B[1])
    layers = [
        f"""<layer id="0" name="x" type="Parameter" version="opset1"><data shape="?,{A[0]}" element_type="f32"/>
<output>{port(0, x)}</output></layer>""",
        constant(1, "A", A, 0),
        product(2, "xA", x, A),
        f"""<layer id="3" name="hidden" type="ReLU" version="opset1"><input>{port(0, hidden)}</input>
<output>{port(1, hidden)}</output></layer>""",
        constant(4, "B", B, 4 * A[0] * A[1]),
        product(5, "y", hidden, B),
        f'<layer id="6" name="result" type="Result" version="opset1"><input>{port(0, y)}</input></layer>',
    ]
    edges = [(0, 0, 2, 0), (1, 0, 2, 1), (2, 2, 3, 0), (3, 1, 5, 0), (4, 0, 5, 1), (5, 2, 6, 0)]
    lines = [
        f'<edge from-layer="{a}" from-port="{b}" to-layer="{c}" to-port="{d}"/>' for a, b, c, d in edges
    ]
    xml = ['<?xml version="1.0"?>', '<net name="two_layers" version="11">', "<layers>", *layers, "</layers>"]
    (folder / "model.xml").write_text("\n".join([*xml, "<edges>", *lines, "</edges>", "</net>", ""]))
    with open(folder / "model.bin", "wb") as file:
        weights(A, 7).tofile(file)
        weights(B, 5).tofile(file)


main()
