#!/bin/sh
# wheel.sh VENV: build the source distribution, and the wheel from it. Install only the wheel into a fresh environment,
# and use it there. Rebuild the bundles from the source distribution, and collect its tests.
set -eu
case $1 in /*) venv=$1 ;; *) venv=$PWD/$1 ;; esac
here=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"$venv/bin/python" -m build --outdir "$scratch/dist" . >"$scratch/build.log" 2>&1 || { cat "$scratch/build.log"; exit 1; }
"$venv/bin/python" -m venv "$scratch/fresh"
"$scratch/fresh/bin/python" -m pip install --quiet --disable-pip-version-check "$scratch"/dist/*.whl
cd "$scratch" # leave the source tree, so that Python imports the installed package
"$scratch/fresh/bin/python" "$here/scripts/use_wheel.py"

mkdir sources
tar -xzf dist/*.tar.gz -C sources --strip-components 1
cd sources
cp -r "$here/js/node_modules" js/ # as installed from its own js/package-lock.json, which is the same file
"$here/scripts/node.sh" "$venv" true # finds Node, or installs it
(cd js && PATH="$venv/bin:$PATH" node scripts/build.mjs --check)
PYTHONPATH=$PWD "$venv/bin/python" -m pytest --collect-only --quiet -p no:cacheprovider >"$scratch/collected.log" ||
    { cat "$scratch/collected.log"; exit 1; }
echo "The source distribution has its bundles and $(grep -c '::' "$scratch/collected.log") tests."
