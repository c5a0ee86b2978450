# onnxruntime with magika's network: what sixty small files are, each told three times.
# version: echo onnxruntime $(sed -n s/^onnxruntime==//p scripts/real/requirements.txt)
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
# Its figures go into a file, since they are others each time.
COMPARE_REPORT=$PWD/figures "$python" "$PROGRAMS/../inference/filetypes.py" 2 &
proof $! "$python"
wait $!
