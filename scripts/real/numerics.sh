# numpy, scipy, pandas and scikit-learn: parts of their own tests, as PyPI's wheels bring them.
# version: for p in numpy scipy pandas scikit-learn; do echo -n $(sed -n "s/^$p==/$p /p" scripts/real/requirements.txt)" "; done
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
"$python" -c 'import os, shutil, numpy; shutil.copyfile("/proc/self/maps", os.environ["MAPS"] + "/python")'
export NPY_AVAILABLE_MEM='500 MB' OPENBLAS_NUM_THREADS=2 OMP_NUM_THREADS=2
all=0
for tests in numpy._core.tests.test_multiarray numpy._core.tests.test_umath numpy.lib.tests.test_io numpy.linalg.tests.test_linalg \
    scipy.linalg.tests.test_decomp scipy.sparse.tests.test_csr scipy.fft.tests.test_basic scipy.spatial.tests.test_kdtree \
    pandas.tests.frame.methods.test_sort_values pandas.tests.reshape.merge.test_merge pandas.tests.groupby.test_groupby \
    sklearn.neighbors.tests.test_kd_tree sklearn.tree.tests.test_tree; do
    status=0
    "$python" -m pytest -q -p no:cacheprovider -m 'not slow' --hypothesis-seed=1 --pyargs "$tests" >said 2>&1 || status=$?
    tail -n 30 said >&2
    echo "$tests: status $status, $(tail -n 1 said | grep -oE '[0-9]+ (passed|failed|error)' | paste -sd ' ')"
    all=$((all > status ? all : status))
done
exit "$all"
