#!/bin/sh
# The bundle as one AppImage: make_appimage.sh BUILD_FOLDER TARGET_FOLDER
# Needs `appimagetool` in PATH (of the AppImage project; Debian has none). With --app-dir-only the
# folder is laid out and kept, which can be tried by its AppRun without that tool.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
only_folder=
if [ "$1" = --app-dir-only ]; then
    only_folder=yes
    shift
fi
build=$(cd "$1" && pwd)
target=$2
python=${PYTHON:-python3}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$here/../../pyproject.toml")
dir="$build/Albumen.AppDir"

rm -rf "$dir"
mkdir -p "$dir/usr/lib" "$dir/usr/bin"
cp -al "$build/dist/albumen" "$dir/usr/lib/albumen"
ln -s ../lib/albumen/albumen "$dir/usr/bin/albumen"
(cd "$here/.." && "$python" -c "
import sys
from pathlib import Path
from linux_packages import lay_out_share
lay_out_share(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
" "$dir/usr/share" "$build" "$version")
cp "$dir/usr/share/applications/albumen.desktop" "$build/icons/256.png" "$dir/"
mv "$dir/256.png" "$dir/albumen.png"
ln -s albumen.png "$dir/.DirIcon"
ln -s usr/lib/albumen/albumen "$dir/AppRun"
[ -z "$only_folder" ] || exit 0

ARCH=$(uname -m) VERSION=$version appimagetool --comp zstd "$dir" \
    "$target/Albumen-$version-$(uname -m).AppImage"
