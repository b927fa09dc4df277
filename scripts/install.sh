#!/bin/sh
# install.sh PYTHON VENV EXTRAS [GROUP...]: install the package with these extras into VENV, in editable mode, and these
# dependency groups of pyproject.toml.
# Do nothing if pyproject.toml has not changed. Replace an environment that is incomplete or has an old Python.
set -eu
python=$1 venv=$2 extras=$3
shift 3
stamp=$venv/.installed-$extras-$(echo "$@" | tr ' ' '-')

if ! "$venv/bin/python" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    if ! command -v "$python" >/dev/null 2>&1; then
        echo "There is no command $python. Expected Python 3.11 or newer. Install it, or pass its path: make PYTHON=/path/to/python3" >&2
        exit 1
    fi
    if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        echo "$python is $("$python" --version 2>&1). Expected Python 3.11 or newer. Use another: make PYTHON=python3.12" >&2
        exit 1
    fi
    echo "Making the environment $venv ..."
    "$python" -m venv --clear "$venv"
fi

if [ ! -e "$stamp" ] || [ pyproject.toml -nt "$stamp" ]; then
    echo "Installing lime-widgets[$extras] into $venv ..."
    pip() { "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@"; }
    for group in "$@"; do set -- "$@" --group "$group"; shift; done
    [ $# = 0 ] || pip --upgrade 'pip>=25.1' # earlier ones know no groups
    pip --editable ".[$extras]" "$@"
    touch "$stamp"
fi
