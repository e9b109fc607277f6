"""Windows packages of the bundle: a setup program (NSIS) and a portable .zip."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from project import ROOT, project

SCRIPT = ROOT / "packaging" / "windows" / "albumen.nsi"


def make_setup(bundle: Path, build: Path, target: Path) -> Path:
    """Compile the setup program with makensis, and return its path.

    Runs on Windows, and wherever else makensis is: it packs whatever the folder holds.
    """
    version = project().version
    numbers = [part for part in version.split(".") if part.isdigit()]
    out = target / f"{project().name}-{version}-setup.exe"
    maker = shutil.which("makensis") or r"C:\Program Files (x86)\NSIS\makensis.exe"
    defined = {
        "VERSION": version,
        "VERSION4": ".".join([*numbers, "0", "0", "0", "0"][:4]),
        "BUNDLE": str(bundle.resolve()),
        "ICON": str((build / "icons" / "albumen.ico").resolve()),
        "OUT": str(out.resolve()),
    }
    subprocess.run(
        [maker, "-V2", "-WX", "-INPUTCHARSET", "UTF8"]
        + [f"-D{key}={value}" for key, value in defined.items()]
        + [str(SCRIPT)],
        check=True,
    )
    return out


def make_zip(bundle: Path, target: Path) -> Path:
    """Make a .zip that is unpacked anywhere and keeps its library beside the program."""
    name = f"{project().name}-{project().version}-windows-x86_64"
    file = target / f"{name}.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(bundle.rglob("*")):
            if path.is_file():
                archive.write(path, f"{name}/{path.relative_to(bundle).as_posix()}")
        archive.write(ROOT / "LICENSE", f"{name}/LICENSE.txt")
        archive.write(ROOT / "packaging" / "PORTABLE.txt", f"{name}/albumen-data/README.txt")
    return file


def make_stand_in(folder: Path) -> Path:
    """Make a small folder of the bundle's form, to compile the script where Windows is not."""
    (folder / "_internal" / "app").mkdir(parents=True)
    for name in ("albumen.exe", "albumen-window.exe", "_internal/python311.dll"):
        (folder / name).write_bytes(b"MZ stand-in")
    return folder


def main() -> None:
    """Compile the setup script over a stand-in folder and say what came of it."""
    from icon_files import draw_icons

    with tempfile.TemporaryDirectory() as place:
        draw_icons(Path(place) / "icons")
        bundle = make_stand_in(Path(place) / "bundle")
        made = make_setup(bundle, Path(place), Path(place))
        print(f"{made.name} compiles: {made.stat().st_size} bytes")


if __name__ == "__main__":
    main()
