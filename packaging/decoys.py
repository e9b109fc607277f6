"""Show that the built program runs nothing that lies in a folder of photos.

    python packaging/decoys.py build/installer/dist/albumen/albumen

A folder gets two photos and a decoy of everything that the program is made of: each module of
Python and of the packages in it, each shared library and plug-in, and the settings that Python and
Qt look for. Whichever of them runs writes its name down. Then the program is started in that
folder: scan, list, the window, doctor.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

PACKAGES = (
    *("PIL", "PySide6", "alembic", "app", "click", "mako", "markupsafe", "numpy", "pi_heif"),
    *("platformdirs", "psutil", "pygments", "rawpy", "rich", "safetensors", "scipy", "send2trash"),
    *("shiboken6", "sqlalchemy", "sympy", "torch", "torchvision", "typing_extensions", "watchdog"),
)
# What Python and the packages load besides modules of their own names.
MODULES = {
    *("app", "sitecustomize", "usercustomize", "_sitebuiltins", "__main__", "start", "_internal"),
    *("pyi_rth_multiprocessing", "pyi_rth_inspect", "pyi_rth_pyside6", "alembic_env", "env"),
}
SETTINGS = {
    "qt.conf": "[Paths]\nPrefix=.\nPlugins=.\nLibraries=.\n",
    "qtlogging.ini": "[Rules]\n*=true\n",
    "pyvenv.cfg": "home = .\n",
    "python311._pth": ".\nimport site\n",
    "decoy.pth": "import colorsys\n",
    "alembic.ini": "[alembic]\nscript_location = .\n",
    "setup.cfg": "",
    ".env": "PYTHONPATH=.\nLD_LIBRARY_PATH=.\n",
}
# For the window only its first seconds: until then everything that it needs is loaded.
WINDOW_S = 15
_LIBRARY = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
__attribute__((constructor)) static void tell(void) {
    Dl_info info;
    FILE *file = fopen(RAN, "a");
    if (file) {
        fprintf(file, "%s\n", dladdr((void *)tell, &info) ? info.dli_fname : "a library");
        fclose(file);
    }
}
"""


def lay_decoys(folder: Path, ran: str, bundle: Path) -> int:
    """Fill a folder; return how many decoys it has.

    Parameters
    ----------
    folder : Path
        Made here.
    ran : str
        The file, as the program sees it, into which a decoy that runs writes its name.
    bundle : Path
        The folder with the program and all that it loads.
    """
    from PIL import Image

    folder.mkdir(parents=True)
    for number in range(2):
        Image.effect_noise((320, 240), 40 + number).save(folder / f"{number}.jpg")
    code = f"open({ran!r}, 'a').write(__name__ + '\\n')\n"
    before = len(list(folder.iterdir()))
    for name in sorted(sys.stdlib_module_names | MODULES):
        (folder / f"{name}.py").write_text(code, "utf-8")
    for name in sorted(PACKAGES):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "__init__.py").write_text(code, "utf-8")
    for name, text in SETTINGS.items():
        (folder / name).write_text(text, "utf-8")
    library = _library(ran)
    inner = bundle / "_internal"
    for path in [path for path in inner.rglob("*") if ".so" in path.suffixes]:
        # By its name alone, and where Qt and Python look for it.
        for place in {folder / path.name, folder / path.relative_to(inner)}:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(library)
    for plugin in inner.glob("PySide6/Qt/plugins/*/*.so"):
        (folder / plugin.parent.name).mkdir(exist_ok=True)
        (folder / plugin.parent.name / plugin.name).write_bytes(library)
    return sum(path.is_file() for path in folder.rglob("*")) - before


def _library(ran: str) -> bytes:
    """Return a library that tells when it is loaded; without a compiler, one that cannot be."""
    compiler = shutil.which("cc")
    if compiler is None:
        return b"\x7fELF no library"
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "decoy.c").write_text(_LIBRARY, "utf-8")
        define = '-DRAN="' + ran.replace("\\", "\\\\").replace('"', '\\"') + '"'
        words = [compiler, "-shared", "-fPIC", "-s", define, "decoy.c", "-o", "decoy.so", "-ldl"]
        subprocess.run(words, cwd=place, check=True)
        return (Path(place) / "decoy.so").read_bytes()


def what_ran(file: Path) -> list[str]:
    """Return the names of the decoys that ran, each once."""
    return sorted(set(file.read_text("utf-8").split("\n")) - {""}) if file.exists() else []


def _start(program: Path, words: Sequence[str], folder: Path) -> tuple[int | None, str]:
    """Run the program in the folder; the window is ended after a while."""
    environment = {
        "HOME": str(folder.parent),
        "ALBUMEN_HOME": str(folder.parent / "home"),
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "QT_QPA_PLATFORM": "offscreen",
        **{name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ},
    }
    started = subprocess.Popen(
        [str(program), *words],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        text, _ = started.communicate(timeout=WINDOW_S if words[0] == "window" else 300)
    except subprocess.TimeoutExpired:
        started.terminate()
        text, _ = started.communicate()
        return None, text
    return started.returncode, text


def main() -> int:
    """Start the program among decoys; 1 where one ran, or where the program did not do its work."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=Path)
    program = parser.parse_args().program.resolve()
    with tempfile.TemporaryDirectory(prefix="albumen-decoys-") as place:
        folder, ran = Path(place) / "photos", Path(place) / "ran"
        count = lay_decoys(folder, str(ran), program.parent)
        failures = []
        for words in (["scan", "."], ["list"], ["window", "."], ["doctor"]):
            code, text = _start(program, words, folder)
            if code != (None if words[0] == "window" else 0):
                failures.append(f"albumen {' '.join(words)}: {code}, {text[-500:]}")
        failures += [f"ran: {name}" for name in what_ran(ran)]
    print(*failures, sep="\n", end="\n" if failures else "")
    print(f"{count} decoys, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
