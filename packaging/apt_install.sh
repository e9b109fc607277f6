#!/bin/sh
# Install Debian packages where that is allowed; else say exactly what is missing.
set -eu
if ! command -v apt-get >/dev/null 2>&1; then
    echo "Please install what Debian calls: $*" >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root=sudo
else
    echo "Missing Debian packages. Please run: sudo apt-get install $*" >&2
    exit 1
fi
echo "Installing Debian packages: $*"
log=$(mktemp)
if ! { $as_root apt-get update -q && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -yq --no-install-recommends "$@"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    echo "Could not install: $*" >&2
    exit 1
fi
rm -f "$log"
