#!/bin/sh
# Albumen.app -> a signed, notarised .dmg: make_dmg.sh BUILD_FOLDER TARGET_FOLDER
#
# ALBUMEN_SIGNING_IDENTITY  "Developer ID Application: Name (TEAM)"; without it the signature is
#                           ad hoc, and people have to allow the program by hand
# ALBUMEN_NOTARY_PROFILE    a profile stored by `xcrun notarytool store-credentials`
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1
target=$2
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$here/../../pyproject.toml")
identity=${ALBUMEN_SIGNING_IDENTITY:--}
# Apple's clock signs only for real identities.
stamp=--timestamp=none
[ -z "${ALBUMEN_SIGNING_IDENTITY:-}" ] || stamp=--timestamp
app="$build/dist/Albumen.app"
dmg="$target/albumen-$version-macos-$(uname -m).dmg"

# Inner libraries first, the app last: a signature covers what lies inside.
find "$app/Contents/Frameworks" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 |
    xargs -0 -n 20 codesign --force "$stamp" --options runtime --sign "$identity"
codesign --force "$stamp" --options runtime --entitlements "$here/entitlements.plist" --sign "$identity" "$app"
codesign --verify --deep --strict "$app"

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cp -R "$app" "$stage/"
ln -s /Applications "$stage/Applications"
rm -f "$dmg"
hdiutil create -volname Albumen -srcfolder "$stage" -fs HFS+ -format ULFO "$dmg"

if [ -n "${ALBUMEN_SIGNING_IDENTITY:-}" ]; then
    codesign --sign "$identity" --timestamp "$dmg"
fi
if [ -n "${ALBUMEN_NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$dmg" --keychain-profile "$ALBUMEN_NOTARY_PROFILE" --wait
    xcrun stapler staple "$dmg"
fi
