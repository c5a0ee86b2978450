#!/bin/sh
# Runs a program of this folder in the virtual environment that scripts/inference.sh makes.
#
# usage: venv.sh PROGRAM [ARGUMENT...]
here=$(dirname "$(readlink -f "$0")")
program=$1
shift
exec "$here/../../target/inference-venv/bin/python" -B "$here/$program" "$@"
