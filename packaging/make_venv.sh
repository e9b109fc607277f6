#!/bin/sh
# Make a virtual environment; on Debian, python3-venv may have to be installed first.
set -eu
python=$1
venv=$2
[ -x "$venv/bin/python" ] && "$venv/bin/python" -m pip --version >/dev/null 2>&1 && exit 0
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Albumen needs Python 3.11 or newer; $("$python" --version) is too old." >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    sh "$(dirname "$0")/apt_install.sh" python3-venv
fi
"$python" -m venv "$venv"
