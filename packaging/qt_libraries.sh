#!/bin/sh
# The shared libraries that Qt's window needs on a bare Debian, and a font for Chinese.
# Installs what is missing, or says exactly what it is. Other systems bring them along.
set -eu
[ "$(uname -s)" = Linux ] || exit 0
missing=
need() { # need LIBRARY PACKAGE
    "$ldconfig" -p | grep -q "$1" || missing="$missing $2"
}
ldconfig=$(command -v ldconfig || echo /sbin/ldconfig)
[ -x "$ldconfig" ] || exit 0
need libEGL.so.1 libegl1
need libGL.so.1 libgl1
need libxkbcommon.so.0 libxkbcommon0
need libxkbcommon-x11.so.0 libxkbcommon-x11-0
need libxcb-cursor.so.0 libxcb-cursor0
need libxcb-icccm.so.4 libxcb-icccm4
need libxcb-keysyms.so.1 libxcb-keysyms1
need libxcb-image.so.0 libxcb-image0
need libxcb-render-util.so.0 libxcb-render-util0
need libxcb-shape.so.0 libxcb-shape0
need libxcb-xkb.so.1 libxcb-xkb1
need libdbus-1.so.3 libdbus-1-3
need libfontconfig.so.1 libfontconfig1
if ! command -v fc-list >/dev/null 2>&1; then
    missing="$missing fontconfig fonts-dejavu-core fonts-noto-cjk"
elif [ -z "$(fc-list :lang=zh-cn family)" ]; then
    missing="$missing fonts-noto-cjk"
fi
[ -z "$missing" ] || sh "$(dirname "$0")/apt_install.sh" $missing
