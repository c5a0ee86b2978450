#!/bin/bash
# Runs shellcheck over every shell script of the project.
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t files < <(find scripts c-tests .ci -name '*.sh' -type f 2>/dev/null | sort)
[ ! -f .ci/run ] || files+=(.ci/run)
shellcheck --shell=bash "${files[@]}"
echo "shell-lint: ${#files[@]} scripts, nothing to say"
