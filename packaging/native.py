"""Compile what is written in C: the reader of JPEG's codes (app/media/jpeg/block_means.c).

    python packaging/native.py

Without a compiler the program works as well, and reads large JPEGs in twice the time.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "app" / "media" / "jpeg" / "block_means.c"
SUFFIX = ".dll" if sys.platform == "win32" else ".so"
LIBRARY = SOURCE.with_suffix(SUFFIX)
COMPILERS = ("cc", "gcc", "clang")
FLAGS = ("-O3", "-std=gnu11", "-shared", "-fvisibility=hidden")


def find_compiler() -> list[str] | None:
    """Return how the C compiler is called: ``CC``, or one of the usual names; None without one."""
    if os.environ.get("CC"):
        return shlex.split(os.environ["CC"])
    return next(([found] for name in COMPILERS if (found := shutil.which(name))), None)


def compile_reader(library: Path = LIBRARY) -> Path | None:
    """Compile the library where it is older than its source; None where that cannot be done."""
    if library.exists() and library.stat().st_mtime >= SOURCE.stat().st_mtime:
        return library
    compiler = find_compiler()
    if compiler is None:
        return None
    # On Windows the compiler's own library would have to lie beside ours.
    flags = (*FLAGS, "-static-libgcc" if sys.platform == "win32" else "-fPIC")
    with tempfile.TemporaryDirectory(dir=library.parent) as folder:
        made = Path(folder, library.name)
        command = [*compiler, *flags, "-o", str(made), str(SOURCE)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{' '.join(command)}\n{done.stderr}", file=sys.stderr)
            return None
        os.replace(made, library)  # never written over: a program may be running from it
    return library


if __name__ == "__main__":
    print(compile_reader() or "no C compiler was found: large JPEGs take twice the time")
