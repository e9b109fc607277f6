"""Shared libraries on Linux: which the bundle needs, which it may leave to the system."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

# Libraries that the system has to bring, because they belong to its C library, its display or its
# drivers, and the Debian package (with what newer Ubuntus call it) that brings each.
SYSTEM_LIBRARIES = {
    "ld-linux-x86-64.so.2": "libc6",
    "ld-linux-aarch64.so.1": "libc6",
    "libc.so.6": "libc6",
    "libdl.so.2": "libc6",
    "libm.so.6": "libc6",
    "libpthread.so.0": "libc6",
    "libresolv.so.2": "libc6",
    "librt.so.1": "libc6",
    "libutil.so.1": "libc6",
    "libgcc_s.so.1": "libgcc-s1",
    "libstdc++.so.6": "libstdc++6",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-dri3.so.0": "libxcb-dri3-0",
    "libICE.so.6": "libice6",
    "libSM.so.6": "libsm6",
    "libdrm.so.2": "libdrm2",
    "libgbm.so.1": "libgbm1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libwayland-server.so.0": "libwayland-server0",
    "libz.so.1": "zlib1g",
    "libglib-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libgobject-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libgio-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libdbus-1.so.3": "libdbus-1-3",
    "libexpat.so.1": "libexpat1",
}


@cache
def needed(file: Path) -> tuple[str, ...]:
    """Return the names of the libraries that a program or library asks for."""
    asked = subprocess.run(["objdump", "-p", file], capture_output=True, text=True, check=False)
    return tuple(re.findall(r"^\s+NEEDED\s+(\S+)", asked.stdout, re.MULTILINE))


def newest_glibc(files: Iterable[Path]) -> str:
    """Return the newest version of the C library that any of the files asks for: ``2.36``."""
    versions = {(2, 17)}
    for file in files:
        asked = subprocess.run(["objdump", "-p", file], capture_output=True, text=True, check=False)
        versions |= {(int(a), int(b)) for a, b in re.findall(r"\bGLIBC_(\d+)\.(\d+)", asked.stdout)}
    return ".".join(map(str, max(versions)))


def is_library(file: Path) -> bool:
    """Return whether a file is a program or library of this platform's form (ELF)."""
    if not file.is_file() or file.is_symlink():
        return False
    with file.open("rb") as stream:
        return stream.read(4) == b"\x7fELF"


def without_unused(entries: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Leave out what the system brings, and libraries that only left-out plug-ins asked for.

    A copy of the system's C++ library or of its display's would clash with newer drivers.

    Parameters
    ----------
    entries : sequence of (name in the bundle, file, type)
        PyInstaller's list. Libraries copied from the system lie at the top of the bundle.

    Returns
    -------
    list of (name, file, type)
        Those that lie deeper, and all that these need, directly or not.
    """
    entries = [entry for entry in entries if entry[0] not in SYSTEM_LIBRARIES]
    at_top = {name: file for name, file, kind in entries if kind == "BINARY" and "/" not in name}
    kept: set[str] = set()
    waiting = [Path(file) for name, file, _ in entries if name not in at_top]
    # The interpreter's own library is what the program itself starts with.
    for name in [name for name in at_top if name.startswith("libpython")]:
        kept.add(name)
        waiting.append(Path(at_top[name]))
    while waiting:
        for name in needed(waiting.pop()):
            if name in at_top and name not in kept:
                kept.add(name)
                waiting.append(Path(at_top[name]))
    return [e for e in entries if e[0] not in at_top or e[0] in kept]


def missing(bundle: Path) -> dict[str, str]:
    """Return the libraries that are neither in a bundle nor known to come with the system.

    Returns
    -------
    dict
        Name of the library to the file that asks for it.
    """
    files = [file for file in bundle.rglob("*") if is_library(file)]
    inside = {file.name for file in bundle.rglob("*")}
    return {
        name: str(file.relative_to(bundle))
        for file in files
        for name in needed(file)
        if name not in inside and name not in SYSTEM_LIBRARIES
    }


def system_packages(bundle: Path) -> list[str]:
    """Return the Debian packages that a bundle depends on, the C library with its version."""
    files = [file for file in bundle.rglob("*") if is_library(file)]
    inside = {file.name for file in bundle.rglob("*")}
    asked = {name for file in files for name in needed(file)} - inside
    packages = {SYSTEM_LIBRARIES[name] for name in asked} - {"libc6"}
    return [f"libc6 (>= {newest_glibc(files)})", *sorted(packages)]


def strip_symbols(bundle: Path) -> int:
    """Take symbols that nothing reads out of torch and Python; return the bytes saved.

    Libraries of other wheels were rewritten after they were linked, and strip may damage those.
    """
    saved = 0
    inner = bundle / "_internal"
    for file in [
        *inner.glob("torch/lib/*.so*"),
        *inner.glob("libpython*"),
        *inner.glob("python3*/**/*.so"),
    ]:
        if is_library(file):
            before = file.stat().st_size
            subprocess.run(["strip", "--strip-unneeded", file], check=True)
            saved += before - file.stat().st_size
    return saved
