# OpenVINO on the ONNX file of magika's network: batches of several sizes, requests at once, models compiled anew.
# version: echo OpenVINO $(sed -n s/^openvino==//p scripts/real/requirements.txt)
# needs: python3 module:venv module:ensurepip
# packages: python3-venv
# prepares
set -euo pipefail
# shellcheck source=scripts/proof.sh
. "$PROGRAMS/../proof.sh"
python=$CACHE/venv/bin/python
if [ "${1:-}" = prepare ]; then
    prepare_python
    exit
fi
# TBB, which the wheel brings, opens libhwloc with RTLD_DEEPBIND (docs/compatibility.md); not so under this variable.
export TBB_ENABLE_SANITIZERS=1
cat >infer.py <<'END'
import glob, os, sysconfig
import numpy as np
from openvino import AsyncInferQueue, Core

model = glob.glob(os.path.join(sysconfig.get_path("purelib"), "magika/models/*/model.onnx"))[0]
core = Core()
core.set_property("CPU", {"INFERENCE_NUM_THREADS": 2, "INFERENCE_PRECISION_HINT": "f32"})
dice = np.random.default_rng(7)
batches = [dice.integers(0, 257, (rows, 2048), dtype=np.int32) for rows in (1, 3, 16, 1, 8)]


def told(answer):
    return [(int(row.argmax()), round(float(row.max()), 2)) for row in answer]


for threads in (1, 2):
    network = core.compile_model(model, "CPU", {"NUM_STREAMS": str(threads)})
    single = [told(network(batch)[0]) for batch in batches]
    print(threads, single)
    queue, answers = AsyncInferQueue(network, 4), {}
    queue.set_callback(lambda request, n: answers.update({n: told(request.get_output_tensor(0).data)}))
    for n in range(40):
        queue.start_async({0: batches[n % len(batches)]}, n)
    queue.wait_all()
    print(len(answers), all([c for c, _ in answers[n]] == [c for c, _ in single[n % len(batches)]] for n in answers))
END
"$python" infer.py &
proof $! "$python"
wait $!
