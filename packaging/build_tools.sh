#!/bin/sh
# The programs that building packages needs on Debian: PyInstaller reads libraries by objdump.
set -eu
[ "$(uname -s)" = Linux ] || exit 0
missing=
command -v objdump >/dev/null 2>&1 || missing="$missing binutils"
command -v zstd >/dev/null 2>&1 || missing="$missing zstd"
command -v dpkg-deb >/dev/null 2>&1 || missing="$missing dpkg"
command -v makensis >/dev/null 2>&1 || missing="$missing nsis"
command -v cc >/dev/null 2>&1 || missing="$missing gcc libc6-dev"
[ -z "$missing" ] || sh "$(dirname "$0")/apt_install.sh" $missing
