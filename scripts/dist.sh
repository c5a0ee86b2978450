#!/usr/bin/env bash
# Usage: dist.sh FROM TO
# Copies the library that cargo built in FROM to TO, with the link that its SONAME asks for. A later plain
# `cargo build` overwrites the one in FROM; tests and benchmarks use only the copy.
set -euo pipefail
from=$1 to=$2
mkdir -p "$to"
cp "$from/liborthotope.so" "$to/liborthotope.so.new"
mv "$to/liborthotope.so.new" "$to/liborthotope.so"
ln -sf liborthotope.so "$to/liborthotope.so.0"
