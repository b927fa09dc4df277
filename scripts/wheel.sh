#!/bin/sh
# wheel.sh VENV: build the wheel, install only the wheel into a fresh environment, and use it there.
set -eu
case $1 in /*) python=$1/bin/python ;; *) python=$PWD/$1/bin/python ;; esac
here=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"$python" -m build --wheel --outdir "$scratch/dist" . >"$scratch/build.log" 2>&1 || { cat "$scratch/build.log"; exit 1; }
"$python" -m venv "$scratch/fresh"
"$scratch/fresh/bin/python" -m pip install --quiet --disable-pip-version-check "$scratch"/dist/*.whl
cd "$scratch" # leave the source tree, so that Python imports the installed package
"$scratch/fresh/bin/python" "$here/scripts/use_wheel.py"
