"""Write constraints.txt: the version of every package that we run, train, test and build with.

    python packaging/pins.py [--upgrade]

Asks pip which packages would be installed, with all that they need in turn. Versions stay as they
are pinned unless one no longer fits; with --upgrade the newest that fit each other are taken.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from project import ROOT

FILE = ROOT / "constraints.txt"
HEAD = """\
# Versions this release is tested with, of all packages that it is run, trained, tested and built
# with. `make` installs with `-c constraints.txt`; `make pins` writes it anew, `make audit` asks for
# known weaknesses.
"""
BUILD = ("hatchling", "pyinstaller")
# What pip, PyInstaller and terminals need on Windows and macOS alone; they install everywhere.
OTHER_PLATFORMS = ("colorama", "macholib", "pefile", "pywin32-ctypes")
# What PyTorch of the usual index brings for graphics processors follows its version.
FOLLOWS_TORCH = re.compile(r"nvidia-|cuda-|triton")


def resolve(*, upgrade: bool) -> dict[str, str]:
    """Return name and version of all packages, as pip would install them here."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        pinned = [] if upgrade else ["-c", str(FILE)]
        wanted = [f"{ROOT}[train,cluster,jxl,openvino,dev]", *BUILD, *OTHER_PLATFORMS]
        pip = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"]
        subprocess.run([*pip, "--report", str(report), *pinned, *wanted], check=True)
        found = [entry["metadata"] for entry in json.loads(report.read_text("utf-8"))["install"]]
    return {entry["name"]: entry["version"] for entry in found}


def format_pins(versions: dict[str, str]) -> str:
    """Return the text of the file: our own package and builds for one machine (+cpu) left out."""
    names = sorted(versions, key=str.lower)
    lines = [
        f"{name}=={versions[name].partition('+')[0]}\n"
        for name in names
        if name != "albumen" and not FOLLOWS_TORCH.match(name)
    ]
    return HEAD + "".join(lines)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upgrade", action="store_true")
    options = parser.parse_args()
    FILE.write_text(format_pins(resolve(upgrade=options.upgrade)), encoding="utf-8")


if __name__ == "__main__":
    main()
